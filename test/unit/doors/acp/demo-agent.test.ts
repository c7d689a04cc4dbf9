/** The demo agent as a real process, driven by the real door; only the gate is the test's. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { createAcpSession } from '../../../../src/doors/acp/session.ts';
import type { AgentSession } from '../../../../src/doors/session.ts';
import { spawnAgent, type AgentProcess } from '../../../../src/runs/processes/agent-process.ts';
import { allowAll, FakeGate, type Decide } from './fake-gate.ts';

const root = resolve(import.meta.dirname, '../../../..');
const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function copyOfSample(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sample-')));
  folders.push(folder);
  cpSync(join(root, 'sample'), folder, { recursive: true });
  return folder;
}

async function launch(cwd: string, decide: Decide, file = 'demo/agent.ts', args: string[] = [], env: Record<string, string> = { DEMO_PACE: '0' }): Promise<{ gate: FakeGate; session: AgentSession; agent: AgentProcess; leave: () => Promise<void> }> {
  const agent = spawnAgent({ command: process.execPath, args: [join(root, file), ...args], cwd, env: { PATH: process.env['PATH'] ?? '', ...env } });
  const gate = new FakeGate(cwd, decide);
  const session = createAcpSession(gate, { input: agent.stdin, output: agent.stdout, cwd, servers: [], client: { name: 'test', version: '0' }, startTimeout: 10_000 });
  const leave = async (): Promise<void> => {
    await session.close();
    await agent.stop(500);
  };
  return { gate, session, agent, leave };
}

/** Allows all but the policy and the deletion, as the balanced policy and a person would. */
const careful: Decide = ({ action }) => {
  const text = JSON.stringify(action);
  if (text.includes('.signalbox')) return Promise.resolve({ verdict: 'deny', reason: 'agents may not change the policy' });
  if (text.includes('rm -r build')) return Promise.resolve({ verdict: 'deny', reason: 'keep the build for now' });
  return Promise.resolve({ verdict: 'allow', reason: 'fine' });
};

test('works on the sample: reads, fails, corrects, retries, asks, is refused, and says so', { timeout: 60_000 }, async () => {
  const cwd = copyOfSample();
  // Ten times what an unasked call waits for a request that may be on its way: the order of the record is then the agent's.
  const { gate, session, leave } = await launch(cwd, careful, 'demo/agent.ts', [], { DEMO_PACE: '500' });
  const about = await session.start();
  assert.equal(about.agent.name, 'signalbox-demo');
  assert.equal(await session.prompt('turn-1', 'fix it'), 'end_turn');
  await leave();

  const seen = gate.steps.map(({ title, door, asked, verdict, finishes }) => [title, door, asked ? verdict : 'unasked', finishes.map(({ status, basis }) => `${status} ${basis}`).join()]);
  assert.deepEqual(seen, [
    ['Read README.md', 'acp/fs', 'allow', 'succeeded mediated'],
    ['Read src/price.js', 'acp/fs', 'allow', 'succeeded mediated'],
    ['Run the tests', 'acp', 'allow', 'failed reported'],
    ['Edit src/price.js', 'acp', 'allow', 'succeeded reported'],
    ['Edit .github/workflows/test.yml', 'acp', 'allow', 'succeeded reported'],
    ['Run the tests', 'acp', 'allow', 'succeeded reported'],
    ['Write NOTES.md', 'acp', 'unasked', 'succeeded reported'],
    ['Edit .signalbox/policy.jsonc', 'acp', 'deny', ''],
    ['Delete the old build folder', 'acp', 'deny', ''],
  ]);
  assert.deepEqual(gate.steps.map(({ finishes }) => finishes[0]?.exitCode).filter((code) => code !== undefined), [1, 0]);
  const summary = gate.messages().at(-1) ?? '';
  assert.match(summary, /the tests failed.*\n.*corrected src\/price\.js\n.*updated \.github.*\n.*the tests pass now\n.*NOTES\.md, without asking/);
  assert.match(summary, /Refused:\n.*agents may not change the policy\n.*keep the build for now/);
  assert.match(readFileSync(join(cwd, 'src/price.js'), 'utf8'), /Math\.round/);
  assert.match(readFileSync(join(cwd, '.github/workflows/test.yml'), 'utf8'), /node-version: 24/);
  assert.deepEqual([existsSync(join(cwd, 'NOTES.md')), existsSync(join(cwd, '.signalbox')), existsSync(join(cwd, 'build/old.txt'))], [true, false, true]);
  assert.equal(gate.events.filter((event) => event.type === 'plan.updated').length, 7);
  assert.deepEqual(gate.faults, []);
});

test('does what is allowed, and in the next turn asks again for what was refused', { timeout: 60_000 }, async () => {
  const cwd = copyOfSample();
  const { gate, session, leave } = await launch(cwd, careful);
  await session.start();
  await session.prompt('turn-1', 'go');
  const before = gate.steps.length;
  gate.decide = ({ action }) => careful({ ...gate.steps[0]!, action: action.kind === 'exec' ? { ...action, command: 'allowed now' } : action });
  await session.prompt('turn-2', 'continue');
  await session.prompt('turn-3', 'list');
  await leave();
  assert.deepEqual(gate.steps.slice(before).map(({ parent, verdict }) => [parent, verdict]), [['turn-2', 'deny'], ['turn-2', 'allow']]);
  assert.equal(existsSync(join(cwd, 'build')), false);
  assert.match(gate.messages().at(-1) ?? '', /I would:/);
});

