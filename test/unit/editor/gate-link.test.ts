import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { GateError, type GateConnection } from '../../../src/gate/client-types.ts';
import type { GateState, NotificationName, Notice } from '../../../src/gate/protocol.ts';
import { GateLink, GateUnreachable } from '../../../src/editor/gate/gate-link.ts';
import { Transcripts } from '../../../src/editor/gate/transcripts.ts';
import { RunScreen } from '../../../src/editor/tasks/run-screen.ts';
import { liveRunOf, stateOf } from './states.ts';
import { eventually } from '../../support/eventually.ts';

/** A connection whose other end is the test. */
class Connection implements GateConnection {
  state: GateState;
  readonly sent: [string, unknown][] = [];
  readonly closed: Promise<void>;
  answers: Record<string, unknown> = {};
  end: () => void = () => undefined;
  private readonly listeners = new Map<string, Set<(notice: never) => void>>();

  constructor(state: GateState = stateOf()) {
    this.state = state;
    this.closed = new Promise((resolve) => (this.end = resolve));
  }

  // The answers are the test's own data.
  request = ((name: string, params: unknown) => {
    this.sent.push([name, params]);
    const answer = this.answers[name] ?? {};
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }) as GateConnection['request'];

  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener));
    return () => all.delete(listener);
  }

  say<N extends NotificationName>(name: N, notice: Notice<N>): void {
    if (name === 'state') this.state = notice as GateState;
    for (const listener of this.listeners.get(name) ?? []) (listener as (notice: Notice<N>) => void)(notice);
  }

  close(): void {
    this.end();
  }
}

