/** How a phrase stands in its text: ordered or told of, quoted, in a part that is not shown. */

const described = new RegExp(
  String.raw`(?:\b(?:to|that|which|who|would|could|can|cannot|may|might|will|never|not|models?|llms?|assistants?|agents?|it|they|we|i|he|she|attackers?|users?|people|someone|malware|scripts?|tools?|programs?|apps?|applications?|servers?|clients?|processes|hackers?|adversar(?:y|ies)|victims?|wants?|tries|tried|trying|attempts?|tends?|by|of|for|when|if|how|why|must|should|does|did|do|let['’]s|has|have|had|been|is|are|was|were|instructions|prompts|pages|texts?|content|injections?|and then|then)|n['’]t)(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)(?:(?:also|simply|just|then|always|often|sometimes|completely|silently|safely|later|only)\s+)?$`,
  'i',
);
const ordered = new RegExp(
  String.raw`\b(?:you|assistants?|agents?|models?|ai|llms?|claude|copilot|gpt|chatgpt|gemini|codex)\b[^.!?\n]{0,50}\b(?:must|should|shall|need(?:s)? to|have to|has to|required to|instructed to|ordered to|asked to|told to|supposed to|will|are to|is to|want you to|going to|now|expected to|obliged to)\s+(?:now\s+|also\s+|immediately\s+|first\s+|completely\s+|always\s+|then\s+|simply\s+)*$|\b(?:must|need to|have to|has to|should)\s+(?:now|immediately|completely|also|first|instead)\s+$|\b(?:use (?:it|them|this|that|your [\w ]{1,20})|be sure|remember|make sure|proceed|go on|you are)\s+to\s+$|\b(?:want|need|ask|require|order|command|instruct|like) you (?:to|that)\s+(?:\w+\s+)?$|\b(?:for you|your (?:job|task|goal|mission|only job|first step|next step) is) to\s+$|[:.!?\n>]\s*(?:please\s+)?(?:to )?(?:continue|proceed|finish|complete|comply|help)[^.!?\n]{0,40},\s*(?:you (?:must|should) )?$`,
  'i',
);

/** Whether what follows is told of (`attackers try to …`), not ordered (`you must …`). @param before what stands before it */
export function isDescribed(before: string): boolean {
  return described.test(before) && !ordered.test(before);
}

/** Whether what follows is a condition: `if the user has approved …`. */
export function isConditional(before: string): boolean {
  return /\b(?:if|when|whether|unless|until|once|after|before|only|that|check|checks|ensure|ensures|verify|whose|which|as soon as|where|because|required|needs?|without|returns?|make sure|confirm|assume|assuming|provided|is|logs?)\s+(?:that\s+)?(?:the\s+|an?\s+|your\s+)?(?:\w+\s+)?$/i.test(before);
}

export function isLineStart(before: string): boolean {
  return /(?:^|[\n>.!\]])[\s#*>\-[({"'`=_|/<!]*(?:(?:this is an?|new|important|urgent|begin|the following is an?)\s+)?$/i.test(before) || /^\W*$/.test(before);
}

export interface Range {
  start: number;
  end: number;
}

const hiddenPatterns = [
  /^\[(?:\/\/|comment|_|\^?hidden)\]:\s*(?:#|<>)[^\n]{0,2000}/gim,
  /<(\w+)\b[^>]{0,300}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em|rem|;|"|')|opacity\s*:\s*0(?:[;"'\s]|\.0)|color\s*:\s*(?:white|#fff(?:fff)?|transparent)\b|left\s*:\s*-\d{3,}|\bhidden\b|aria-hidden)[^>]{0,200}>[^]{0,3000}?<\/\1>/gi,
  /\b(?:alt|title|aria-label|data-[\w-]+)\s*=\s*"[^"]{40,2000}"/gi,
  /<(?:noscript|template|meta)\b[^>]{0,1000}>/gi,
];

