/** Quote removal, as bash does it: https://www.gnu.org/software/bash/manual/html_node/Quoting.html */
import { append, marked, type Marked } from './word.ts';

/** An unquoted piece of a word: a backslash quotes the next character, a backslash before a line's end is nothing. */
export function unquoted(source: string): Marked {
  if (!source.includes('\\')) return marked(source, 'u');
  const result = marked();
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character !== '\\') append(result, marked(character, 'u'));
    else {
      at += 1;
      const next = source[at];
      if (next !== undefined && next !== '\n') append(result, marked(next));
    }
  }
  return result;
}

/** Literal text inside double quotes, or in a here-document that expands: only `$`, backtick, `"`, `\` and a line's end can be escaped. */
export function doubleQuoted(source: string): Marked {
  return marked(source.replace(/\\([$`"\\\n])/g, (_, character: string) => (character === '\n' ? '' : character)));
}

const escapes: Record<string, string> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The inside of `$'…'`. */
export function ansiQuoted(source: string): Marked {
  return marked(
    source.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.)|([^]))/g, (...match) => {
      const [, octal, hex, short, long, control, other] = match as (string | undefined)[];
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      const code = hex ?? short ?? long;
      if (code !== undefined) return fromCodePoint(Number.parseInt(code, 16));
      if (control !== undefined) return String.fromCharCode(control.charCodeAt(0) & 0x1f);
      return escapes[other ?? ''] ?? other ?? '';
    }),
  );
}

function fromCodePoint(code: number): string {
  return code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd';
}
