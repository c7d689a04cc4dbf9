/**
 * Makes characters visible that would otherwise hide or reorder what stands in a record: control characters, bidirectional
 * overrides, zero-width and other ignorable characters, lone surrogates. Text from a record is hostile until shown so.
 */

/** `code`: also spaces other than the plain one, because a shell reads them differently. `line`: also line ends. */
export type VisibleMode = 'prose' | 'code' | 'line';

/** A stretch of plain text, or one character that is shown by its escape; `name` is its code point, e.g. `U+202E`. */
export type VisiblePart = { text: string } | { escape: string; name: string };

/* An emoji is matched first and kept whole, for the joiners and selectors inside it are what makes it. */
const ignorable = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}`;
const hiddenIn: Record<VisibleMode, string> = {
  prose: String.raw`[${ignorable}]--[\n\t]`,
  code: String.raw`[${ignorable}\p{Zs}]--[\n\t\u0020]`,
  line: String.raw`[${ignorable}\p{Zs}]--[\u0020]`,
};
/* Each takes some ms to make, more than everything else at the start of a process: made when the first text needs it. */
const patterns = new Map<VisibleMode, RegExp>();

function patternOf(mode: VisibleMode): RegExp {
  const known = patterns.get(mode);
  if (known !== undefined) return known;
  const pattern = new RegExp(String.raw`\p{RGI_Emoji}|(?<hidden>[${hiddenIn[mode]}])`, 'gv');
  patterns.set(mode, pattern);
  return pattern;
}

/** Nothing hides in it, in any mode. */
const plain = /^[\u0020-\u007e]+$/;

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const known = short[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Splits `text` into what can be shown as it is and what must be shown by an escape. Joined, the parts are the whole text. */
export function visibleParts(text: string, mode: VisibleMode): VisiblePart[] {
  if (plain.test(text)) return [{ text }];
  const parts: VisiblePart[] = [];
  let end = 0;
  for (const match of text.matchAll(patternOf(mode))) {
    const hidden = match.groups?.['hidden'];
    if (hidden === undefined) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    parts.push({ escape: escapeOf(hidden), name: `U+${code}` });
    end = match.index + hidden.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** `text` with everything hidden written as escapes. */
export function visibleText(text: string, mode: VisibleMode): string {
  return visibleParts(text, mode).map((part) => ('text' in part ? part.text : part.escape)).join('');
}

/** `text` on one line with everything hidden written as escapes: for titles of editors and notifications. */
export function visibleLine(text: string): string {
  return visibleText(text, 'line');
}
