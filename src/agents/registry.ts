/**
 * The agents that a workspace adds, in `.signalbox/agents.json`, read and written through lowdb in this module alone. A file that
 * cannot be read as what it should be is reported and never overwritten.
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Low, type Adapter } from 'lowdb';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';

const MAX_FILE = 1024 * 1024;

export const registeredAgentSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'an id is lower-case letters, digits, ".", "_" and "-"'),
  name: z.string().min(1).max(200),
  description: z.string().max(1000).optional(),
  /** A program on the PATH, or a path (relative to the folder). */
  command: z.string().min(1).max(4096),
  args: z.array(z.string().max(32_768)).max(200).default([]),
  /** Names of variables of the person's environment that the agent needs; never values. */
  env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,255}$/, 'the name of an environment variable, without a value')).max(100).default([]),
  defaultPrompt: z.string().max(100_000).optional(),
  /** The version of ACP that it is asked for; 2 is a draft. */
  acp: z.union([z.literal(1), z.literal(2)]).optional(),
});
export type RegisteredAgent = z.infer<typeof registeredAgentSchema>;

const registrySchema = z.strictObject({ version: z.literal(1), agents: z.array(registeredAgentSchema).max(200) });
type Registry = z.infer<typeof registrySchema>;

export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

export function registryFile(folder: string): string {
  return join(folder, '.signalbox', 'agents.json');
}

/**
 * The agents that the folder's registry names; none where there is no file.
 * @throws {RegistryError} the file is not what it should be; the message says where and what to do.
 */
export async function readRegistry(folder: string): Promise<RegisteredAgent[]> {
  return (await openRegistry(folder)).data.agents;
}

/**
 * Adds an agent, or replaces the one with its id.
 * @throws {RegistryError} the file there is broken; it stays as it is.
 */
export async function registerAgent(folder: string, agent: z.input<typeof registeredAgentSchema>): Promise<void> {
  const registry = await openRegistry(folder);
  const added = parse(registeredAgentSchema, agent, 'This agent cannot be added');
  await registry.update((data) => {
    data.agents = [...data.agents.filter((other) => other.id !== added.id), added];
  });
}

/** Removes an agent; true where it was there. @throws {RegistryError} as `registerAgent`. */
export async function unregisterAgent(folder: string, id: string): Promise<boolean> {
  const registry = await openRegistry(folder);
  if (!registry.data.agents.some((agent) => agent.id === id)) return false;
  await registry.update((data) => {
    data.agents = data.agents.filter((agent) => agent.id !== id);
  });
  return true;
}

async function openRegistry(folder: string): Promise<Low<Registry>> {
  const registry = new Low<Registry>(new AtomicJson(registryFile(folder)), { version: 1, agents: [] });
  await registry.read();
  return registry;
}

/** Reads with a schema and a bound; writes whole, through a temporary file that is synced and renamed. */
class AtomicJson implements Adapter<Registry> {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async read(): Promise<Registry | null> {
    let text: string;
    try {
      if ((await stat(this.file)).size > MAX_FILE) throw new RegistryError(`${this.file} is larger than ${MAX_FILE} bytes. Make it smaller or remove it.`);
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw new RegistryError(`${this.file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new RegistryError(`${this.file} is not JSON: ${error instanceof Error ? error.message : String(error)}. Correct it or remove it.`, { cause: error });
    }
    const registry = parse(registrySchema, value, `${this.file} is not a list of agents`);
    const twice = registry.agents.find((agent, index) => registry.agents.findIndex((other) => other.id === agent.id) !== index);
    if (twice) throw new RegistryError(`${this.file} names the agent "${twice.id}" twice. Remove one of them.`);
    return registry;
  }

  async write(data: Registry): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true });
    await writeFileAtomic(this.file, `${JSON.stringify(data, undefined, 2)}\n`);
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown, what: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new RegistryError(`${what}: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not as expected'}. Correct it or remove it.`);
}
