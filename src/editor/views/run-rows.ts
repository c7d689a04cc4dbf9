/** Rows for runs and for what is under a run: turns, tool calls, subagents, changes, problems. Pure. */
import type { LiveRun } from '../../gate/protocol.ts';
import type { Payload } from '../../record/events.ts';
import { otherRuns, type EffectView, type RunView, type StepState, type ToolCallView, type TurnView } from '../../record/view.ts';
import { ageSince, whenText } from '../age.ts';
import { commands } from '../ids.ts';
import type { SubjectOf } from '../subject.ts';
import { kindIcon } from './approvals-model.ts';
import { colors, type Row } from './node.ts';

type RunSubject = SubjectOf<'run'>;

/** What a list shows of a recorded run without reading all of it. */
export interface RunHead {
  run: string;
  agent: string;
  agentId?: string;
  /** What it was told first, where the record has that in its beginning. */
  prompt?: string;
  /** Its agent can continue its session. */
  continuable?: boolean;
  title: string;
  startedAt: string;
  /** Absent: not sealed. */
  end?: 'completed' | 'failed' | 'stopped' | 'interrupted';
  /** How much of it went through the gate, where the record says so and it is not all. */
  coverage?: string;
  /** Why the record cannot be read. */
  unreadable?: string;
}

export function liveRunRow(folder: string, run: LiveRun, now: number, waitingSince: string | undefined): Row {
  const phases = { starting: 'starting', running: 'running', waiting: 'waiting for you', stopping: 'stopping', sealing: 'sealing', ended: run.end ?? 'ended' };
  const age = ageSince(run.phase === 'waiting' && waitingSince !== undefined ? waitingSince : run.startedAt, now);
  const state = run.phase === 'ended' ? phases.ended : `${phases[run.phase]} ${age}`;
  const gated = run.coverage === undefined || run.coverage === 'complete' ? '' : coverageWord(run.coverage);
  const icon = run.phase === 'waiting' ? { id: 'bell-dot', color: colors.warning } : run.phase === 'ended' ? endIcon(run.end) : { id: 'loading~spin' };
  return {
    id: `run:${run.folder}`,
    label: run.title || run.agent.name,
    description: [run.agent.name, state, gated].filter(Boolean).join(', '),
    tooltip: [run.title, `${run.agent.name}, ${state}`, gated, run.problem, run.run].filter(Boolean).join('\n'),
    icon,
    context: run.phase === 'ended' ? recordedContext(run.continuable) : `run-live${run.phase === 'waiting' ? '-waiting' : ''}`,
    expand: 'collapsed',
    spoken: `${run.title || 'run'} by ${run.agent.name}, ${state}${gated && `, ${gated}`}${run.problem ? `, ${run.problem}` : ''}`,
    subject: { kind: 'run', folder, run: run.run, dir: run.folder },
  };
}

export function recordedRunRow(folder: string, dir: string, head: RunHead, now: number): Row {
  const end = head.unreadable !== undefined ? 'cannot be read' : (head.end ?? 'not sealed');
  const when = whenText(head.startedAt, now);
  const gated = head.coverage === undefined || head.coverage === 'complete' ? '' : coverageWord(head.coverage);
  const why = head.unreadable ?? (head.end === undefined ? 'This record has no seal: its gate is gone, or another machine writes it. The next gate of this folder seals it as interrupted.' : undefined);
  return {
    id: `run:${dir}`,
    label: head.title || head.agent || head.run,
    description: [head.agent, end === 'completed' ? '' : end, gated, when].filter(Boolean).join(', '),
    tooltip: [head.title, [head.agent, end, gated, when].filter(Boolean).join(', '), why, head.run].filter(Boolean).join('\n'),
    icon: head.unreadable !== undefined ? { id: 'warning', color: colors.bad } : endIcon(head.end),
    context: recordedContext(head.continuable),
    expand: head.unreadable === undefined ? 'collapsed' : 'none',
    spoken: [head.title || 'run', head.agent && `by ${head.agent}`, end, gated, when].filter(Boolean).join(', '),
    subject: { kind: 'run', folder, run: head.run, dir },
  };
}

