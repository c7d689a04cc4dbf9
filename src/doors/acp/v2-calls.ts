/**
 * Tool calls and permission requests of the ACP v2 draft in the words of v1: terminals that the agent runs itself, edits as git
 * patches, calls that grow piece by piece, and requests that name a subject.
 */
import { StringDecoder } from 'node:string_decoder';
import { parsePatch } from 'diff';

/** How many calls and terminals are remembered, and parts of one call; the oldest are forgotten first. */
const MAX_KEPT = 2000;
const MAX_PARTS = 1000;
/** The longest patch that is shown, in UTF-16 units. */
const MAX_PATCH = 4 * 1024 * 1024;
const NO_FILE = '/dev/null';

export type Fields = Record<string, unknown>;

interface KnownCall {
  content: unknown[];
  locations: Map<string, unknown>;
}

interface KnownTerminal {
  call?: string;
  /** What was told of it before a call showed it. */
  early: Fields[];
  decoder: StringDecoder;
}

export class CallsV2 {
  private readonly calls = new Map<string, KnownCall>();
  private readonly terminals = new Map<string, KnownTerminal>();
  private asked = 0;

  /** A `tool_call_update` of v2. @returns updates of v1, the call's own first */
  update(update: Fields): Fields[] {
    const call = this.translate(update);
    return [{ ...call, sessionUpdate: 'tool_call_update' }, ...this.earlyOf(update)];
  }

  /** A `tool_call_content_chunk`: one more part of what the call shows. v1 tells the whole of it each time. */
  chunk({ toolCallId, content }: Fields): Fields[] {
    const known = typeof toolCallId === 'string' ? this.calls.get(toolCallId)?.content : undefined;
    return this.update({ toolCallId, content: [...(known ?? []), content] });
  }

  /** A `terminal_update` or `terminal_output_chunk`; `data` is base64. v1 has it in `_meta` of the call that shows the terminal. */
  terminal(update: Fields): Fields[] {
    const { terminalId } = update;
    if (typeof terminalId !== 'string') return [];
    const terminal = this.terminals.get(terminalId) ?? keep(this.terminals, terminalId, { early: [], decoder: new StringDecoder('utf8') });
    const meta = terminalMeta(update, terminal.decoder);
    if (meta === undefined) return [];
    if (terminal.call !== undefined) return [told(terminal.call, meta)];
    if (terminal.early.length < MAX_PARTS) terminal.early.push(meta);
    return [];
  }

  /** A permission request. What names no known subject is asked about under its title, with all of it as input. */
  permission({ sessionId, options, ...about }: Fields): Fields {
    return { sessionId, options, toolCall: this.subject(about) };
  }

  private subject(about: Fields): unknown {
    const { subject } = about;
    const own = `signalbox-request-${this.asked++}`;
    const type = field(subject, 'type');
    if (type === 'tool_call') {
      const call = field(subject, 'toolCall');
      return isRecord(call) ? this.translate(call) : call;
    }
    const command = field(subject, 'command');
    if (type === 'command' && typeof command === 'string') {
      const toolCallId = field(subject, 'toolCallId');
      const rawInput = { command, cwd: field(subject, 'cwd') };
      return { toolCallId: typeof toolCallId === 'string' && toolCallId !== '' ? toolCallId : own, title: command, kind: 'execute', rawInput };
    }
    return { toolCallId: own, title: about['title'], kind: 'other', rawInput: about };
  }

  /** The fields of a call. All files that its edits name are among its locations, since a patch need not show each. */
  private translate(update: Fields): Fields {
    const { toolCallId, content, locations, status } = update;
    // v1 has no name for a call that was given up.
    const call: Fields = { ...update, ...(status === 'cancelled' ? { status: 'failed' } : {}) };
    if (typeof toolCallId !== 'string') return call;
    const known = this.calls.get(toolCallId) ?? keep(this.calls, toolCallId, { content: [], locations: new Map<string, unknown>() });
    if (content === null || Array.isArray(content)) {
      known.content = members(content).slice(0, MAX_PARTS);
      call['content'] = known.content.flatMap(contentOf);
      for (const part of known.content) this.show(toolCallId, part);
    }
    for (const place of members(locations)) locate(known, field(place, 'path'), place);
    for (const path of known.content.flatMap(pathsOf)) locate(known, path, { path });
    if (known.locations.size > 0) call['locations'] = [...known.locations.values()];
    return call;
  }

