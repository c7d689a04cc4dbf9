/**
 * What an expansion most likely stands for where it cannot be told for certain. Only for looking at what must not happen: what comes
 * out is never a reason to allow.
 */
import type { ShellState } from './state.ts';
import type { Marked } from './word.ts';

/** @param text the source of the expansion, `$X` or `${…}`; @returns undefined where nothing is likely */
export function likelyValue(text: string, state: ShellState, { home, source }: { home: string; source: string }, quoted: boolean): Marked | undefined {
  const value = valueOf(text, state, home) ?? assignedElsewhere(text, source, home);
  if (value === undefined) return undefined;
  // An array, or all arguments, are words of their own even between quotes.
  const parts = !quoted || /[@*]\]?\}?$/.test(text);
  const separators = parts ? (state.variables.get('IFS')?.text ?? ' \t\n') : '';
  let marks = '';
  for (const character of value) marks += separators.includes(character) ? 's' : !quoted && '*?[]'.includes(character) ? 'u' : 'q';
  return { text: value, marks, variables: [] };
}

/** `: "${D:=~}"`, and then `$D`. */
function assignedElsewhere(text: string, source: string, home: string): string | undefined {
  const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(text)?.[1];
  const value = name === undefined ? undefined : new RegExp(`\\$\\{${name}:?=([^{}]+)\\}`).exec(source)?.[1];
  return value === undefined ? undefined : literal(value, home);
}

/** The members of an array, each with its index where it has one of its own. */
function members(name: string, state: ShellState): string[] | undefined {
  const list = state.variables.get(`${name}[@]`);
  if (!list || /[dp]/.test(list.marks)) return undefined;
  return [...list.marks.matchAll(/[^s]+/g)].map(({ 0: marks, index }) => list.text.slice(index, index + marks.length));
}

function member(name: string, index: string, state: ShellState, home: string): string | undefined {
  const all = members(name, state);
  const key = /^\$?\{?(\w+)\}?$/.exec(index)?.[1] ?? index;
  const keys = [index, key, known(key, state, home) ?? ''].map((one) => one.replace(/["']/g, ''));
  const own = all?.find((one) => keys.some((each) => each !== '' && one.startsWith(`[${each}]=`)));
  if (own !== undefined) return own.slice(own.indexOf(']=') + 2);
  const at = keys.map((one) => (/^-?\d+$/.test(one) ? Number(one) : NaN)).find((one) => !Number.isNaN(one));
  return at === undefined ? undefined : all?.at(at);
}

function valueOf(text: string, state: ShellState, home: string): string | undefined {
  const [, array, index = '', after] = /^\$\{(\w+)\[([^\]@*]+)\](?::[-=?][^{}]*)?\}$|^\$\{(\w+)\}$/.exec(text) ?? [];
  const one = array === undefined || after !== undefined ? undefined : member(array, index, state, home);
  if (one !== undefined) return one;
  const [, list = '', from, length] = /^\$\{(\w+)\[[@*]\]: ?(\d+)(?::(\d+))?\}$/.exec(text) ?? [];
  const part = from === undefined ? undefined : members(list, state)?.slice(Number(from), length === undefined ? undefined : Number(from) + Number(length));
  if (part !== undefined) return part.join(' ');
  const plain = /^\$(\w+|[@*])$|^\$\{(\w+|[@*])\}$|^\$\{(\w+)\[[@*0]\]\}$/.exec(text);
  if (plain) return known(plain[1] ?? plain[2] ?? plain[3] ?? '', state, home);
  const indirect = /^\$\{!(\w+)\}$/.exec(text)?.[1];
  if (indirect !== undefined) return known(known(indirect, state, home) ?? '', state, home);
  const match = /^\$\{(\w+|[@*])(?:\[[@*\d]\])?(:?[-=+?]|:|\^\^?|,,?|##?|%%?|\/[/#%]?|@)([^]*)\}$/.exec(text);
  if (!match) return undefined;
  const [, name = '', operator = '', rest = ''] = match;
  const value = known(name, state, home);
  const [first = '', second = ''] = rest.split('/').map((part) => literal(part, home));
  switch (operator.replace(/^:(?=.)/, '')) {
    case '-':
    case '=':
      return value === undefined || value === '' ? literal(rest, home) : value;
    case '+':
      return literal(rest, home);
    case ':': {
      const [from = 0, length] = rest.split(':').map(Number);
      return value?.slice(from, length === undefined ? undefined : length < 0 ? length : from + length);
    }
    case '^':
    case '^^':
      return value?.toUpperCase();
    case ',':
    case ',,':
      return value?.toLowerCase();
    case '#':
    case '##':
      return value?.startsWith(literal(rest, home)) ? value.slice(literal(rest, home).length) : value?.replace(/^[^]*[/ ]/, '');
    case '%':
    case '%%':
      return value?.endsWith(literal(rest, home)) ? value.slice(0, value.length - literal(rest, home).length) : value;
    case '/':
      return first === '' ? value : value?.replace(first, () => second);
    case '//':
      return first === '' ? value : value?.replaceAll(first, () => second);
    default:
      return value;
  }
}

function known(name: string, state: ShellState, home: string): string | undefined {
  const value = state.variables.get(name) ?? state.variables.get(`${name}[@]`);
  if (value && !/[dpi]/.test(value.marks)) return value.text;
  if (/^[@*1-9]$/.test(name)) return '';
  if (/^(?:USER|LOGNAME|SUDO_USER|USERNAME)$/.test(name)) return home.split('/').at(-1);
  return undefined;
}

function literal(text: string, home: string): string {
  return text.replace(/^~(?=\/|$)|\$HOME\b|\$\{HOME\}/g, () => home).replace(/["'\\]/g, '');
}
