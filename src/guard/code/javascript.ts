/**
 * Reads a JavaScript program (`node -e`) for whether it only computes and prints. By capabilities: nothing that could do more can be
 * reached, neither by a name, nor by a member, nor by a key that is put together, so no call can do more. What is not certain is not said.
 */
import { converting, globals, keywords, modules, powerful, reserved, unreadKeywords } from './javascript-names.ts';
import { scriptTokens, type ScriptToken } from './javascript-tokens.ts';
import type { PlainCode } from './types.ts';

const MAX_CODE = 20_000;

/** @returns undefined where the program may do more than to compute, to print, and to read the files that are named */
export function readJavaScript(source: string): PlainCode | undefined {
  if (source.length > MAX_CODE) return undefined;
  const lists = scriptTokens(source);
  if (!lists) return undefined;
  const reader = new ScriptReader();
  for (const tokens of lists) reader.declares(tokens);
  if (!lists.every((tokens) => reader.uses(tokens))) return undefined;
  const { reads, readsOperands, readsInput } = reader;
  return { reads, readsOperands, readsInput };
}

class ScriptReader {
  readonly reads: string[] = [];
  readsOperands = false;
  readsInput = false;
  /** Names that stand for a module, or with a dot for one of its functions. */
  readonly #modules = new Map<string, string>();

  /** Notes which names stand for a module: `const fs = require('fs')`, `const { readFileSync } = require('fs')`. */
  declares(tokens: readonly ScriptToken[]): void {
    for (const [at, token] of tokens.entries()) {
      const module = token.type === 'name' && token.text === 'require' ? requiredBefore(tokens, at + 3) : undefined;
      if (module === undefined || !modules.has(module) || textOf(tokens[at - 1]) !== '=') continue;
      const target = tokens[at - 2];
      if (target?.type === 'name') this.#modules.set(target.text, module);
      else for (const one of unpacked(tokens, at - 2) ?? []) this.#modules.set(one, `${module}.${one}`);
    }
  }

  uses(tokens: readonly ScriptToken[]): boolean {
    return tokens.every((token, at) => {
      if (token.type === 'string') return token.value === undefined || !powerful.has(token.value);
      if (token.type === 'operator' && token.text === '[') return !isAccess(tokens[at - 1]) || this.#isKnownKey(tokens, at);
      if (token.type !== 'name') return true;
      if (powerful.has(token.text) || unreadKeywords.has(token.text)) return false;
      const before = textOf(tokens[at - 1]);
      if (before === '.' || before === '?.') return this.#isMember(tokens, at);
      return keywords.has(token.text) || this.#isHarmless(tokens, at, token.text);
    });
  }

