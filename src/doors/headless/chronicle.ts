/** What a headless agent says in one turn, on its way into the record: pieces of a message are joined. */
import type { StreamEvent } from '../../agents/adapter.ts';
import type { RunGate } from '../../gate/run-gate.ts';
import { sha256 } from '../../model/digest.ts';

/** A message that grows beyond this is recorded in parts, in UTF-16 units. */
const MAX_KEPT = 1024 * 1024;

export class Chronicle {
  private readonly gate: RunGate;
  private readonly step: string;
  private from: 'agent' | 'thought' | undefined;
  private text = '';

  constructor(gate: RunGate, step: string) {
    this.gate = gate;
    this.step = step;
  }

  async say(from: 'agent' | 'thought', text: string, partial: boolean): Promise<void> {
    if (text === '') return;
    if (this.from !== from || this.text.length > MAX_KEPT) await this.flush();
    this.from = from;
    this.text += text.toWellFormed();
    this.gate.transcript(text);
    if (!partial) await this.flush();
  }

  async flush(): Promise<void> {
    const { from, text } = this;
    this.from = undefined;
    this.text = '';
    if (from === undefined) return;
    this.gate.transcript(text.endsWith('\n') ? '' : '\n');
    await this.gate.append({ type: 'message', basis: 'reported', step: this.step, data: { from, digest: sha256(text), text } });
  }

  async usage({ inputTokens, outputTokens, costMicros, currency, model, provider }: Extract<StreamEvent, { type: 'usage' }>): Promise<void> {
    await this.flush();
    const data = {
      ...(inputTokens === undefined ? {} : { 'gen_ai.usage.input_tokens': inputTokens }),
      ...(outputTokens === undefined ? {} : { 'gen_ai.usage.output_tokens': outputTokens }),
      ...(costMicros === undefined ? {} : { costMicros }),
      ...(currency === undefined ? {} : { currency }),
      ...(model === undefined ? {} : { 'gen_ai.response.model': model }),
      ...(provider === undefined ? {} : { 'gen_ai.provider.name': provider }),
    };
    await this.gate.append({ type: 'usage.reported', basis: 'reported', step: this.step, data });
  }
}