function recordedContext(continuable: boolean | undefined): string {
  return continuable === true ? 'run-recorded-continuable' : 'run-recorded';
}

/** A run that is gated whole needs no word. */
function coverageWord(coverage: string): string {
  return coverage === 'partial' ? 'gated in part' : coverage;
}

function endIcon(end: RunHead['end']): Row['icon'] {
  switch (end) {
    case 'completed':
      return { id: 'pass', color: colors.good };
    case 'failed':
      return { id: 'error', color: colors.bad };
    case 'stopped':
      return { id: 'debug-stop' };
    case 'interrupted':
      return { id: 'debug-disconnect', color: colors.warning };
    case undefined:
      return { id: 'question', color: colors.warning };
  }
}

/** What is under a run. */
export function stepRows(view: RunView, subject: RunSubject): Row[] {
  const last = view.turns.at(-1);
  return [
    ...view.faults.map((fault, index) => faultRow(fault, index, subject)),
    ...view.turns.map((turn, index) => turnRow(turn, index, subject, turn === last)),
    ...(view.effects.length > 0 ? [effectsRow(view, subject)] : []),
  ];
}

/** What is under a row below a run, found by the row's id. */
export function rowsUnder(view: RunView, row: Row, subject: RunSubject): Row[] {
  const key = row.id.slice(`${subject.dir}#`.length);
  if (key === 'effects') return view.effects.map((effect) => effectRow(effect, view.beside?.length ?? 0, subject));
  const turn = view.turns.find((_, index) => `turn:${index}` === key);
  const calls = turn?.calls ?? findCall(view.turns, key)?.children ?? [];
  return calls.map((call) => callRow(call, subject));
}

function findCall(turns: readonly TurnView[], key: string): ToolCallView | undefined {
  const open = turns.flatMap((turn) => turn.calls);
  for (let call = open.pop(); call !== undefined; call = open.pop()) {
    if (`call:${call.step}` === key) return call;
    open.push(...call.children);
  }
  return undefined;
}

function faultRow(fault: RunView['faults'][number], index: number, subject: RunSubject): Row {
  return below(subject, `fault:${index}`, {
    label: fault.message,
    description: fault.code,
    tooltip: `${fault.message}\n${fault.code}, ${fault.at}`,
    icon: { id: 'warning', color: colors.warning },
    context: 'fault',
    expand: 'none',
    spoken: `Problem: ${fault.message}`,
  });
}

function turnRow(turn: TurnView, index: number, subject: RunSubject, last: boolean): Row {
  const said = payloadLine(turn.input) || `Turn ${index + 1}`;
  const count = turn.calls.length === 1 ? '1 call' : `${turn.calls.length} calls`;
  const end = turn.endedAt === undefined ? 'open' : turn.endReason === 'end_turn' ? '' : (turn.endReason ?? '');
  return below(subject, `turn:${index}`, {
    label: said,
    description: [count, end.replaceAll('_', ' ')].filter(Boolean).join(', '),
    tooltip: typeof turn.input === 'string' ? turn.input.slice(0, 2000) : said,
    icon: { id: 'comment' },
    context: 'turn',
    expand: turn.calls.length === 0 ? 'none' : last ? 'expanded' : 'collapsed',
    spoken: `Turn ${index + 1}: ${said}, ${count}`,
  });
}

function callRow(call: ToolCallView, subject: RunSubject): Row {
  const outcome = outcomeOf(call);
  return below(subject, `call:${call.step}`, {
    label: call.title,
    description: outcome,
    tooltip: [call.title, outcome, call.decision?.reason, ...call.findings.map(({ severity, reason }) => `${severity}: ${reason}`)].filter(Boolean).join('\n'),
    icon: call.children.length > 0 && call.state === 'succeeded' ? { id: 'organization', color: colors.good } : callIcon(call),
    context: 'call',
    expand: call.children.length > 0 ? 'collapsed' : 'none',
    spoken: `${call.title}: ${outcome}`,
  });
}

