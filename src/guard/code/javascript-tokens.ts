/** JavaScript's text as tokens, for the part of the language in which one can be sure of them: https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar */

export type ScriptToken =
  | { type: 'name' | 'number' | 'operator'; text: string }
  /** `value`: what stands between the quotes; undefined where an escape changes that. */
  | { type: 'string'; value: string | undefined }
  | { type: 'template' | 'regex' };

const name = /[A-Za-z_$][\w$]*/y;
const number = /0[xXoObB][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d[\d_]*)?n?/y;
const operator = /=>|\?\.|\.\.\.|\?\?=?|&&=?|\|\|=?|\*\*=?|>>>?=?|<<=?|[=!]==?|\+\+|--|[-+*/%&|^<>]=?|[~!?:;,.(){}[\]=]/y;
const string = /"((?:[^"\\\n\r]|\\[^\r])*)"|'((?:[^'\\\n\r]|\\[^\r])*)'/y;
const regex = /\/(?![*/])(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[a-z]*/y;
/** After these a slash begins a regular expression; after a value it divides. What may be either is not read. */
const beforeRegex = new Set(['(', ',', '=', ':', '[', '!', '&&', '||', '?', '??', ';', '=>', '+', '===', '!==', '==', '!=', '...']);

/** @returns the tokens, and the lists of those inside the fields of templates; undefined where a reader and JavaScript might not agree */
export function scriptTokens(text: string): ScriptToken[][] | undefined {
  const lists: ScriptToken[][] = [[]];
  const tokens = lists[0] ?? [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (/[ \t\n]/.test(character)) {
      at += 1;
      continue;
    }
    // A comment: its end is not the same in every mode.
    if (text.startsWith('//', at) || text.startsWith('/*', at) || text.startsWith('<!--', at) || text.startsWith('-->', at)) return undefined;
    if (character === '`') {
      const read = readTemplate(text, at + 1);
      // Behind a value a template is a call.
      if (read === undefined || isValue(tokens.at(-1))) return undefined;
      for (const field of read.fields) {
        const inside = scriptTokens(field);
        if (inside === undefined) return undefined;
        lists.push(...inside);
      }
      tokens.push({ type: 'template' });
      at = read.end;
      continue;
    }
    const quoted = take(string);
    const word = take(name);
    const other = quoted ?? word ?? take(number);
    if (other === null && character === '/') {
      const previous = tokens.at(-1);
      const begins = previous === undefined || (previous.type === 'operator' && beforeRegex.has(previous.text));
      const divides = previous?.type === 'number' || previous?.type === 'name' || (previous?.type === 'operator' && previous.text === ']');
      const match = begins ? take(regex) : null;
      if (match) {
        tokens.push({ type: 'regex' });
        at += match[0].length;
        continue;
      }
      if (!divides || /^(?:return|typeof|in|of|case|void|delete|do|else|instanceof|yield|await|new|throw)$/.test(previous.type === 'operator' ? '' : previous.text)) return undefined;
    }
    const found = other ?? take(operator);
    if (!found) return undefined;
    if (quoted) {
      const value = quoted[1] ?? quoted[2] ?? '';
      tokens.push({ type: 'string', value: value.includes('\\') ? undefined : value });
    } else tokens.push({ type: word ? 'name' : /\d/.test(found[0]) ? 'number' : 'operator', text: found[0] });
    at += found[0].length;
  }
  return lists;
}

function isValue(token: ScriptToken | undefined): boolean {
  return token !== undefined && (token.type !== 'operator' || token.text === ')' || token.text === ']' || token.text === '}' || token.text === '?.');
}

/** A template that holds no other template, and no string that could end it. */
function readTemplate(text: string, start: number): { fields: string[]; end: number } | undefined {
  const fields: string[] = [];
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`') return { fields, end: at + 1 };
    else if (text.startsWith('${', at)) {
      const end = fieldEnd(text, at + 2);
      if (end === undefined) return undefined;
      fields.push(text.slice(at + 2, end));
      at = end;
    }
  }
  return undefined;
}

function fieldEnd(text: string, start: number): number | undefined {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '`' || character === '\\' || character === '/') return undefined;
    if (character === '"' || character === "'") {
      const end = text.indexOf(character, at + 1);
      if (end < 0 || /[\\\n`]/.test(text.slice(at, end))) return undefined;
      at = end;
    } else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return at;
  }
  return undefined;
}
