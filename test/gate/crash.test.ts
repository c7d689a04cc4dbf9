/** Kills gates and agents at random moments: nothing that anybody was told may be missing, and nothing may be left over. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import type { GateConnection } from '../../src/gate/client-types.ts';
import { folderKey } from '../../src/gate/folders.ts';
import { GateGone } from '../../src/gate/client-types.ts';
import { listRuns } from '../../src/record/list.ts';
import { eventually } from '../support/eventually.ts';
import { killed, TestGate, until } from '../support/gate.ts';
import { processesWith } from '../support/processes.ts';
import { readRun, type ReadRun } from '../support/record.ts';
import { projectRoot, testWorkspace } from '../support/workspace.ts';

const KILLS = 50;
const WORKSPACES = 4;
/** The longest time, in ms, that a launch is let alone, and the most answers that its agent gets. */
const LONGEST = 900;
const MOST_ANSWERS = 60;

const seed = Number(process.env['CRASH_SEED'] ?? randomInt(1, 2 ** 31));
const gates: TestGate[] = [];
after(() => Promise.all(gates.map((gate) => gate.end())));

/** Mulberry32: the same numbers, from 0 to 1, for the same seed. */
function numbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One workspace in which runs are killed one after the other. */
class Place {
  readonly gate: TestGate;
  private readonly random: () => number;
  private readonly log: string;
  private readonly known = new Set<string>();

  constructor(random: () => number) {
    this.random = random;
    const agent = { command: process.execPath, args: [join(projectRoot, 'test/fixtures/agents/hasty.ts'), '../answers.log'] };
    this.gate = new TestGate(testWorkspace({ hasty: agent }), { idleTime: 20_000 });
    gates.push(this.gate);
    this.log = join(this.gate.workspace.folder, '..', 'answers.log');
  }

  async killGate(): Promise<string> {
    const operator = await this.gate.connect();
    assert.deepEqual(operator.state.runs.filter(({ phase }) => phase !== 'ended'), [], 'a run is listed as live that is not');
    const { launched, told } = this.launch(operator);
    const moment = this.random();
    if (moment < 0.15) await sleep(this.random() * LONGEST);
    else if (moment < 0.3) await launched.then(() => sleep(this.random() * 150));
    else await this.letWork((await launched)!.run);
    // The end of a run is a moment like others.
    if (moment > 0.85) await operator.request('run/stop', { run: (await launched)!.run, what: 'run' }).then(() => sleep(this.random() * 800));
    await this.killNow();
    const promised = await launched;
    operator.close();
    const torn = promised !== undefined && this.random() < 0.3 ? this.tear(promised.folder) : 0;
    const twice = this.random() < 0.25;
    if (twice) {
      await this.gate.connect();
      await sleep(this.random() * 150);
      await this.killNow();
    }
    const successor = await this.gate.connect();
    assert.deepEqual(successor.state.runs, []);
    assert.deepEqual(successor.state.approvals, []);
    await this.recovered();
    const folders = await this.newRuns();
    if (promised !== undefined) assert.ok(folders.includes(promised.folder), 'a run that was launched has no record');
    let interrupted = 0;
    for (const folder of folders) {
      const read = await this.checkRun(folder, told.get(folder) ?? 0);
      const notes = read.data('run.interrupted');
      if (read.view.end === 'interrupted') interrupted += 1;
      // A gate that was killed too may have cut it off without a word.
      if (torn > 0 && !twice && read.view.end === 'interrupted') assert.ok(notes.some(({ tornBytes }) => tornBytes === torn), `a torn line of ${torn} bytes: ${JSON.stringify(notes)}`);
    }
    successor.close();
    return folders.length === 0 ? 'gate, before the record' : interrupted > 0 ? 'gate' : 'gate, at the end of the run';
  }

  async killAgent(): Promise<string> {
    const operator = await this.gate.connect();
    const { launched, told } = this.launch(operator);
    const { run, folder } = (await launched)!;
    const pid = await this.agentOf(run);
    await this.letWork(run);
    process.kill(pid, 'SIGKILL');
    const { end, problem } = await operator.request('run/wait', { run });
    assert.equal(end, 'failed');
    assert.match(problem ?? '', /the agent.*SIGKILL/i);
    await until(operator, ({ runs }) => (runs.find((live) => live.run === run)?.phase === 'ended' ? true : undefined));
    operator.close();
    await this.newRuns();
    const read = await this.checkRun(folder, told.get(folder) ?? 0);
    assert.equal(read.view.end, 'failed');
    assert.ok(read.data('fault.noted').some(({ code }) => code === 'run-failed'));
    return 'agent';
  }

