import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { spawnAgent, type AgentProcess } from '../../../../src/runs/processes/agent-process.ts';
import { stopLeftovers } from '../../../../src/runs/processes/stop.ts';
import { parsePs, parseStat, processTable } from '../../../../src/runs/processes/table.ts';
import { Tail } from '../../../../src/runs/processes/tail.ts';

const linux = process.platform === 'linux';
const cleanup: number[] = [];
after(async () => {
  for (const pid of cleanup) if (await isAlive(pid)) process.kill(pid, 'SIGKILL');
});

/** Ignores what asks it to end, and says its id when it does. */
const stubborn = "process.on('SIGTERM',()=>{});process.on('SIGHUP',()=>{});console.log(process.pid);setInterval(()=>{},1000)";
/** Starts the stubborn one, passes its id on, and then does what `then` says. */
function parent(detached: boolean, then: string, env = 'process.env'): string {
  return `const {spawn}=require('child_process');const c=spawn(process.execPath,['-e',${JSON.stringify(stubborn)}],{detached:${detached},env:${env},stdio:['ignore','pipe','ignore']});c.stdout.once('data',d=>process.stdout.write(d,()=>{${then}}))`;
}

const stay = 'setInterval(()=>{},1000)';

function start(code: string, run?: string): AgentProcess {
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', ...(run === undefined ? {} : { SIGNALBOX_RUN: run }) };
  return spawnAgent({ command: process.execPath, args: ['-e', code], cwd: tmpdir(), env });
}

async function printedPid(agent: AgentProcess): Promise<number> {
  const [chunk] = (await once(agent.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString().trim());
  cleanup.push(pid);
  return pid;
}

/** A zombie that nobody has reaped yet is not alive. */
async function isAlive(pid: number): Promise<boolean> {
  return (await processTable()).some((entry) => entry.pid === pid);
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 40 && (await isAlive(pid)); tries += 1) await sleep(25);
  return !(await isAlive(pid));
}

test('gives the agent exactly its environment, and says how it ended', async () => {
  const agent = spawnAgent({ command: process.execPath, args: ['-e', 'console.log(JSON.stringify(process.env)); console.error("why"); process.exit(4)'], cwd: tmpdir(), env: { ONLY: 'this' } });
  const [chunk] = (await once(agent.stdout, 'data')) as [Buffer];
  assert.deepEqual(JSON.parse(chunk.toString()), { ONLY: 'this' });
  assert.deepEqual(await agent.exited, { code: 4, signal: null });
  assert.equal(agent.stderrTail(), 'why');
});

test('a command that is not there ends with what the system says', async () => {
  const agent = spawnAgent({ command: '/no/such/agent', args: [], cwd: tmpdir(), env: {} });
  const exit = await agent.exited;
  assert.match(exit.problem ?? '', /ENOENT/);
  assert.deepEqual(await agent.stop(100), { killed: 0 });
});

test('stopping ends a child in the group that ignores SIGTERM', async () => {
  const agent = start(parent(false, stay));
  const pid = await printedPid(agent);
  assert.ok(await isAlive(pid));
  const { killed } = await agent.stop(200);
  assert.equal(killed, 2);
  assert.ok(await isGone(pid));
  await agent.exited;
});

test('stopping ends a descendant that left the session and ignores SIGTERM, while its parent lives', async () => {
  const agent = start(parent(true, stay));
  const pid = await printedPid(agent);
  await agent.stop(200);
  assert.ok(await isGone(pid));
});

test('stopping ends a daemon whose parent, the agent, is gone already: by the marker', { skip: !linux }, async () => {
  const agent = start(parent(true, 'process.exit(0)'), `run-${process.pid}-a`);
  const pid = await printedPid(agent);
  await agent.exited;
  assert.ok(await isAlive(pid));
  assert.deepEqual(await agent.stop(200), { killed: 1 });
  assert.ok(await isGone(pid));
});

test('a child without the marker that stayed in the group is ended after its leader left', async () => {
  const agent = start(parent(false, 'process.exit(0)', '{}'));
  const pid = await printedPid(agent);
  await agent.exited;
  await agent.stop(200);
  assert.ok(await isGone(pid));
});

test('leftovers of one run are ended, and nobody else', { skip: !linux }, async () => {
  const run = `run-${process.pid}-b`;
  const mine = await bystander({ SIGNALBOX_RUN: run });
  const others = await Promise.all([
    bystander({ SIGNALBOX_RUN: `${run}2` }),
    bystander({ XSIGNALBOX_RUN: run }),
    bystander({ OTHER: `x SIGNALBOX_RUN=${run}` }),
    bystander({}, [`SIGNALBOX_RUN=${run}`]),
  ]);
  assert.deepEqual(await stopLeftovers(run, 200), { killed: 1 });
  assert.ok(await isGone(mine.pid!));
  for (const other of others) assert.ok(await isAlive(other.pid!), 'a process of nobody\'s run was ended');
  assert.deepEqual(await stopLeftovers(run, 200), { killed: 0 });
  for (const other of others) other.kill('SIGKILL');
});

async function bystander(env: Record<string, string>, args: string[] = []): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', stubborn, '--', ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  cleanup.push(child.pid!);
  await once(child.stdout, 'data');
  return child;
}

test('reads the tables of Linux and macOS', () => {
  const stat = '42 (a) (b c) S 7 9 9 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 0 0';
  assert.deepEqual(parseStat(stat), { pid: 42, parent: 7, group: 9, start: '987654' });
  assert.equal(parseStat(stat.replace(') S', ') Z')), undefined);
  assert.deepEqual(parsePs('   42     7     9 Ss   Sun Nov 22 10:00:00 2026\n   43  1 9 Z+ Sun Nov 22 10:00:00 2026\n'), [
    { pid: 42, parent: 7, group: 9, start: 'Sun Nov 22 10:00:00 2026' },
  ]);
});

test('keeps the last lines of a long error stream', () => {
  const tail = new Tail(12);
  tail.push(Buffer.from('first line\nsecond'));
  tail.push(Buffer.from(' line\n'));
  assert.equal(tail.text(), 'second line');
  tail.push(Buffer.from('x'.repeat(100)));
  assert.equal(tail.text(), 'x'.repeat(12));
});
