/** OpenAI's Responses API: `POST /v1/responses`. */
import { bodies, event, isBody, stringOf, textOf, type Body, type Conversation, type Dialect, type Entry, type ModelAnswer } from '../conversation.ts';

function entriesOf(item: Body): Entry[] {
  const callId = stringOf(item['call_id']);
  switch (item['type'] ?? 'message') {
    case 'message': {
      const text = textOf(item['content']);
      if (item['role'] === 'assistant') return [{ type: 'assistant', text, calls: [] }];
      return item['role'] === 'user' ? [{ type: 'user', text }] : [];
    }
    case 'agent_message':
      return [{ type: 'user', text: bodies(item['content']).map((part) => stringOf(part['text'] ?? part['encrypted_content'])).join('\n') }];
    case 'function_call':
    case 'custom_tool_call':
      return [{ type: 'assistant', text: '', calls: [{ id: callId, tool: stringOf(item['name']) }] }];
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [{ type: 'result', callId, text: textOf(item['output']) }];
    default:
      return [];
  }
}

function read(body: Body): Conversation {
  const input: Body[] = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : bodies(body['input']);
  const text = isBody(body['text']) ? body['text'] : {};
  const format = isBody(text['format']) ? text['format'] : {};
  return {
    model: stringOf(body['model']),
    stream: body['stream'] === true,
    // Newer models get their tools as an item of the conversation.
    tools: [body, ...input.filter((item) => item['type'] === 'additional_tools')].flatMap((holder) => toolNames(holder['tools'])),
    entries: input.flatMap(entriesOf),
    ...(format['schema'] === undefined ? {} : { schema: format['schema'] }),
  };
}

/** Names of tools; one in a namespace is `NAMESPACE.NAME`. */
function toolNames(tools: unknown, namespace = ''): string[] {
  return bodies(tools).flatMap((tool) => {
    const name = `${namespace}${stringOf(tool['name'] ?? tool['type'])}`;
    return tool['type'] === 'namespace' ? toolNames(tool['tools'], `${name}.`) : [name];
  });
}

/** A tool that takes free text instead of JSON (Codex's `apply_patch`) is called with `{ input: TEXT }` and nothing else. */
function itemOf({ id, tool, args }: ModelAnswer['calls'][number]): Body {
  const [name = '', namespace] = tool.split('.').reverse();
  const called = { call_id: id, name, ...(namespace === undefined ? {} : { namespace }), status: 'completed' };
  if (typeof args['input'] === 'string' && Object.keys(args).length === 1) return { type: 'custom_tool_call', id: `ctc_${id}`, ...called, input: args['input'] };
  return { type: 'function_call', id: `fc_${id}`, ...called, arguments: JSON.stringify(args) };
}

function write({ model, calls, text, usage }: ModelAnswer, stream: boolean): string {
  const id = `resp_${Date.now().toString(36)}`;
  const message = { type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] };
  const output: Body[] = [...(text === '' ? [] : [message]), ...calls.map(itemOf)];
  const response = {
    id, object: 'response', created_at: Math.floor(Date.now() / 1000), status: 'completed', model, output,
    usage: {
      input_tokens: usage.input, input_tokens_details: { cached_tokens: 0 }, output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: 0 }, total_tokens: usage.input + usage.output,
    },
  };
  if (!stream) return JSON.stringify(response);
  const say = (data: { type: string } & Body) => event(data, data.type);
  return [
    say({ type: 'response.created', response: { ...response, status: 'in_progress', output: [] } }),
    ...output.flatMap((item, index) => [
      say({ type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress', ...(item === message ? { content: [] } : {}) } }),
      ...(item === message ? [say({ type: 'response.output_text.delta', item_id: message.id, output_index: index, content_index: 0, delta: text })] : []),
      say({ type: 'response.output_item.done', output_index: index, item }),
    ]),
    say({ type: 'response.completed', response }),
  ].join('');
}

export const responses: Dialect = { name: 'responses', takes: (path) => path.endsWith('/responses'), read, write };