  #isHarmless(tokens: readonly ScriptToken[], at: number, name: string): boolean {
    const before = textOf(tokens[at - 1]);
    const after = textOf(tokens[at + 1]);
    // The key of an object.
    if ((before === '{' || before === ',') && after === ':') return true;
    const module = this.#modules.get(name);
    if (module !== undefined) return this.#usesModule(tokens, at, module);
    if (name === 'require') return this.#requires(tokens, at);
    if (globals.has(name)) return after === '.' || after === '(' || converting.has(name);
    return !reserved.has(name) && !modules.has(name);
  }

  /** `const fs = require('fs')` and what is used of it. */
  #usesModule(tokens: readonly ScriptToken[], at: number, module: string): boolean {
    const [name = '', member] = module.split('.');
    if (/^(?:const|let|var|\{|,)$/.test(textOf(tokens[at - 1])) && /^(?:=|\}|,)$/.test(textOf(tokens[at + 1]))) return member === undefined || modules.get(name)?.has(member) === true;
    if (member === undefined) return textOf(tokens[at + 1]) === '.';
    return textOf(tokens[at + 1]) === '(' && (name !== 'fs' || this.#readsFile(tokens, at + 1));
  }

  #requires(tokens: readonly ScriptToken[], at: number): boolean {
    const [open, given, close, next] = tokens.slice(at + 1, at + 5);
    if (textOf(open) !== '(' || given?.type !== 'string' || given.value === undefined || textOf(close) !== ')') return false;
    if (/^\.\.?\/[^?#]*\.json$/.test(given.value)) {
      this.reads.push(given.value);
      return true;
    }
    // What it gives must have a name by which it is known, or be used in place.
    const target = tokens[at - 2];
    const named =
      textOf(tokens[at - 1]) === '=' &&
      !/^[.[(]$/.test(textOf(next)) &&
      (target?.type === 'name' ? isDeclared(tokens, at - 2) : unpacked(tokens, at - 2) !== undefined);
    return modules.has(given.value.replace(/^node:/, '')) && (named || textOf(next) === '.');
  }

  #isMember(tokens: readonly ScriptToken[], at: number): boolean {
    const member = textOf(tokens[at]);
    const root = tokens[at - 2];
    const isRoot = root?.type === 'name' && !/^\??\.$/.test(textOf(tokens[at - 3]));
    const module = isRoot ? this.#modules.get(root.text) : requiredBefore(tokens, at - 2);
    if (module !== undefined) return modules.get(module)?.has(member) === true && (module !== 'fs' || this.#readsFile(tokens, at + 1));
    if (member.startsWith('_')) return false;
    const [above, dot] = tokens.slice(Math.max(0, at - 4), at - 2);
    if (textOf(root) === 'stdout' && textOf(above) === 'process' && textOf(dot) === '.') return /^(?:write|columns|rows|isTTY)$/.test(member);
    return (isRoot ? globals.get(root.text) : undefined)?.has(member) !== false;
  }

  /** The file that a function of `fs` is called with: named, its standard input, or an operand. */
  #readsFile(tokens: readonly ScriptToken[], open: number): boolean {
    const [file, next] = tokens.slice(open + 1, open + 3);
    if (textOf(tokens[open]) !== '(' || file === undefined) return false;
    if (textOf(next) === ')' || textOf(next) === ',') {
      if (file.type === 'string' && file.value !== undefined) this.reads.push(file.value);
      const input = textOf(file) === '0';
      this.readsInput ||= input;
      return input || (file.type === 'string' && file.value !== undefined);
    }
    if (!/^process \. argv \[ \d+ \] [,)]/.test(tokens.slice(open + 1, open + 8).map(textOf).join(' '))) return false;
    this.readsOperands = true;
    return true;
  }

  /** A key that is there as it is, or a number: any other could be put together to a name that leads elsewhere. */
  #isKnownKey(tokens: readonly ScriptToken[], at: number): boolean {
    const end = tokens.findIndex((token, index) => index > at && textOf(token) === ']');
    const key = tokens.slice(at + 1, end < 0 ? tokens.length : end);
    if (key.length === 1 && key[0]?.type === 'string') return key[0].value !== undefined && !powerful.has(key[0].value);
    const text = key.map(textOf).join(' ');
    return /^(?:[\w$]+(?: \. [\w$]+)* - )?\d+$/.test(text);
  }
}

function isDeclared(tokens: readonly ScriptToken[], at: number): boolean {
  return /^(?:const|let|var)$/.test(textOf(tokens[at - 1]));
}

/** The names in `const { a, b }`, whose last brace stands at `end`; undefined where it is anything else. */
function unpacked(tokens: readonly ScriptToken[], end: number): string[] | undefined {
  const start = tokens.findLastIndex((token, index) => index < end && textOf(token) === '{');
  const inside = tokens.slice(start + 1, end).filter((token) => textOf(token) !== ',');
  return textOf(tokens[end]) === '}' && isDeclared(tokens, start) && inside.every(({ type }) => type === 'name') ? inside.map(textOf) : undefined;
}

/** `require('fs')` in front of a dot. */
function requiredBefore(tokens: readonly ScriptToken[], close: number): string | undefined {
  const [name, open, given] = tokens.slice(Math.max(0, close - 3), close);
  if (textOf(tokens[close]) !== ')' || textOf(name) !== 'require' || textOf(open) !== '(' || given?.type !== 'string') return undefined;
  return given.value?.endsWith('.json') === true ? undefined : given.value?.replace(/^node:/, '');
}

/** Whether a bracket behind it takes a member of it, and is no list. */
function isAccess(token: ScriptToken | undefined): boolean {
  if (token === undefined) return false;
  if (token.type !== 'operator') return token.type !== 'name' || !keywords.has(token.text) || token.text === 'undefined';
  return token.text === ')' || token.text === ']' || token.text === '}' || token.text === '?.';
}

function textOf(token: ScriptToken | undefined): string {
  if (token === undefined) return '';
  return 'text' in token ? token.text : token.type === 'string' ? `"${token.value ?? ''}"` : token.type;
}
