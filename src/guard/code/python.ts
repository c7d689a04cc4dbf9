/**
 * Reads a Python program for whether it only computes and prints. By capabilities: every name, every member and everything imported
 * must be one that can do no more, so whatever the program does with them, it cannot do more either. What is not certain is not said.
 */
import type { PlainCode } from './types.ts';
import { members, modules, powerful, unreadKeywords } from './python-names.ts';
import { pythonTokens, type PythonToken } from './python-tokens.ts';

const MAX_CODE = 20_000;
const readingModes = new Set(['r', 'rt', 'rb', 'br']);

/** @returns undefined where the program may do more than to compute, to print, and to read the files that are named */
export function readPython(source: string): PlainCode | undefined {
  if (source.length > MAX_CODE) return undefined;
  const lists = pythonTokens(source);
  if (!lists) return undefined;
  const reader = new PythonReader();
  // Imports first: what they name is used in functions above them, and in the fields of f-strings.
  if (!lists.every((tokens) => reader.imports(tokens))) return undefined;
  if (!lists.every((tokens) => reader.uses(tokens))) return undefined;
  const { reads, readsOperands, readsInput } = reader;
  return { reads, readsOperands, readsInput };
}

class PythonReader {
  readonly reads: string[] = [];
  readsOperands = false;
  readsInput = false;
  /** Names that stand for a module. */
  readonly #modules = new Map<string, string>();
  /** Tokens of imports, by their place. */
  readonly #read = new Set<PythonToken>();

  /** @returns whether all that is imported is known */
  imports(tokens: readonly PythonToken[]): boolean {
    for (const [at, token] of tokens.entries()) {
      if (!isName(token, 'import') && !isName(token, 'from')) continue;
      // `yield from`, `raise … from`: with `import` behind it, it is none of these.
      const statement = statementAt(tokens, at);
      const text = statement.map(textOf).join(' ');
      if (isName(token, 'from') && !/ import /.test(text)) continue;
      if (isName(token, 'import') && this.#read.has(token)) continue;
      if (!(isName(token, 'from') ? this.#from(text) : this.#import(text))) return false;
      for (const one of statement) this.#read.add(one);
    }
    return true;
  }

  #import(text: string): boolean {
    return text.replace(/^import /, '').split(' , ').every((one) => {
      const match = /^(\w+(?: \. \w+)*)(?: as (\w+))?$/.exec(one);
      const module = match?.[1]?.replaceAll(' ', '') ?? '';
      if (!modules.has(module)) return false;
      // `import os.path` gives the name `os`.
      const given = match?.[2] ?? module.split('.')[0] ?? '';
      this.#modules.set(given, match?.[2] === undefined ? given : module);
      return true;
    });
  }

  #from(text: string): boolean {
    const match = /^from (\w+(?: \. \w+)*) import (?:\( )?(.+?)(?: ,)?(?: \))?$/.exec(text);
    const module = match?.[1]?.replaceAll(' ', '') ?? '';
    const allowed = modules.get(module);
    if (!allowed) return false;
    return (match?.[2] ?? '').split(' , ').every((one) => {
      const [, name = '', as = name] = /^(\w+)(?: as (\w+))?$/.exec(one) ?? [];
      if (!allowed.has(name)) return false;
      if (module === 'sys' && name === 'stdin') this.readsInput = true;
      if (modules.has(`${module}.${name}`)) this.#modules.set(as, `${module}.${name}`);
      return true;
    });
  }

  /** @returns whether all that is used can do no more than to compute */
  uses(tokens: readonly PythonToken[]): boolean {
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined || token.type !== 'name' || this.#read.has(token)) continue;
      if (isOperator(tokens[at - 1], '.')) {
        if (!this.#isMember(tokens, at)) return false;
      } else if (!this.#isHarmless(tokens, at, token.text)) return false;
    }
    return true;
  }

  #isHarmless(tokens: readonly PythonToken[], at: number, name: string): boolean {
    if ((name.startsWith('__') && name !== '__name__') || unreadKeywords.has(name)) return false;
    const next = tokens[at + 1];
    if (name === 'open') return this.#opens(tokens, at + 1);
    // The name of a parameter, or one that gets another value.
    if (isOperator(next, '=')) return !this.#modules.has(name);
    // A module by itself could be handed on under a name by which it is not known.
    if (this.#modules.has(name)) return isOperator(next, '.');
    return !powerful.has(name);
  }

  #isMember(tokens: readonly PythonToken[], at: number): boolean {
    const path: string[] = [];
    let from = at;
    for (; tokens[from]?.type === 'name' && isOperator(tokens[from - 1], '.'); from -= 2) path.unshift(textOf(tokens[from]));
    const last = path.pop() ?? '';
    // Of a module, or of one within a module; else of a value.
    const root = tokens[from]?.type === 'name' ? this.#modules.get(textOf(tokens[from])) : undefined;
    const whole = root === undefined ? '' : [root, ...path].join('.');
    const allowed = modules.get(whole);
    if (whole === 'sys' && last === 'stdin') this.readsInput = true;
    if (allowed) return allowed.has(last) && (!modules.has(`${whole}.${last}`) || isOperator(tokens[at + 1], '.'));
    return members.has(last);
  }

  /** `open('file')`, for reading. */
  #opens(tokens: readonly PythonToken[], at: number): boolean {
    const end = tokens.findIndex((token, index) => index > at && isOperator(token, ')'));
    if (!isOperator(tokens[at], '(') || end < 0) return false;
    const given = tokens.slice(at + 1, end).filter(({ type }) => type !== 'end');
    const [first, ...options] = partedAt(given, ',');
    if (first === undefined || !options.every(isReading)) return false;
    const [file] = first;
    if (first.length === 1 && file?.type === 'string' && file.value !== undefined) {
      this.reads.push(file.value);
      return true;
    }
    if (/^sys \. argv \[ \d+ \]$/.test(first.map(textOf).join(' ')) && this.#modules.get('sys') === 'sys') {
      this.readsOperands = true;
      return true;
    }
    this.readsInput = true;
    return first.length === 1 && textOf(file) === '0';
  }
}

