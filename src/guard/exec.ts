/** From a shell command to segments and findings. */
import type { Severity } from '../model/decision.ts';
import { findSecrets } from '../secrets/detect.ts';
import { LineFacts, MAX_NESTING } from './outer.ts';
import { startsWithoutEnd } from './findings/overwrites.ts';
import { SegmentReading } from './segment.ts';
import { Collector } from './shell/collect.ts';
import type { Evaluator } from './shell/evaluate.ts';
import { forgetVariables, inherited, same, type ShellState } from './shell/state.ts';
import type { ShellParser } from './parsers.ts';
import type { CommandResult, Input, SimpleCommand } from './shell/simple-command.ts';
import { Walker } from './shell/walk.ts';
import type { WalkHost } from './shell/walk-host.ts';
import { marked, staticWord, type Word } from './shell/word.ts';
import type { Assessment, GuardContext, Segment } from './types.ts';

const MAX_WORDS = 1000;
/** Loops in loops read a command again and again. */
const MAX_READS = 600;
const MAX_LOOKS = 48;
const MAX_PIECES = 24;
/** What is longer is not allowed unread anyway. */
const MAX_SECRETS = 100_000;
const MAX_PIECED = 600;
// Characters that a reader does not see, or that a shell and the grammar take for different things.
const hidden = /[\0-\x08\x0b-\x1f\x7f\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/;

interface Place {
  (start: number, end: number): { start: number; end: number };
}

/** @param language in which the command is written */
export function assessExec(
  command: string,
  cwd: string,
  context: GuardContext,
  parser: ShellParser,
  language: 'shell' | 'powershell' = 'shell',
): Assessment {
  const reader = new ExecReader(context, parser);
  const hiddenAt = command.search(hidden);
  if (hiddenAt >= 0)
    reader.out.report(
      undefined,
      'shell.hidden-characters',
      'high',
      'the command holds characters that cannot be seen',
      hiddenAt,
      hiddenAt + 1,
    );
  for (const secret of findSecrets(command.slice(0, MAX_SECRETS))) {
    reader.out.report(undefined, 'secret.in-arguments', 'high', `the command holds a secret (${secret.kind})`, secret.start, secret.end);
    reader.secret = true;
  }
  const home = marked(context.home);
  const state: ShellState = {
    cwds: [cwd],
    lost: false,
    variables: new Map([
      ['HOME', home],
      ['PWD', marked(cwd)],
    ]),
    functions: new Map(),
  };
  reader[language](command, state, { from: 'nothing' }, (start, end) => ({ start, end }), 0);
  if (language === 'shell') reader.guess(command, state);
  reader.finish(command.length);
  return { findings: reader.out.findings, segments: reader.out.segments };
}

/** A list of program and arguments that no shell reads. */
export function assessArgv(argv: readonly string[], command: string, cwd: string, context: GuardContext, parser: ShellParser): Assessment {
  const reader = new ExecReader(context, parser);
  for (const text of argv) {
    for (const secret of findSecrets(text.slice(0, MAX_SECRETS))) reader.secretFound(secret.kind, command.length);
  }
  const state: ShellState = { cwds: [cwd], lost: false, variables: new Map(), functions: new Map() };
  const words = argv.map((text) => staticWord(text, 0, command.length));
  reader.simple(
    {
      words,
      assignments: [],
      redirects: [],
      input: { from: 'nothing' },
      text: argv.join(' ').slice(0, 10_000),
      start: 0,
      end: command.length,
    },
    state,
    0,
  );
  reader.finish(command.length);
  return { findings: reader.out.findings, segments: reader.out.segments };
}

/** The whole without lines that go on or without comments, and the parts between what separates commands. */
function piecesOf(text: string): string[] {
  if (text.length > MAX_PIECED) return [];
  const parts = text.split(/[;|&\n`()]|\$\(/).filter((part) => /\S\s+\S/.test(part));
  const braced = /^\{[^\s{};]+(?:,[^\s{};]*)+\}$/.test(text.trim()) ? [text.trim().slice(1, -1).replaceAll(',', ' ')] : [];
  return [...braced, text.replaceAll('\\\n', ''), text.replace(/(?:^|\s)#.*$/gm, ''), ...parts].slice(0, MAX_PIECES);
}

function isListed({ text, listed }: Word): boolean {
  return text === undefined && listed;
}

class ExecReader {
  readonly out = new Collector();
  readonly line: LineFacts;
  secret = false;
  #network = false;
  #reads = 0;
  readonly #context: GuardContext;
  readonly #parser: ShellParser;

  constructor(context: GuardContext, parser: ShellParser, line = new LineFacts()) {
    this.#context = context;
    this.#parser = parser;
    this.line = line;
  }

  /** Where something depends on run time: once more with what it most likely is, for what cannot be taken back. */
  guess(command: string, state: ShellState): void {
    const { findings } = this.out;
    const open = findings.some(({ id }) => /unresolved|unparsed/.test(id) || (/[\\$`*?[|]|<\(/.test(command) && /^command\.(?!writes|changes)/.test(id)));
    if (open && !findings.some(({ severity }) => severity === 'catastrophic'))
      this.#look('guess', undefined, { start: 0, end: command.length }, 0, (reader) => {
        reader.shell(command, { ...state, guess: true }, { from: 'nothing' }, (start, end) => ({ start, end }), 0);
      });
  }

  secretFound(kind: string, end: number): void {
    this.secret = true;
    this.out.report(undefined, 'secret.in-arguments', 'high', `the command holds a secret (${kind})`, 0, end);
  }

  finish(length: number): void {
    if (this.out.full) this.out.report(undefined, 'shell.too-long', 'high', 'the command is too long to be read whole', 0, length);
    if (this.line.pipe && this.line.talking && this.line.raw)
      this.out.report(undefined, 'command.catastrophic', 'catastrophic', 'gives a shell to the network', 0, length);
    if (this.line.connected && this.line.talking)
      this.out.report(undefined, 'command.catastrophic', 'catastrophic', 'gives a shell to the network', 0, length);
    if (this.line.connected && this.line.secret)
      this.out.report(undefined, 'secret.to-network', 'catastrophic', 'a connection is open, and what holds secrets is read', 0, length);
    if (this.secret && this.#network)
      this.out.report(undefined, 'secret.to-network', 'catastrophic', 'a secret would go to the network', 0, length);
    if (this.out.segments.length === 0 && this.out.findings.length === 0)
      this.out.report(undefined, 'shell.empty', 'low', 'there is no command', 0, length);
  }

  shell(text: string, state: ShellState, input: Input, place: Place, depth: number): CommandResult {
    const whole = place(0, text.length);
    const failed = (id: string, reason: string): CommandResult => {
      this.out.report(undefined, id, 'high', reason, whole.start, whole.end);
      return { after: same(forgetVariables(state)), output: { from: 'unknown' } };
    };
    if (depth > MAX_NESTING || this.out.full) return failed('shell.too-long', 'is nested too deeply to be read');
    if (startsWithoutEnd(text)) this.out.report(undefined, 'command.catastrophic', 'catastrophic', 'starts itself again without end', whole.start, whole.end);
    const parsed = this.#parser.parse(text);
    if ('failure' in parsed) {
      if (parsed.failure === 'too-long') return failed('shell.too-long', 'is too long to be read');
      const result = failed('shell.unparsed', 'cannot be read as a shell would read it');
      // What can be read of it may say that it must not happen at all.
      for (const piece of depth === 0 ? piecesOf(text) : []) this.worst(piece, undefined, state, whole, depth + 1);
      return result;
    }
    const report = (id: string, severity: Severity, node: { start: number; end: number }, reason: string): void => {
      const at = place(node.start, node.end);
      this.out.report(undefined, id, severity, reason, at.start, at.end);
    };
    const host: WalkHost = {
      evaluator: undefined as never,
      command: (command, at) => this.simple(command, at, depth),
      isFull: () => this.out.full,
      unresolved: (node, reason) => report('shell.unresolved', 'medium', node, reason),
      catastrophic: (node, reason) => report('command.catastrophic', 'catastrophic', node, reason),
    };
    const evaluator: Evaluator = {
      source: text,
      home: this.#context.home,
      place,
      substitute: (node, at) => walker.sequence(node.children, at, text[node.start] === '>' ? walker.flowing : { from: 'nothing' }).output,
      perhaps: (hidden, node, at) => this.worst(hidden, undefined, at, place(node.start, node.end), depth + 1),
      piped: (given) => void this.line.written.set('/dev/fd/63', `${this.line.written.get('/dev/fd/63') ?? ''}${given}`),
      suspicious: (node, reason) => report('shell.unresolved', 'medium', node, reason),
    };
    host.evaluator = evaluator;
    const walker = new Walker(host);
    const { after, output } = walker.run(parsed.root, state, input);
    // The bodies of its functions stand in this text, and can be read nowhere else.
    const without = (one: ShellState): ShellState => ({ ...one, functions: new Map() });
    return { after: { success: without(after.success), failure: without(after.failure) }, output };
  }

  powershell(text: string, state: ShellState, input: Input, place: Place, depth: number): CommandResult {
    const whole = place(0, text.length);
    const failed = (id: string, reason: string): CommandResult => {
      this.out.report(undefined, id, 'high', reason, whole.start, whole.end);
      return { after: same(forgetVariables(state)), output: { from: 'unknown' } };
    };
    if (depth > MAX_NESTING || this.out.full) return failed('shell.too-long', 'is nested too deeply to be read');
    // PowerShell takes these for quotation marks and dashes.
    if (/[\u2013-\u2015\u2018-\u201f]/.test(text)) return failed('shell.hidden-characters', 'holds marks that PowerShell takes for others');
    const parsed = this.#parser.powershell(text);
    if ('failure' in parsed) {
      const unread = parsed.failure === 'too-long' ? failed('shell.too-long', 'is too long to be read') : failed('shell.unparsed', 'cannot be read as PowerShell would read it');
      for (const piece of depth === 0 ? piecesOf(text) : []) this.worst(piece, undefined, state, whole, depth + 1, 'powershell');
      return unread;
    }
    const report = (id: string, severity: Severity, node: { start: number; end: number }, reason: string): void => {
      const at = place(node.start, node.end);
      this.out.report(undefined, id, severity, reason, at.start, at.end);
    };
    const host = {
      source: text,
      context: this.#context,
      place,
      command: (command: SimpleCommand, at: ShellState) => this.simple(command, at, depth),
      unresolved: (node: { start: number; end: number }, reason: string) => report('shell.unresolved', 'medium', node, reason),
    };
    return parsed.walk(host, state, input);
  }

  /** Reads a text that another language may give to a shell, only for what cannot be taken back. */
  worst(text: string, index: number | undefined, state: ShellState, at: { start: number; end: number }, depth: number, language: 'shell' | 'powershell' = 'shell'): void {
    const key = `${state.guess === true ? 'guess ' : ''}${state.cwds.join(':')} ${text}`;
    this.#look(key, index, at, depth, (reader) => void reader[language](text, inherited(state), { from: 'nothing' }, () => at, depth));
  }

  worstOf(words: readonly Word[], input: Input, index: number, state: ShellState, depth: number): void {
    const [first] = words;
    if (!first) return;
    const at = { start: first.start, end: words.at(-1)?.end ?? first.end };
    const text = words.map((word) => word.text ?? '…').join(' ');
    const command = { words: [...words], assignments: [], redirects: [], input, text, ...at };
    this.#look(`words ${state.cwds.join(':')} ${text}`, index, at, depth, (reader) => void reader.simple(command, state, depth));
  }

  #look(key: string, index: number | undefined, at: { start: number; end: number }, depth: number, read: (reader: ExecReader) => void): void {
    const { looked } = this.line;
    if (depth > MAX_NESTING || looked.size >= MAX_LOOKS || looked.has(key)) return;
    looked.add(key);
    const reader = new ExecReader(this.#context, this.#parser, this.line);
    reader.#reads = this.line.reads;
    read(reader);
    this.line.reads = reader.#reads;
    for (const { id, severity, reason } of reader.out.findings) {
      if (severity === 'catastrophic') this.out.report(index, id, severity, reason, at.start, at.end);
    }
  }

  simple(command: SimpleCommand, state: ShellState, depth: number): CommandResult {
    this.#reads += 1;
    if (command.words.length > MAX_WORDS || this.#reads > MAX_READS) this.out.full = true;
    if (this.out.full) return { after: same(forgetVariables(state)), output: { from: 'unknown' } };
    const segment: Segment = {
      text: command.text,
      start: command.start,
      end: command.end,
      argv: command.words.map((word) => word.text),
      ...(command.words.some(isListed) && { listed: command.words.flatMap((word, at) => (isListed(word) ? [at] : [])) }),
      writes: command.redirects.filter((one) => one.access === 'write').map((one) => one.word.text),
      reads: command.redirects.filter((one) => one.access === 'read').map((one) => one.word.text),
      assignments: command.assignments.map(({ name, value }) => ({ name, value: value.text })),
      touches: [],
      hosts: [],
      findings: [],
    };
    const index = this.out.segment(segment);
    const reading = new SegmentReading(this, this.#context, this.out.segments[index] ?? segment, index, command, state, depth);
    const result = reading.run();
    this.#network ||= reading.network;
    return result;
  }
}
