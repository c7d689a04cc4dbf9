/**
 * What the gate and its clients say to each other: JSON-RPC 2.0, one message a line, on a private socket; after `hello` each line
 * is sealed (`Seal`). Both sides check every message against these schemas. Clients get whole snapshots of the state, never deltas.
 */
import * as z from 'zod';
import { actionSchema } from '../model/action.ts';
import { answerKindSchema, approvalSchema, channelSchema } from '../model/approval.ts';
import { decisionSchema } from '../model/decision.ts';
import { finishStatusSchema, runEndSchema } from '../model/outcome.ts';
import { questionSchema, questionValueSchema } from '../model/question.ts';
import { PAIRING_KEY } from './pairing.ts';

/** Raised when a message changes its meaning; a gate and a client talk only at the same number. */
export const PROTOCOL = 1;
/** The longest message either side accepts, in bytes. */
export const MAX_MESSAGE = 32 * 1024 * 1024;

const id = z.string().min(1).max(200);
const text = z.string().max(1_000_000);

export const clientSchema = z.object({ kind: z.enum(['editor', 'terminal', 'agent']), name: z.string().max(200), version: z.string().max(100), pid: z.int() });

export const approveSchema = z.enum(['ask', 'deny', 'allow']);

/** Why a new run is started, and with what. */
export const launchSchema = z.object({
  agent: id,
  prompt: text.optional(),
  /** What the policy asks about: a person (`ask`), or a flag of the command line. */
  approve: approveSchema.default('ask'),
  /** Whether rules of the workspace may loosen; from workspace trust, or the command line's `--trust`. */
  trusted: z.boolean(),
  /** Continue the session of this recorded run, where the agent can. */
  resume: id.optional(),
  /** Whether somebody is there to answer the agent's questions; absent: where a person approves, too. */
  questions: z.boolean().optional(),
});
export type Launch = z.input<typeof launchSchema>;

export const liveRunSchema = z.object({
  run: id,
  agent: z.object({ id, name: z.string() }),
  title: z.string(),
  phase: z.enum(['starting', 'running', 'waiting', 'stopping', 'sealing', 'ended']),
  startedAt: z.string(),
  /** Absolute path of the run's folder. */
  folder: z.string(),
  /** Events that are on disk: read the record up to here. */
  events: z.int(),
  end: runEndSchema.optional(),
  /** How much of it goes through the gate, as far as that is seen by now; absent: not known yet. */
  coverage: z.enum(['complete', 'partial', 'observed only', 'not gated']).optional(),
  /** Its agent can continue its session in another run. */
  continuable: z.boolean().optional(),
  /** A sentence for a person, where the run did not end well. */
  problem: z.string().optional(),
});
export type LiveRun = z.infer<typeof liveRunSchema>;

/** A terminal or editor that asks to be an operator, and must be accepted by one who is (docs/ARCHITECTURE.md, "Operators"). */
export const pairingSchema = z.object({ id, client: clientSchema, code: z.string(), requestedAt: z.string() });
export type Pairing = z.infer<typeof pairingSchema>;

export const policyStatusSchema = z.object({
  digest: z.string(),
  posture: z.string(),
  /** One a layer that cannot be read; the last good one stays in force, or, without one, everything is asked about. */
  problems: z.array(z.object({ file: z.string(), line: z.int().optional(), column: z.int().optional(), message: z.string() })),
});
export type PolicyStatus = z.infer<typeof policyStatusSchema>;

/** A permission for the rest of a live run, and what became of it. */
export const grantStatusSchema = z.object({
  run: id,
  grant: id,
  /** A rule as JSON, as in a policy file. */
  rule: z.string(),
  givenAt: z.string(),
  uses: z.int(),
  usedAt: z.string().optional(),
});

export type GrantStatus = z.infer<typeof grantStatusSchema>;

/** All that the gate knows, after each change. `revision` only grows. */
export const gateStateSchema = z.object({
  revision: z.int(),
  runs: z.array(liveRunSchema),
  approvals: z.array(approvalSchema),
  pairings: z.array(pairingSchema),
  policy: policyStatusSchema,
  /** Those of live runs. */
  grants: z.array(grantStatusSchema).optional(),
  /** What agents ask, oldest first. */
  questions: z.array(questionSchema).optional(),
});
export type GateState = z.infer<typeof gateStateSchema>;