test('in another project it says what it expects', { timeout: 60_000 }, async () => {
  const cwd = copyOfSample();
  writeFileSync(join(cwd, 'package.json'), '{"name":"other"}');
  const { gate, session, leave } = await launch(cwd, allowAll);
  await session.start();
  await session.prompt('turn-1', 'go');
  await leave();
  assert.deepEqual(gate.steps, []);
  assert.match(gate.messages()[0] ?? '', /only know the sample project/);
});

test('cancelled while it waits for an answer, it ends the turn at once', { timeout: 60_000 }, async () => {
  const cwd = copyOfSample();
  let asked: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const { gate, session, agent, leave } = await launch(cwd, (proposal, signal) => {
    if (proposal.action.kind !== 'exec') return allowAll(proposal, signal);
    asked();
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ verdict: 'deny', reason: 'withdrawn' })));
  });
  await session.start();
  const turn = session.prompt('turn-1', 'go');
  await waits;
  await session.cancel();
  assert.equal(await turn, 'cancelled');
  await leave();
  await agent.exited;
  assert.equal(gate.steps.at(-1)?.verdict, 'deny');
});

test('agents that misbehave, as real processes', { timeout: 60_000 }, async () => {
  const cwd = copyOfSample();
  const fixture = (name: string, ...args: string[]) => launch(cwd, careful, `test/fixtures/agents/${name}.ts`, args);

  const dies = await fixture('dies');
  await assert.rejects(dies.session.start(), { code: 'gone' });
  assert.equal((await dies.agent.exited).code, 3);
  assert.match(dies.agent.stderrTail(), /no licence found/);
  await dies.leave();

  for (const args of [[], ['json']]) {
    const nonsense = await fixture('nonsense', ...args);
    await assert.rejects(nonsense.session.start(), { code: 'protocol', message: /not the Agent Client Protocol/ });
    await nonsense.leave();
  }

  const big = await fixture('big', '10');
  await big.session.start();
  assert.equal(await big.session.prompt('t', 'go'), 'end_turn');
  assert.equal(big.gate.messages()[0]?.length, 10 * 1024 * 1024);
  await big.leave();

  const huge = await fixture('big', '20');
  await huge.session.start();
  await assert.rejects(huge.session.prompt('t', 'go'), { code: 'too-large' });
  await huge.leave();

  const floods = await fixture('floods', '5000');
  await floods.session.start();
  await floods.session.prompt('t', 'go');
  await floods.leave();
  assert.equal(floods.gate.messages().join('').length, 5000);
  assert.deepEqual(floods.gate.steps.map(({ finishes }) => finishes.map(({ status, result }) => [status, result])), [[['succeeded', '4999']]]);

  const defiant = await launch(cwd, () => Promise.resolve({ verdict: 'deny', reason: 'no' }), 'test/fixtures/agents/defiant.ts');
  await defiant.session.start();
  await defiant.session.prompt('t', 'go');
  await defiant.leave();
  assert.deepEqual(defiant.gate.faults.map(({ code }) => code), ['denied-but-reported']);

  const unasked = await fixture('unasked');
  await unasked.session.start();
  await unasked.session.prompt('t', 'go');
  await unasked.leave();
  assert.deepEqual(unasked.gate.steps.map(({ asked, finishes }) => [asked, finishes.length]), [[false, 1]]);
});

test('agents that will not end are ended, with what they left behind', { timeout: 60_000, skip: process.platform !== 'linux' }, async () => {
  const cwd = copyOfSample();
  const deaf = await launch(cwd, allowAll, 'test/fixtures/agents/deaf.ts');
  await deaf.session.start();
  const turn = deaf.session.prompt('t', 'go');
  await deaf.session.cancel();
  assert.equal(await Promise.race([turn, new Promise((resolve) => setTimeout(resolve, 200, 'still going'))]), 'still going');
  await Promise.all([assert.rejects(turn, { code: 'gone' }), deaf.leave()]);
  await deaf.agent.exited;

  const daemon = await launch(cwd, allowAll, 'test/fixtures/agents/daemon.ts', [], { SIGNALBOX_RUN: `run-${process.pid}-d` });
  await daemon.session.start();
  await daemon.session.prompt('t', 'go');
  const pid = Number(/daemon (\d+)/.exec(daemon.gate.messages()[0] ?? '')?.[1]);
  assert.ok(existsSync(`/proc/${pid}`));
  await daemon.leave();
  assert.ok(!existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));

  const grasping = await launch(cwd, () => Promise.resolve({ verdict: 'deny', reason: 'no' }), 'test/fixtures/agents/grasping.ts', [], { SIGNALBOX_RUN: 'nothing' });
  await grasping.session.start();
  await grasping.session.prompt('t', 'go');
  await grasping.leave();
  assert.deepEqual(grasping.gate.steps.map(({ verdict, finishes }) => [verdict, finishes]), [['deny', []]]);
});