  /** `told`: how many events of a run the operators were told to be on the disk. */
  private launch(operator: GateConnection) {
    const told = new Map<string, number>();
    operator.on('state', ({ runs }) => runs.forEach(({ folder, events }) => told.set(folder, events)));
    const prompt = this.random() < 0.1 ? 'stubborn' : 'go';
    const launched = operator.request('run/launch', { agent: 'hasty', trusted: true, prompt }).catch((error: unknown) => {
      if (error instanceof GateGone) return undefined;
      throw error;
    });
    return { launched, told };
  }

  private async killNow(): Promise<void> {
    const { address } = this.gate;
    assert.ok(address !== undefined);
    await killed(address.pid, 'SIGKILL');
  }

  /** What a kill in the middle of a write leaves. Gives its bytes. */
  private tear(folder: string): number {
    const file = join(folder, 'record.jsonl');
    if (existsSync(join(folder, 'receipt.intoto.json')) || readFileSync(file).at(-1) !== 10) return 0;
    const half = '{"v":1,"seq":1000,"prev":"0000';
    appendFileSync(file, half);
    return half.length;
  }

  private async agentOf(run: string): Promise<number> {
    const line = await eventually(() => this.lines().find((words) => words[0] === run && words[1] === 'pid'), 'the agent starts');
    return Number(line[2]);
  }

  /** Until some moment between two answers. */
  private async letWork(run: string): Promise<void> {
    const wanted = Math.floor(this.random() * MOST_ANSWERS);
    await this.agentOf(run);
    await eventually(() => this.answersTo(run).length >= wanted, `${wanted} answers`);
    await sleep(this.random() * 30);
  }

  private answersTo(run: string): string[][] {
    return this.lines().filter((words) => words[0] === run && words[1] !== 'pid');
  }

  private lines(): string[][] {
    if (!existsSync(this.log)) return [];
    return readFileSync(this.log, 'utf8').split('\n').map((line) => line.split(' '));
  }

  /** Waits until nothing is left to be sealed. */
  private async recovered(): Promise<void> {
    const open = join(this.gate.folders.state, folderKey(this.gate.workspace.folder), 'open-runs');
    const left = () => (existsSync(open) ? readdirSync(open).filter((name) => name.endsWith('.json')) : []);
    await eventually(() => left().length === 0, 'all is sealed').catch(() => assert.fail(`not sealed: ${left().join(' ')}; ${readFileSync(join(this.gate.dir, 'gate.log'), 'utf8').slice(-2000)}`));
  }

  private async newRuns(): Promise<string[]> {
    const runs = await listRuns(join(this.gate.workspace.folder, '.signalbox'));
    const fresh = runs.map(({ folder }) => folder).filter((folder) => !this.known.has(folder));
    for (const folder of fresh) this.known.add(folder);
    return fresh;
  }

  /** Nothing that was acknowledged is missing, nothing was allowed that is not there, and nothing is left over. */
  private async checkRun(folder: string, told: number): Promise<ReadRun> {
    const read = await readRun(folder);
    assert.deepEqual(read.report.integrity.problems, [], folder);
    assert.equal(read.report.ok, true);
    assert.ok(read.report.sealed);
    assert.ok(read.events.length >= told, `${told} events were said to be on the disk, ${read.events.length} are`);
    const { run } = read.view;
    const allowed = new Set<string>();
    const decided = new Map<string, string>();
    const names = new Map<string | undefined, string>();
    for (const event of read.events) {
      if (event.type === 'action.proposed') {
        const { action } = event.data;
        const path = action.kind === 'write' ? action.paths[0]!.slice(this.gate.workspace.folder.length + 1) : '';
        names.set(event.step, event.data['gen_ai.tool.call.id'] ?? path);
      } else if (event.type === 'decision.made') {
        const name = names.get(event.step) ?? '';
        decided.set(name, event.data.verdict);
        if (event.data.verdict === 'allow') allowed.add(name);
      }
    }
    const answers = this.answersTo(run);
    for (const [, name, verdict] of answers) if (verdict !== undefined) assert.ok(decided.get(name!) === verdict || verdict === 'deny', `${name} was answered with ${verdict}; the record says ${decided.get(name!)}`);
    const out = join(this.gate.workspace.folder, 'out');
    for (const name of existsSync(out) ? readdirSync(out) : []) {
      if (name.startsWith(run)) assert.ok(allowed.has(`out/${name}`), `out/${name} was written without a decision`);
    }
    rmSync(out, { recursive: true, force: true });
    assert.deepEqual(processesWith(`SIGNALBOX_RUN=${run}`), [], 'processes of the run are left');
    assert.equal(existsSync(join(this.gate.folders.state, folderKey(this.gate.workspace.folder), 'snapshots', run)), false, 'a snapshot is left');
    answered += answers.length;
    return read;
  }
}

