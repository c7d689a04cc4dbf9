/** The form of a policy file. `media/policy.schema.json` is generated from this. */
import * as z from 'zod';
import { actionKinds } from '../model/action.ts';
import { effects } from './effects.ts';

const pattern = z.string().min(1).max(2000);
const patterns = z.array(pattern).min(1).max(500);

export const matchSchema = z
  .strictObject({
    kind: z
      .union([z.enum(actionKinds), z.array(z.enum(actionKinds)).min(1).max(10)])
      .optional()
      .describe('Kinds of action that the rule is about.'),
    program: z
      .union([pattern, patterns])
      .optional()
      .describe('Names of programs, without their folder. For actions of kind exec; each command in a line is matched by itself.'),
    does: z
      .union([z.enum(effects), z.array(z.enum(effects)).min(1).max(effects.length)])
      .optional()
      .describe(
        'What a command or action does. An allow matches what does nothing besides these, ask and deny what does any of them. `unknown`: nobody can tell.',
      ),
    argv: z
      .union([patterns, z.array(patterns).min(1).max(100)])
      .optional()
      .describe(
        'Program and arguments of one command, or a list of such. `*` in an element stands for any text in that argument, `**` as the last element for any further arguments.',
      ),
    command: z
      .union([z.string().min(1).max(100_000), z.array(z.string().min(1).max(100_000)).min(1).max(500)])
      .optional()
      .describe('The exact text of one command of a line, or of the line.'),
    paths: z
      .union([pattern, patterns])
      .optional()
      .describe(
        'Globs of files, relative to the workspace folder, or beginning with `/` or `~/`. An allow needs all files of the action to match, ask and deny any.',
      ),
    hosts: z
      .union([pattern, patterns])
      .optional()
      .describe('Names of hosts; `*.example.org` stands for every host below. An allow needs all hosts to match, ask and deny any.'),
    server: z.union([pattern, patterns]).optional().describe('Names of MCP servers; `*` stands for any text.'),
    tool: z.union([pattern, patterns]).optional().describe('Names of tools, of an MCP server or of the agent; `*` stands for any text.'),
    annotations: z
      .record(z.string().min(1).max(200), z.union([z.boolean(), z.string().max(2000), z.number()]))
      .optional()
      .describe(
        'Annotations of an MCP tool, all of which must be so: `{ "readOnlyHint": true }`. Where a tool does not say, the defaults of the protocol hold. They are what the server claims.',
      ),
    findings: z
      .union([pattern, patterns])
      .optional()
      .describe(
        'Ids of what the guard found; `path.*` stands for every id that begins so. An ask or deny needs one of them to be found. An allow accepts only these (`none`: no finding at all); without it, an ordinary set.',
      ),
    agent: z.union([pattern, patterns]).optional().describe('Ids of agents; `*` stands for any text.'),
    run: z.union([pattern, patterns]).optional().describe('Ids of runs; `*` stands for any text.'),
    age: z
      .string()
      .regex(/^[<>][1-9]\d{0,5}(?:s|m|h)$/)
      .optional()
      .describe('Age of the run: `<30m` while it is younger, `>2h` once it is older.'),
    hours: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/)
      .optional()
      .describe('Time of day on the machine that runs the agent: `09:00-18:00`, or over midnight `22:00-06:00`.'),
    until: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/)
      .refine((text) => !Number.isNaN(Date.parse(text)), 'no date')
      .optional()
      .describe('Last day of the rule, or the moment at which it ends: `2026-12-31`, `2026-12-31T18:00+01:00`.'),
  })
  .describe('What the rule is about. All that is named must match; a rule that names nothing never matches.');

export const ruleSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .describe('Names the rule in decisions and records. Unique in the file.'),
  effect: z.enum(['allow', 'ask', 'deny']).describe('What happens. A deny in any layer wins.'),
  match: matchSchema,
  reason: z.string().max(2000).optional().describe('In words, for the person who is asked and for the agent that is denied.'),
});

export const postureSchema = z.enum(['careful', 'balanced', 'trusting']);

export const policyFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1).describe('Version of this form.'),
    posture: postureSchema
      .optional()
      .describe(
        'Which built-in rules are in force: `careful` asks for every write, `balanced` is the default, `trusting` lets scripts and shell writes inside the workspace run.',
      ),
    approvalTimeout: z
      .string()
      .regex(/^[1-9]\d{0,5}(?:s|m|h)$/)
      .optional()
      .describe('How long an approval waits before it is denied: `30s`, `10m`, `2h`. Without it: as long as it takes.'),
    externalGuard: z
      .strictObject({
        command: z.array(z.string().min(1).max(4096)).min(1).max(100).describe('Program and arguments; no shell reads them.'),
        timeout: z
          .string()
          .regex(/^[1-9]\d{0,5}(?:ms|s|m)$/)
          .optional()
          .describe('How long an answer may take: `500ms`, `2s` (the default).'),
      })
      .optional()
      .describe('A guard of your own, asked about every action and result. Only in the user’s policy file, never in a workspace’s.'),
    rules: z.array(z.unknown()).max(5000).default([]).meta({ items: {} }).describe('The rules of this layer.'),
  })
  .describe('A policy of Signalbox.');

export type Match = z.infer<typeof matchSchema>;
export type RuleData = z.infer<typeof ruleSchema>;
export type Posture = z.infer<typeof postureSchema>;

/** The JSON schema of a policy file, for the editor. */
export function policyJsonSchema(): unknown {
  const whole = policyFileSchema.extend({ rules: z.array(ruleSchema).max(5000).optional().describe('The rules of this layer.') });
  return { ...z.toJSONSchema(whole, { io: 'input' }), title: 'Signalbox policy', allowComments: true, allowTrailingCommas: true };
}