function linkTo(connections: (Connection | Error)[], backoff = [1]) {
  const lost: string[] = [];
  const link = new GateLink({
    folder: '/w',
    connect: () => {
      const next = connections.shift() ?? new Error('no more gates');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    lost: (problem) => lost.push(problem),
    log: () => undefined,
    backoff,
    linger: 5,
  });
  return { link, lost };
}

describe('the tie to a gate', () => {
  it('connects only when something needs it, once for all', async () => {
    const { link } = linkTo([new Connection()]);
    assert.equal(link.status.phase, 'off');
    await Promise.all([link.request('agents/list', {}), link.request('state', {})]);
    assert.equal(link.status.phase, 'connected');
    link.dispose();
  });

  it('connects again while it is needed, and tells the loss of live runs once', async () => {
    const [first, second] = [new Connection(stateOf({ runs: [liveRunOf()] })), new Connection()];
    const { link, lost } = linkTo([first, new Error('still starting'), second]);
    const release = link.need();
    await link.open();
    const phases: string[] = [];
    link.onChange(({ phase }) => phases.push(phase));
    first.end();
    await eventually(() => phases.at(-1) === 'connected', 'the second gate');
    assert.deepEqual(phases.slice(0, 2), ['lost', 'connecting']);
    assert.equal(lost.length, 1);
    release();
    link.dispose();
  });

  it('starts a new gate for a run that was cut off, even when nothing is shown', async () => {
    const first = new Connection(stateOf({ runs: [liveRunOf()] }));
    const { link } = linkTo([first, new Connection()]);
    await link.open();
    const phases: string[] = [];
    link.onChange(({ phase }) => phases.push(phase));
    first.end();
    await eventually(() => phases.at(-1) === 'off', 'the idle gate is let go');
    assert.deepEqual(phases, ['lost', 'connecting', 'connected', 'off']);
    link.dispose();
  });

  it('takes an idle gate that goes away for no news', async () => {
    const first = new Connection();
    const { link, lost } = linkTo([first]);
    await link.open();
    first.end();
    await eventually(() => link.status.phase === 'off', 'the link is off');
    assert.deepEqual(lost, []);
    link.dispose();
  });

  it('says why a gate cannot be reached, to the caller and once to the person', async () => {
    const { link, lost } = linkTo([new Error('no node'), new Error('no node')], [60_000]);
    await assert.rejects(link.request('state', {}), (error) => error instanceof GateUnreachable && error.message === 'no node');
    await assert.rejects(link.request('state', {}), GateUnreachable);
    assert.deepEqual(lost, ['no node']);
    assert.deepEqual(link.status, { phase: 'lost', problem: 'no node' });
    link.dispose();
  });

  it('lets an idle gate go when nothing shows it, but none with a run', async () => {
    const idle = new Connection();
    const { link } = linkTo([idle]);
    link.need()();
    await link.open();
    await eventually(() => link.status.phase === 'off', 'the idle gate is let go');
    const busy = linkTo([new Connection(stateOf({ runs: [liveRunOf()] }))]).link;
    await busy.open();
    await pause(30);
    assert.equal(busy.status.phase, 'connected');
    busy.dispose();
    link.dispose();
  });

  it('does not ask a gate that refused it again by itself', async () => {
    const { link, lost } = linkTo([new GateError(1, 'not an operator'), new Connection()]);
    const release = link.need();
    await eventually(() => lost.length > 0, 'the refusal is told');
    link.need()();
    await pause(20);
    assert.equal(link.status.phase, 'lost');
    assert.deepEqual(lost, ['not an operator']);
    await link.open();
    assert.equal(link.status.phase, 'connected');
    release();
    link.dispose();
  });

  it('joins a gate that runs already, and starts none', async () => {
    const started: boolean[] = [];
    const link = new GateLink({
      folder: '/w',
      connect: (start) => {
        started.push(start);
        return Promise.reject(new Error('none'));
      },
      lost: () => assert.fail('nobody is told'),
      log: () => undefined,
    });
    await link.joinLive();
    assert.deepEqual(started, [false]);
    assert.equal(link.status.phase, 'off');
    link.dispose();
  });

  it('closes a connection that comes after it was disposed of', async () => {
    const late = new Connection();
    const { link } = linkTo([late]);
    const opening = link.open();
    link.dispose();
    await assert.rejects(opening);
    await late.closed;
  });
});

describe('a run in a terminal', () => {
  function screenOn(connection: Connection, closing: 'stop' | 'detach', begin: () => Promise<string | undefined> = () => Promise.resolve('run-1')) {
    const { link } = linkTo([connection]);
    const seen = { text: '', code: undefined as number | undefined };
    const screen = new RunScreen({
      link,
      transcripts: new Transcripts(),
      begin,
      closing,
      write: (text) => (seen.text += text),
      exit: (code) => (seen.code = code),
      grace: 20,
    });
    return { screen, seen, link };
  }
  const sent = (connection: Connection, what: string) => connection.sent.filter(([name]) => name === what);
  const stops = (connection: Connection) => sent(connection, 'run/stop');
  const never = new Promise<never>(() => undefined);

  it('shows what was said so far and what follows, and ends with the run', async () => {
    const connection = new Connection();
    let end = (_: unknown): void => undefined;
    const ended = new Promise((resolve) => (end = resolve));
    connection.answers = { 'run/attach': { transcript: 'one\n', ended: false }, 'run/wait': ended };
    const { screen, seen } = screenOn(connection, 'stop');
    const done = screen.open();
    await eventually(() => seen.text !== '', 'what was said so far');
    connection.say('transcript', { run: 'other', text: 'not this\n' });
    connection.say('transcript', { run: 'run-1', text: 'two\n' });
    end({ end: 'completed', folder: '/r' });
    await done;
    assert.equal(seen.text, 'one\r\ntwo\r\n');
    assert.equal(seen.code, 0);
    await eventually(() => sent(connection, 'run/detach').length > 0, 'it detaches');
    assert.deepEqual(connection.sent.at(-1), ['run/detach', { run: 'run-1' }]);
  });

  it('has an exit code for each end', async () => {
    for (const [end, code] of [['failed', 1], ['interrupted', 1], ['stopped', 130]] as const) {
      const connection = new Connection();
      connection.answers = { 'run/attach': { transcript: '', ended: true }, 'run/wait': { end, folder: '/r', problem: 'why' } };
      const { screen, seen } = screenOn(connection, 'stop');
      await screen.open();
      assert.equal(seen.code, code);
      assert.match(seen.text, /why/);
    }
  });

  it('stops the run on Ctrl+C, and says that other keys do not reach the agent', async () => {
    const connection = new Connection();
    connection.answers = { 'run/attach': { transcript: '', ended: false }, 'run/wait': never };
    const { screen, seen } = screenOn(connection, 'detach');
    void screen.open();
    await eventually(() => sent(connection, 'run/wait').length > 0, 'it shows the run');
    screen.input('h');
    screen.input('i');
    assert.equal(seen.text.match(/does not reach the agent/g)?.length, 1);
    assert.equal(stops(connection).length, 0);
    screen.input('\u0003');
    await eventually(() => stops(connection).length > 0, 'it stops the run');
    assert.deepEqual(stops(connection), [['run/stop', { run: 'run-1', what: 'run', reason: 'Ctrl+C in its terminal' }]]);
  });

  it('stops the run of a task whose terminal was closed, but not when the window goes away', async () => {
    for (const windowGoes of [false, true]) {
      const connection = new Connection();
      connection.answers = { 'run/attach': { transcript: '', ended: false }, 'run/wait': never };
      const { screen } = screenOn(connection, 'stop');
      void screen.open();
      await eventually(() => sent(connection, 'run/wait').length > 0, 'it shows the run');
      screen.close();
      if (windowGoes) screen.dispose();
      if (!windowGoes) await eventually(() => stops(connection).length > 0, 'it stops the run');
      await pause(40);
      assert.equal(stops(connection).length, windowGoes ? 0 : 1);
    }
  });

  it('leaves a run alone whose attached terminal was closed', async () => {
    const connection = new Connection();
    connection.answers = { 'run/attach': { transcript: '', ended: false }, 'run/wait': never };
    const { screen } = screenOn(connection, 'detach');
    void screen.open();
    await eventually(() => sent(connection, 'run/wait').length > 0, 'it shows the run');
    screen.close();
    await eventually(() => sent(connection, 'run/detach').length > 0, 'it detaches');
    await pause(40);
    assert.equal(stops(connection).length, 0);
    assert.deepEqual(connection.sent.at(-1), ['run/detach', { run: 'run-1' }]);
  });

  it('stops a run that was still being launched when Ctrl+C came', async () => {
    const connection = new Connection();
    connection.answers = { 'run/attach': { transcript: '', ended: false }, 'run/wait': never };
    const { screen } = screenOn(connection, 'stop', () => pause(10).then(() => 'run-1'));
    void screen.open();
    screen.input('\u0003');
    await eventually(() => stops(connection).length > 0, 'it stops the run');
    await pause(30);
    assert.equal(stops(connection).length, 1);
  });

  it('says so when nothing was started, and when the gate refused', async () => {
    const nothing = screenOn(new Connection(), 'stop', () => Promise.resolve(undefined));
    await nothing.screen.open();
    assert.equal(nothing.seen.code, 130);
    const refused = screenOn(new Connection(), 'stop', () => Promise.reject(new Error('There is no agent "x".')));
    await refused.screen.open();
    assert.equal(refused.seen.code, 1);
    assert.match(refused.seen.text, /There is no agent/);
  });

  it('shares a transcript: the last terminal detaches', async () => {
    const connection = new Connection();
    connection.answers = { 'run/attach': { transcript: 'so far', ended: false } };
    const { link } = linkTo([connection]);
    const transcripts = new Transcripts();
    const [one, two]: string[][] = [[], []];
    const first = await transcripts.attach(link, 'run-1', (text) => one?.push(text));
    const second = await transcripts.attach(link, 'run-1', (text) => two?.push(text));
    first.detach();
    connection.say('transcript', { run: 'run-1', text: 'x' });
    assert.deepEqual([one, two], [[], ['x']]);
    assert.equal(connection.sent.filter(([name]) => name === 'run/detach').length, 0);
    second.detach();
    await eventually(() => sent(connection, 'run/detach').length > 0, 'the last detaches');
    assert.equal(sent(connection, 'run/detach').length, 1);
    link.dispose();
  });
});
