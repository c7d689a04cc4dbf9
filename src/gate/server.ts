/** The gate's socket: who may connect, what each may ask, and the snapshots of the state that operators get. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { ResponseError } from 'vscode-jsonrpc/node';
import type { Approvals } from './approvals.ts';
import type { GatedFolders } from './gated-folders.ts';
import { gatedFolderOf } from './gated-match.ts';
import { CannotLaunch, NoSuchRun, NotItsStep, type Operations } from './operations.ts';
import type { Operators } from './operators.ts';
import type { Pipeline } from './pipeline.ts';
import { Peer, type Handlers, type Rights } from './peer.ts';
import { codeOf, sealTo } from './pairing.ts';
import type { PolicyStore } from './policy-store.ts';
import type { Questions } from './questions.ts';
import { proofOf, sameProof } from './proof.ts';
import { errorCodes, PROTOCOL, type GateState, type Params } from './protocol.ts';

/** Connections at once that have not proved who they are. The oldest is closed for the next, so that nobody keeps an operator out by waiting. */
const MAX_STRANGERS = 64;
/** Connections at once of the programs of one run, and of the hooks of sessions that persons started alone. */
const MAX_OF_A_RUN = 32;
/** Snapshots are sent at most this often, in ms. */
const SNAPSHOT_PACE = 40;
const PAIRING_TIME = 120_000;

export interface ServerParts {
  version: string;
  operators: Operators;
  approvals: Approvals;
  questions: Questions;
  policies: PolicyStore;
  operations: Operations;
  /** The folder of this gate, and the folders in which agents that persons start alone are gated. */
  folder: string;
  gated: () => GatedFolders | undefined;
  pipeline: Pick<Pipeline, 'grants' | 'revoke'>;
  /** How the person is named in answers. */
  person: { name: string; email?: string };
  log: (level: 'debug' | 'info' | 'warn' | 'error', text: string) => void;
  now: () => Date;
  /** The number of operators has changed. */
  onOperators: (count: number) => void;
  /** An operator asks an idle gate to end. */
  onShutdown: () => void;
}

export class GateServer {
  private readonly parts: ServerParts;
  private readonly peers = new Set<Peer>();
  private readonly server: Server;
  private readonly handlers: Handlers;
  private revision = 0;
  private pending: NodeJS.Timeout | undefined;

  constructor(parts: ServerParts) {
    this.parts = parts;
    this.handlers = this.makeHandlers();
    this.server = createServer((socket) => {
      const strangers = [...this.peers].filter((peer) => peer.rights.role === 'stranger');
      const [oldest] = strangers;
      if (oldest !== undefined && strangers.length >= MAX_STRANGERS) {
        this.peers.delete(oldest);
        oldest.close();
      }
      this.peers.add(
        new Peer(socket, this.handlers, (peer) => {
          this.peers.delete(peer);
          if (peer.rights.role === 'operator') this.countOperators();
        }),
      );
    });
  }

