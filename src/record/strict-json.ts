/** A scanner for JSON that says why a text is not acceptable: JSON.parse alone takes the last of two equal keys without a word. */

export interface JsonFault {
  code: 'bad-json' | 'duplicate-key' | 'lone-surrogate';
  /** UTF-16 offset in the text. */
  at: number;
  detail: string;
}

const MAX_DEPTH = 256;
const blank = /[ \t\r\n]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const word = /true|false|null/y;

class Fault extends Error {
  readonly fault: JsonFault;
  constructor(code: JsonFault['code'], at: number, detail: string) {
    super(detail);
    this.fault = { code, at, detail };
  }
}

/** The first fault of `text` as one JSON value (RFC 8259) without duplicate keys, lone surrogates and numbers that lose their value; undefined if there is none. */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    const end = skip(text, readValue(text, skip(text, 0), 0));
    if (end < text.length) throw new Fault('bad-json', end, 'more than one value');
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

function skip(text: string, at: number): number {
  blank.lastIndex = at;
  blank.test(text);
  return blank.lastIndex;
}

function readValue(text: string, at: number, depth: number): number {
  if (depth > MAX_DEPTH) throw new Fault('bad-json', at, 'nested too deep');
  const first = text[at];
  if (first === '{') return readObject(text, at, depth);
  if (first === '[') return readArray(text, at, depth);
  if (first === '"') return readString(text, at).end;
  return readScalar(text, at);
}

function readObject(text: string, start: number, depth: number): number {
  const keys = new Set<string>();
  let at = skip(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    const key = readString(text, at);
    if (keys.has(key.value)) throw new Fault('duplicate-key', at, JSON.stringify(key.value));
    keys.add(key.value);
    at = skip(text, key.end);
    if (text[at] !== ':') throw new Fault('bad-json', at, 'a colon is missing');
    at = skip(text, readValue(text, skip(text, at + 1), depth + 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw new Fault('bad-json', at, 'a comma is missing');
    at = skip(text, at + 1);
  }
}

function readArray(text: string, start: number, depth: number): number {
  let at = skip(text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    at = skip(text, readValue(text, at, depth + 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw new Fault('bad-json', at, 'a comma is missing');
    at = skip(text, at + 1);
  }
}

function readString(text: string, at: number): { value: string; end: number } {
  const end = endOfString(text, at);
  const value = unquote(text, at, end);
  if (!value.isWellFormed()) throw new Fault('lone-surrogate', at, 'in a string');
  return { value, end };
}

function endOfString(text: string, start: number): number {
  if (text[start] !== '"') throw new Fault('bad-json', start, 'a string is missing');
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH) at++;
  }
  throw new Fault('bad-json', start, 'a string without end');
}

function unquote(text: string, start: number, end: number): string {
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    throw new Fault('bad-json', start, 'a string is not well-formed');
  }
}

function readScalar(text: string, at: number): number {
  word.lastIndex = at;
  if (word.test(text)) return word.lastIndex;
  number.lastIndex = at;
  const match = number.exec(text)?.[0];
  if (match === undefined) throw new Fault('bad-json', at, 'no value');
  const value = Number(match);
  const exact = Number.isSafeInteger(value) || /[.eE]/.test(match) || String(value) === match;
  if (!Number.isFinite(value) || !exact) throw new Fault('bad-json', at, 'a number that loses its value');
  return at + match.length;
}
