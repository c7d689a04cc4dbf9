/** The agent's questions to the person (`elicitation/create`): read, asked through the gate, and answered in the agent's form. */
import type { CreateElicitationResponse } from '@agentclientprotocol/sdk';
import type { RunGate } from '../../gate/run-gate.ts';
import { oneLine } from './action.ts';
import { contentOf, readQuestion } from './question-form.ts';

export class AgentQuestions {
  private readonly gate: RunGate;
  private readonly canAsk: boolean;
  /** What waits, and the agent's id of it where it has one. */
  private readonly open = new Map<AbortController, string | undefined>();

  /** @param canAsk whether somebody is there to answer; else every question is declined. */
  constructor(gate: RunGate, canAsk: boolean) {
    this.gate = gate;
    this.canAsk = canAsk;
  }

  /** Which kinds of questions the agent is told that it can ask. */
  get capabilities(): { elicitation?: { form: object; url: object } } {
    return this.canAsk ? { elicitation: { form: {}, url: {} } } : {};
  }

  /** @param params as they came. `signal`: the agent took its question back. */
  async serve(params: unknown, signal: AbortSignal): Promise<CreateElicitationResponse> {
    const read = readQuestion(params);
    if ('problem' in read || !this.canAsk) {
      await this.gate.fault('question-declined', `The agent asked the person a question, which Signalbox declined, since ${'problem' in read ? read.problem : 'nobody is here to answer'}: ${messageOf(params)}`, 'reported');
      return { action: 'decline' };
    }
    const { asked, callId, elicitation } = read;
    const withdraw = new AbortController();
    this.open.set(withdraw, elicitation);
    try {
      const answer = await this.gate.ask({ asked, ...(callId === undefined ? {} : { callId }) }, AbortSignal.any([signal, withdraw.signal]));
      if (answer.action !== 'accept') return { action: answer.action };
      return asked.mode === 'form' ? { action: 'accept', content: contentOf(asked, answer.values) } : { action: 'accept' };
    } finally {
      this.open.delete(withdraw);
    }
  }

  /** The agent says that what it sent the person to a page for is done. */
  completed(params: unknown): void {
    const id = typeof params === 'object' && params !== null && 'elicitationId' in params ? params.elicitationId : undefined;
    if (typeof id !== 'string') return;
    for (const [withdraw, elicitation] of this.open) if (elicitation === id) withdraw.abort();
    this.gate.transcript('The agent says that the page has done what it was for.\n');
  }

  /** Takes back what waits: the turn or the session is over. */
  endAll(): void {
    for (const withdraw of this.open.keys()) withdraw.abort();
  }
}

function messageOf(params: unknown): string {
  return typeof params === 'object' && params !== null && 'message' in params && typeof params.message === 'string' ? oneLine(params.message) : '(no message)';
}
