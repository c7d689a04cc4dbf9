/** Anthropic's Messages API: `POST /v1/messages`. */
import { bodies, event, stringOf, textOf, type Body, type Conversation, type Dialect, type Entry, type ModelAnswer } from '../conversation.ts';

function entriesOf(message: Body): Entry[] {
  const parts = typeof message['content'] === 'string' ? [{ type: 'text', text: message['content'] }] : bodies(message['content']);
  if (message['role'] === 'assistant') {
    const calls = parts.filter((part) => part['type'] === 'tool_use').map((part) => ({ id: stringOf(part['id']), tool: stringOf(part['name']) }));
    return [{ type: 'assistant', text: textOf(parts), calls }];
  }
  const results = parts.filter((part) => part['type'] === 'tool_result').map((part): Entry => ({ type: 'result', callId: stringOf(part['tool_use_id']), text: textOf(part['content']) }));
  const text = textOf(parts.filter((part) => part['type'] === 'text'));
  return [...results, ...(text === '' ? [] : [{ type: 'user' as const, text }])];
}

function read(body: Body): Conversation {
  const format = body['output_config'] ?? body['output_format'];
  return {
    model: stringOf(body['model']),
    stream: body['stream'] === true,
    tools: bodies(body['tools']).map((tool) => stringOf(tool['name'])),
    entries: bodies(body['messages']).flatMap(entriesOf),
    ...(format === undefined ? {} : { schema: findSchema(format) }),
  };
}

/** `output_config: { format: { schema } }`, or the older `output_format: { schema }`. */
function findSchema(format: unknown): unknown {
  const [outer] = bodies([format]);
  const [inner] = bodies([outer?.['format']]);
  return inner?.['schema'] ?? outer?.['schema'];
}

function messageOf({ model, calls, text, usage }: ModelAnswer): Body {
  const content = [...(text === '' ? [] : [{ type: 'text', text }]), ...calls.map(({ id, tool, args }) => ({ type: 'tool_use', id, name: tool, input: args }))];
  return {
    id: `msg_${Date.now().toString(36)}`, type: 'message', role: 'assistant', model, content,
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null,
    usage: { input_tokens: usage.input, output_tokens: usage.output, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  };
}

function write(answer: ModelAnswer, stream: boolean): string {
  const message = messageOf(answer);
  if (!stream) return JSON.stringify(message);
  const say = (data: { type: string } & Body) => event(data, data.type);
  const blocks = bodies(message['content']).map((block, index) => {
    const isText = block['type'] === 'text';
    return [
      say({ type: 'content_block_start', index, content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} } }),
      say({ type: 'content_block_delta', index, delta: isText ? { type: 'text_delta', text: block['text'] } : { type: 'input_json_delta', partial_json: JSON.stringify(block['input']) } }),
      say({ type: 'content_block_stop', index }),
    ].join('');
  });
  return [
    say({ type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: { ...(message['usage'] as Body), output_tokens: 1 } } }),
    ...blocks,
    say({ type: 'message_delta', delta: { stop_reason: message['stop_reason'], stop_sequence: null }, usage: { output_tokens: answer.usage.output } }),
    say({ type: 'message_stop' }),
  ].join('');
}

export const anthropic: Dialect = { name: 'anthropic', takes: (path) => path.endsWith('/messages'), read, write };
