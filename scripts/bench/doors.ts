/**
 * What a call costs through each door for hooks: by itself, against what Node costs to start, and within a real agent, against the
 * agent's own call with no hook. A program of its own, because the lab gives up the rights of its process; prints figures as JSON.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { headlessArgs } from '../../test/agents/lab/env.ts';
import { enterLab, type Lab, type LabWorkspace } from '../../test/agents/lab/lab.ts';
import type { InstalledAgent } from '../../test/agents/lab/install.ts';
import { ScriptedModel } from '../../test/agents/lab/model.ts';
import { moves } from '../../test/agents/lab/moves.ts';
import type { Step } from '../../test/agents/lab/script.ts';
import { TestGate, until } from '../../test/support/gate.ts';
import { median, ms, quantile, timed, type Figure } from './measure.ts';

/** Calls that an agent makes, of which the first are not counted; and how often each is measured alone. */
const CALLS = 24;
const WARM = 4;
const ALONE = 60;

/** Starts a program, waits for its end. */
function whole(program: string, args: string[], env: NodeJS.ProcessEnv, input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`))));
    child.stdin.end(input);
  });
}

/** Notes when each step was first asked for: between two lie the agent's own work, its call, and the hooks around it. No two calls are alike, since agents look for loops. */
function steps(agent: InstalledAgent, noted: number[]): (() => Step)[] {
  const all: Step[] = [...Array.from({ length: CALLS }, (_, index) => ({ calls: [moves[agent.name].shell(`head -n ${index + 1} README.md`)] })), { say: 'Done.' }];
  return all.map((step, index) => () => {
    noted[index] ??= performance.now();
    return step;
  });
}

function gaps(noted: number[]): number[] {
  return noted.slice(1).map((time, index) => time - noted[index]!).slice(WARM);
}

async function plain(lab: Lab, agent: InstalledAgent): Promise<number[]> {
  const noted: number[] = [];
  const workspace = lab.workspace();
  const model = new ScriptedModel(steps(agent, noted));
  try {
    lab.prepare(agent, workspace, (await model.start()).url);
    await new Promise<void>((resolve) => spawn(agent.program, headlessArgs(agent.name, 'Do it.'), { cwd: workspace.folder, env: workspace.env, stdio: 'ignore' }).once('close', () => resolve()));
    return gaps(noted);
  } finally {
    await model.close();
    workspace.remove();
  }
}

/** With the gate; `during` is called when all calls are made and the agent waits for its model. */
async function gated(lab: Lab, agent: InstalledAgent, during: (gate: TestGate, workspace: LabWorkspace, run: string) => Promise<void>): Promise<number[]> {
  const noted: number[] = [];
  const workspace = lab.workspace();
  let reached: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => (reached = resolve));
  const model = new ScriptedModel([...steps(agent, noted).slice(0, -1), () => (reached(), { say: 'Done.', delay: 20_000 })]);
  const gate = new TestGate(workspace);
  try {
    lab.prepare(agent, workspace, (await model.start()).url);
    const operator = await gate.connect();
    const { run } = await operator.request('run/launch', { agent: agent.name, prompt: 'Do it.', trusted: true });
    const ended = until(operator, ({ runs }) => runs.find((one) => one.run === run && one.phase === 'ended'), 60_000).then((one) => {
      throw new Error(`the run ended: ${one.problem ?? one.end}`);
    });
    await Promise.race([waits, ended]);
    ended.catch(() => undefined);
    await during(gate, workspace, run);
    return gaps(noted);
  } finally {
    await gate.end();
    await model.close();
  }
}

/** The environment of the run's agent: this process is the same user. */
function environmentOf(run: string): Record<string, string> {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
      const variables = Object.fromEntries(entries) as Record<string, string>;
      if (variables['SIGNALBOX_RUN'] === run && variables['SIGNALBOX_RUN_TOKEN'] !== undefined) return variables;
    } catch {
      // Another user's, or gone.
    }
  }
  throw new Error(`no process of run ${run} was found`);
}

/** The port on which the gate listens on loopback. */
function portOf(pid: number): number {
  const sockets = readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]);
  for (const line of readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state === '0A' && sockets.includes(inode)) return parseInt(local!.split(':')[1]!, 16);
  }
  throw new Error('the gate listens nowhere');
}

function post(port: number, token: string, payload: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/hooks', method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } }, (response) => {
      response.resume().once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`))));
    });
    sent.once('error', reject).end(payload);
  });
}

async function commandDoor(lab: Lab, agent: InstalledAgent): Promise<Figure[]> {
  const [hook, bare]: [number[], number[]] = [[], []];
  const without = await plain(lab, agent);
  const within = await gated(lab, agent, async (_gate, workspace, run) => {
    const { SIGNALBOX_SOCKET, SIGNALBOX_RUN_TOKEN } = environmentOf(run);
    const env = { ...workspace.env, SIGNALBOX_SOCKET, SIGNALBOX_RUN_TOKEN };
    const payload = (id: number) => JSON.stringify({ hook_event_name: 'BeforeTool', session_id: 'bench', cwd: workspace.folder, tool_name: 'read_file', tool_input: { file_path: 'package.json', id } });
    const args = [join(workspace.dist, 'hook.cjs'), '--deadline', '60'];
    for (let i = 0; i < ALONE; i++) {
      hook.push(await timed(() => whole(workspace.nodePath, args, env, payload(i))));
      bare.push(await timed(() => whole(workspace.nodePath, ['-e', '0'], env, '')));
    }
  });
  const ratio = median(hook) / median(bare);
  return [
    { name: 'node -e 0', value: `${ms(median(bare))} median` },
    { name: 'a call through the command door, whole', value: `${ms(median(hook))} median, ${ratio.toFixed(2)} times node -e 0`, aim: 'at most 1.3 times', reached: ratio <= 1.3 },
    perCall(agent, without, within, 'command door, twice a call'),
  ];
}

async function httpDoor(lab: Lab, agent: InstalledAgent): Promise<Figure[]> {
  const times: number[] = [];
  const without = await plain(lab, agent);
  const within = await gated(lab, agent, async (gate, workspace, run) => {
    const { SIGNALBOX_RUN_TOKEN: token } = environmentOf(run);
    const port = portOf(gate.address!.pid);
    for (let i = 0; i < ALONE * 4; i++) {
      const payload = JSON.stringify({ hook_event_name: 'PreToolUse', session_id: 'bench', cwd: workspace.folder, tool_name: 'Read', tool_input: { file_path: join(workspace.folder, 'package.json') }, tool_use_id: `bench-${i}` });
      times.push(await timed(() => post(port, token!, payload)));
    }
  });
  const settled = times.slice(ALONE);
  return [
    { name: 'a call through the HTTP door, whole', value: `${ms(median(settled))} p50, ${ms(quantile(settled, 0.95))} p95`, aim: 'at most 2 ms at p50', reached: median(settled) <= 2 },
    perCall(agent, without, within, 'HTTP door, twice a call'),
  ];
}

function perCall(agent: InstalledAgent, without: number[], within: number[], door: string): Figure {
  return { name: `${agent.name}: one call of its shell, model to model`, value: `${ms(median(within))} gated (${door}), ${ms(median(without))} with no hook: ${(median(within) / median(without)).toFixed(2)} times` };
}

const lab = await enterLab({ only: ['gemini', 'claude'] });
const figures: Figure[] = [];
for (const agent of lab.agents) figures.push(...(agent.name === 'claude' ? await httpDoor(lab, agent) : await commandDoor(lab, agent)));
process.stdout.write(JSON.stringify(figures));
