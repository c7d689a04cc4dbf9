/**
 * What an agent wants to do, in the one form that every door produces and the guard, the policy and the record consume.
 * An action is self-contained: whoever holds it and the policy can decide it again.
 */
import * as z from 'zod';

/** The longest text that an action may carry in one field, in UTF-16 units; a door refuses more. */
export const MAX_ACTION_TEXT = 16 * 1024 * 1024;

const text = z.string().max(MAX_ACTION_TEXT);
const path = z.string().min(1).max(32_768);

/** One file as an edit would leave it. `null` before: it does not exist yet; `null` after: it is deleted. */
export const changeSchema = z.object({ path, before: text.nullable(), after: text.nullable() });

export const execActionSchema = z.object({
  kind: z.literal('exec'),
  /** The command as a shell would get it; `argv` is set instead of quoting when the agent gave a list. */
  command: text,
  argv: z.array(text).max(65_536).optional(),
  cwd: path,
  /** Which shell reads `command`; absent: a POSIX shell (bash grammar). */
  shell: z.string().max(256).optional(),
});
export const readActionSchema = z.object({ kind: z.literal('read'), paths: z.array(path).min(1).max(1000), cwd: path });
export const writeActionSchema = z.object({
  kind: z.literal('write'),
  paths: z.array(path).min(1).max(1000),
  cwd: path,
  /** What would change, where the agent says so; shown as a diff. */
  changes: z.array(changeSchema).max(1000).optional(),
});
export const fetchActionSchema = z.object({ kind: z.literal('fetch'), url: text, method: z.string().max(32).optional(), body: text.optional() });
export const mcpActionSchema = z.object({
  kind: z.literal('mcp'),
  server: z.string().min(1).max(1024),
  tool: z.string().min(1).max(1024),
  arguments: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});
/** A tool that fits no other kind: its name and its input as they came. */
export const otherActionSchema = z.object({ kind: z.literal('other'), tool: z.string().min(1).max(1024), input: z.unknown().optional(), cwd: path.optional() });

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