  private show(call: string, part: unknown): void {
    const terminalId = field(part, 'type') === 'terminal' ? field(part, 'terminalId') : undefined;
    if (typeof terminalId !== 'string') return;
    const terminal = this.terminals.get(terminalId) ?? keep(this.terminals, terminalId, { early: [], decoder: new StringDecoder('utf8') });
    terminal.call ??= call;
  }

  private earlyOf({ content }: Fields): Fields[] {
    return members(content).flatMap((part) => {
      const terminalId = field(part, 'type') === 'terminal' ? field(part, 'terminalId') : undefined;
      const terminal = typeof terminalId === 'string' ? this.terminals.get(terminalId) : undefined;
      return terminal?.call === undefined ? [] : terminal.early.splice(0).map((meta) => told(terminal.call, meta));
    });
  }
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of what may be no object. */
export function field(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The members of what may be no array. */
export function members(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function told(toolCallId: unknown, meta: Fields): Fields {
  return { sessionUpdate: 'tool_call_update', toolCallId, _meta: meta };
}

/** As adapters of v1 put it: `terminal_output` is the whole of it, `terminal_output_delta` what came since. */
function terminalMeta(update: Fields, decoder: StringDecoder): Fields | undefined {
  const whole = field(update['output'], 'data');
  const piece = update['data'];
  const code = field(update['exitStatus'], 'exitCode');
  const meta: Fields = {};
  if (typeof whole === 'string') meta['terminal_output'] = { data: Buffer.from(whole, 'base64').toString('utf8') };
  if (typeof piece === 'string') meta['terminal_output_delta'] = { data: decoder.write(Buffer.from(piece, 'base64')) };
  if (Number.isSafeInteger(code)) meta['terminal_exit'] = { exit_code: code };
  return Object.keys(meta).length > 0 ? meta : undefined;
}

function contentOf(part: unknown): unknown[] {
  return field(part, 'type') === 'diff' ? editsOf(part) : [part];
}

function pathsOf(part: unknown): unknown[] {
  const changes = field(part, 'type') === 'diff' ? field(part, 'changes') : undefined;
  return members(changes).slice(0, MAX_PARTS).flatMap((change) => [field(change, 'path'), field(change, 'oldPath')]);
}

function locate(call: KnownCall, path: unknown, place: unknown): void {
  if (typeof path === 'string' && path !== '' && !call.locations.has(path) && call.locations.size < MAX_PARTS) call.locations.set(path, place);
}

/**
 * The edits of a `diff`, one for each hunk of its git patch, with the lines around it that the patch shows: v1 has the text before
 * and after. A file that no change names is shown under its name in the patch. A patch that cannot be read shows nothing.
 */
function editsOf(diff: unknown): Fields[] {
  const text = field(field(diff, 'patch'), 'text');
  if (typeof text !== 'string' || text.length > MAX_PATCH) return [];
  const named = pathsOf(diff).filter((path) => typeof path === 'string');
  try {
    return parsePatch(text).flatMap(({ oldFileName, newFileName, hunks }) => {
      const name = newFileName === undefined || newFileName === NO_FILE ? oldFileName : newFileName;
      if (name === undefined) return [];
      const path = named.find((candidate) => isSame(candidate, name)) ?? name;
      return hunks.map(({ lines }): Fields => ({ type: 'diff', path, oldText: oldFileName === NO_FILE ? null : side(lines, '-'), newText: side(lines, '+') }));
    });
  } catch {
    return [];
  }
}

/** Whether a name of a patch (`/w/src/a.ts`, `a/src/a.ts`) is that of the file at this absolute path. */
function isSame(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name.replace(/^[ab]\//, '')}`);
}

/** The text before (`-`) or after (`+`) of a hunk. A line `\ No newline…` takes the end of the line before it. */
function side(lines: string[], mark: '-' | '+'): string {
  const kept = lines.flatMap((line, index) => {
    if (!line.startsWith(mark) && !line.startsWith(' ')) return [];
    return [`${line.slice(1)}${lines[index + 1]?.startsWith('\\') ? '' : '\n'}`];
  });
  return kept.join('');
}

/** Sets a new entry; the oldest goes where there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): T {
  for (const oldest of map.keys()) {
    if (map.size < MAX_KEPT) break;
    map.delete(oldest);
  }
  map.set(key, value);
  return value;
}
