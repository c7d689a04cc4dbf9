/** What the gate adds to an action that a rule allows, over a bare durable append of the same bytes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { Approvals } from '../../src/gate/approvals.ts';
import { connectTo } from '../../src/gate/client.ts';
import { Pipeline, type PipelineRun } from '../../src/gate/pipeline.ts';
import { PolicyStore } from '../../src/gate/policy-store.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { realPath } from '../../src/guard/real-path.ts';
import { Redactor } from '../../src/record/redact.ts';
import { RecordWriter } from '../../src/record/writer.ts';
import { TestGate } from '../../test/support/gate.ts';
import { dist, testWorkspace } from '../../test/support/workspace.ts';
import { median, ms, quantile, timed, type Figure } from './measure.ts';

const ROUNDS = 12;
const ACTIONS = 60;

/** The gate's own code in this process, in turn with appends of as many bytes, each with fdatasync. */
export async function benchGate(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sb-bench-'));
  try {
    const writer = await RecordWriter.create(join(folder, 'record'), { redactor: new Redactor(Buffer.alloc(32, 1)), clock: () => new Date() });
    const { pipeline, run } = await makePipeline(folder, writer);
    const action = { kind: 'exec' as const, command: 'git log --oneline | head -20', cwd: folder };
    const decide = (step: string) => pipeline.decide(run, step, { action, title: 'look', door: 'bench' }, run.signal);
    await startRecord(writer);
    for (let i = 0; i < 200; i++) await decide(`w${i}`);
    const bytes = await bytesPerDecision(join(folder, 'record', 'record.jsonl'), decide);
    const bare = await open(join(folder, 'bare'), 'a');
    const line = Buffer.alloc(bytes, 'x');
    const gate: number[] = [];
    const plain: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (let i = 0; i < ACTIONS; i++) gate.push(await timed(() => decide(`s${round}.${i}`)));
      for (let i = 0; i < ACTIONS; i++) {
        plain.push(
          await timed(async () => {
            await bare.write(line);
            await bare.datasync();
          }),
        );
      }
    }
    await bare.close();
    await writer.close();
    const added = median(gate) - median(plain);
    return [
      { name: `a decision on disk (${bytes} bytes)`, value: `${ms(median(gate))} median, ${ms(quantile(gate, 0.95))} p95` },
      { name: 'a bare durable append of the same bytes', value: `${ms(median(plain))} median, ${ms(quantile(plain, 0.95))} p95` },
      { name: 'added by the gate per action', value: `${ms(added)} (${(median(gate) / median(plain)).toFixed(2)} times the bare append)`, aim: 'at most 0.5 ms', reached: added <= 0.5 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same through a real gate process and its socket, as a program of a run sees it. */
export async function benchSocket(): Promise<Figure[]> {
  const silent = { command: process.execPath, args: ['-e', 'process.stdin.resume()'] };
  const gate = new TestGate(testWorkspace({ silent }), { idleTime: 60_000 });
  try {
    const operator = await gate.connect();
    const { run } = await operator.request('run/launch', { agent: 'silent', trusted: true });
    const token = await tokenOf(run);
    const client = await connectTo(gate.address!.socket, { kind: 'agent', name: 'bench', version: '0', pid: process.pid }, { role: 'run', run, secret: token });
    const action = { kind: 'exec' as const, command: 'git log --oneline | head -20', cwd: gate.workspace.folder };
    const times: number[] = [];
    for (let i = 0; i < 300; i++) times.push(await timed(() => client.request('run/propose', { action })));
    client.close();
    await operator.request('run/stop', { run, what: 'run' });
    await operator.request('run/wait', { run });
    const settled = times.slice(50);
    return [{ name: 'an action through the socket, whole', value: `${ms(median(settled))} median, ${ms(quantile(settled, 0.95))} p95` }];
  } finally {
    await gate.end();
  }
}

async function makePipeline(folder: string, writer: RecordWriter): Promise<{ pipeline: Pipeline; run: PipelineRun }> {
  const scope = { roots: [folder], home: homedir() };
  const policies = new PolicyStore({ user: join(folder, 'none'), workspace: join(folder, 'none too') }, scope, () => undefined);
  const pipeline = new Pipeline({
    guard: await createGuard(join(dist, 'wasm')),
    guardContext: { ...scope, platform: process.platform, realpath: realPath },
    policies,
    approvals: new Approvals(() => undefined, () => new Date()),
    attended: () => false,
    now: () => new Date(),
    newId: () => ulid(),
  });
  const run: PipelineRun = {
    id: ulid(),
    agent: { id: 'bench', name: 'bench' },
    cwd: folder,
    approve: 'deny',
    trusted: true,
    writer,
    redactor: new Redactor(Buffer.alloc(32, 1)),
    grants: [],
    signal: new AbortController().signal,
    waiting: () => undefined,
  };
  return { pipeline, run };
}

/** A record begins with `run.started`. */
export async function startRecord(writer: RecordWriter): Promise<void> {
  const digest = '0'.repeat(64);
  await writer.append({
    type: 'run.started',
    basis: 'mediated',
    data: {
      run: ulid(),
      'gen_ai.agent.id': 'bench',
      'gen_ai.agent.name': 'bench',
      command: ['bench'],
      configuration: digest,
      door: 'bench',
      host: { signalbox: '0', node: process.version, platform: process.platform },
      person: { name: 'bench' },
      workspace: { name: 'bench' },
      policy: { digest, posture: 'balanced', trusted: true, approve: 'deny' },
      guardVersion: '0',
      previousReceipts: [],
    },
  });
}

async function bytesPerDecision(file: string, decide: (step: string) => Promise<unknown>): Promise<number> {
  const before = (await stat(file)).size;
  await decide('b');
  return (await stat(file)).size - before;
}

/** The run's token stands in its agent's environment, and this process is the same user. */
async function tokenOf(run: string): Promise<string> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    const variables = Object.fromEntries(environment.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    if (variables['SIGNALBOX_RUN'] === run && variables['SIGNALBOX_RUN_TOKEN'] !== undefined) return variables['SIGNALBOX_RUN_TOKEN'];
  }
  throw new Error(`no process of run ${run} was found`);
}
