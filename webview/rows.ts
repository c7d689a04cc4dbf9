/** The timeline as a flat list of rows: what is folded, filtered and searched. Pure, so that it is tested without a browser. */
import type { CallModel, MessageModel, QuestionModel, RunModel, TurnModel } from '../src/editor/inspector/protocol.ts';

export const filters = ['all', 'denied', 'asked', 'unasked', 'failed'] as const;
export type Filter = (typeof filters)[number];

interface Place {
  /** Stable across snapshots: what selection and focus hold on to. */
  key: string;
  /** The step whose details it opens. */
  step: string;
  /** From 1, as `aria-level` counts. */
  level: number;
  expanded: boolean | undefined;
  /** Position among the rows under the same parent, from 1, and how many there are. */
  position: number;
  siblings: number;
  parent: string | undefined;
}
export type Row = Place & ({ form: 'turn'; turn: TurnModel; number: number } | { form: 'message'; message: MessageModel } | { form: 'question'; question: QuestionModel } | { form: 'call'; call: CallModel });

export interface RowOptions {
  filter: Filter;
  query: string;
  collapsed: ReadonlySet<string>;
}

/** Key of the row of a message or a question; the row of a turn or a call has its step for a key. */
export function messageKey(step: string, seq: number): string {
  return `${step}#${seq}`;
}

/** The agent did it without asking: nothing decided it, and only the agent says that it happened. A transcript does not say who was asked. */
export function isUnasked(call: CallModel): boolean {
  return call.door !== 'transcript' && call.decision === undefined && call.basis === 'reported' && call.state !== 'waiting';
}

export function passes(call: CallModel, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'denied':
      return call.state === 'denied';
    case 'asked':
      return call.approval !== undefined;
    case 'unasked':
      return isUnasked(call);
    case 'failed':
      return call.state === 'failed' || call.state === 'timed_out';
  }
}

/** Every call, subagents' included. */
export function* callsOf(calls: readonly CallModel[]): Generator<CallModel> {
  for (const call of calls) {
    yield call;
    yield* callsOf(call.children);
  }
}

export function filterCounts(view: RunModel): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: 0, denied: 0, asked: 0, unasked: 0, failed: 0 };
  for (const turn of view.turns) for (const call of callsOf(turn.calls)) for (const filter of filters) if (passes(call, filter)) counts[filter] += 1;
  for (const { questions } of view.turns) for (const filter of ['all', 'asked'] as const) counts[filter] += questions.length;
  return counts;
}

type Node = { key: string; step: string; children: Node[] } & ({ form: 'turn'; turn: TurnModel; number: number } | { form: 'message'; message: MessageModel } | { form: 'question'; question: QuestionModel } | { form: 'call'; call: CallModel });

function matches(text: string, query: string): boolean {
  return text.toLowerCase().includes(query);
}

/** A call that passes, or under which one passes. */
function callNode(call: CallModel, filter: Filter, query: string): Node | undefined {
  const children = call.children.flatMap((child) => callNode(child, filter, query) ?? []);
  const found = passes(call, filter) && (query === '' || [call.title, call.tool ?? '', call.kind, call.state].some((text) => matches(text, query)));
  return found || children.length > 0 ? { form: 'call', key: call.step, step: call.step, call, children } : undefined;
}

function turnNode(turn: TurnModel, number: number, filter: Filter, query: string): Node | undefined {
  const calls = turn.calls.flatMap((call) => callNode(call, filter, query) ?? []);
  const messages = filter === 'all' ? turn.messages.filter((message) => query === '' || matches(message.preview, query)) : [];
  const questions = filter === 'all' || filter === 'asked' ? turn.questions.filter((question) => query === '' || matches(question.title, query)) : [];
  const whole = filter === 'all' && (query === '' || matches(turn.preview, query));
  if (!whole && calls.length === 0 && messages.length === 0 && questions.length === 0) return undefined;
  const asked = questions.map((question): Node => ({ form: 'question', key: messageKey(turn.step, question.seq), step: turn.step, question, children: [] }));
  const children = [...calls, ...asked, ...messages.map((message): Node => ({ form: 'message', key: messageKey(turn.step, message.seq), step: turn.step, message, children: [] }))];
  return { form: 'turn', key: turn.step, step: turn.step, turn, number, children: children.sort((a, b) => seqOf(a) - seqOf(b)) };
}

function seqOf(node: Node): number {
  return node.form === 'turn' ? node.turn.seq : node.form === 'message' ? node.message.seq : node.form === 'question' ? node.question.seq : node.call.seq;
}

/** The rows to show, in order. While something is searched for or filtered, nothing is folded. */
export function rowsOf(view: RunModel, { filter, query, collapsed }: RowOptions): Row[] {
  const wanted = query.trim().toLowerCase();
  const unfold = filter !== 'all' || wanted !== '';
  const rows: Row[] = [];
  const add = (nodes: readonly Node[], level: number, parent: string | undefined): void => {
    nodes.forEach(({ children, ...node }, index) => {
      const expanded = children.length === 0 ? undefined : unfold || !collapsed.has(node.key);
      rows.push({ ...node, level, parent, expanded, position: index + 1, siblings: nodes.length });
      if (expanded) add(children, level + 1, node.key);
    });
  };
  add(view.turns.flatMap((turn, index) => turnNode(turn, index + 1, filter, wanted) ?? []), 1, undefined);
  return rows;
}
