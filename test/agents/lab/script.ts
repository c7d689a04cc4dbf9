/** What a scripted model does: steps of tool calls, independent of the dialect. */
import type { Conversation } from './conversation.ts';

export interface Step {
  /** Text of the answer. A step without calls ends the turn; the next step of the list answers the next prompt. */
  say?: string;
  /** Tools by the agent's own names, with the agent's own arguments. */
  calls?: { tool: string; args: Record<string, unknown> }[];
  /** How long the model thinks, in ms. */
  delay?: number;
  /** Tokens that are reported, 100 and 10 by default. */
  usage?: { input: number; output: number };
}

export interface ToolResult {
  callId: string;
  /** The tool that was called. */
  name?: string;
  text: string;
}

export interface Turn {
  /** All tool results of the conversation so far. */
  toolResults: ToolResult[];
  /** What the user said last, and first: all user text before the model's first answer. */
  userText: string;
  firstUserText: string;
  tools: string[];
  isSubagent: boolean;
  marker?: string;
}

/** A step, or one that depends on what tools have answered; such a one must say the same each time it is asked about the same results. */
export type StepLike = Step | ((turn: Turn) => Step);

export type Steps = readonly StepLike[] | ((turn: Turn) => Step);

/** The steps of the conversation, and of each subagent by a text that only its prompt contains. */
export type Script = Steps | { main: Steps; subagents: Record<string, Steps> };

/** Said when the steps have run out. */
export const finished: Step = { say: 'That is all.' };

export function turnOf({ entries, tools }: Conversation, markers: readonly string[]): Turn {
  const names = new Map<string, string>();
  const toolResults: ToolResult[] = [];
  const said: string[] = [];
  let answered = false;
  const first: string[] = [];
  for (const entry of entries) {
    if (entry.type === 'assistant') {
      answered = true;
      for (const { id, tool } of entry.calls) names.set(id, tool);
    } else if (entry.type === 'user') {
      said.push(entry.text);
      if (!answered) first.push(entry.text);
    } else {
      const name = names.get(entry.callId);
      toolResults.push({ callId: entry.callId, ...(name === undefined ? {} : { name }), text: entry.text });
    }
  }
  const firstUserText = first.join('\n');
  const marker = markers.find((text) => firstUserText.includes(text));
  return { toolResults, userText: said.at(-1) ?? '', firstUserText, tools, isSubagent: marker !== undefined, ...(marker === undefined ? {} : { marker }) };
}

export function stepAt(steps: readonly StepLike[], index: number, turn: Turn): Step | undefined {
  const step = steps[index];
  return typeof step === 'function' ? step(turn) : step;
}

/**
 * The index of the step that the conversation has come to: a step with calls is over when as many results are there, one without
 * when its text is. It is told from the request alone, so a request that is sent again gets the same answer.
 */
export function stepIndex(steps: readonly StepLike[], { entries }: Conversation, turn: Turn): number {
  let index = 0;
  let results = 0;
  for (const entry of entries) {
    const step = stepAt(steps, index, turn);
    if (step === undefined) break;
    const calls = step.calls?.length ?? 0;
    if (entry.type === 'result' && calls > 0) {
      results += 1;
      if (results < calls) continue;
      index += 1;
      results = 0;
    } else if (entry.type === 'assistant' && calls === 0 && entry.text.includes(step.say ?? '')) index += 1;
  }
  return index;
}
