/** How a phrase stands in its text: quoted as an example, in a part that is not shown. */

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

/** Parts that a page or a document does not show, in order, none within another. */
export function hiddenRanges(text: string): Range[] {
  if (!/<|\[/.test(text)) return [];
  const found = comments(text);
  for (const pattern of hiddenPatterns)
    for (const match of text.matchAll(pattern)) found.push({ start: match.index, end: match.index + match[0].length });
  const apart: Range[] = [];
  for (const range of found.sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && range.start < last.end) last.end = Math.max(last.end, range.end);
    else apart.push({ ...range });
  }
  return apart;
}

/** @param ranges in order and apart. @returns that which holds the whole of a place */
export function rangeAround(ranges: readonly Range[], { start, end }: Range): Range | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low - 1];
  return range !== undefined && end <= range.end ? range : undefined;
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
  /inject(?:ion|ed)\b|jailbreak|injection (?:attack|attempt|payload|detect|pattern|test|phrase)|adversarial|red[- ]team|attackers?\b|malicious|untrusted|payloads?\b|exploit|poison|social engineering|phish|guardrail|detector|owasp|vulnerab|classif(?:y|ier)|heuristic|blocklist|denylist|sanitiz|threat model|hidden instruction|\bassert[\w.]*\(|\bexpect\(/gi;
const citing =
  /\b(?:e\.g\.|such as|for example|for instance|example|examples|phrases?|strings?|patterns?|regex|like|says?|said|reads?|contains?|containing|wrote|writes?|saying|attack|inject\w*|attempts?|payload|malicious|detect\w*|match(?:es)?|flag(?:s|ged)?|block(?:s|ed)?|test|expect|assert|input|sample|quote|quoted|known as|called|titled|message|text|prompt|instruction|words|variants?|include|label|describe|it|should|reject\w*|ignored?)\b|[[({,=|]\s*$|re\.compile|^\s*[-*\d]/i;

/** So far around a quotation it is told that it is one. */
const AROUND = 1500;

/** Where the text is about attacks, so that what it quotes nearby is an example. What is found itself does not count. @param found in order */
export function mentionsOfAttacks(text: string, found: readonly Range[]): number[] {
  const places: number[] = [];
  let next = 0;
  for (const { index } of text.matchAll(aboutAttacks)) {
    while (next < found.length && (found[next]?.end ?? 0) <= index) next += 1;
    if (index < (found[next]?.start ?? Number.POSITIVE_INFINITY)) places.push(index);
  }
  return places;
}

/** @param places in order, as `mentionsOfAttacks` gives them */
export function isNearOne({ start, end }: Range, places: readonly number[]): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < start - AROUND) low = middle + 1;
    else high = middle;
  }
  return (places[low] ?? Number.POSITIVE_INFINITY) <= end + AROUND;
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
  if (rangeAround(blocks, { start, end }) !== undefined) return true;
  for (const [open, close] of Object.entries(closing)) {
    if (!after.includes(close)) continue;
    const at = openQuote(line.slice(0, offset), open, close);
    if (at === undefined) continue;
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
