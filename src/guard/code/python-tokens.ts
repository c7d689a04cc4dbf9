/** Python's text as tokens, for the part of the language in which one can be sure of them: https://docs.python.org/3/reference/lexical_analysis.html */

export type PythonToken =
  | { type: 'name' | 'number' | 'operator'; text: string }
  /** `value`: what stands between the quotes; undefined where an escape or a field in it changes that. */
  | { type: 'string'; value: string | undefined }
  | { type: 'end' };

const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d[\d_]*)?[jJ]?/y;
const operator = /\*\*=?|\/\/=?|<<=?|>>=?|[-+*/%&|^<>=!:]=|->|\.\.\.|[-+*/%&|^~<>()[\]{},:.;=!]/y;
const string = /([rRbBuUfF]{0,2})("""|'''|"|')/y;

/**
 * @param text ASCII outside of its strings
 * @returns the tokens, and the lists of those inside the fields of f-strings; undefined where a reader and Python might not agree
 */
export function pythonTokens(text: string): PythonToken[][] | undefined {
  // A carriage return ends a line for Python, a form feed is white space, and an encoding can be declared in a comment.
  if (/[\0-\x08\x0b-\x1f\x7f]/.test(text) || /coding[:=]/.test(text)) return undefined;
  const lists: PythonToken[][] = [[]];
  const tokens = lists[0] ?? [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\n') tokens.push({ type: 'end' });
    if (/\s/.test(character)) {
      if (!/[ \t\n]/.test(character)) return undefined;
      at += 1;
      continue;
    }
    if (character === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    const quoted = take(string);
    if (quoted) {
      // Letters before a quote that are no prefix known here: templates have one.
      if (/\w/.test(text.charAt(at - 1))) return undefined;
      const read = readString(text, at + quoted[0].length, quoted[1] ?? '', quoted[2] ?? '');
      if (read === undefined) return undefined;
      for (const field of read.fields) {
        const inside = pythonTokens(field);
        if (inside === undefined) return undefined;
        lists.push(...inside);
      }
      tokens.push({ type: 'string', value: read.value });
      at = read.end;
      continue;
    }
    const word = take(name);
    const plain = word ?? take(number) ?? take(operator);
    if (!plain) return undefined;
    if (plain[0] === ';') tokens.push({ type: 'end' });
    else tokens.push({ type: word ? 'name' : /\d/.test(plain[0]) ? 'number' : 'operator', text: plain[0] });
    at += plain[0].length;
  }
  return lists;
}

interface ReadString {
  value: string | undefined;
  fields: string[];
  end: number;
}

function readString(text: string, start: number, prefix: string, quote: string): ReadString | undefined {
  let end = start;
  while (!text.startsWith(quote, end)) {
    if (end >= text.length || (quote.length === 1 && text[end] === '\n')) return undefined;
    end += text[end] === '\\' ? 2 : 1;
  }
  const inside = text.slice(start, end);
  const formatted = /f/i.test(prefix);
  const fields = formatted ? fieldsOf(inside) : [];
  if (fields === undefined) return undefined;
  return { value: formatted || inside.includes('\\') ? undefined : inside, fields, end: end + quote.length };
}

/**
 * What stands between the braces of an f-string, with its format, which may hold fields in turn. Since Python 3.12 a field may hold
 * the quotes that the string is in, before it ended there: a field that was cut off by them is not balanced, and not read.
 */
function fieldsOf(inside: string): string[] | undefined {
  const fields: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < inside.length; at += 1) {
    const character = inside[at];
    if (depth === 0 && (inside.startsWith('{{', at) || inside.startsWith('}}', at))) at += 1;
    else if (character === '{' && (depth += 1) === 1) from = at + 1;
    else if (character === '}' && (depth -= 1) <= 0) {
      if (depth < 0) return undefined;
      const field = inside.slice(from, at);
      if (/[#\\]/.test(field)) return undefined;
      fields.push(field);
    }
  }
  return depth === 0 ? fields : undefined;
}
