/** OpenAI's Chat Completions API: `POST /v1/chat/completions`. */
import { bodies, event, isBody, stringOf, textOf, type Body, type Conversation, type Dialect, type Entry, type ModelAnswer } from '../conversation.ts';

function functionOf(value: Body): Body {
  return isBody(value['function']) ? value['function'] : {};
}

function entriesOf(message: Body): Entry[] {
  const text = textOf(message['content']);
  switch (message['role']) {
    case 'assistant':
      return [{ type: 'assistant', text, calls: bodies(message['tool_calls']).map((call) => ({ id: stringOf(call['id']), tool: stringOf(functionOf(call)['name']) })) }];
    case 'tool':
      return [{ type: 'result', callId: stringOf(message['tool_call_id']), text }];
    case 'user':
      return [{ type: 'user', text }];
    default:
      return [];
  }
}

function read(body: Body): Conversation {
  const format = isBody(body['response_format']) ? body['response_format'] : {};
  const schema = isBody(format['json_schema']) ? format['json_schema']['schema'] : undefined;
  return {
    model: stringOf(body['model']),
    stream: body['stream'] === true,
    tools: bodies(body['tools']).map((tool) => stringOf(functionOf(tool)['name'])),
    entries: bodies(body['messages']).flatMap(entriesOf),
    ...(schema === undefined ? {} : { schema }),
  };
}

function write({ model, calls, text, usage }: ModelAnswer, stream: boolean): string {
  const head = { id: `chatcmpl-${Date.now().toString(36)}`, created: Math.floor(Date.now() / 1000), model };
  const counted = { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: usage.input + usage.output, prompt_tokens_details: { cached_tokens: 0 } };
  const toolCalls = calls.map(({ id, tool, args }, index) => ({ index, id, type: 'function', function: { name: tool, arguments: JSON.stringify(args) } }));
  const content = { role: 'assistant', content: text === '' ? null : text, ...(calls.length > 0 ? { tool_calls: toolCalls } : {}) };
  const finish = calls.length > 0 ? 'tool_calls' : 'stop';
  if (!stream) return JSON.stringify({ ...head, object: 'chat.completion', choices: [{ index: 0, message: content, finish_reason: finish }], usage: counted });
  const chunk = (delta: Body, reason: string | null) => event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] });
  return [
    chunk(content, null),
    chunk({}, finish),
    event({ ...head, object: 'chat.completion.chunk', choices: [], usage: counted }),
    event('[DONE]'),
  ].join('');
}

export const chat: Dialect = { name: 'chat', takes: (path) => path.endsWith('/chat/completions'), read, write };