export const agentStatusSchema = z.object({
  id,
  name: z.string(),
  description: z.string(),
  version: z.string().optional(),
  state: z.enum(['ready', 'missing', 'broken']),
  /** Why it cannot run, and what to do about it. */
  problem: z.string().optional(),
  /** What a run without a prompt is told; absent: the person must say. */
  defaultPrompt: z.string().optional(),
  /** Whether sessions that the person starts alone in this folder are gated; absent: that cannot be had for this agent. */
  gatedHere: z.boolean().optional(),
  /** A command line that installs it, or its newest version; the person runs it, or not. */
  install: z.string().optional(),
  /** Where a person reads about it. */
  homepage: z.string().optional(),
  /** This workspace added it; `agents/remove` takes it away. */
  added: z.boolean().optional(),
  /** The file whose mistake is the problem. */
  file: z.string().optional(),
});
export type AgentStatus = z.infer<typeof agentStatusSchema>;

export const answerSchema = z.object({
  approval: id,
  /** Of the action that was shown; an answer for another digest is stale. */
  digest: id,
  answer: answerKindSchema,
  channel: channelSchema,
  reason: z.string().max(4000).optional(),
  /** With `allow-always`: the digest of the suggested rule that was shown. */
  ruleDigest: id.optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** A person's answer to a question; `values`: one for each of its fields, in their order. */
export const questionReplySchema = z.object({
  question: id,
  /** Of what was shown; an answer for another digest is stale. */
  digest: id,
  action: z.enum(['accept', 'decline']),
  values: z.array(questionValueSchema).max(1000).optional(),
  channel: channelSchema,
});
export type QuestionReply = z.infer<typeof questionReplySchema>;

export const questionResultSchema = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true) }),
  /** `unknown`: no such question, or already answered, expired or withdrawn; `digest`: it is for something else; `invalid`: a field does not take its answer. */
  z.object({ accepted: z.literal(false), why: z.enum(['unknown', 'digest', 'invalid']), message: z.string() }),
]);
export type QuestionResult = z.infer<typeof questionResultSchema>;

/** What a hook program prints and how it ends. An HTTP hook gets `stdout` as its body. */
export const hookAnswerSchema = z.object({ stdout: z.string(), stderr: z.string(), exitCode: z.int() });
export type HookAnswer = z.infer<typeof hookAnswerSchema>;

export const answerResultSchema = z.discriminatedUnion('accepted', [
  z.object({ accepted: z.literal(true) }),
  /** `unknown`: no such approval, or already answered or expired; `digest`: it is for something else; `rule`: the rule shown is not the one offered. */
  z.object({ accepted: z.literal(false), why: z.enum(['unknown', 'digest', 'rule']), message: z.string() }),
]);
export type AnswerResult = z.infer<typeof answerResultSchema>;

