/**
 * Makes a record of a transcript that an agent has kept: what it was told, what it says that it did, how it says that it ended. Nothing
 * of it was gated or observed, so every event has the basis `reported`; the record is whole and signed from here on, no more.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ulid } from 'ulid';
import { catalog } from '../../agents/catalog.ts';
import { linesOf, transcriptReaders } from './find.ts';
import type { TranscriptEvent } from './types.ts';
import { cutLong } from '../../gate/cut.ts';
import { titleOf } from '../../gate/presentation.ts';
import { digestOf, sha256 } from '../../model/digest.ts';
import type { EventData, NewEvent } from '../../record/events.ts';
import { ensureSignalboxFolder, runFolder } from '../../record/paths.ts';
import { newestReceipts, sealReceipt } from '../../record/receipt.ts';
import { Redactor } from '../../record/redact.ts';
import type { Signer } from '../../record/signer.ts';
import { RecordWriter } from '../../record/writer.ts';
import { workspaceFacts } from '../workspace-facts.ts';

/** A transcript that is larger is refused, in bytes. */
const MAX_TRANSCRIPT = 256 * 1024 * 1024;
/** Stands where a policy's digest would: none was in force. */
const NO_POLICY = { digest: '0'.repeat(64), posture: 'none', trusted: false, approve: 'ask' as const };

export interface ImportParts {
  folder: string;
  signalboxFolder: string;
  signer: Signer;
  person: { name: string; email?: string };
  host: EventData<'run.started'>['host'];
}

/**
 * @param signal gives up, as long as the transcript is only read
 * @throws {Error} with a sentence for the person; no record is left then.
 */
export async function importTranscript(parts: ImportParts, agent: string, file: string, signal?: AbortSignal): Promise<{ run: string; folder: string }> {
  const reader = transcriptReaders.find((one) => one.agent === agent);
  if (reader === undefined) throw new Error(`Transcripts of ${agent} cannot be read. Those of ${transcriptReaders.map((one) => one.agent).join(' and ')} can.`);
  const { size } = await stat(file).catch(() => {
    throw new Error(`There is no file ${file}.`);
  });
  if (size > MAX_TRANSCRIPT) throw new Error(`${file} is larger than ${MAX_TRANSCRIPT / 1024 / 1024} MiB.`);
  const events: TranscriptEvent[] = [];
  const read = reader.start(parts.folder);
  for await (const line of linesOf(file)) {
    signal?.throwIfAborted();
    events.push(...(await read(line)));
  }
  if (!events.some(({ type }) => type === 'prompt' || type === 'call')) throw new Error(`${file} is no transcript of ${agent}, or nothing happened in it.`);
  await ensureSignalboxFolder(parts.folder);
  const digest = await digestOfFile(file);
  signal?.throwIfAborted();
  return new TranscriptImport(parts, agent, events).write({ kind: 'transcript', reference: basename(file), digest });
}

class TranscriptImport {
  private readonly parts: ImportParts;
  private readonly agent: string;
  private readonly events: readonly TranscriptEvent[];
  private readonly run: string;
  private readonly folder: string;
  private readonly steps = new Map<string, string>();
  private readonly redactor = new Redactor(randomBytes(32));
  private now: Date;
  private turn: string | undefined;
  private count = 0;

  constructor(parts: ImportParts, agent: string, events: readonly TranscriptEvent[]) {
    this.parts = parts;
    this.agent = agent;
    this.events = events;
    this.now = timeOf(events.find(({ at }) => at !== undefined)?.at) ?? new Date();
    this.run = ulid(this.now.getTime());
    this.folder = runFolder(parts.signalboxFolder, this.run);
  }

  async write(evidence: EventData<'evidence.added'>): Promise<{ run: string; folder: string }> {
    const writer = await RecordWriter.create(this.folder, { redactor: this.redactor, clock: () => this.now });
    await writer.append({ type: 'run.started', basis: 'reported', data: await this.started(evidence) });
    await writer.append({ type: 'evidence.added', basis: 'reported', data: evidence });
    for (const event of this.events) {
      // Time in a record does not go back.
      const at = timeOf(event.at);
      if (at !== undefined && at > this.now) this.now = at;
      for (const told of await this.told(event, writer)) await writer.append(told);
    }
    await this.endTurn(writer);
    await writer.append({ type: 'run.sealed', basis: 'reported', data: { end: 'completed', coverage: 'observed only' } });
    await writer.close();
    await sealReceipt(this.folder, this.parts.signer, {});
    return { run: this.run, folder: this.folder };
  }

