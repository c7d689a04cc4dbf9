/**
 * What an agent wants to do, in the one form that every door produces and the guard, the policy and the record consume.
 * An action is self-contained: whoever holds it and the policy can decide it again.
 */
// The small build: `signalbox check` starts anew for every action, and the large one costs more to load than all that it decides.
import * as z from 'zod/mini';

/** The longest text that an action may carry in one field, in UTF-16 units; a door refuses more. */
export const MAX_ACTION_TEXT = 16 * 1024 * 1024;

const upTo = (most: number) => z.string().check(z.maxLength(most));
const named = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const text = upTo(MAX_ACTION_TEXT);
const path = named(32_768);

/** One file as an edit would leave it. `null` before: it does not exist yet; `null` after: it is deleted. */
export const changeSchema = z.object({ path, before: z.nullable(text), after: z.nullable(text) });

export const execActionSchema = z.object({
  kind: z.literal('exec'),
  /** The command as a shell would get it; `argv` is set instead of quoting when the agent gave a list. */
  command: text,
  argv: z.optional(z.array(text).check(z.maxLength(65_536))),
  cwd: path,
  /** Which shell reads `command`; absent: a POSIX shell (bash grammar). */
  shell: z.optional(upTo(256)),
});
export const readActionSchema = z.object({ kind: z.literal('read'), paths: z.array(path).check(z.minLength(1), z.maxLength(1000)), cwd: path });
export const writeActionSchema = z.object({
  kind: z.literal('write'),
  paths: z.array(path).check(z.minLength(1), z.maxLength(1000)),
  cwd: path,
  /** What would change, where the agent says so; shown as a diff. */
  changes: z.optional(z.array(changeSchema).check(z.maxLength(1000))),
});
export const fetchActionSchema = z.object({ kind: z.literal('fetch'), url: text, method: z.optional(upTo(32)), body: z.optional(text) });
export const mcpActionSchema = z.object({
  kind: z.literal('mcp'),
  server: named(1024),
  tool: named(1024),
  arguments: z.optional(z.unknown()),
  annotations: z.optional(z.record(z.string(), z.unknown())),
});
/** A tool that fits no other kind: its name and its input as they came. */
export const otherActionSchema = z.object({ kind: z.literal('other'), tool: named(1024), input: z.optional(z.unknown()), cwd: z.optional(path) });

export const actionSchema = z.discriminatedUnion('kind', [
  execActionSchema,
  readActionSchema,
  writeActionSchema,
  fetchActionSchema,
  mcpActionSchema,
  otherActionSchema,
]);

export type Action = z.infer<typeof actionSchema>;
export type ActionKind = Action['kind'];
export type Change = z.infer<typeof changeSchema>;

export const actionKinds = ['exec', 'read', 'write', 'fetch', 'mcp', 'other'] as const satisfies readonly ActionKind[];
