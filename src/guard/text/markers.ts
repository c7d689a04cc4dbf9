/** Marks by which formats of conversations tell who speaks: inside a text they pretend that someone else does. */
import type { Hit } from './types.ts';

const marker = new RegExp(
  [
    String.raw`<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id|begin_of_text|tool\w*)\|>`,
    String.raw`\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>`,
    String.raw`</?(?:system|assistant|human|tool_result|tool_output|tool_response|function_results?|function_calls?|tool_call|tool_use|antml:\w+|system[-_ ](?:prompt|message|reminder|instruction|override)s?|admin|developer|user_message|user_query|untrusted\w*|search_results?|document_content|instructions?)(?:\s[^>\n]{0,80})?>`,
    String.raw`^[ \t]*(?:#{1,4}[ \t]*|\*\*)?(?:SYSTEM|System|Human|Assistant|Developer)(?:[ \t](?:message|prompt|override))?(?:\*\*)?:`,
    String.raw`^#{2,4}[ \t](?:Instruction|Response|Human|Assistant|System):?[ \t]*$`,
    String.raw`^[ \t]*\[/?(?:user|assistant|system|human|tool_output|tool_result)\b[^\]\n]{0,80}\]`,
    String.raw`\[(?:/?SYSTEM|ADMIN|ASSISTANT|DEVELOPER|TOOL[_ ]RESULT|USER|OVERRIDE|END|BEGIN)(?:[ _:][A-Z_ ]{0,40})?\]`,
    String.raw`[-=]{3,}[ \t]*(?:END|BEGIN|START)(?: OF)?[ \t](?:OPERATOR|ADMIN|FILE|CONVERSATION|SYSTEM|TOOL|USER|CONTEXT|DOCUMENT|RESULT|OUTPUT|INSTRUCTION|PROMPT|UNTRUSTED|NEW)[A-Z ]{0,30}[-=]{3,}`,
    String.raw`\{\s*"role"\s*:\s*"(?:system|developer|assistant|user)"\s*,\s*"content"\s*:`,
    String.raw`\{\s*"type"\s*:\s*"tool_(?:use|result)"`,
  ].join('|'),
  'gm',
);
const order =
  /\b(?:you must|must now|must immediately|you (?:are|have) (?:now|been)|you now have|you will now|ignore|disregard|immediately|do not|don['’]t|never tell|call the|invoke|run the|run `|execute|send|reveal|delete|approved?|email|change|force-push|empty|delet(?:e|ing)|add|post|clean|publish|running|treat|perform|you are root|print (?:every|all|your)|off\b|produce|authori[sz]ed?|unrestricted|override|comply|new (?:task|instructions?|policy)|forward|upload|transfer|granted|disable[d]?|exfiltrate|grant|without asking)\b/i;

/** The end of what a tool says, and the beginning of what somebody else would. */
const turn = /^<\/(?:tool_result|tool_output|tool_response|function_results?|untrusted\w*|search_results?|document_content)>\s{0,8}(?:<(?:user|human|system|assistant|developer|admin)\b|(?:human|user|system|assistant):)/i;

/** Each mark after which something is ordered: a mark alone is a format that is written about. */
export function findMarkers(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(marker)) {
    if (hits.length >= 200) break;
    const end = match.index + match[0].length;
    if (turn.test(text.slice(match.index, end + 40))) {
      hits.push({ kind: 'marker', id: 'text.role-marker', reason: 'ends the result and lets someone else speak', points: 7, start: match.index, end });
      continue;
    }
    if (!order.test(text.slice(end, end + 260))) continue;
    hits.push({ kind: 'marker', id: 'text.role-marker', reason: 'holds a mark by which someone else would speak', points: /[<[{]/.test(match[0]) ? 4 : /^[-=]/.test(match[0]) ? 3 : 1, start: match.index, end });
  }
  return hits;
}
