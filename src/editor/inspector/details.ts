/** One step as the webview shows it in full: its action, why it was decided so, what came of it, and its events. */
import { diffLines } from 'diff';
import type { Action, Change } from '../../model/action.ts';
import { basisSchema, type Basis } from '../../model/outcome.ts';
import { askedSchema } from '../../model/question.ts';
import type { RunView, ToolCallView, TurnView } from '../../record/view.ts';
import { insideFolder } from '../gate/inside.ts';
import { askedText } from '../questions/question-text.ts';
import type { Line, RecordLines } from './lines.ts';
import { allCalls, callModel, listed } from './model.ts';
import { readRequest, shownText } from './presentation.ts';
import { pathModel, rootOf } from './paths.ts';
import type { ActionModel, Listed, PathModel, RawEvent, StepDetails, TextModel } from './protocol.ts';
import { jsonModel, payloadText, textModel } from './texts.ts';

/** The most events of one step that are shown with it. */
const MAX_EVENTS = 100;
/** The most files of one write that are listed. */
const MAX_CHANGES = 200;
/** The longest raw line that is shown, in bytes. */
const MAX_LINE = 64 * 1024;
/** Beyond this many UTF-16 units the lines of a change are not counted. */
const MAX_DIFF = 400_000;

export function findCall(view: RunView, step: string): ToolCallView | undefined {
  return allCalls(view).find((call) => call.step === step);
}

function changeOf(change: Change, at: PathModel): PathModel & { change: 'created' | 'modified' | 'deleted'; added: number; removed: number } {
  const before = change.before ?? '';
  const after = change.after ?? '';
  let [added, removed] = [0, 0];
  if (before.length + after.length <= MAX_DIFF) {
    for (const part of diffLines(before, after, { timeout: 200 }) ?? []) {
      if (part.added) added += part.count;
      else if (part.removed) removed += part.count;
    }
  }
  return { ...at, change: change.before === null ? 'created' : change.after === null ? 'deleted' : 'modified', added, removed };
}

function pathsOf(paths: readonly string[], at: (path: string) => PathModel): Listed<PathModel> {
  const { items, total } = listed(paths);
  return { items: items.map(at), total };
}

function actionModel(action: Action, root: string): ActionModel {
  const cwd = 'cwd' in action && action.cwd !== undefined ? action.cwd : root;
  const at = (path: string): PathModel => pathModel(path, cwd, root);
  switch (action.kind) {
    case 'exec':
      return {
        kind: 'exec',
        command: textModel(action.command),
        cwd: at(cwd),
        ...(action.argv && { argv: action.argv.slice(0, 200).map((word) => word.slice(0, 4000)) }),
        ...(action.shell !== undefined && { shell: action.shell }),
      };
    case 'read':
      return { kind: 'read', paths: pathsOf(action.paths, at) };
    case 'write':
      return {
        kind: 'write',
        paths: pathsOf(action.paths, at),
        changes: { items: (action.changes ?? []).slice(0, MAX_CHANGES).map((change) => changeOf(change, at(change.path))), total: action.changes?.length ?? 0 },
      };
    case 'fetch':
      return { kind: 'fetch', url: action.url, ...(action.method !== undefined && { method: action.method }), ...(action.body !== undefined && { body: textModel(action.body) }) };
    case 'mcp':
      return {
        kind: 'mcp',
        server: action.server,
        tool: action.tool,
        ...(action.arguments !== undefined && { arguments: jsonModel(action.arguments) }),
        ...(action.annotations && { annotations: jsonModel(action.annotations) }),
      };
    case 'other':
      return { kind: 'other', tool: action.tool, ...(action.input !== undefined && { input: jsonModel(action.input) }), ...(action.cwd !== undefined && { cwd: at(cwd) }) };
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line of the record for the raw view. A line that is no JSON, or was cut, is shown as it stands. */
export function rawEvent(line: Line): RawEvent {
  const value = line.cut ? undefined : parse(line.text);
  const word = (name: string): string | undefined => {
    const found = field(value, name);
    return typeof found === 'string' ? found.slice(0, 200) : undefined;
  };
  const step = word('step');
  return {
    seq: line.number,
    time: word('time') ?? '',
    type: word('type') ?? (line.cut ? /"type":"([a-z.]{1,60})"/.exec(line.text)?.[1] ?? '' : 'not an event'),
    ...(step !== undefined && { step }),
    basis: word('basis') ?? '',
    json: { ...textModel(value === undefined ? line.text : JSON.stringify(value, undefined, 2), MAX_LINE, line.bytes), ...(line.cut && { cut: true }) },
  };
}

/** Events `from`…`from + count - 1` as far as they exist. */
export async function rawEvents(lines: RecordLines, from: number, count: number): Promise<{ events: RawEvent[]; total: number }> {
  const total = await lines.count();
  const wanted = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, index) => from + index);
  return { events: (await lines.read(wanted, MAX_LINE)).map(rawEvent), total };
}

