/** One line of a record: written, and read strictly. */
import { isAscii } from 'node:buffer';
import { dataSchemas, envelopeSchema, RECORD_VERSION, type AnyEvent, type EventType, type NewEvent } from './events.ts';
import { problem, type Problem, type Where } from './problem.ts';
import { findJsonFault } from './strict-json.ts';

/** The longest line, in bytes without its line end. */
export const MAX_LINE = 32 * 1024 * 1024;
/** `prev` of the first line. */
export const ZERO_DIGEST = '0'.repeat(64);

/** The event and its line without line end: compact JSON, the fields in the order `v, seq, prev, time, type, step, parent, basis, data`. */
export function encodeEvent(event: NewEvent, seq: number, prev: string, time: string): { event: AnyEvent; line: string } {
  const { type, step, parent, basis, data } = event;
  const full = { v: RECORD_VERSION, seq, prev, time, type, ...(step === undefined ? {} : { step }), ...(parent === undefined ? {} : { parent }), basis, data } as AnyEvent;
  return { event: full, line: JSON.stringify(full) };
}

export type ParsedLine = { event: AnyEvent; problem?: undefined } | { event?: undefined; problem: Problem };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A line as `encodeEvent` writes it, up to its data. With the lengths in `parseUsual` it says all that the schema of the envelope says. */
const usual =
  /^\{"v":1,"seq":(0|[1-9][0-9]*),"prev":"([0-9a-f]+)","time":"([^"\\]+)","type":"([a-z.]+)"(?:,"step":"([^"\\]+)")?(?:,"parent":"([^"\\]+)")?,"basis":"(mediated|observed|reported|unobserved)","data":(?=\{)/;

/**
 * Reads the bytes of one line without its line end. Refuses what is not UTF-8, not one JSON object, has a key twice or half a
 * surrogate pair, is of another version, or does not fit the schema of its type.
 * @param ascii the same as text, where the caller has it.
 */
export function parseLine(bytes: Buffer, where: Where, ascii?: string): ParsedLine {
  if (bytes.length > MAX_LINE) return { problem: problem('line-too-long', where, { expected: `at most ${MAX_LINE} bytes`, found: `${bytes.length}` }) };
  const text = ascii ?? decode(bytes);
  if (text === undefined) return { problem: problem('bad-utf8', where) };
  const event = parseUsual(text);
  if (event !== undefined) return isEventType(event.type) ? checkData(event, where) : { problem: problem('unknown-type', where, { found: event.type }) };
  if (text.endsWith('\r')) return { problem: problem('line-end', where) };
  const value = parseStrictly(text);
  if (value === undefined || !text.startsWith('{') || !text.endsWith('}')) return { problem: jsonProblem(text, where) };
  return checkEvent(value, where);
}

/** The fast way, for lines in the form that Signalbox writes; undefined for all others, which may be good all the same. */
function parseUsual(text: string): AnyEvent | undefined {
  const match = text.charCodeAt(text.length - 1) === 0x7d ? usual.exec(text) : null;
  if (match === null) return undefined;
  const [head, seq, prev, time, type, step, parent, basis] = match as unknown as [string, string, string, string, string, string | undefined, string | undefined, string];
  if (seq.length > 15 || prev.length !== 64 || time.length > 64 || (step?.length ?? 0) > 200 || (parent?.length ?? 0) > 200) return undefined;
  const data = parseStrictly(text.slice(head.length, -1));
  if (data === undefined) return undefined;
  const ids = step === undefined ? (parent === undefined ? {} : { parent }) : parent === undefined ? { step } : { step, parent };
  return { v: RECORD_VERSION, seq: Number(seq), prev, time, type, ...ids, basis, data } as unknown as AnyEvent;
}

function decode(bytes: Buffer): string | undefined {
  if (isAscii(bytes)) return bytes.toString('latin1');
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The value, or undefined where `findJsonFault` must say why not. A text that JSON.stringify gives back unchanged has no key twice,
 * since JSON.parse would have dropped one; half a surrogate pair can only stand in it as an escape `\ud…`.
 */
function parseStrictly(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!text.includes('\\ud') && JSON.stringify(value) === text) return value;
    return findJsonFault(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

function jsonProblem(text: string, where: Where): Problem {
  const fault = findJsonFault(text) ?? { code: 'bad-json' as const, at: 0, detail: 'not one object' };
  return problem(fault.code, { ...where, byte: (where.byte ?? 0) + Buffer.byteLength(text.slice(0, fault.at)) }, { detail: fault.detail });
}

function checkEvent(value: unknown, where: Where): ParsedLine {
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined;
  if (typeof version === 'number' && version > RECORD_VERSION) {
    const detail = `this one reads up to version ${RECORD_VERSION}; update Signalbox to read it`;
    return { problem: problem('newer-version', where, { expected: `${RECORD_VERSION}`, found: `${version}`, detail }) };
  }
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success) return { problem: problem('bad-envelope', where, { detail: firstIssue(envelope.error) }) };
  const { type } = envelope.data;
  return isEventType(type) ? checkData(value as AnyEvent, where) : { problem: problem('unknown-type', where, { found: type }) };
}

function checkData(event: AnyEvent, where: Where): ParsedLine {
  const data = dataSchemas[event.type].safeParse(event.data);
  if (!data.success) return { problem: problem('bad-data', where, { found: event.type, detail: firstIssue(data.error) }) };
  return { event };
}

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(dataSchemas, type);
}

/** The first issue of a schema error, as `path: message`. */
export function firstIssue(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0];
  return issue === undefined ? 'does not fit' : `${issue.path.map(String).join('.')}: ${issue.message}`;
}
