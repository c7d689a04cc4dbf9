/**
 * The events of an operating record, one JSON object a line. `docs/RECORD.md` is their specification; names inside `data` that
 * OpenTelemetry's GenAI conventions (v1.37) define use those names.
 */
import * as z from 'zod';
import { channelSchema, answerKindSchema } from '../model/approval.ts';
import { actionSchema } from '../model/action.ts';
import { decisionSchema, findingSchema, ruleRefSchema } from '../model/decision.ts';
import { basisSchema, finishStatusSchema, runEndSchema } from '../model/outcome.ts';
import { questionActionSchema } from '../model/question.ts';

export const RECORD_VERSION = 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.string().max(64);
const name = z.string().max(4096);
const whole = z.int().nonnegative();

/** A text kept in the event when short, else in `blobs/<sha256>`. `bytes`: its UTF-8 length; `kept`: how much of it the blob holds. */
export const payloadSchema = z.union([z.string(), z.object({ blob: digest, bytes: whole, kept: whole.optional() })]);
export type Payload = z.infer<typeof payloadSchema>;

export const personSchema = z.object({ name, email: name.optional() });

export const dataSchemas = {
  'run.started': z.looseObject({
    run: z.string(),
    parentRun: z.string().optional(),
    'gen_ai.agent.id': name,
    'gen_ai.agent.name': name,
    'gen_ai.agent.version': name.optional(),
    'gen_ai.provider.name': name.optional(),
    'gen_ai.request.model': name.optional(),
    /** The command that started the agent, redacted; its digest is over the unredacted launch description less its secrets. */
    command: z.array(z.string()),
    configuration: digest,
    door: name,
    /** The versions of what recorded it. */
    host: z.object({ signalbox: name, node: name, platform: name, client: name.optional() }),
    person: personSchema,
    workspace: z.looseObject({ name, remote: name.optional(), head: name.optional(), tree: name.optional(), dirty: z.boolean().optional() }),
    policy: z.object({ digest, posture: name, trusted: z.boolean(), approve: z.enum(['ask', 'deny', 'allow']) }),
    guardVersion: name,
    /** Digests of the receipts that were the newest in this folder, so that a removed run is missed. */
    previousReceipts: z.array(digest),
  }),
  'capabilities.observed': z.looseObject({
    tools: z.array(z.looseObject({ name, digest, server: name.optional() })),
    servers: z.array(z.looseObject({ name, digest, transport: name })),
    permissions: z.array(z.looseObject({ name, value: name })),
    changes: z.array(z.object({ what: name, change: z.enum(['added', 'removed', 'changed']) })),
    /** Servers that were asked for their tools and did not answer: `tools` and `changes` say nothing of theirs. */
    unknown: z.array(name).optional(),
    /** What the guard found about tools. */
    findings: z.array(findingSchema.extend({ tool: name, server: name.optional() })).optional(),
  }),
  /** The canary: did an action that must come through the gate come through it. */
  'gate.probed': z.looseObject({ reached: z.boolean(), how: name, durationMs: whole }),
  /** What the agent was told. Starts a turn: its `step` is the turn. */
  'input.given': z.looseObject({ text: payloadSchema, digest, by: name }),
  message: z.looseObject({ from: z.enum(['agent', 'thought', 'user']), digest, text: payloadSchema.optional() }),
  'plan.updated': z.looseObject({ entries: z.array(z.looseObject({ content: z.string(), status: name })) }),
  /** Starts a tool call: its `step` is the tool call, its `parent` the turn or the subagent's call. */
  'action.proposed': z.looseObject({
    action: actionSchema,
    /** SHA-256 over RFC 8785 of `action` as it stands here, that is redacted. */
    digest,
    title: name,
    door: name,
    'gen_ai.tool.name': name.optional(),
    'gen_ai.tool.call.id': name.optional(),
  }),
  /** A policy that takes part from here on: all of its rules, in RFC 8785 form, so that whoever has the record can decide again. */
  'policy.loaded': z.looseObject({
    digest,
    posture: name,
    policy: payloadSchema,
    /** What paths of the record mean: the folders of the workspace, the home folder and the platform of that machine, and the top of the repository. */
    context: z.looseObject({ roots: z.array(name), home: name, platform: name, repository: name.optional() }),
  }),
  /** Besides the findings, what else the policy was given. */
  'guard.assessed': z.looseObject({
    guardVersion: name,
    findings: z.array(findingSchema),
    /** Local time of the decision, with its offset from UTC. */
    clock: time.optional(),
    policyDigest: digest.optional(),
    /** Grants in force. */
    grants: z.array(name).optional(),
    /** Where paths led that the guard looked at, when elsewhere than they say; null: it could not be told. */
    resolved: z.record(z.string(), z.string().nullable()).optional(),
    /** Folders that the guard looked into for what would run in place of what a program names, and what it found; null: it could not look. */
    shadowing: z.record(z.string(), z.array(z.string()).nullable()).optional(),
    /** Indexes of findings that do not follow from the action as it stands in the record. */
    carried: z.array(whole).optional(),
    /** Another guard was asked; `version` as it says itself. Its findings are among `findings`. */
    external: z.looseObject({ version: name.optional() }).optional(),
    /** The verdict is stricter than what follows from the record, because of what was redacted or cut. */
    stricter: z.boolean().optional(),
  }),
  /** A person allowed an action and its like for the rest of the run. `grant`: id of that approval. */
  'grant.given': z.looseObject({ grant: name, rule: payloadSchema }),
  'grant.revoked': z.looseObject({ grant: name, by: personSchema }),
  'approval.requested': z.looseObject({
    approval: name,
    digest,
    shown: digest,
    presentation: payloadSchema,
    rule: ruleRefSchema,
    expiresAt: time.optional(),
    /** The rule that *always allow* would have added, as JSON. */
    suggestion: payloadSchema.optional(),
  }),
  'approval.answered': z.looseObject({
    approval: name,
    digest,
    shown: digest,
    answer: answerKindSchema,
    channel: channelSchema,
    by: personSchema.optional(),
    /** A solo developer approves their own run and the record says so; it never pretends to be a second person. */
    selfApproved: z.boolean(),
    reason: z.string().optional(),
    waitedMs: whole,
  }),
  /** The agent asks the person something. `shown`: what the person is shown, in RFC 8785 form; `digest`: the SHA-256 of that text. */
  'question.asked': z.looseObject({ question: name, mode: z.enum(['form', 'url']), title: name, digest, shown: payloadSchema, expiresAt: time.optional() }),
  /** What the agent was told. `cancel`: nobody answered, and `why`. A field that was left out has no value; a secret is `withheld`. */
  'question.answered': z.looseObject({
    question: name,
    digest,
    action: questionActionSchema,
    channel: channelSchema,
    by: personSchema.optional(),
    answers: z
      .array(z.looseObject({ field: name, title: name.optional(), value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(), withheld: z.boolean().optional() }))
      .optional(),
    /** SHA-256 over RFC 8785 of `answers` as it stands here. */
    answersDigest: digest.optional(),
    why: z.string().optional(),
    waitedMs: whole,
  }),
  'decision.made': z.looseObject({ ...decisionSchema.shape, digest }),
  'action.finished': z.looseObject({ status: finishStatusSchema, durationMs: whole.optional(), exitCode: z.int().optional(), result: payloadSchema.optional(), resultDigest: digest.optional(), findings: z.array(findingSchema).optional() }),
  /** A file that differs between two snapshots. `before`/`after`: git blob id or `sha256:` digest; null: not there. */
  'effect.observed': z.looseObject({ path: name, change: z.enum(['created', 'modified', 'deleted']), before: name.nullable(), after: name.nullable() }),
  'usage.reported': z.looseObject({
    'gen_ai.usage.input_tokens': whole.optional(),
    'gen_ai.usage.output_tokens': whole.optional(),
    costMicros: whole.optional(),
    currency: name.optional(),
  }),
  'evidence.added': z.looseObject({ kind: name, reference: name, digest: digest.optional() }),
  /** Something that went wrong without ending the record: what, in words, and a stable code. */
  'fault.noted': z.looseObject({ code: name, message: z.string() }),
  'turn.ended': z.looseObject({ reason: name, durationMs: whole.optional() }),
  'run.stopped': z.looseObject({ by: name, how: name, reason: z.string().optional() }),
  'run.interrupted': z.looseObject({ tornBytes: whole, reason: z.string() }),
  'run.restored': z.looseObject({ paths: z.array(name) }),
  /** Always the last event. */
  'run.sealed': z.looseObject({
    end: runEndSchema,
    exitCode: z.int().nullable().optional(),
    signal: name.nullable().optional(),
    /** How much went through the gate, from what was seen: `complete`, `partial` or `observed only`. */
    coverage: name.optional(),
    /** The runs that were open in the same folder for some of its time: what they changed is among its effects. */
    beside: z.array(name).optional(),
    tree: name.optional(),
    head: name.optional(),
  }),
} as const;

