/** Verification of record.jsonl: one pass that follows the chain and collects what the other steps compare. */
import { createHash } from 'node:crypto';
import type { AnyEvent, Payload } from './events.ts';
import { ZERO_DIGEST } from './line.ts';
import { RECORD_FILE } from './paths.ts';
import { problem, RecordError, type Problem } from './problem.ts';
import { checkRecord } from './reader.ts';
import { SummaryBuilder, type RunSummary } from './summary.ts';
import { ClaimCounter, type Claims } from './verify-claims.ts';

/** A blob as an event names it: how many bytes it must have. */
export interface BlobReference {
  bytes: number;
  line: number;
}

export interface RecordVerified {
  present: boolean;
  problems: Problem[];
  run?: string;
  events: number;
  sealed: boolean;
  head: string;
  /** SHA-256 (hex) of the file. */
  digest: string;
  blobs: Map<string, BlobReference>;
  /** The tree after the run and HEAD, as `run.sealed` names them. */
  git: { tree?: string; head?: string };
  previousReceipts: string[];
  claims: Claims;
  /** Absent while the record does not end in `run.sealed`. */
  summary?: RunSummary;
}

/** @param head digest of the last line as the receipt names it. */
export async function verifyRecord(folder: string, head: string | undefined): Promise<RecordVerified> {
  const hash = createHash('sha256');
  const collected = new Collector();
  try {
    const read = await checkRecord(folder, (event, line) => collected.apply(event, line), { onChunk: (chunk) => hash.update(chunk), ...(head === undefined ? {} : { head }) });
    const summary = collected.summary.result();
    const unsealed = read.sealed ? [] : [problem('not-sealed', { file: RECORD_FILE }, { detail: 'run.sealed is missing' })];
    return {
      present: true,
      problems: [...read.problems, ...unsealed],
      ...(collected.run === undefined ? {} : { run: collected.run }),
      events: read.lines,
      sealed: read.sealed,
      head: read.head,
      digest: hash.digest('hex'),
      blobs: collected.blobs,
      git: collected.git,
      previousReceipts: collected.previousReceipts,
      claims: collected.claims.result(),
      ...(summary === undefined ? {} : { summary }),
    };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const code = error.code === 'unsafe' ? 'not-a-file' : 'record-missing';
    return {
      present: false,
      problems: [problem(code, { file: RECORD_FILE })],
      events: 0,
      sealed: false,
      head: ZERO_DIGEST,
      digest: hash.digest('hex'),
      blobs: new Map(),
      git: {},
      previousReceipts: [],
      claims: collected.claims.result(),
    };
  }
}

class Collector {
  readonly summary = new SummaryBuilder();
  readonly claims = new ClaimCounter();
  readonly blobs = new Map<string, BlobReference>();
  readonly git: { tree?: string; head?: string } = {};
  previousReceipts: string[] = [];
  run: string | undefined;

  apply(event: AnyEvent, line: number): void {
    this.summary.apply(event);
    this.claims.apply(event, line);
    for (const payload of payloadsOf(event)) this.reference(payload, line);
    if (event.type === 'run.started') {
      this.run ??= event.data.run;
      this.previousReceipts = event.data.previousReceipts;
    } else if (event.type === 'run.sealed') {
      if (event.data.tree !== undefined) this.git.tree = event.data.tree;
      if (event.data.head !== undefined) this.git.head = event.data.head;
    }
  }

  private reference(payload: Payload, line: number): void {
    if (typeof payload === 'string') return;
    const bytes = payload.kept ?? payload.bytes;
    if (!this.blobs.has(payload.blob)) this.blobs.set(payload.blob, { bytes, line });
  }
}

/** The texts of an event that may stand in a blob. */
export function payloadsOf(event: AnyEvent): Payload[] {
  if (event.type === 'input.given') return [event.data.text];
  if (event.type === 'approval.requested') return [event.data.presentation, event.data.suggestion ?? []].flat();
  if (event.type === 'question.asked') return [event.data.shown];
  if (event.type === 'policy.loaded') return [event.data.policy];
  if (event.type === 'grant.given') return [event.data.rule];
  if (event.type === 'message') return event.data.text === undefined ? [] : [event.data.text];
  if (event.type === 'action.finished') return event.data.result === undefined ? [] : [event.data.result];
  return [];
}