/** Parts that a page or a document does not show. */
export function hiddenRanges(text: string): Range[] {
  if (!/<|\[/.test(text)) return [];
  const found = comments(text);
  for (const pattern of hiddenPatterns)
    for (const match of text.matchAll(pattern)) found.push({ start: match.index, end: match.index + match[0].length });
  return found;
}

function comments(text: string): Range[] {
  const found: Range[] = [];
  for (let start = text.indexOf('<!--'); start >= 0; ) {
    const end = text.indexOf('-->', start);
    if (end < 0) return [...found, { start, end: text.length }];
    found.push({ start, end: end + 3 });
    start = text.indexOf('<!--', end);
  }
  return found;
}

/** Blocks between fences. */
export function fences(text: string): Range[] {
  const found: Range[] = [];
  let open: number | undefined;
  for (const match of text.matchAll(/^[ \t]*(?:```|~~~)/gm)) {
    if (open === undefined) open = match.index;
    else {
      found.push({ start: open, end: match.index });
      open = undefined;
    }
  }
  return found;
}

const aboutAttacks =
  /prompt[- ]injection|jailbreak|injection (?:attack|attempt|payload|detect|pattern|test|phrase)|adversarial|red[- ]team|attackers?\b|malicious|untrusted|payloads?\b|exploit|poison|social engineering|phish|guardrail|detector|owasp|vulnerab|classif(?:y|ier)|heuristic|blocklist|denylist|sanitiz|threat model|hidden instruction|\bassert[\w.]*\(|\bexpect\(/i;
const citing =
  /\b(?:e\.g\.|such as|for example|for instance|example|examples|phrases?|strings?|patterns?|regex|like|says?|said|reads?|contains?|containing|wrote|writes?|saying|attack|inject\w*|attempts?|payload|malicious|detect\w*|match(?:es)?|flag(?:s|ged)?|block(?:s|ed)?|test|expect|assert|input|sample|quote|quoted|known as|called|titled|message|text|prompt|instruction|words|variants?|include|label|describe|it|should|reject\w*|ignored?)\b|[[({,=|]\s*$|re\.compile|^\s*[-*\d]/i;

/** Whether the text as a whole is about attacks, so that what it quotes is an example. What is quoted itself does not count. */
export function isAboutAttacks(text: string, hits: readonly Range[]): boolean {
  let from = 0;
  for (const { start, end } of [...hits, { start: text.length, end: text.length }]) {
    if (start > from && aboutAttacks.test(text.slice(Math.max(from, start - 20_000), start))) return true;
    from = Math.max(from, end);
  }
  return false;
}

const closing: Record<string, string> = { '"': '"', '`': '`', '“': '”', '«': '»', '„': '“', '‘': '’', "'": "'", '/': '/', '|': '|' };

/** Whether a place is between quotation marks on its line (or in a quotation), in words that cite it. */
export function isCited(text: string, { start, end }: Range, blocks: readonly Range[]): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const found = text.indexOf('\n', end);
  const line = text.slice(Math.max(lineStart, start - 500), Math.min(found < 0 ? text.length : found, end + 500));
  const offset = start - Math.max(lineStart, start - 500);
  const after = line.slice(end - start + offset);
  if (/^\s{0,3}>\s/.test(line)) return true;
  if (blocks.some((block) => block.start < start && end < block.end)) return true;
  for (const [open, close] of Object.entries(closing)) {
    const at = openQuote(line.slice(0, offset), open, close);
    if (at === undefined || !after.includes(close)) continue;
    // The value of a member of an object is what a tool says, not what it cites.
    if (open === '"' && (/^\s*\{.*"\s*:/.test(line) || (/["'\w]\s*:\s*$/.test(line.slice(0, at)) && /^\s*[[,]|"\s*:/.test(line)))) continue;
    const context = `${text.slice(Math.max(0, lineStart - 200), lineStart)}${line.slice(0, at)}`.slice(-260);
    if (citing.test(context) || citing.test(after.slice(0, 120))) return true;
  }
  return false;
}

/** Where the quotation mark stands that is open at the end of this text. */
function openQuote(before: string, open: string, close: string): number | undefined {
  let at: number | undefined;
  for (let index = 0; index < before.length; index += 1) {
    const character = before[index];
    if (at === undefined ? character === open && (open !== "'" && open !== '/' ? true : !/[\w]/.test(before[index - 1] ?? ' ')) : false) at = index;
    else if (at !== undefined && character === close && (close !== "'" || !/\w/.test(before[index + 1] ?? ' '))) at = undefined;
  }
  return at;
}