/** In words: how it ended, and who or what decided. */
export function outcomeOf(call: ToolCallView): string {
  const states: Record<StepState, string> = {
    running: 'running',
    waiting: 'waiting for you',
    denied: 'denied',
    succeeded: 'done',
    failed: call.exitCode === undefined ? 'failed' : `failed (${call.exitCode})`,
    timed_out: 'timed out',
    cancelled: 'cancelled',
    unknown: 'outcome unknown',
  };
  return [states[call.state], call.decision === undefined ? unaskedOf(call) : deciderOf(call)].filter(Boolean).join(', ');
}

function unaskedOf(call: ToolCallView): string {
  if (call.door === 'transcript') return 'the agent says so';
  return call.basis === 'reported' ? 'the agent did not ask' : '';
}

function deciderOf({ decision, approval, state }: ToolCallView): string {
  if (decision === undefined) return '';
  const verb = state === 'denied' ? '' : decision.verdict === 'allow' ? 'allowed ' : 'denied ';
  switch (decision.by) {
    case 'rule':
      return `${verb}by rule ${decision.rule?.id ?? 'unknown'}`;
    case 'person':
      return `${verb}by ${approval?.answer?.by ?? 'a person'}`;
    case 'grant':
      return `${verb}by a grant for this run`;
    case 'time-out':
      return `${verb}because nobody answered in time`;
    case 'flag':
      return `${verb}by a flag of the command line`;
    case 'gate':
      return `${verb}by the gate: ${decision.reason}`;
  }
}

function callIcon(call: ToolCallView): Row['icon'] {
  switch (call.state) {
    case 'running':
      return { id: 'loading~spin' };
    case 'waiting':
      return { id: 'bell-dot', color: colors.warning };
    case 'denied':
      return { id: 'circle-slash', color: colors.bad };
    case 'succeeded':
      return call.basis === 'reported' && call.decision === undefined ? { id: kindIcon(call.action.kind), color: colors.warning } : { id: 'check', color: colors.good };
    case 'failed':
      return { id: 'error', color: colors.bad };
    case 'timed_out':
      return { id: 'watch', color: colors.bad };
    case 'cancelled':
      return { id: 'debug-stop' };
    case 'unknown':
      return { id: 'question', color: colors.warning };
  }
}

function effectsRow({ effects: { length: count }, beside = [] }: RunView, subject: RunSubject): Row {
  const label = count === 1 ? '1 file changed' : `${count} files changed`;
  const others = otherRuns(beside.length);
  return below(subject, 'effects', { label, ...(others === '' ? {} : { description: `while ${others}`, tooltip: `${label} while ${others}: some may be theirs` }), icon: { id: 'files' }, context: 'effects', expand: 'collapsed' });
}

function effectRow(effect: EffectView, beside: number, subject: RunSubject): Row {
  const icons = { created: 'diff-added', modified: 'diff-modified', deleted: 'diff-removed' };
  return below(subject, `effect:${effect.path}`, {
    label: effect.path,
    description: effect.change,
    tooltip: `${effect.path} was ${effect.change} while this run was live${beside === 0 ? '' : `, and ${otherRuns(beside)}: it may be theirs`}`,
    icon: { id: icons[effect.change] },
    context: 'effect',
    expand: 'none',
    spoken: `${effect.path}, ${effect.change}`,
  });
}

/** A row under a run: a click inspects the run. */
function below(subject: RunSubject, key: string, row: Omit<Row, 'id' | 'subject' | 'command'>): Row {
  return { ...row, id: `${subject.dir}#${key}`, subject, command: { id: commands.inspectRun, title: 'Inspect' } };
}

function payloadLine(payload: Payload): string {
  return typeof payload === 'string' ? (payload.trim().split('\n', 1)[0] ?? '').slice(0, 200) : `a text of ${payload.bytes} bytes`;
}