  listen(socket: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(socket, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.pending);
    for (const peer of this.peers) peer.close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get operatorCount(): number {
    return [...this.peers].filter((peer) => peer.rights.role === 'operator').length;
  }

  state(): GateState {
    const { operations, approvals, questions, operators, policies } = this.parts;
    const runs = operations.list();
    const grants = this.parts.pipeline.grants(new Set(runs.filter(({ phase }) => phase !== 'ended').map(({ run }) => run)));
    return { revision: this.revision, runs, grants, approvals: approvals.list(), questions: questions.list(), pairings: operators.pairings(), policy: policies.status(true) };
  }

  /** Something changed: every operator gets a new snapshot soon. */
  touch(): void {
    this.revision++;
    this.pending ??= setTimeout(() => {
      this.pending = undefined;
      const state = this.state();
      for (const peer of this.operatorPeers()) peer.show(state);
    }, SNAPSHOT_PACE);
  }

  /** Sends a line of the log to the operators. */
  broadcastLog(level: 'debug' | 'info' | 'warn' | 'error', text: string): void {
    for (const peer of this.operatorPeers()) peer.notify('log', { level, text });
  }

  private operatorPeers(): Peer[] {
    return [...this.peers].filter((peer) => peer.rights.role === 'operator');
  }

  private countOperators(): void {
    this.parts.onOperators(this.operatorCount);
  }

  private makeHandlers(): Handlers {
    const { operators, approvals, questions, operations, person } = this.parts;
    return {
      hello: (params, peer) => this.greet(params, peer),
      pair: async ({ protocol, client, key }, peer, signal) => {
        requireProtocol(protocol);
        peer.waitPatiently(PAIRING_TIME + 10_000);
        const pairing = { id: randomUUID(), client, code: codeOf(key), requestedAt: this.parts.now().toISOString() };
        const secret = this.operatorCount === 0 ? undefined : await operators.pair(pairing, AbortSignal.any([signal, AbortSignal.timeout(PAIRING_TIME)]));
        if (secret === undefined) throw new ResponseError(errorCodes.refused, 'No operator of this gate accepted the request.');
        return { sealed: sealTo(key, secret) };
      },
      'pair/answer': ({ id, accept }) => {
        if (!operators.answer(id, accept)) throw new ResponseError(errorCodes.refused, 'This request to pair does not wait any more.');
        return {};
      },
      state: () => this.state(),
      'agents/list': () => operations.agents(),
      'agents/gate': ({ agent, trusted, preview = false }) => refusals(async () => ({ files: await operations.gateHere(agent, trusted, preview) })),
      'agents/ungate': ({ agent }) => refusals(async () => ({ files: await operations.ungateHere(agent) })),
      'agents/add': (agent) => refusals(() => operations.addAgent(agent)),
      'agents/remove': ({ agent }) => refusals(async () => (await operations.removeAgent(agent), {})),
      'transcripts/list': () => operations.transcripts(),
      'transcripts/import': ({ agent, file }, _peer, signal) => refusals(() => operations.importTranscript(agent, file, signal)),
      'run/launch': (launch, peer) => refusals(() => operations.launch(launch, peer.client.name)),
      'run/prompt': ({ run, text }) => refusals(() => (operations.prompt(run, text), {})),
      'run/stop': (params, peer) => refusals(() => (operations.stop(params, `${person.name} (${peer.client.name})`), {})),
      'run/attach': ({ run }, peer) =>
        refusals(() => {
          peer.attached.get(run)?.();
          const { transcript, ended, detach } = operations.attach(run, (text) => peer.notify('transcript', { run, text }));
          peer.attached.set(run, detach);
          return { transcript, ended };
        }),
      'run/detach': ({ run }, peer) => {
        peer.attached.get(run)?.();
        peer.attached.delete(run);
        return {};
      },
      'run/wait': ({ run }) => refusals(() => operations.wait(run)),
      'approval/answer': (answer) => approvals.answer(answer, person),
      'question/answer': (reply) => questions.answer(reply, person),
      'grant/revoke': async ({ run, grant }) => {
        if (!(await this.parts.pipeline.revoke(run, grant, person))) throw new ResponseError(errorCodes.refused, 'There is no such grant any more: its run has ended, or it was revoked.');
        this.touch();
        return {};
      },
      'run/propose': (call, peer, signal) => refusals(() => operations.propose(ownRun(peer.rights), call, signal)),
      'run/hook': ({ payload, agent }, peer, signal) => refusals(() => operations.hook({ run: ownRun(peer.rights), payload, agent }, signal)),
      'session/hook': ({ agent, cwd, payload }, _peer, signal) => {
        const entry = gatedFolderOf(this.parts.gated()?.folders ?? [], agent, cwd);
        if (entry?.folder !== this.parts.folder) throw new ResponseError(errorCodes.notAllowed, `${agent} is not gated in this folder.`);
        return operations.hookOfSession(entry, payload, signal);
      },
      'run/report': ({ step, ...outcome }, peer) => refusals(async () => (await operations.report(ownRun(peer.rights), step, { ...outcome, basis: 'reported' }), {})),
      shutdown: () => {
        if (operations.list().some((run) => run.phase !== 'ended')) throw new ResponseError(errorCodes.busy, 'Runs are live; stop them first.');
        if (this.operatorCount > 1) throw new ResponseError(errorCodes.busy, 'Others use this gate.');
        this.parts.onShutdown();
        return {};
      },
    };
  }

  private greet({ protocol, client, role, run, nonce, proof }: Params<'hello'>, peer: Peer) {
    requireProtocol(protocol);
    const rights = this.recognise(role, run, (secret) => sameProof(proofOf('client', secret, peer.nonce, nonce), proof));
    if (rights === undefined) {
      this.parts.log('warn', `a client that calls itself ${JSON.stringify(client.name)} could not prove that it is ${role === 'operator' ? 'an operator' : 'of a run'}`);
      throw new ResponseError(errorCodes.notAllowed, 'The proof does not fit. This client is no operator of the gate that runs for this folder.');
    }
    const { rights: proved } = rights;
    const alike = ({ rights: other }: Peer) => other.role === proved.role && (other.role !== 'run' || proved.role !== 'run' || other.run === proved.run);
    if (proved.role !== 'operator' && [...this.peers].filter(alike).length >= MAX_OF_A_RUN) {
      throw new ResponseError(errorCodes.busy, `There are ${MAX_OF_A_RUN} connections already of the programs of this run, or of sessions.`);
    }
    peer.welcome(rights.rights, client, rights.secret, nonce);
    if (rights.rights.role === 'operator') this.countOperators();
    return { protocol: PROTOCOL, proof: proofOf('gate', rights.secret, peer.nonce, nonce), version: this.parts.version, pid: process.pid };
  }

  private recognise(role: 'operator' | 'run' | 'session', claimed: string | undefined, fits: (secret: string) => boolean): { rights: Rights; secret: string } | undefined {
    let secret = '';
    const matches = (candidate: string) => {
      if (!fits(candidate)) return false;
      secret = candidate;
      return true;
    };
    if (role === 'operator') return this.parts.operators.knows(matches) ? { rights: { role }, secret } : undefined;
    if (role === 'session') {
      const gated = this.parts.gated();
      return gated !== undefined && matches(gated.secret) ? { rights: { role }, secret } : undefined;
    }
    const run = this.parts.operations.runOfToken(matches);
    return run === undefined || run !== (claimed ?? run) ? undefined : { rights: { role, run }, secret };
  }
}

function requireProtocol(protocol: number): void {
  if (protocol === PROTOCOL) return;
  const who = protocol > PROTOCOL ? 'The gate that runs for this folder is older than this client: let its runs end, then try again' : 'This client is older than the gate that runs for this folder: update it';
  throw new ResponseError(errorCodes.wrongProtocol, `${who} (protocol ${PROTOCOL} here, ${protocol} asked for).`);
}

function ownRun(rights: Rights): string {
  if (rights.role !== 'run') throw new ResponseError(errorCodes.notAllowed, 'only a run may do this');
  return rights.run;
}

/** Turns what the operations throw on purpose into an answer with its own code. */
async function refusals<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoSuchRun) throw new ResponseError(errorCodes.noSuchRun, error.message);
    if (error instanceof NotItsStep) throw new ResponseError(errorCodes.notAllowed, error.message);
    if (error instanceof CannotLaunch) throw new ResponseError(errorCodes.cannotLaunch, error.message);
    throw error;
  }
}
