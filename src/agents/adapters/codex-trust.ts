/**
 * What one asks of `codex app-server` before a launch: which hash Codex gives our hooks, since it skips hooks whose hash it was not
 * told to trust, without a word; and what its configuration says in this folder.
 */
import * as z from 'zod';
import { withAppServer, type AppServer, type Ask } from './codex-app-server.ts';

const hookSchema = z.looseObject({ key: z.string(), eventName: z.string(), command: z.string().optional(), source: z.string(), enabled: z.boolean(), currentHash: z.string(), trustStatus: z.string() });
const hooksSchema = z.looseObject({ data: z.array(z.looseObject({ hooks: z.array(hookSchema) })) });
const configSchema = z.looseObject({
  config: z.looseObject({
    sandbox_mode: z.string().nullish(),
    default_permissions: z.unknown().optional(),
    shell_environment_policy: z.looseObject({ exclude: z.array(z.string()).nullish() }).nullish(),
  }),
  layers: z
    .array(z.looseObject({ name: z.looseObject({ type: z.string() }), config: z.unknown().optional(), disabledReason: z.string().nullish() }))
    .nullish(),
});

export interface CodexFacts {
  /** The hashes of the hooks that come from these options, by key. */
  hashes: Map<string, { event: string; hash: string }>;
  sandbox?: string;
  /** A permission profile of the person's stands for the sandbox. */
  profile: boolean;
  /** Variables that commands do not get already. */
  excluded: string[];
  /** Hooks are switched off in the repository's own configuration. */
  switchedOff: boolean;
  /** The repository has a configuration of its own, and the person has not told Codex to trust it. */
  untrusted: boolean;
}

export interface AskOptions extends AppServer {
  /** The options of the launch that say what the hooks are. */
  options: readonly string[];
  /** The commands that are ours. */
  commands: readonly string[];
}

/** The hooks that Codex has from one kind of source. */
export async function hooksFrom(source: string, ask: Ask, cwd: string): Promise<z.infer<typeof hookSchema>[]> {
  const { data } = await ask(hooksSchema, 'hooks/list', { cwds: [cwd] });
  return data.flatMap(({ hooks }) => hooks).filter((hook) => hook.source === source && hook.enabled);
}

/** @throws {Error} with a sentence for the person, when Codex does not answer. */
export async function askCodex({ commands, ...server }: AskOptions): Promise<CodexFacts> {
  const { cwd } = server;
  return withAppServer(server, async (ask) => {
    const [hooks, { config, layers }] = await Promise.all([hooksFrom('sessionFlags', ask, cwd), ask(configSchema, 'config/read', { cwd, includeLayers: true })]);
    const ours = hooks.filter(({ command }) => commands.includes(command ?? ''));
    const own = (layers ?? []).filter(({ name }) => name.type === 'project');
    return {
      hashes: new Map(ours.map(({ key, eventName, currentHash }) => [key, { event: eventName, hash: currentHash }])),
      ...(typeof config.sandbox_mode === 'string' ? { sandbox: config.sandbox_mode } : {}),
      profile: typeof config['default_permissions'] === 'string',
      excluded: config.shell_environment_policy?.exclude ?? [],
      switchedOff: own.some(({ config: layer }) => switchedOff(layer)),
      untrusted: own.some(({ disabledReason }) => typeof disabledReason === 'string'),
    };
  });
}

function switchedOff(layer: unknown): boolean {
  const features = z.looseObject({ features: z.looseObject({ hooks: z.unknown().optional(), codex_hooks: z.unknown().optional() }).optional() }).safeParse(layer).data?.features;
  return features?.hooks === false || features?.codex_hooks === false;
}
