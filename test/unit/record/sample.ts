/** A small real record for the tests: every type of event, a blob, a secret that must not show. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { canonical, digestOf, sha256 } from '../../../src/model/digest.ts';
import type { Action } from '../../../src/model/action.ts';
import type { Presentation } from '../../../src/model/approval.ts';
import type { NewEvent, EventData } from '../../../src/record/events.ts';
import { Redactor } from '../../../src/record/redact.ts';
import { sealReceipt } from '../../../src/record/receipt.ts';
import { softwareSigner, type Signer } from '../../../src/record/signer.ts';
import { RecordWriter, type WriterOptions } from '../../../src/record/writer.ts';

export const RUN = '01KAPQRSTVWXYZ0123456789AB';
export const SECRET = 'correct-horse-8atteryStaple';

/** A fixed key (RFC 8032, test 1), so that receipts come out the same. */
const PEM = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n';
export const signer: Signer = softwareSigner(PEM);

export const redactor = new Redactor(new Uint8Array(32).fill(7), [{ kind: 'environment', value: SECRET }]);

/** A clock that goes on by one millisecond a look. */
export function ticking(): () => Date {
  let now = Date.UTC(2026, 10, 22, 12, 0, 0);
  return () => new Date(now++);
}

export function options(): WriterOptions {
  return { redactor, clock: ticking() };
}

/** A folder for one test, gone after it. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-record-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function started(more: Partial<EventData<'run.started'>> = {}): NewEvent {
  return {
    type: 'run.started',
    basis: 'mediated',
    data: {
      run: RUN,
      'gen_ai.agent.id': 'demo',
      'gen_ai.agent.name': 'Demo agent',
      'gen_ai.agent.version': '1.2.3',
      'gen_ai.provider.name': 'none',
      'gen_ai.request.model': 'none',
      command: ['demo-agent', '--password', 'n0t-for-Disk!'],
      configuration: sha256('configuration'),
      door: 'acp',
      host: { signalbox: '0.1.0', node: '24.0.0', platform: 'linux' },
      person: { name: 'Ada Lovelace', email: 'ada@example.org' },
      workspace: { name: 'sample', head: '1'.repeat(40), tree: '2'.repeat(40), dirty: false },
      policy: { digest: sha256('policy'), posture: 'balanced', trusted: true, approve: 'ask' },
      guardVersion: '1',
      previousReceipts: [],
      ...more,
    },
  };
}

const rule = { id: 'ask-exec', text: '{"id":"ask-exec","effect":"ask"}', layer: 'built-in' as const };
const decided = { policyDigest: sha256('policy'), guardVersion: '1' };

/** What one gated tool call leaves, `verdict` by a person. */
export function call(step: string, action: Action, verdict: 'allow' | 'deny'): NewEvent[] {
  const digest = digestOf(action);
  const presentation: Presentation = { form: 'document', title: 'a command', language: 'shellscript', text: 'npm test' };
  const events: NewEvent[] = [
    { type: 'action.proposed', basis: 'mediated', step, parent: 'turn-1', data: { action, digest, title: 'npm test', door: 'acp', 'gen_ai.tool.name': 'shell', 'gen_ai.tool.call.id': `call-${step}` } },
    { type: 'guard.assessed', basis: 'mediated', step, data: { guardVersion: '1', findings: [{ id: 'exec.network', severity: 'low', reason: 'may reach the network' }] } },
    { type: 'approval.requested', basis: 'mediated', step, data: { approval: `approval-${step}`, digest, shown: digestOf(presentation), presentation: canonical(presentation), rule } },
    {
      type: 'approval.answered',
      basis: 'mediated',
      step,
      data: { approval: `approval-${step}`, digest, shown: digestOf(presentation), answer: verdict === 'allow' ? 'allow-once' : 'deny', channel: 'quick-pick', by: { name: 'Ada Lovelace' }, selfApproved: true, waitedMs: 1200 },
    },
    { type: 'decision.made', basis: 'mediated', step, data: { verdict, by: 'person', rule, reason: verdict === 'allow' ? 'allowed once' : 'not today', approval: `approval-${step}`, digest, ...decided } },
  ];
  if (verdict === 'allow') events.push({ type: 'action.finished', basis: 'reported', step, data: { status: 'succeeded', durationMs: 34, exitCode: 0, result: 'ok 🚦\u001b[0m', resultDigest: sha256('ok') } });
  return events;
}

