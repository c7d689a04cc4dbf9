/**
 * The hook door within OpenCode, whose hooks are functions of a plugin (https://opencode.ai/docs/plugins, tested with 1.18.33). A hook
 * that throws refuses the call, and the model reads why; OpenCode sets no time limit, so the plugin has one of its own.
 */
import { askGate, type Answered } from './client.ts';

/**
 * The permission that Signalbox puts last into OpenCode's own rules: ask for everything. The plugin takes it out again, since it asks
 * itself; without the plugin it holds, and every call comes as a question through ACP.
 */
export const ASK_ALL = '?*';

interface Options {
  /** How long a decision may take, in seconds. */
  deadline?: unknown;
}

interface Place {
  directory?: unknown;
}

interface CallInput {
  tool: string;
  sessionID: string;
  callID: string;
  args?: unknown;
}

interface Result {
  title?: unknown;
  output?: unknown;
  metadata?: unknown;
}

interface BusEvent {
  type?: unknown;
  properties?: { info?: { id?: unknown; parentID?: unknown } };
}

export interface OpenCodeHooks {
  config(config: { permission?: unknown; agent?: unknown }): Promise<void>;
  event(input: { event: BusEvent }): Promise<void>;
  'tool.execute.before'(input: CallInput, output: { args: unknown }): Promise<void>;
  'tool.execute.after'(input: CallInput, output: Result): Promise<void>;
}

export interface OpenCodePlugin {
  id: string;
  server(place: Place, options?: Options): Promise<OpenCodeHooks>;
}

/** Seconds; where the launch says nothing else. */
const DEFAULT_DEADLINE = 3540;

/** @param env of the process: the socket and the token of the run are taken out of it, so that no command of the agent has them. */
export function openCodePlugin(env: NodeJS.ProcessEnv): OpenCodePlugin {
  const { SIGNALBOX_SOCKET: socket, SIGNALBOX_RUN_TOKEN: secret } = env;
  delete env['SIGNALBOX_SOCKET'];
  delete env['SIGNALBOX_RUN_TOKEN'];
  /** The session that started each session of a subagent. */
  const parents = new Map<string, string>();
  return {
    id: 'signalbox',
    async server({ directory }, options) {
      const given = Number(options?.deadline);
      const deadline = (given > 0 ? given : DEFAULT_DEADLINE) * 1000;
      const ask = (payload: object): Promise<Answered> => {
        if (socket === undefined || secret === undefined) throw new Error('This session was not started by Signalbox, and its gate is not known here.');
        return within(deadline, askGate({ socket, role: 'run', secret, request: { method: 'run/hook', params: { payload: { cwd: directory, ...payload } } } }));
      };
      await ask({ event: 'start' });
      const about = ({ tool, sessionID, callID }: CallInput) => ({ tool, session: sessionID, callId: callID, ...(parents.has(sessionID) ? { parent: parents.get(sessionID) } : {}) });
      return {
        async config(config) {
          config.permission = withoutAsking(config.permission);
          for (const agent of Object.values(objectOf(config.agent))) {
            const own = objectOf(agent);
            if ('permission' in own) own['permission'] = withoutAsking(own['permission'], {});
          }
        },
        async event({ event }) {
          const { id, parentID } = event.properties?.info ?? {};
          if (event.type === 'session.created' && typeof id === 'string' && typeof parentID === 'string') parents.set(id, parentID);
        },
        async 'tool.execute.before'(input, { args }) {
          // What was decided is what runs: a plugin that comes later cannot change it any more.
          freeze(args);
          let reason: string | undefined;
          try {
            reason = refusalIn(await ask({ event: 'before', ...about(input), input: args }));
          } catch (error) {
            reason = messageOf(error);
          }
          if (reason !== undefined) throw new Error(`Denied by Signalbox: ${reason}`);
        },
        async 'tool.execute.after'(input, result) {
          // The call is done: that its end cannot be told must not change what the model hears of it.
          await ask({ event: 'after', ...about(input), input: input.args, output: result.output, exit: objectOf(result.metadata)['exit'] }).catch(() => undefined);
        },
      };
    },
  };
}

/** Why the call may not run; `undefined` only where the answer says plainly that it may. */
function refusalIn({ stdout, stderr, exitCode }: Answered): string | undefined {
  if (exitCode !== 0) return stderr.trim() || 'It gave no reason.';
  const answer = objectOf(JSON.parse(stdout));
  if (answer['decision'] === 'allow') return undefined;
  return typeof answer['reason'] === 'string' ? answer['reason'] : 'Its answer cannot be read.';
}

/** OpenCode's own rules without its questions, which Signalbox asks instead. What they deny stays denied. */
function withoutAsking(permission: unknown, base: Record<string, unknown> = { external_directory: 'allow', doom_loop: 'allow', read: 'allow' }): unknown {
  if (typeof permission === 'string') return permission === 'ask' ? 'allow' : permission;
  const rules = Object.entries(objectOf(permission)).filter(([tool]) => tool !== ASK_ALL);
  return { ...base, ...Object.fromEntries(rules.map(([tool, rule]) => [tool, typeof rule === 'object' ? withoutAsking(rule, {}) : rule === 'ask' ? 'allow' : rule])) };
}

function within<T>(time: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Nobody decided in the time that there is.')), time);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
