/** Sessions that a person started alone: which run each belongs to. A session of an agent is one run; what comes after its end begins another. */
import { catalog } from '../agents/catalog.ts';
import { adapters } from '../agents/adapters/index.ts';
import { agentEnvironment } from '../agents/environment.ts';
import { refusal } from '../doors/hooks/door.ts';
import type { GatedFolder } from '../gate/gated-folders.ts';
import type { PolicyStore } from '../gate/policy-store.ts';
import type { HookAnswer } from '../gate/protocol.ts';
import { ensureSignalboxFolder } from '../record/paths.ts';
import { newestReceipts } from '../record/receipt.ts';
import { AdoptedRun } from './adopted-run.ts';
import { workspaceReader } from './connect.ts';
import { openRecord } from './open-record.ts';
import type { RunParts, RunSpec } from './run-types.ts';
import { workspaceFacts } from './workspace-facts.ts';

export interface AdoptionParts {
  parts: RunParts;
  policies: PolicyStore;
  environment: NodeJS.ProcessEnv;
  /** Whether another run may begin. */
  room: () => boolean;
  /** A run has begun: it is listed until it has ended. */
  begun: (run: AdoptedRun) => void;
  changed: () => void;
}

export class Adoption {
  private readonly own: AdoptionParts;
  /** By agent and session; a session that is being opened counts. */
  private readonly sessions = new Map<string, Promise<AdoptedRun>>();

  constructor(own: AdoptionParts) {
    this.own = own;
  }

  /** One payload of the hooks of a session that nobody launched here. Whatever goes wrong is a refusal. */
  async hook(entry: GatedFolder, payload: unknown, signal: AbortSignal): Promise<HookAnswer> {
    const adapter = adapters[entry.agent];
    const known = catalog.find(({ id }) => id === entry.agent);
    if (adapter?.hooks === undefined || known === undefined) return refusal(`Signalbox does not know the hooks of ${entry.agent}.`);
    let session: string;
    try {
      session = adapter.hooks.read(payload).session ?? 'unnamed';
    } catch (error) {
      return refusal(`Signalbox could not read this call: ${(error as Error).message}`);
    }
    const key = `${entry.agent} ${session}`;
    try {
      const before = await this.sessions.get(key)?.catch(() => undefined);
      const live = before !== undefined && before.live().phase !== 'ended' && before.live().phase !== 'sealing';
      const run = live ? before : await this.open(key, entry, session, { ...adapter, hooks: adapter.hooks }, known.name, before?.id);
      return await run.hook(payload, entry.agent, signal);
    } catch (error) {
      return refusal(`Signalbox cannot record this session, so it denies: ${(error as Error).message}`);
    }
  }

  private open(key: string, entry: GatedFolder, session: string, adapter: AdoptedRunAdapter, name: string, before: string | undefined): Promise<AdoptedRun> {
    const opening = this.begin(entry, session, adapter, name, before);
    this.sessions.set(key, opening);
    opening.catch(() => this.sessions.delete(key));
    return opening;
  }

  private async begin(entry: GatedFolder, session: string, adapter: AdoptedRunAdapter, name: string, before: string | undefined): Promise<AdoptedRun> {
    const { parts, policies, environment, room, begun, changed } = this.own;
    if (!room()) throw new Error('too many runs are live in this folder');
    const [workspace, previousReceipts] = await Promise.all([workspaceFacts(parts.folder), newestReceipts(parts.signalboxFolder)]);
    await ensureSignalboxFolder(parts.folder);
    const { digest, posture } = policies.current(entry.trusted);
    const spec: RunSpec = {
      agent: { id: entry.agent, name, command: '', args: [], env: agentEnvironment(environment) },
      servers: { servers: [], observed: [], problems: [] },
      launch: { agent: entry.agent, trusted: entry.trusted, approve: 'ask' },
      prompt: '',
      door: 'hook',
      workspace,
      policy: { digest, posture },
      previousReceipts,
      before: undefined,
      ...(before === undefined ? {} : { resume: { run: before, session } }),
    };
    const record = await openRecord(parts, spec);
    const run = new AdoptedRun({ parts, spec, record, adapter, context: workspaceReader(parts.folder), session, changed });
    begun(run);
    return run;
  }
}

type AdoptedRunAdapter = ConstructorParameters<typeof AdoptedRun>[0]['adapter'];
