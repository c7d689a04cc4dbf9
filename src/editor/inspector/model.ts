/** From a `RunView` to the snapshot that the webview gets: the same claims, without the texts that are too large for it. */
import type { Basis } from '../../model/outcome.ts';
import { severitySchema, type DecidedBy, type Finding, type Severity } from '../../model/decision.ts';
import type { EventType, Payload } from '../../record/events.ts';
import type { RunView, ToolCallView, TurnView } from '../../record/view.ts';
import { effectModels } from './effects.ts';
import type { CallModel, Listed, MessageModel, RunModel, TurnModel } from './protocol.ts';

const MAX_LIST = 500;
const MAX_EFFECTS = 2000;
const MAX_TITLE = 400;

/** The first `most` items, and how many there are. */
export function listed<T>(items: readonly T[], most = MAX_LIST): Listed<T> {
  return { items: items.slice(0, most), total: items.length };
}

function shorten(text: string, most = MAX_TITLE): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The beginning of a payload on one line; one that was put into a blob has none here. */
function preview(payload: Payload): string {
  return typeof payload === 'string' ? shorten(payload.slice(0, MAX_TITLE * 2).trim().replace(/\s*\n\s*/g, ' ')) : `(${payload.bytes} bytes)`;
}

function gravest(findings: readonly Finding[]): Severity | undefined {
  const order = severitySchema.options;
  let worst = -1;
  for (const finding of findings) worst = Math.max(worst, order.indexOf(finding.severity));
  return order[worst];
}

/** The timeline's form of a tool call and of those under it. */
export function callModel(call: ToolCallView): CallModel {
  const { decision, approval } = call;
  const severity = gravest(call.findings);
  return {
    step: call.step,
    seq: call.events[0] ?? 0,
    title: shorten(call.title),
    kind: call.action.kind,
    ...(call.tool !== undefined && { tool: shorten(call.tool, 100) }),
    door: call.door,
    basis: call.basis,
    state: call.state,
    startedAt: call.startedAt,
    ...(call.endedAt !== undefined && { endedAt: call.endedAt }),
    ...(decision && { decision: { verdict: decision.verdict, by: decision.by, ...(decision.rule && { layer: decision.rule.layer }) } }),
    ...(approval && {
      approval: {
        id: approval.id,
        requestedAt: approval.requestedAt,
        ...(approval.answer && { answer: approval.answer.kind, selfApproved: approval.answer.selfApproved }),
      },
    }),
    findings: call.findings.length,
    ...(severity && { severity }),
    children: call.children.map(callModel),
  };
}

function turnModel(turn: TurnView): TurnModel {
  const messages = turn.messages.map(
    (message): MessageModel => ({ seq: message.seq, from: message.from, preview: message.text === undefined ? '(text not kept)' : preview(message.text), at: message.at }),
  );
  return {
    step: turn.step,
    seq: turn.events[0] ?? 0,
    preview: preview(turn.input),
    startedAt: turn.startedAt,
    ...(turn.endedAt !== undefined && { endedAt: turn.endedAt }),
    ...(turn.endReason !== undefined && { endReason: turn.endReason }),
    messages,
    questions: turn.questions.map(({ id, seq, title, at, answer }) => ({ id, seq, title: shorten(title), at, state: answer?.action ?? 'waiting', ...(answer?.by !== undefined && { by: answer.by }) })),
    plan: turn.plan.slice(0, MAX_LIST).map((entry) => ({ content: shorten(entry.content), status: entry.status })),
    calls: turn.calls.map(callModel),
  };
}

/** Every tool call of a run, those of subagents included, in the order of the tree. */
export function allCalls(view: RunView): ToolCallView[] {
  const calls: ToolCallView[] = [];
  const walk = (list: readonly ToolCallView[]): void => {
    for (const call of list) {
      calls.push(call);
      walk(call.children);
    }
  };
  for (const turn of view.turns) walk(turn.calls);
  return calls;
}

function decidedBy(calls: readonly ToolCallView[]): RunModel['decidedBy'] {
  const counts: Partial<Record<DecidedBy, { allow: number; deny: number }>> = {};
  for (const { decision } of calls) {
    if (!decision) continue;
    const count = (counts[decision.by] ??= { allow: 0, deny: 0 });
    count[decision.verdict] += 1;
  }
  return counts;
}

/** `bases`: the weakest basis of the events of each type, which a `RunView` does not hold. */
export function runModel(view: RunView, bases: Partial<Record<EventType, Basis>>): RunModel {
  const { started, capabilities } = view;
  const calls = allCalls(view);
  const { name, remote, head, tree, dirty } = started.workspace;
  return {
    run: view.run,
    ...(view.parentRun !== undefined && { parentRun: view.parentRun }),
    agent: view.agent,
    ...(view.model !== undefined && { model: view.model }),
    ...(view.provider !== undefined && { provider: view.provider }),
    ...(view.modelReported && { modelReported: view.modelReported }),
    ...(typeof started['importedAt'] === 'string' && { importedAt: started['importedAt'] }),
    person: view.person,
    title: view.title,
    startedAt: view.startedAt,
    ...(view.endedAt !== undefined && { endedAt: view.endedAt }),
    ...(view.end && { end: view.end }),
    ...(view.exit && { exit: view.exit }),
    command: started.command.slice(0, 100).map((word) => shorten(word, 2000)),
    configuration: started.configuration,
    door: started.door,
    host: started.host,
    workspace: { name, ...(remote !== undefined && { remote }), ...(head !== undefined && { head }), ...(tree !== undefined && { tree }), ...(dirty !== undefined && { dirty }) },
    policy: started.policy,
    guardVersion: started.guardVersion,
    ...(capabilities && {
      capabilities: {
        tools: listed(capabilities.tools.map((tool) => ({ name: tool.name, digest: tool.digest, ...(tool.server !== undefined && { server: tool.server }) }))),
        servers: listed(capabilities.servers.map((server) => ({ name: server.name, transport: server.transport, digest: server.digest }))),
        permissions: listed(capabilities.permissions.map((permission) => ({ name: permission.name, value: permission.value }))),
        changes: listed(capabilities.changes),
        unknown: listed(capabilities.unknown ?? []),
      },
    }),
    ...(view.coverage !== undefined && { coverage: view.coverage }),
    ...(view.beside !== undefined && { beside: view.beside.length }),
    ...(view.probe && { probe: { reached: view.probe.reached, how: view.probe.how, durationMs: view.probe.durationMs } }),
    turns: view.turns.map(turnModel),
    effects: listed(effectModels(view.effects, calls, name), MAX_EFFECTS),
    ...(view.usage && { usage: view.usage }),
    evidence: listed(view.evidence.map((item) => ({ kind: item.kind, reference: item.reference, ...(item.digest !== undefined && { digest: item.digest }) }))),
    faults: listed(view.faults.map((fault) => ({ ...fault, message: shorten(fault.message, 4000) }))),
    ...(view.stopped && { stopped: view.stopped }),
    counts: view.counts,
    decidedBy: decidedBy(calls),
    bases,
    events: view.events,
    lastEventAt: view.lastEventAt,
  };
}