/** An argument of `open` that leaves it at reading. */
function isReading(argument: readonly PythonToken[]): boolean {
  const [first, equals, value] = argument;
  if (argument.length === 0) return true;
  if (argument.length === 1) return first?.type === 'string' && readingModes.has(first.value ?? '');
  if (argument.length !== 3 || !isOperator(equals, '=') || value?.type !== 'string') return false;
  return textOf(first) === 'mode' ? readingModes.has(value.value ?? '') : /^(?:newline|encoding|errors)$/.test(textOf(first));
}

/** The tokens from here to the end of the statement; parentheses may hold more lines. */
function statementAt(tokens: readonly PythonToken[], at: number): PythonToken[] {
  const statement: PythonToken[] = [];
  let depth = 0;
  for (const token of tokens.slice(at)) {
    if (isOperator(token, '(')) depth += 1;
    if (isOperator(token, ')')) depth -= 1;
    if (token.type !== 'end') statement.push(token);
    else if (depth <= 0) break;
  }
  return statement;
}

function partedAt(tokens: readonly PythonToken[], mark: string): PythonToken[][] {
  const parts: PythonToken[][] = [[]];
  for (const token of tokens) {
    if (isOperator(token, mark)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function textOf(token: PythonToken | undefined): string {
  return token === undefined || token.type === 'end' ? '' : token.type === 'string' ? '""' : token.text;
}

function isName(token: PythonToken | undefined, text: string): boolean {
  return token?.type === 'name' && token.text === text;
}

function isOperator(token: PythonToken | undefined, text: string): boolean {
  return token?.type === 'operator' && token.text === text;
}
