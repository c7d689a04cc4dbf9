/** A model on the loopback interface that does what a script says, in the dialect in which it is asked. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBody, type Body, type Conversation, type Dialect, type ModelAnswer } from './conversation.ts';
import { anthropic } from './dialects/anthropic.ts';
import { chat } from './dialects/chat.ts';
import { gemini } from './dialects/gemini.ts';
import { responses } from './dialects/responses.ts';
import { sampleOf } from './sample-json.ts';
import { finished, stepAt, stepIndex, turnOf, type Script, type Step, type Steps, type ToolResult } from './script.ts';

export interface SeenRequest {
  path: string;
  dialect?: Dialect['name'];
  model: string;
  tools: string[];
  /** Whose it is: the conversation's, that of the subagent with this marker, or an agent's own without tools (a title, a summary). */
  script: string;
  /** Index of the step that answered it, for a list of steps. */
  step?: number;
  firstUserText: string;
  userText: string;
  toolResults: ToolResult[];
  headers: Record<string, string | string[] | undefined>;
  /** The whole body. */
  body: Body;
}

const dialects = [anthropic, responses, chat, gemini];
/** The name of the only model there is, for agents that ask which there are. */
const modelName = 'scripted';

export class ScriptedModel {
  readonly requests: SeenRequest[] = [];
  private readonly script: { main: Steps; subagents: Record<string, Steps> };
  private readonly server: Server;
  private readonly id = randomBytes(4).toString('hex');
  private calls = 0;

  constructor(script: Script) {
    this.script = 'main' in script ? script : { main: script, subagents: {} };
    this.server = createServer((request, response) => {
      this.take(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { type: 'api_error', message: String(error) } }));
      });
    });
  }

  async start(): Promise<{ port: number; url: string }> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return { port, url: `http://127.0.0.1:${port}` };
  }

  /** Ends the server and the answers that are under way. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  /** All results of tools that reached the model, in the order of their calls; of the conversation, or of the subagent with a marker. */
  toolResults(script = 'main'): ToolResult[] {
    return this.requests.filter((request) => request.script === script).reduce<ToolResult[]>((most, { toolResults }) => (toolResults.length > most.length ? toolResults : most), []);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    const body = isBody(parsed) ? parsed : {};
    const path = (request.url ?? '/').split('?')[0]!;
    const dialect = request.method === 'POST' ? dialects.find((known) => known.takes(path)) : undefined;
    if (dialect === undefined) return this.takeOther(request, path, body, response);
    const conversation = dialect.read(body, path);
    const { answer, delay } = this.answer(conversation, { path, dialect: dialect.name, headers: request.headers, body });
    if (delay > 0) await sleep(delay, undefined, { ref: false });
    response.writeHead(200, { 'content-type': conversation.stream ? 'text/event-stream' : 'application/json' });
    response.end(dialect.write(answer, conversation.stream));
  }

  /** @returns what to say, and after how many ms. */
  private answer(conversation: Conversation, seen: Pick<SeenRequest, 'path' | 'dialect' | 'headers' | 'body'>): { answer: ModelAnswer; delay: number } {
    const turn = turnOf(conversation, Object.keys(this.script.subagents));
    const isSide = conversation.tools.length === 0 || conversation.schema !== undefined;
    const script = isSide ? 'side' : (turn.marker ?? 'main');
    const steps = turn.marker === undefined ? this.script.main : this.script.subagents[turn.marker]!;
    let step: Step;
    let index: number | undefined;
    if (isSide) step = { say: conversation.schema === undefined ? 'Noted.' : JSON.stringify(sampleOf(conversation.schema)) };
    else if (typeof steps === 'function') step = steps(turn);
    else step = stepAt(steps, (index = stepIndex(steps, conversation, turn)), turn) ?? finished;
    const { toolResults, userText, firstUserText } = turn;
    this.requests.push({ ...seen, model: conversation.model, tools: conversation.tools, script, ...(index === undefined ? {} : { step: index }), firstUserText, userText, toolResults });
    const calls = (step.calls ?? []).map(({ tool, args }) => ({ id: `call_${this.id}${(this.calls += 1)}`, tool, args }));
    const usage = step.usage ?? { input: 100, output: 10 };
    return { answer: { model: conversation.model || modelName, text: step.say ?? '', calls, usage }, delay: step.delay ?? 0 };
  }

  private takeOther(request: IncomingMessage, path: string, body: Body, response: ServerResponse): void {
    const answer = otherAnswer(path);
    this.requests.push({ path, model: '', tools: [], script: 'side', firstUserText: '', userText: '', toolResults: [], headers: request.headers, body });
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { type: 'not_found_error', message: `The scripted model does not know ${path}.` } }));
  }
}

/** What agents ask for beside answers; in a form that the clients of all dialects understand. */
function otherAnswer(path: string): object | undefined {
  if (path.endsWith('/count_tokens')) return { input_tokens: 100 };
  if (path.endsWith(':countTokens')) return { totalTokens: 100 };
  if (/\/models(\/[^/:]+)?$/.test(path)) return { object: 'list', data: [{ id: modelName, object: 'model', type: 'model', display_name: modelName, owned_by: 'lab' }], models: [], has_more: false };
  return undefined;
}