export type EventType = keyof typeof dataSchemas;
export type EventData<T extends EventType> = z.infer<(typeof dataSchemas)[T]>;
export const eventTypes = Object.keys(dataSchemas) as EventType[];

/** One line of a record. `prev`: SHA-256 (hex) of the bytes of the line before it, without its line end; 64 zeros on the first. */
export interface RecordEvent<T extends EventType = EventType> {
  v: typeof RECORD_VERSION;
  seq: number;
  prev: string;
  /** ISO 8601, UTC, milliseconds. */
  time: string;
  type: T;
  /** The turn or tool call that it belongs to, and that step's parent. */
  step?: string;
  parent?: string;
  basis: z.infer<typeof basisSchema>;
  data: EventData<T>;
}

/** A `RecordEvent` whose `type` tells the type of its `data`. */
export type AnyEvent = { [T in EventType]: RecordEvent<T> }[EventType];

/** What a caller hands to the writer, which adds `v`, `seq`, `prev` and `time`. */
export type NewEvent = { [T in EventType]: { type: T; basis: RecordEvent['basis']; data: EventData<T>; step?: string; parent?: string } }[EventType];

export const envelopeSchema = z.strictObject({
  v: z.literal(RECORD_VERSION),
  seq: whole,
  prev: digest,
  time,
  type: z.string().max(200),
  step: z.string().max(200).optional(),
  parent: z.string().max(200).optional(),
  basis: basisSchema,
  data: z.record(z.string(), z.unknown()),
});