/** Requests: parameters and result. All but `hello`, `pair` and `run/*` need an operator; `run/*` need a run token. */
export const requests = {
  /** First message. The proof is HMAC-SHA256 (hex) over `signalbox client\n<gate nonce>\n<client nonce>` with the secret or token. */
  hello: {
    params: z.object({ protocol: z.int(), client: clientSchema, role: z.enum(['operator', 'run', 'session']), run: id.optional(), nonce: id, proof: id }),
    /** `proof`: the same over `signalbox gate\n…`, so that a client knows that it talks to its gate. */
    result: z.object({ protocol: z.int(), proof: id, version: z.string(), pid: z.int() }),
  },
  /** Instead of `hello`, for one without the secret: answered when an operator accepts, with a secret for `hello` that only `key` opens. */
  pair: { params: z.object({ protocol: z.int(), client: clientSchema, key: z.string().regex(PAIRING_KEY) }), result: z.object({ sealed: z.string().max(1000) }) },
  'pair/answer': { params: z.object({ id, accept: z.boolean() }), result: z.object({}) },
  state: { params: z.object({}), result: gateStateSchema },
  'agents/list': { params: z.object({}), result: z.object({ agents: z.array(agentStatusSchema) }) },
  /** Sessions of the agent that the person starts alone in this folder are gated, or not any more. The files of their configuration that were changed. */
  /** `preview`: nothing is changed, only the files are named. */
  'agents/gate': { params: z.object({ agent: id, trusted: z.boolean(), preview: z.boolean().optional() }), result: z.object({ files: z.array(z.string()) }) },
  'agents/ungate': { params: z.object({ agent: id }), result: z.object({ files: z.array(z.string()) }) },
  /** Adds an agent that speaks ACP to those of this workspace, in its file of agents, and takes one away. `env`: names of variables, never values. */
  'agents/add': {
    params: z.object({ name: z.string().min(1).max(200), command: z.string().min(1).max(4096), args: z.array(z.string().max(32_768)).max(200), env: z.array(z.string().max(256)).max(100) }),
    result: z.object({ agent: id, file: z.string() }),
  },
  'agents/remove': { params: z.object({ agent: id }), result: z.object({}) },
  /** Sessions that agents have kept of this folder, newest first; and one of them made into a record. */
  'transcripts/list': {
    params: z.object({}),
    result: z.object({
      transcripts: z.array(z.object({ agent: id, file: z.string(), session: z.string().optional(), changedAt: z.string(), title: z.string() })),
      /** The folders that were looked in. */
      searched: z.array(z.string()),
    }),
  },
  'transcripts/import': { params: z.object({ agent: id, file: z.string().max(32_768) }), result: z.object({ run: id, folder: z.string() }) },
  'run/launch': { params: launchSchema, result: z.object({ run: id, folder: z.string() }) },
  'run/prompt': { params: z.object({ run: id, text }), result: z.object({}) },
  /** `turn`: cancels what the agent is doing; `run`: ends the agent and all it started. */
  'run/stop': { params: z.object({ run: id, what: z.enum(['turn', 'run']), reason: z.string().max(4000).optional() }), result: z.object({}) },
  /** From here on `transcript` notifications of the run come; the answer is what was said so far (bounded, the newest part). */
  'run/attach': { params: z.object({ run: id }), result: z.object({ transcript: z.string(), ended: z.boolean() }) },
  'run/detach': { params: z.object({ run: id }), result: z.object({}) },
  /** Resolves when the run is sealed. */
  'run/wait': { params: z.object({ run: id }), result: z.object({ end: runEndSchema, folder: z.string(), problem: z.string().optional() }) },
  'approval/answer': { params: answerSchema, result: answerResultSchema },
  'question/answer': { params: questionReplySchema, result: questionResultSchema },
  /** Takes back what was allowed for the rest of a run. */
  'grant/revoke': { params: z.object({ run: id, grant: id }), result: z.object({}) },
  /** A run token's: decides as any door does; waits for a person where the policy asks. */
  'run/propose': { params: z.object({ action: actionSchema, tool: z.string().max(1000).optional(), callId: z.string().max(1000).optional(), title: z.string().max(4000).optional() }), result: z.object({ step: id, decision: decisionSchema }) },
  'run/report': { params: z.object({ step: id, status: finishStatusSchema, result: text.optional(), exitCode: z.int().optional(), durationMs: z.int().optional() }), result: z.object({}) },
  /** A run token's: one payload of the agent's own hooks, and what the hook is to answer. Waits for a person where the policy asks. */
  'run/hook': { params: z.object({ payload: z.unknown(), agent: id.optional() }), result: hookAnswerSchema },
  /** The same of a session that a person started alone, for one that proves to know the secret of the gated folders. */
  'session/hook': { params: z.object({ agent: id, cwd: z.string().max(32_768), payload: z.unknown() }), result: hookAnswerSchema },
  /** Ends a gate that has no runs; refused otherwise. */
  shutdown: { params: z.object({}), result: z.object({}) },
} as const;

/** Notifications from the gate. `challenge` is the first thing that a client hears. */
export const notifications = {
  challenge: z.object({ nonce: id, protocol: z.int() }),
  state: gateStateSchema,
  /** Text for a terminal: already redacted, with ANSI colours, lines ended by `\n`. */
  transcript: z.object({ run: id, text: z.string() }),
  log: z.object({ level: z.enum(['debug', 'info', 'warn', 'error']), text: z.string() }),
} as const;

export type RequestName = keyof typeof requests;
export type Params<R extends RequestName> = z.input<(typeof requests)[R]['params']>;
export type Result<R extends RequestName> = z.infer<(typeof requests)[R]['result']>;
export type NotificationName = keyof typeof notifications;
export type Notice<N extends NotificationName> = z.infer<(typeof notifications)[N]>;

/** Error codes of answers, beside JSON-RPC's own. */
export const errorCodes = { notAllowed: 1, wrongProtocol: 2, noSuchRun: 3, cannotLaunch: 4, busy: 5, refused: 6 } as const;