export const sealed: NewEvent = { type: 'run.sealed', basis: 'mediated', data: { end: 'completed', exitCode: 0, signal: null, tree: '3'.repeat(40), head: '1'.repeat(40) } };

/** Writes a whole record of run `RUN` to `folder`, without a receipt. */
export async function writeSample(folder: string, more: Partial<EventData<'run.started'>> = {}): Promise<void> {
  const writer = await RecordWriter.create(folder, options());
  const exec: Action = { kind: 'exec', command: 'npm test', cwd: '/work space/é' };
  const long = await writer.payload(`A long text with ${SECRET} in it. ${'0123456789abcdef '.repeat(300)}`);
  await writer.append(started(more));
  await writer.append({ type: 'capabilities.observed', basis: 'reported', data: { tools: [{ name: 'shell', digest: sha256('shell') }], servers: [], permissions: [{ name: 'network', value: 'ask' }], changes: [] } });
  await writer.append({ type: 'gate.probed', basis: 'mediated', data: { reached: true, how: 'acp', durationMs: 3 } });
  await writer.append({ type: 'input.given', basis: 'mediated', step: 'turn-1', data: { text: `Fix the tests\nuse ${SECRET}`, digest: sha256('input'), by: 'person' } });
  await writer.append({ type: 'message', basis: 'reported', parent: 'turn-1', data: { from: 'agent', digest: sha256('message'), text: long } });
  await writer.append({ type: 'plan.updated', basis: 'reported', parent: 'turn-1', data: { entries: [{ content: 'run the tests', status: 'pending' }] } });
  await writer.append(call('call-1', exec, 'allow'));
  await writer.append(call('call-2', { ...exec, command: 'rm -rf build' }, 'deny'));
  const unasked: Action = { kind: 'write', paths: ['notes.md'], cwd: '/w', changes: [{ path: 'notes.md', before: null, after: `token = "${SECRET}"` }] };
  const recorded = redactor.value(unasked);
  await writer.append({ type: 'action.proposed', basis: 'reported', step: 'call-3', parent: 'turn-1', data: { action: recorded, digest: digestOf(recorded), title: 'notes.md', door: 'acp' } });
  await writer.append([
    { type: 'turn.ended', basis: 'reported', step: 'turn-1', data: { reason: 'end_turn', durationMs: 900 } },
    { type: 'effect.observed', basis: 'observed', data: { path: 'notes.md', change: 'created', before: null, after: '4'.repeat(40) } },
    { type: 'usage.reported', basis: 'reported', data: { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 20 } },
    { type: 'evidence.added', basis: 'observed', data: { kind: 'test', reference: 'npm test' } },
    { type: 'fault.noted', basis: 'observed', data: { code: 'retry', message: 'the agent tried again' } },
    { type: 'run.stopped', basis: 'mediated', data: { by: 'Ada Lovelace', how: 'cancel' } },
    { type: 'run.interrupted', basis: 'observed', data: { tornBytes: 0, reason: 'for the test' } },
    { type: 'run.restored', basis: 'mediated', data: { paths: ['notes.md'] } },
    sealed,
  ]);
  await writer.close();
}

/** Writes and seals the sample under `workspace/.signalbox/runs/2026-11/<RUN>`; gives the run's folder. */
export async function sealedSample(workspace: string): Promise<string> {
  const folder = join(workspace, '.signalbox', 'runs', '2026-11', RUN);
  await writeSample(folder);
  await sealReceipt(folder, signer);
  return folder;
}
