/**
 * The value of `$X` and `${X…}` as far as every shell gives the same:
 * https://www.gnu.org/software/bash/manual/html_node/Shell-Parameter-Expansion.html
 */
import type { ShellState } from './state.ts';
import { BELOW, DYNAMIC, NAME, NUMBER, type Marked } from './word.ts';

const MAX_SPLIT = 64;
const MAX_TEXT = 200;
const MAX_STARS = 2;
/** Variables of which each shell says itself that they are numbers. */
const numbers = new Set(['?', '#', '$', 'LINENO', 'RANDOM', 'SECONDS', 'EPOCHSECONDS', 'UID', 'EUID', 'PPID']);
const form = /^(\w+|[@*#?$!-])(?:\[([^\]]*)\])?([^]*)$/;
/** A word or a pattern that holds nothing to expand or to unquote. */
const simple = /^[\w.*?/ :,@=+-]*$/;

/** @param text the expansion as it is written @param source the command that it stands in */
export function expanded(text: string, state: ShellState, source: string, quoted: boolean): Marked {
  const inner = text.startsWith('${') ? text.slice(2, -1) : text.slice(1);
  const unknown = { ...DYNAMIC, variables: text.match(/[A-Za-z_]\w*/g) ?? [] };
  if (/^#(?:\w+|[@*])(?:\[[@*]\])?$/.test(inner)) return NUMBER;
  const [, name = '', index, operation = ''] = form.exec(inner) ?? [];
  if (name === '') return unknown;
  if (numbers.has(name) && index === undefined && operation === '' && !state.variables.has(name) && !isSet(name, source)) return NUMBER;
  const list = index === '@' || index === '*' || name === '@' || name === '*';
  const value = list || index === undefined ? state.variables.get(list ? `${name.replace('*', '@')}${index === undefined ? '' : '[@]'}` : name) : element(name, state);
  const result = operation === '' ? value : operated(value, name, operation, list);
  if (result === undefined || result.marks.includes('d')) return { ...unknown, variables: [...unknown.variables, ...(value?.variables ?? [])] };
  if (!quoted) return result.marks.includes('p') ? result : (split(result, state) ?? unknown);
  if ((index === '*' || name === '*') && state.variables.has('IFS')) return unknown;
  const joined = index === '*' || name === '*' ? { ...result, marks: result.marks.replaceAll('s', 'q') } : result;
  return { ...joined, marks: joined.marks.replaceAll('u', 'q') };
}

function isSet(name: string, source: string): boolean {
  return /\w/.test(name) && new RegExp(`(?:^|[^$\\w{])${name}\\b`).test(source);
}

/**
 * A text as the shell takes it where it stands unquoted: white space parts words, globs count as such, all else is plain.
 * @returns undefined where another `IFS`, or an escape, makes more of it
 */
export function split(value: Marked, state: ShellState): Marked | undefined {
  const { text, marks } = value;
  if (text === '' || text.includes('\\') || state.variables.has('IFS') || text.split(/[ \t\n]+/).length > MAX_SPLIT) return undefined;
  let parted = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const mark = marks[at] ?? 'q';
    parted += 'ins'.includes(mark) ? mark : /[ \t\n]/.test(character) ? 's' : /[*?[\]]/.test(character) ? 'u' : 'q';
  }
  return { ...value, marks: parted };
}

/** One of an array. Shells count from nought or from one: only what is common to all is known. */
function element(name: string, state: ShellState): Marked | undefined {
  const all = state.variables.get(`${name}[@]`);
  if (all === undefined) return undefined;
  if (!/[^pi]/.test(all.marks)) return all;
  const each = parts(all);
  const isName = (one: Marked): boolean => /^[qiun]+$/.test(one.marks) && /^\w[\w./?*-]*$/.test(one.text) && !/(?:^|\/)\.\.?/.test(one.text);
  return each.every(isName) ? NAME : undefined;
}

/** The members of a list. */
function parts(value: Marked): Marked[] {
  return [...value.marks.matchAll(/[^s]+/g)].map(({ 0: marks, index }) => ({ ...value, text: value.text.slice(index, index + marks.length), marks }));
}

function operated(value: Marked | undefined, name: string, operation: string, list: boolean): Marked | undefined {
  const otherwise = /^:?([-=?+])([^]*)$/.exec(operation);
  if (otherwise) return chosen(value, name, otherwise[1] ?? '', otherwise[2] ?? '');
  if (value === undefined || value.marks.includes('d')) return undefined;
  const [slice, from, length] = /^: ?(\d+)(?::(\d+))?$/.exec(operation) ?? [];
  if (list && slice !== undefined && !/[^pi]/.test(value.marks)) return value;
  if (list && name === '@' && slice !== undefined && Number(from) === 0) return undefined;
  if (value.marks.split('s').length > MAX_SPLIT) return undefined;
  const offset = Number(from) - (name === '@' ? 1 : 0);
  const members =
    list && slice !== undefined
      ? parts(value).slice(offset, length === undefined ? undefined : offset + Number(length))
      : parts(value).map((one) => (/[pin]/.test(one.marks) ? ofName(one, operation) : ofText(one, operation)));
  const [first, ...more] = members;
  if (first === undefined) return undefined;
  const rest = more.flatMap((one) => one ?? []);
  if (rest.length < more.length) return undefined;
  return { ...first, text: [first, ...rest].map((one) => one.text).join(' '), marks: [first, ...rest].map((one) => one.marks).join('s') };
}

/** `${X:-word}`, `${X:+word}` and the like. */
function chosen(value: Marked | undefined, name: string, how: string, word: string): Marked | undefined {
  const plain = simple.test(word) && !/\s/.test(word) ? { text: word, marks: 'u'.repeat(word.length), variables: [] } : undefined;
  const isThere = value !== undefined && !value.marks.includes('d') && value.text !== '' && value.text !== '*';
  if (how === '+') return isThere || name === '0' ? plain : undefined;
  if (isThere) return value;
  if (value?.text === '*' && value.marks === 'i') return /^\w[\w-]*(?:\/[\w-]+)*$/.test(word) || word === '' ? NAME : undefined;
  return undefined;
}

/** A part of what is only known to be a name, or holds names. */
function ofName(value: Marked, operation: string): Marked | undefined {
  const { text, marks } = value;
  if (!/^[qui]+$/.test(marks)) return undefined;
  // A slash made a letter.
  if (marks === 'i' && /^\/\/?(?:\\\/|[\w.-])+\/\w+$/.test(operation)) return NAME;
  const [, end] = /^%%?(\.\*|\.\w+(?:\.\w+)*|\/)$/.exec(operation) ?? [];
  if (marks === 'i') return end !== undefined || /^(?:##\*\/|#\.\/|%%?\/\*)$/.test(operation) ? (text === '*' ? NAME : BELOW) : undefined;
  if (end !== undefined) return text.endsWith(end) ? { ...value, text: text.slice(0, -end.length), marks: marks.slice(0, -end.length) } : value;
  if (operation !== '##*/') return undefined;
  const at = text.lastIndexOf('/') + 1;
  return marks[at] === 'i' || /\w/.test(text[at] ?? '') ? { ...value, text: text.slice(at), marks: marks.slice(at) } : undefined;
}

function ofText(value: Marked, operation: string): Marked | undefined {
  const { text } = value;
  if (text.length > MAX_TEXT || operation.length > MAX_TEXT) return undefined;
  const result = cut(text, operation) ?? replaced(text, operation) ?? cased(text, operation);
  return result === undefined ? undefined : { ...value, text: result, marks: 'u'.repeat(result.length) };
}

function cut(text: string, operation: string): string | undefined {
  const [, from, length] = /^: ?(\d+)(?::(\d+))?$/.exec(operation) ?? [];
  if (from !== undefined) return text.slice(Number(from), length === undefined ? undefined : Number(from) + Number(length));
  const [, how, pattern] = /^(##?|%%?)([^]*)$/.exec(operation) ?? [];
  if (how === undefined || pattern === undefined || !isPattern(pattern)) return undefined;
  const whole = new RegExp(`^(?:${regular(pattern)})$`);
  const lengths = Array.from({ length: text.length + 1 }, (_, index) => (how.length === 2 ? text.length - index : index));
  const found = lengths.find((one) => whole.test(how.startsWith('#') ? text.slice(0, one) : text.slice(text.length - one)));
  if (found === undefined) return text;
  return how.startsWith('#') ? text.slice(found) : text.slice(0, text.length - found);
}

function replaced(text: string, operation: string): string | undefined {
  const [, all, end = '', pattern, word = ''] = /^\/(\/?)([#%]?)((?:\\\/|[^/\\])+)(?:\/([\w.,:@=+/ -]*))?$/.exec(operation) ?? [];
  const plain = pattern?.replaceAll('\\/', '/');
  if (plain === undefined || !isPattern(plain)) return undefined;
  const source = `${end === '#' ? '^' : ''}(?:${regular(plain)})${end === '%' ? '$' : ''}`;
  return text.replace(new RegExp(source, all === '/' ? 'g' : ''), () => word);
}

function cased(text: string, operation: string): string | undefined {
  // Of other letters than these it depends on the language.
  if (/[^\0-\x7f]/.test(text)) return undefined;
  if (operation === '^^') return text.toUpperCase();
  if (operation === ',,') return text.toLowerCase();
  if (operation === '^') return text.slice(0, 1).toUpperCase() + text.slice(1);
  return operation === ',' ? text.slice(0, 1).toLowerCase() + text.slice(1) : undefined;
}

function isPattern(text: string): boolean {
  return text !== '' && simple.test(text) && text.split('*').length <= MAX_STARS + 1;
}

function regular(pattern: string): string {
  return pattern.replace(/[.+*?]/g, (character) => (character === '*' ? '[^]*' : character === '?' ? '[^]' : `\\${character}`));
}