async function eventsOf(lines: RecordLines, seqs: readonly number[]): Promise<RawEvent[]> {
  return (await lines.read(seqs.slice(0, MAX_EVENTS), MAX_LINE)).map(rawEvent);
}

/** The basis of the event that ended the call; a decision to deny is the gate's own. */
function outcomeBasis(call: ToolCallView, events: readonly RawEvent[]): Basis | undefined {
  if (call.state === 'denied') return 'mediated';
  if (call.state === 'unknown') return 'unobserved';
  return basisSchema.safeParse(events.find(({ type }) => type === 'action.finished')?.basis).data;
}

async function callDetails(call: ToolCallView, lines: RecordLines, dir: string, root: string): Promise<StepDetails> {
  const request = await readRequest(lines, dir, call);
  const presentation = request && shownText(request);
  const events = await eventsOf(lines, call.events);
  const basis = outcomeBasis(call, events);
  return {
    form: 'tool-call',
    call: { ...callModel(call), children: [] },
    digest: call.digest,
    ...(call.callId !== undefined && { callId: call.callId }),
    ...(call.parent !== undefined && { parent: call.parent }),
    ...(call.exitCode !== undefined && { exitCode: call.exitCode }),
    action: actionModel(call.action, root),
    findings: call.findings.slice(0, 200).map((finding) => ({ ...finding, reason: insideFolder(finding.reason, root) })),
    ...(call.decision && { decision: { ...call.decision, reason: insideFolder(call.decision.reason, root) } }),
    ...(call.approval && { approval: { ...call.approval, ...(request?.rule && { rule: request.rule }), ...(presentation && { presentation }) } }),
    ...(call.result !== undefined && { result: await payloadText(dir, call.result) }),
    ...(basis && { outcomeBasis: basis }),
    events,
  };
}

/** A question of the record as people read it; what is none, as it stands. */
function readable(model: TextModel): TextModel {
  const asked = model.cut ? undefined : askedSchema.safeParse(parse(model.text)).data;
  return asked === undefined ? model : { ...textModel(askedText(asked)), bytes: model.bytes };
}

async function turnDetails(turn: TurnView, message: number | undefined, lines: RecordLines, dir: string): Promise<StepDetails | undefined> {
  if (message === undefined) {
    return {
      form: 'turn',
      step: turn.step,
      input: await payloadText(dir, turn.input),
      startedAt: turn.startedAt,
      ...(turn.endedAt !== undefined && { endedAt: turn.endedAt }),
      ...(turn.endReason !== undefined && { endReason: turn.endReason }),
      plan: turn.plan.slice(0, 500),
      events: await eventsOf(lines, turn.events),
    };
  }
  const question = turn.questions.find((one) => one.seq === message);
  if (question) {
    const { at, title, shown, digest, answer } = question;
    return {
      form: 'question',
      id: question.id,
      step: turn.step,
      seq: question.seq,
      at,
      title,
      shown: readable(await payloadText(dir, shown)),
      digest,
      ...(answer && { answer: { ...answer, answers: answer.answers.slice(0, 200) } }),
      events: await eventsOf(lines, [question.seq, ...(answer ? [answer.seq] : [])]),
    };
  }
  const found = turn.messages.find((one) => one.seq === message);
  if (!found) return undefined;
  return {
    form: 'message',
    step: turn.step,
    seq: found.seq,
    from: found.from,
    at: found.at,
    ...(found.text !== undefined && { text: await payloadText(dir, found.text) }),
    events: await eventsOf(lines, [found.seq]),
  };
}

/** `dir`: the run's folder. Undefined where the view has no such step. Rejects where the record's file cannot be read. */
export async function stepDetails(view: RunView, step: string, message: number | undefined, lines: RecordLines, dir: string): Promise<StepDetails | undefined> {
  const call = message === undefined ? findCall(view, step) : undefined;
  if (call) return callDetails(call, lines, dir, rootOf(view, call.action));
  const turn = view.turns.find((one) => one.step === step);
  return turn && (await turnDetails(turn, message, lines, dir));
}
