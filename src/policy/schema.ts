/** The form of a policy file. `media/policy.schema.json` is generated from this. */
import * as z from 'zod/mini';
import { actionKinds } from '../model/action.ts';
import { once } from '../model/once.ts';
import { effects } from './effects.ts';
import { tasks } from '../guard/task-names.ts';

const text = (least: number, most: number) => z.string().check(z.minLength(least), z.maxLength(most));
const upTo = (most: number) => z.string().check(z.maxLength(most));
const form = (of: RegExp) => z.string().check(z.regex(of));

/** It may be left out; `description` is what the editor says of it. */
function may<T extends z.core.SomeType>(schema: T, description: string): z.ZodMiniOptional<T> {
  const optional = z.optional(schema);
  z.globalRegistry.add(optional, { description });
  return optional;
}

const partSchema = once(() => {
  const pattern = text(1, 2000);
  const patterns = z.array(pattern).check(z.minLength(1), z.maxLength(500));
  const oneOrMore = z.union([pattern, patterns]);
  return z
    .strictObject({
      kind: may(
        z.union([z.enum(actionKinds), z.array(z.enum(actionKinds)).check(z.minLength(1), z.maxLength(10))]),
        'Kinds of action that the rule is about.',
      ),
      program: may(oneOrMore, 'Names of programs, without their folder. For actions of kind exec; each command in a line is matched by itself.'),
      does: may(
        z.union([z.enum(effects), z.array(z.enum(effects)).check(z.minLength(1), z.maxLength(effects.length))]),
        'What a command or action does. An allow matches what does nothing besides these, ask and deny what does any of them. `unknown`: nobody can tell.',
      ),
      argv: may(
        z.union([patterns, z.array(patterns).check(z.minLength(1), z.maxLength(100))]),
        'Program and arguments of one command, or a list of such. `*` in an element stands for any text in that argument, `**` as the last element for any further arguments.',
      ),
      task: may(
        z.union([z.enum(tasks), z.array(z.enum(tasks)).check(z.minLength(1), z.maxLength(tasks.length))]),
        'What a command of the project is for, however it is started: `checks` are tests, linters, type checks and formatters, `builds` make its own products, `serves` are its scripts that run it. By the names of tools, scripts and targets.',
      ),
      command: may(
        z.union([text(1, 100_000), z.array(text(1, 100_000)).check(z.minLength(1), z.maxLength(500))]),
        'The exact text of one command of a line, or of the line.',
      ),
      paths: may(
        oneOrMore,
        'Globs of files, relative to the workspace folder, or beginning with `/` or `~/`. An allow needs all files of the action to match, ask and deny any.',
      ),
      hosts: may(oneOrMore, 'Names of hosts; `*.example.org` stands for every host below. An allow needs all hosts to match, ask and deny any.'),
      server: may(oneOrMore, 'Names of MCP servers; `*` stands for any text.'),
      tool: may(oneOrMore, 'Names of tools, of an MCP server or of the agent; `*` stands for any text.'),
      annotations: may(
        z.record(text(1, 200), z.union([z.boolean(), upTo(2000), z.number()])),
        'Annotations of an MCP tool, all of which must be so: `{ "readOnlyHint": true }`. Where a tool does not say, the defaults of the protocol hold. They are what the server claims.',
      ),
      findings: may(
        oneOrMore,
        'Ids of what the guard found; `path.*` stands for every id that begins so. An ask or deny needs one of them to be found. An allow accepts only these (`none`: no finding at all); without it, an ordinary set.',
      ),
      agent: may(oneOrMore, 'Ids of agents; `*` stands for any text.'),
      run: may(oneOrMore, 'Ids of runs; `*` stands for any text.'),
      age: may(form(/^[<>][1-9]\d{0,5}(?:s|m|h)$/), 'Age of the run: `<30m` while it is younger, `>2h` once it is older.'),
      hours: may(
        form(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/),
        'Time of day on the machine that runs the agent: `09:00-18:00`, or over midnight `22:00-06:00`.',
      ),
      until: may(
        z.string().check(
          z.regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/),
          z.refine((date) => !Number.isNaN(Date.parse(date)), 'no date'),
        ),
        'Last day of the rule, or the moment at which it ends: `2026-12-31`, `2026-12-31T18:00+01:00`.',
      ),
    })
    .register(z.globalRegistry, { description: 'All that is named must match.' });
});

const matchSchema = once(() =>
  z
    .extend(partSchema(), {
      or: may(z.array(partSchema()).check(z.minLength(1), z.maxLength(20)), 'Other things that the rule is about as well: it matches where one of these does, or all else that is named here.'),
    })
    .register(z.globalRegistry, { description: 'What the rule is about. All that is named must match; a rule that names nothing never matches.' }),
);

/** Made when it is first needed, as are the others. */
export const ruleSchema = once(() =>
  z.strictObject({
    id: form(/^[\w.:-]{1,100}$/).register(z.globalRegistry, { description: 'Names the rule in decisions and records. Unique in the file.' }),
    effect: z.enum(['allow', 'ask', 'deny']).register(z.globalRegistry, { description: 'What happens. A deny in any layer wins.' }),
    match: matchSchema(),
    reason: may(upTo(2000), 'In words, for the person who is asked and for the agent that is denied.'),
  }),
);

export const postureSchema = z.enum(['careful', 'balanced', 'trusting']);

export const policyFileSchema = once(() =>
  z
    .strictObject({
      $schema: z.optional(z.string()),
      version: z.literal(1).register(z.globalRegistry, { description: 'Version of this form.' }),
      posture: may(
        postureSchema,
        'Which built-in rules are in force: `careful` asks for every write, `balanced` is the default, `trusting` lets scripts and shell writes inside the workspace run.',
      ),
      approvalTimeout: may(
        form(/^[1-9]\d{0,5}(?:s|m|h)$/),
        'How long an approval waits before it is denied: `30s`, `10m`, `2h`. Without it: as long as it takes.',
      ),
      externalGuard: may(
        z.strictObject({
          command: z
            .array(text(1, 4096))
            .check(z.minLength(1), z.maxLength(100))
            .register(z.globalRegistry, { description: 'Program and arguments; no shell reads them.' }),
          timeout: may(form(/^[1-9]\d{0,5}(?:ms|s|m)$/), 'How long an answer may take: `500ms`, `2s` (the default).'),
        }),
        'A guard of your own, asked about every action and result. Only in the user’s policy file, never in a workspace’s.',
      ),
      rules: z._default(z.array(z.unknown()).check(z.maxLength(5000)), []).register(z.globalRegistry, { description: 'The rules of this layer.', items: {} }),
    })
    .register(z.globalRegistry, { description: 'A policy of Signalbox.' }),
);

/** One thing that a rule is about. */
export type Part = z.infer<ReturnType<typeof partSchema>>;
export type Match = z.infer<ReturnType<typeof matchSchema>>;
export type RuleData = z.infer<ReturnType<typeof ruleSchema>>;
export type Posture = z.infer<typeof postureSchema>;

/** The JSON schema of a policy file, for the editor. */
export function policyJsonSchema(): unknown {
  const whole = z.extend(policyFileSchema(), { rules: may(z.array(ruleSchema()).check(z.maxLength(5000)), 'The rules of this layer.') });
  return { ...z.toJSONSchema(whole, { io: 'input' }), title: 'Signalbox policy', allowComments: true, allowTrailingCommas: true };
}
