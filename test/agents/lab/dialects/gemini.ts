/** Gemini's API: `POST /v1beta/models/MODEL:generateContent` and `:streamGenerateContent`. */
import { bodies, event, isBody, stringOf, textOf, type Body, type Conversation, type Dialect, type Entry, type ModelAnswer } from '../conversation.ts';

/** Calls have no ids of their own here unless the client made some up; then a result is matched by the order of calls of its name. */
function entriesOf(content: Body): Entry[] {
  const parts = bodies(content['parts']);
  const text = textOf(parts.filter((part) => part['thought'] !== true));
  const pick = (name: string) => parts.map((part) => part[name]).filter(isBody);
  if (content['role'] === 'model') {
    return [{ type: 'assistant', text, calls: pick('functionCall').map((call) => ({ id: stringOf(call['id'] ?? call['name']), tool: stringOf(call['name']) })) }];
  }
  const results = pick('functionResponse').map((result): Entry => {
    const response = isBody(result['response']) ? result['response'] : {};
    const output = response['output'] ?? response['error'];
    return { type: 'result', callId: stringOf(result['id'] ?? result['name']), text: typeof output === 'string' ? output : JSON.stringify(response) };
  });
  return [...results, ...(text === '' ? [] : [{ type: 'user' as const, text }])];
}

function read(body: Body, path: string): Conversation {
  const config = isBody(body['generationConfig']) ? body['generationConfig'] : {};
  const schema = config['responseJsonSchema'] ?? config['responseSchema'];
  return {
    model: /models\/([^:/]+)/.exec(path)?.[1] ?? '',
    stream: path.includes(':streamGenerateContent'),
    tools: bodies(body['tools']).flatMap((tool) => bodies(tool['functionDeclarations'])).map((tool) => stringOf(tool['name'])),
    entries: bodies(body['contents']).flatMap(entriesOf),
    ...(schema === undefined ? {} : { schema }),
  };
}

function write({ model, calls, text, usage }: ModelAnswer, stream: boolean): string {
  const parts = [...(text === '' ? [] : [{ text }]), ...calls.map(({ tool, args }) => ({ functionCall: { name: tool, args } }))];
  const answer = {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: usage.input, candidatesTokenCount: usage.output, totalTokenCount: usage.input + usage.output },
    modelVersion: model,
    responseId: Date.now().toString(36),
  };
  return stream ? event(answer) : JSON.stringify(answer);
}

export const gemini: Dialect = { name: 'gemini', takes: (path) => /:(stream)?generateContent/i.test(path), read, write };
