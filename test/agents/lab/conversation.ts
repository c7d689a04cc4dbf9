/** A request to a model and the answer to it, without the dialect in which they were spoken. */

export type Entry =
  | { type: 'user'; text: string }
  | { type: 'assistant'; text: string; calls: { id: string; tool: string }[] }
  | { type: 'result'; callId: string; text: string };

export interface Conversation {
  model: string;
  stream: boolean;
  /** Names of the tools that are offered. */
  tools: string[];
  entries: Entry[];
  /** The JSON schema that the answer is to follow, where one is demanded. */
  schema?: unknown;
}

export interface ModelCall {
  id: string;
  tool: string;
  args: Record<string, unknown>;
}

export interface ModelAnswer {
  model: string;
  text: string;
  calls: ModelCall[];
  usage: { input: number; output: number };
}

/** One way of speaking to a model over HTTP. */
export interface Dialect {
  name: 'anthropic' | 'responses' | 'chat' | 'gemini';
  /** Whether a request with this path is its business. */
  takes(path: string): boolean;
  /** @param body the parsed body. */
  read(body: Body, path: string): Conversation;
  /** @returns the body of the answer; a stream is in the form of server-sent events. */
  write(answer: ModelAnswer, stream: boolean): string;
}

/** A parsed JSON object whose properties are unknown. */
export type Body = Record<string, unknown>;

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; nothing where it is none. */
export function bodies(value: unknown): Body[] {
  return Array.isArray(value) ? value.filter(isBody) : [];
}

/** The text of content: a string, or a list of parts of which some have `text`. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return bodies(content).map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).filter((text) => text !== '').join('\n');
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** One server-sent event. */
export function event(data: object | string, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
