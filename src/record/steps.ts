/** Turns and tool calls of a run, as a tree. Part of the projection. */
import type { AnyEvent, RecordEvent } from './events.ts';
import type { ToolCallView, TurnView } from './view.ts';

/** The events that turns and tool calls are made of. */
export type StepEvent = Extract<AnyEvent, { type: 'input.given' | 'message' | 'plan.updated' | 'question.asked' | 'question.answered' | 'turn.ended' | 'action.proposed' }> | CallEvent;
type CallEvent = Extract<AnyEvent, { type: 'guard.assessed' | 'approval.requested' | 'approval.answered' | 'decision.made' | 'action.finished' }>;

export class Steps {
  readonly turns: TurnView[] = [];
  private readonly byStep = new Map<string, TurnView | ToolCallView>();
  /** Calls whose parent is not known yet, by its step; they hang under the current turn until then. */
  private readonly orphans = new Map<string, ToolCallView[]>();
  private readonly holders = new Map<ToolCallView, TurnView | ToolCallView>();
  private closed = false;

  *calls(): Iterable<ToolCallView> {
    for (const step of this.byStep.values()) if (step.form === 'tool-call') yield step;
  }

  apply(event: StepEvent): void {
    switch (event.type) {
      case 'input.given':
        this.turn(event);
        break;
      case 'message':
        this.turnOf(event).messages.push({ from: event.data.from, ...(event.data.text === undefined ? {} : { text: event.data.text }), at: event.time, seq: event.seq });
        this.turnOf(event).events.push(event.seq);
        break;
      case 'plan.updated':
        this.turnOf(event).plan = event.data.entries.map(({ content, status }) => ({ content, status }));
        this.turnOf(event).events.push(event.seq);
        break;
      case 'question.asked':
        this.question(event);
        break;
      case 'question.answered':
        this.answerTo(event);
        break;
      case 'turn.ended': {
        const turn = this.turnOf(event);
        turn.endedAt = event.time;
        turn.endReason = event.data.reason;
        turn.events.push(event.seq);
        break;
      }
      case 'action.proposed':
        this.propose(event);
        break;
      case 'guard.assessed':
      case 'approval.requested':
      case 'approval.answered':
      case 'decision.made':
      case 'action.finished':
        this.change(event);
    }
  }

  /** The run is over. What was let go and not heard of again is unknown; what was never let go did not happen. */
  closeAll(): void {
    this.closed = true;
    for (const call of this.calls()) settle(call);
  }

  private turn(event: RecordEvent<'input.given'>): TurnView {
    const step = event.step ?? `event-${event.seq}`;
    const known = this.byStep.get(step);
    if (known?.form === 'turn') {
      known.events.push(event.seq);
      return known;
    }
    return this.addTurn({ form: 'turn', step, input: event.data.text, startedAt: event.time, messages: [], plan: [], questions: [], calls: [], events: [event.seq] });
  }

  private addTurn(turn: TurnView): TurnView {
    this.turns.push(turn);
    if (!this.byStep.has(turn.step)) this.byStep.set(turn.step, turn);
    this.adopt(turn);
    return turn;
  }

  private question(event: RecordEvent<'question.asked'>): void {
    const { question: id, mode, title, shown, digest } = event.data;
    const turn = this.turnAround(event);
    turn.events.push(event.seq);
    if (!turn.questions.some((known) => known.id === id)) turn.questions.push({ id, mode, title, shown, digest, at: event.time, seq: event.seq });
  }

  private answerTo(event: RecordEvent<'question.answered'>): void {
    const { question: id, action, channel, by, answers = [], why, waitedMs } = event.data;
    const turn = this.turns.findLast(({ questions }) => questions.some((question) => question.id === id));
    turn?.events.push(event.seq);
    const question = turn?.questions.find((known) => known.id === id);
    if (question !== undefined) question.answer ??= { action, channel, ...(by === undefined ? {} : { by: by.name }), answers, ...(why === undefined ? {} : { why }), waitedMs, at: event.time, seq: event.seq };
  }

  /** The turn of the call that an event belongs to, however deep, or the one that it names. */
  private turnAround(event: RecordEvent<'question.asked'>): TurnView {
    let at = event.step === undefined ? undefined : this.byStep.get(event.step);
    while (at?.form === 'tool-call') at = this.holders.get(at);
    return at ?? this.turnOf(event);
  }

  /** The turn that an event names, else the current one; a run whose agent acts before it was told anything gets a turn without input. */
  private turnOf(event: Pick<RecordEvent, 'step' | 'parent' | 'time' | 'seq'>): TurnView {
    for (const step of [event.step, event.parent]) {
      const named = step === undefined ? undefined : this.byStep.get(step);
      if (named?.form === 'turn') return named;
    }
    return this.turns.at(-1) ?? this.addTurn({ form: 'turn', step: `event-${event.seq}`, input: '', startedAt: event.time, messages: [], plan: [], questions: [], calls: [], events: [] });
  }