let answered = 0;

test('a run whose gate was killed before its first event leaves nothing behind', async () => {
  const gate = new TestGate(testWorkspace());
  gates.push(gate);
  const state = join(gate.folders.state, folderKey(gate.workspace.folder), 'open-runs');
  mkdirSync(state, { recursive: true });
  const folders = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAW'].map((run, index) => {
    const folder = join(gate.workspace.folder, '.signalbox', 'runs', '2016-07', run);
    mkdirSync(join(folder, 'blobs'), { recursive: true });
    writeFileSync(join(folder, 'record.jsonl'), index === 0 ? '' : '{"v":1,"seq":0,"prev":"0000');
    writeFileSync(join(state, `${run}.json`), JSON.stringify({ run, folder }));
    return folder;
  });
  const operator = await gate.connect();
  await eventually(() => readdirSync(state).length === 0, 'nothing is left to be sealed');
  assert.deepEqual(folders.filter((folder) => existsSync(folder)), []);
  assert.deepEqual(operator.state.runs, []);
});

test('runs whose gate was killed name each other, and what ran beside them before', { timeout: 240_000 }, async () => {
  const gate = new TestGate(testWorkspace());
  gates.push(gate);
  const operator = await gate.connect();
  const launch = async () => (await operator.request('run/launch', { agent: 'demo', trusted: true })).run;
  const [ended, one, two] = [await launch(), await launch(), await launch()];
  await operator.request('run/stop', { run: ended, what: 'run' });
  await operator.request('run/wait', { run: ended });
  await killed(gate.address!.pid, 'SIGKILL');
  const next = await gate.connect();
  const later = await next.request('run/launch', { agent: 'demo', trusted: true, approve: 'deny' });
  await next.request('run/wait', { run: later.run });
  const open = join(gate.folders.state, folderKey(gate.workspace.folder), 'open-runs');
  await eventually(() => !readdirSync(open).some((name) => name.endsWith('.json')), 'nothing is left to be sealed');
  const runs = await listRuns(join(gate.workspace.folder, '.signalbox'));
  const beside = async (wanted: string) => {
    const { view, report } = await readRun(runs.find(({ run }) => run === wanted)!.folder);
    assert.equal(report.ok, true);
    return { end: view.end, beside: view.beside?.filter((run) => run !== later.run) };
  };
  assert.deepEqual(await beside(one), { end: 'interrupted', beside: [ended, two].sort() });
  assert.deepEqual(await beside(two), { end: 'interrupted', beside: [ended, one].sort() });
  assert.deepEqual(await beside(later.run), { end: 'completed', beside: undefined }, 'those did not work any more');
});

test(`${KILLS} kills of gates and agents at random moments lose nothing that was acknowledged`, { timeout: 600_000 }, async (t) => {
  t.diagnostic(`CRASH_SEED=${seed}`);
  const random = numbers(seed);
  const kills = Array.from({ length: KILLS }, (_, index) => (index % 5 < 3 ? 'gate' : 'agent'));
  const places = Array.from({ length: WORKSPACES }, () => new Place(numbers(Math.floor(random() * 2 ** 31))));
  const done: string[] = [];
  await Promise.all(
    places.map(async (place) => {
      for (let kill = kills.shift(); kill !== undefined; kill = kills.shift()) done.push(kill === 'gate' ? await place.killGate() : await place.killAgent());
    }),
  );
  for (const what of new Set(done)) t.diagnostic(`${done.filter((one) => one === what).length} × ${what}`);
  t.diagnostic(`${answered} answers`);
  assert.equal(done.length, KILLS);
  assert.ok(answered > KILLS * 10, `too little was going on: ${answered} answers`);
});
