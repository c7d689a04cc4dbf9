/** Texts inside a text, that a model reads and a person does not: encoded, in characters that are not shown, or spread letter by letter. */
import { disguised } from './disguise.ts';

export interface Inner {
  text: string;
  /** Where it stands in the outer text. */
  start: number;
  end: number;
  how: string;
}

const MAX_RUN = 64 * 1024;
const MAX_TOTAL = 128 * 1024;
const MAX_RUNS = 20_000;
/** So much of a run is looked at first: whether it is a text at all. */
const HEAD = 64;
/** Shorter runs say too little. */
const SHORTEST = 20;
const spacedHex = /\b(?:[0-9a-fA-F]{2}[ :,]){12,}[0-9a-fA-F]{2}\b/g;
const percent = /(?:%[0-9a-fA-F]{2}[\w.~+-]{0,20}){4,}/g;
const escapes = /(?:\\x[0-9a-fA-F]{2}|\\u\{?[0-9a-fA-F]{4}\}?|\\[0-3][0-7]{2}|&#x?[0-9a-fA-F]{2,5};){8,}/g;
const tags = /[\u{e0020}-\u{e007e}]+/gu;
const bits = /(?:\u200b|\u200c|\u200d|\u2060|\ufeff){16,}/g;
const spaced = /\b[A-Za-z](?:[ .\-_*]{1,3}[A-Za-z]\b){9,}/g;

/** All encoded texts in `text` that decode to something that can be read. Bounded in number and size; the rest is left out. */
export function innerTexts(text: string): Inner[] {
  const found: Inner[] = [];
  let budget = MAX_TOTAL;
  let runs = 0;
  const take = (start: number, end: number, how: string, decode: (run: string) => string | undefined): void => {
    if ((runs += 1) > MAX_RUNS || budget <= 0) return;
    const run = text.slice(start, Math.min(end, start + MAX_RUN));
    if (run.length > HEAD && decode(run.slice(0, HEAD)) === undefined) return;
    budget -= run.length;
    const decoded = decode(run);
    if (decoded !== undefined) found.push({ text: decoded, start, end, how });
  };
  const look = (pattern: RegExp, how: string, decode: (run: string) => string | undefined): void => {
    for (const match of text.matchAll(pattern)) take(match.index, match.index + match[0].length, how, decode);
  };
  for (const [start, end] of longWords(text)) {
    if (hexDigits.test(text.slice(start, start + SHORTEST)) && hexDigits.test(text.slice(start, end))) take(start, end, 'hexadecimal', (run) => readable(Buffer.from(run, 'hex')));
    else if (isLikely(text, start)) take(start, end, 'base64', (run) => readable(Buffer.from(run, 'base64')));
  }
  look(spacedHex, 'hexadecimal', (run) => readable(Buffer.from(run.replace(/[ :,]/g, ''), 'hex')));
  if (text.includes('%')) look(percent, 'percent-encoding', (run) => readable(Buffer.from(unescaped(run.replaceAll('+', ' ')), 'latin1')));
  if (/\\[xu0-3]|&#/.test(text)) look(escapes, 'escapes', characters);
  if (/[\u{e0000}-\u{e007f}]/u.test(text)) look(tags, 'characters that are not shown', tagged);
  if (/[\u200b-\u200d\u2060\ufeff]{16}/.test(text)) look(bits, 'characters that are not shown', binary);
  look(spaced, 'single letters', (run) => run.replace(/[.\-_*]/.test(run) ? /[ .\-_*]{2,3}| /g : / {2,3}/g, '\0').replace(/[ .\-_*]/g, '').replaceAll('\0', ' '));
  for (const { start, end, how, decode } of disguised(text)) take(start, end, how, decode);
  return found;
}

const hexDigits = /^(?:[0-9a-fA-F]{2})+$/;
/** Letters, digits and what base64 has besides: `+`, `/`, `-`, `_`. */
const wordUnits = new Uint8Array(128);
for (const one of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') wordUnits[one.charCodeAt(0)] = 1;

/** Runs of what base64 is written with, long enough to say something; line ends inside count as nothing where lines are full. */
function longWords(text: string): [number, number][] {
  const words: [number, number][] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at += 1) {
    if ((wordUnits[text.charCodeAt(at)] ?? 0) === 1) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      if (at - start >= SHORTEST) {
        const last = words.at(-1);
        // Base64 is often written in lines of 60 to 76 characters.
        if (last && start - last[1] <= 2 && last[1] - last[0] >= 60 && /^\r?\n$/.test(text.slice(last[1], start))) last[1] = at;
        else words.push([start, at]);
      }
      start = -1;
    }
  }
  return words;
}

/** Base64 of a text has capitals throughout; most paths and names do not. */
function isLikely(text: string, start: number): boolean {
  let capitals = 0;
  for (let at = start; at < start + SHORTEST; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 65 && code <= 90) capitals += 1;
  }
  return capitals >= 3;
}

/** Bytes as text, where that is what they are. */
function readable(bytes: Buffer): string | undefined {
  if (bytes.length < 12) return undefined;
  const wide = bytes.length >= 16 && bytes[1] === 0 && bytes[3] === 0;
  const text = bytes.toString(wide ? 'utf16le' : 'utf8');
  const sample = text.slice(0, 400);
  const odd = sample.match(/[^\t\n\r -~\u00a0-\u024f\u0370-\u052f\u2010-\u2030\u3000-\u9fff]/g)?.length ?? 0;
  return odd > sample.length / 40 || !/[A-Za-z\u3000-\u9fff]{2}/.test(sample) ? undefined : text;
}

function unescaped(run: string): string {
  return run.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function characters(run: string): string {
  return run.replace(/\\x([0-9a-fA-F]{2})|\\u\{?([0-9a-fA-F]{4})\}?|\\([0-3][0-7]{2})|&#(x?)([0-9a-fA-F]{2,5});/g, (...match) => {
    const [, byte, unit, octal, isHex, entity] = match as (string | undefined)[];
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (entity !== undefined) return String.fromCharCode(Number.parseInt(entity, isHex === 'x' ? 16 : 10));
    return String.fromCharCode(Number.parseInt(byte ?? unit ?? '20', 16));
  });
}

function tagged(run: string): string {
  return Array.from(run, (one) => String.fromCharCode((one.codePointAt(0) ?? 0) - 0xe0000)).join('');
}

/** Two kinds of zero-width characters as the bits of bytes, either way round. */
function binary(run: string): string | undefined {
  const [zero] = run;
  for (const flip of [false, true]) {
    const digits = Array.from(run, (one) => ((one === zero) !== flip ? '0' : '1')).join('');
    const text = digits.replace(/[01]{8}/g, (byte) => String.fromCharCode(Number.parseInt(byte, 2))).replace(/[01]{1,7}$/, '');
    if (/^[\t\n\r -~]{2,}$/.test(text)) return text;
  }
  return undefined;
}