  private async started(evidence: EventData<'evidence.added'>): Promise<EventData<'run.started'>> {
    const about = Object.assign({}, ...this.events.filter(({ type }) => type === 'about')) as Extract<TranscriptEvent, { type: 'about' }>;
    const name = catalog.find(({ id }) => id === this.agent)?.name ?? this.agent;
    const { name: workspace } = await workspaceFacts(this.parts.folder);
    return {
      run: this.run,
      'gen_ai.agent.id': this.agent,
      'gen_ai.agent.name': name,
      ...(about.version === undefined ? {} : { 'gen_ai.agent.version': about.version }),
      ...(about.provider === undefined ? {} : { 'gen_ai.provider.name': about.provider }),
      ...(about.model === undefined ? {} : { 'gen_ai.request.model': about.model }),
      command: [],
      configuration: digestOf({ transcript: evidence.digest ?? '' }),
      door: 'transcript',
      host: this.parts.host,
      person: this.parts.person,
      workspace: { name: workspace },
      policy: NO_POLICY,
      guardVersion: 'none',
      previousReceipts: await newestReceipts(this.parts.signalboxFolder),
      importedAt: new Date().toISOString(),
      ...(about.session === undefined ? {} : { 'gen_ai.conversation.id': about.session }),
    };
  }

  private async told(event: TranscriptEvent, writer: RecordWriter): Promise<NewEvent[]> {
    const basis = 'reported' as const;
    const step = this.turn === undefined ? {} : { step: this.turn };
    switch (event.type) {
      case 'prompt':
        await this.endTurn(writer);
        this.turn = this.newStep();
        return [{ type: 'input.given', basis, step: this.turn, data: { text: await writer.payload(event.text), digest: sha256(this.redactor.text(event.text)), by: this.parts.person.name } }];
      case 'message':
        return [{ type: 'message', basis, ...step, data: { from: event.from, digest: sha256(this.redactor.text(event.text)), text: await writer.payload(event.text) } }];
      case 'call':
        return [this.call(event)];
      case 'outcome': {
        const found = this.steps.get(event.callId);
        if (found === undefined) return [];
        this.steps.delete(event.callId);
        const { status, exitCode, result } = event.outcome;
        return [{ type: 'action.finished', basis, step: found, data: { status, ...(exitCode === undefined ? {} : { exitCode }), ...(result === undefined ? {} : { result: await writer.payload(result) }) } }];
      }
      case 'usage':
        return [{ type: 'usage.reported', basis, ...step, data: { 'gen_ai.usage.input_tokens': event.inputTokens, 'gen_ai.usage.output_tokens': event.outputTokens, ...(event.model === undefined ? {} : { 'gen_ai.response.model': event.model }) } }];
      case 'about':
        return [];
    }
  }

  private call(event: Extract<TranscriptEvent, { type: 'call' }>): NewEvent {
    const step = this.newStep();
    this.steps.set(event.callId, step);
    const action = cutLong(this.redactor.value(event.action));
    return {
      type: 'action.proposed',
      basis: 'reported',
      step,
      ...(this.turn === undefined ? {} : { parent: this.turn }),
      data: { action, digest: digestOf(action), title: titleOf(action, this.parts.folder), door: 'transcript', 'gen_ai.tool.name': event.tool, 'gen_ai.tool.call.id': event.callId },
    };
  }

  private async endTurn(writer: RecordWriter): Promise<void> {
    if (this.turn !== undefined) await writer.append({ type: 'turn.ended', basis: 'reported', step: this.turn, data: { reason: 'end_turn' } });
    this.turn = undefined;
  }

  private newStep(): string {
    this.count += 1;
    return `s${this.count}`;
  }
}

function timeOf(at: string | undefined): Date | undefined {
  const time = at === undefined ? NaN : Date.parse(at);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** SHA-256 (hex) of the bytes of a file that may be large. */
async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
