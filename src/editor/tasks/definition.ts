/** The task type `signalbox`, as it stands in tasks.json. */
import { taskType } from '../ids.ts';

export interface SignalboxTask {
  type: typeof taskType;
  /** Id of an agent. */
  agent: string;
  /** What the agent is told; absent: its default prompt, or the person is asked. */
  prompt?: string;
  /** Id of a recorded run whose session is continued. */
  resume?: string;
  /** Only to tell apart tasks of one agent that run at the same time: the editor starts a task once. */
  launch?: string;
}

const MAX_PROMPT = 1_000_000;

/** @returns the definition, or in words what is wrong with it: it comes from a file that anybody may have written. */
export function readDefinition(raw: { readonly type: string; readonly [key: string]: unknown }): SignalboxTask | string {
  const { type, agent, prompt, resume } = raw;
  if (type !== taskType) return `The task is of type ${JSON.stringify(type)}, not "${taskType}".`;
  if (typeof agent !== 'string' || agent === '' || agent.length > 200) return 'The task names no agent: set "agent" to the id of one from the Agents view.';
  if (prompt !== undefined && (typeof prompt !== 'string' || prompt.length > MAX_PROMPT)) return `The task's "prompt" must be a text of at most ${MAX_PROMPT} characters.`;
  if (resume !== undefined && (typeof resume !== 'string' || resume === '' || resume.length > 200)) return 'The task\'s "resume" must be the id of a recorded run.';
  return { type: taskType, agent, ...(prompt === undefined || prompt === '' ? {} : { prompt }), ...(resume === undefined ? {} : { resume }) };
}
