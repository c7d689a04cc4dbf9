/** The form of a policy file. `media/policy.schema.json` is generated from this. */
import * as z from 'zod';
import { actionKinds } from '../model/action.ts';

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
    argv: patterns
      .optional()
      .describe(
        'Program and arguments of one command. `*` in an element stands for any text in that argument, `**` as the last element for any further arguments.',
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
    findings: z
      .union([pattern, patterns])
      .optional()
      .describe(
        'Ids of what the guard found; `path.*` stands for every id that begins so. An ask or deny needs one of them to be found. An allow accepts only these (`none`: no finding at all); without it, an ordinary set.',
      ),
    agent: z.union([pattern, patterns]).optional().describe('Ids of agents; `*` stands for any text.'),
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
    rules: z.array(z.unknown()).max(5000).default([]).meta({ items: {} }).describe('The rules of this layer.'),
  })
  .describe('A policy of Signalbox.');

export type Match = z.infer<typeof matchSchema>;
export type RuleData = z.infer<typeof ruleSchema>;
export type Posture = z.infer<typeof postureSchema>;

/** The JSON schema of a policy file, for the editor. */
export function policyJsonSchema(): unknown {
  const whole = policyFileSchema.extend({ rules: z.array(ruleSchema).max(5000).describe('The rules of this layer.') });
  return { ...z.toJSONSchema(whole, { io: 'input' }), title: 'Signalbox policy', allowComments: true, allowTrailingCommas: true };
}

const units = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a duration as in `approvalTimeout`. */
export function parseDuration(text: string): number {
  const unit = text.at(-1);
  return Number.parseInt(text, 10) * (unit === 's' || unit === 'm' || unit === 'h' ? units[unit] : Number.NaN);
}