  private propose(event: RecordEvent<'action.proposed'>): void {
    const step = event.step ?? `event-${event.seq}`;
    const known = this.byStep.get(step);
    if (known !== undefined) {
      known.events.push(event.seq);
      return;
    }
    const { data } = event;
    const call: ToolCallView = {
      form: 'tool-call',
      step,
      ...(event.parent === undefined ? {} : { parent: event.parent }),
      title: data.title,
      ...(data['gen_ai.tool.name'] === undefined ? {} : { tool: data['gen_ai.tool.name'] }),
      ...(data['gen_ai.tool.call.id'] === undefined ? {} : { callId: data['gen_ai.tool.call.id'] }),
      door: data.door,
      action: data.action,
      digest: data.digest,
      basis: event.basis,
      findings: [],
      state: 'running',
      startedAt: event.time,
      events: [event.seq],
      children: [],
    };
    this.hang(call, event);
    this.byStep.set(step, call);
    this.adopt(call);
    if (this.closed) settle(call);
  }

  private hang(call: ToolCallView, event: RecordEvent): void {
    const parent = call.parent === undefined ? undefined : this.byStep.get(call.parent);
    this.place(call, parent ?? this.turnOf({ time: event.time, seq: event.seq }));
    if (parent === undefined && call.parent !== undefined && call.parent !== call.step) {
      this.orphans.set(call.parent, [...(this.orphans.get(call.parent) ?? []), call]);
    }
  }

  private place(call: ToolCallView, holder: TurnView | ToolCallView): void {
    const before = this.holders.get(call);
    if (before !== undefined) {
      const siblings = before.form === 'turn' ? before.calls : before.children;
      siblings.splice(siblings.indexOf(call), 1);
    }
    (holder.form === 'turn' ? holder.calls : holder.children).push(call);
    this.holders.set(call, holder);
  }

  /** Takes in the calls that named `holder` as their parent before it was there. */
  private adopt(holder: TurnView | ToolCallView): void {
    for (const call of this.orphans.get(holder.step) ?? []) if (!this.isUnder(holder, call)) this.place(call, holder);
    this.orphans.delete(holder.step);
  }

  private isUnder(step: TurnView | ToolCallView, call: ToolCallView): boolean {
    for (let at: TurnView | ToolCallView | undefined = step; at !== undefined; at = at.form === 'turn' ? undefined : this.holders.get(at)) if (at === call) return true;
    return false;
  }

  private change(event: CallEvent): void {
    const call = event.step === undefined ? undefined : this.byStep.get(event.step);
    if (call?.form !== 'tool-call') return;
    call.events.push(event.seq);
    switch (event.type) {
      case 'guard.assessed':
        call.findings = event.data.findings;
        break;
      case 'approval.requested':
        call.approval = { id: event.data.approval, shown: event.data.shown, requestedAt: event.time };
        if (call.state === 'running' && call.decision === undefined) call.state = 'waiting';
        break;
      case 'approval.answered':
        answer(call, event);
        break;
      case 'decision.made':
        decide(call, event);
        break;
      case 'action.finished':
        finish(call, event);
    }
    if (this.closed) settle(call);
  }
}

function answer(call: ToolCallView, event: RecordEvent<'approval.answered'>): void {
  const { data } = event;
  if (call.approval?.id !== data.approval || call.approval.answer !== undefined) return;
  call.approval.answer = {
    kind: data.answer,
    channel: data.channel,
    ...(data.by === undefined ? {} : { by: data.by.name }),
    selfApproved: data.selfApproved,
    ...(data.reason === undefined ? {} : { reason: data.reason }),
    waitedMs: data.waitedMs,
    at: event.time,
  };
  if (call.state === 'waiting') call.state = 'running';
}

function decide(call: ToolCallView, event: RecordEvent<'decision.made'>): void {
  const { verdict, by, rule, reason, policyDigest, guardVersion, approval } = event.data;
  // A second decision never replaces the first, save that a denial wins.
  if (call.decision !== undefined && verdict === 'allow') return;
  call.decision = { verdict, by, ...(rule === undefined ? {} : { rule }), reason, policyDigest, guardVersion, ...(approval === undefined ? {} : { approval }) };
  if (verdict === 'deny') {
    call.state = 'denied';
    call.endedAt ??= event.time;
  } else if (call.state === 'waiting') call.state = 'running';
}

function finish(call: ToolCallView, event: RecordEvent<'action.finished'>): void {
  const { data } = event;
  // What was denied stays denied, whatever the agent says of it; a second report never replaces the first.
  if (call.state !== 'running' && call.state !== 'waiting') return;
  call.state = data.status;
  call.endedAt = event.time;
  if (data.exitCode !== undefined) call.exitCode = data.exitCode;
  if (data.result !== undefined) call.result = data.result;
}

function settle(call: ToolCallView): void {
  if (call.state !== 'running' && call.state !== 'waiting') return;
  call.state = call.decision?.verdict === 'allow' || call.basis !== 'mediated' ? 'unknown' : 'cancelled';
}
