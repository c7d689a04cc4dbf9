/** Reads one simple command: what it touches, what it does, and which commands it runs in turn. */
import type { Severity } from '../model/decision.ts';
import { findCommand, programName } from './commands/index.ts';
import { readWords } from './commands/options.ts';
import type { CommandSpec, Does, Report } from './commands/types.ts';
import { assessUrl } from './findings/network.ts';
import { assessPath } from './findings/paths.ts';
import { isHarmlessDevice, isInside } from './paths.ts';
import type { Collector } from './shell/collect.ts';
import { changesWhatRuns, isSecretVariable } from './shell/names.ts';
import { forgetVariables, inherited, same, type After, type ShellState } from './shell/state.ts';
import type { CommandResult, Input, SimpleCommand } from './shell/simple-command.ts';
import { staticWord, unknownWord, type Word } from './shell/word.ts';
import type { GuardContext, Segment, Touch } from './types.ts';

/** What reads the commands that this one runs. */
export interface Outer {
  readonly out: Collector;
  simple(command: SimpleCommand, state: ShellState, depth: number): CommandResult;
  shell(
    text: string,
    state: ShellState,
    input: Input,
    place: (start: number, end: number) => { start: number; end: number },
    depth: number,
  ): CommandResult;
}

/** How deep commands may stand in one another. */
export const MAX_NESTING = 12;
const severities: Record<Does, Severity> = {
  writes: 'medium',
  deletes: 'high',
  'runs-code': 'medium',
  network: 'medium',
  'changes-repository': 'medium',
  privilege: 'high',
  persists: 'high',
  system: 'high',
  environment: 'high',
  'dumps-secrets': 'high',
  unknown: 'medium',
  catastrophic: 'catastrophic',
};
const reasons: Record<Does, string> = {
  writes: 'writes files',
  deletes: 'deletes files',
  'runs-code': 'runs code that the guard does not read',
  network: 'talks to the network',
  'changes-repository': 'changes the repository',
  privilege: 'asks for more rights',
  persists: 'leaves something that runs later',
  system: 'changes the system',
  environment: 'changes what other programs run',
  'dumps-secrets': 'can print secrets',
  unknown: 'what it does is not known',
  catastrophic: 'cannot be undone',
};

export class SegmentReading implements Report {
  network = false;
  #after: After;
  #state: ShellState;
  #listed = true;
  #runsCode = false;
  /** That of the subcommand, once it was read. */
  #readBy: CommandSpec | undefined;
  readonly #outer: Outer;
  readonly #context: GuardContext;
  readonly #segment: Segment;
  readonly #index: number;
  readonly #command: SimpleCommand;
  readonly #depth: number;
  #inner: CommandResult | undefined;

  constructor(
    outer: Outer,
    context: GuardContext,
    segment: Segment,
    index: number,
    command: SimpleCommand,
    state: ShellState,
    depth: number,
  ) {
    this.#outer = outer;
    this.#context = context;
    this.#segment = segment;
    this.#index = index;
    this.#command = command;
    this.#state = state;
    this.#after = same(state);
    this.#depth = depth;
  }

  run(): CommandResult {
    const { words, assignments, redirects } = this.#command;
    for (const { name, value } of assignments) this.assign(name, value);
    for (const { access, word } of redirects) this.#redirect(access, word);
    const [program, ...rest] = words;
    if (!program) return { after: this.#after, output: { from: 'nothing' } };
    this.#variables(words);
    const spec = this.#specOf(program);
    if (!spec) return { after: this.#after, output: { from: 'unknown' } };
    if (!spec.inert) this.#where();
    const name = programName(program.text ?? '') ?? '';
    if (evaluating.has(name)) this.#evaluates(rest);
    // What a pattern matches is printed.
    if (spec.echoes) for (const word of rest) if (word.glob) this.touch('read', word);
    if (name === 'xargs') this.#xargs(spec, rest);
    else readWords(spec, rest, this);
    this.#input(spec, rest);
    if (this.#runsCode) this.#unreadWrites();
    this.#changesState(name, rest);
    return { after: this.#after, output: this.#output(spec, rest) };
  }

  #report(id: string, severity: Severity, reason: string, word?: Word): void {
    this.#outer.out.report(this.#index, id, severity, reason, word?.start ?? this.#command.start, word?.end ?? this.#command.end);
  }

  /** The meaning of the program; undefined where nothing more can be said, which is reported. */
  #specOf(program: Word): CommandSpec | undefined {
    const { text } = program;
    if (text === undefined || program.glob) {
      this.#report('command.unresolved', 'high', 'which program runs depends on run time', program);
      return undefined;
    }
    const spec = findCommand(text);
    if (spec) return spec;
    if (programName(text) === undefined) {
      this.touch('read', program);
      this.does('runs-code', `runs the program ${text}`, program);
    } else if (text === '') this.#report('command.unresolved', 'high', 'the program’s name is empty', program);
    else this.does('unknown', `the program “${text}” is not known to the guard`, program);
    for (const word of this.#command.words.slice(1)) {
      // Whatever it does, it is told of these files.
      if (/[/.~]/.test(word.prefix) && !word.prefix.startsWith('-') && !word.prefix.includes('://')) this.touch('read', word);
      const equals = word.prefix.indexOf('=');
      if (equals > 0 && /[/.]/.test(word.prefix))
        this.touch('read', { ...word, text: word.text?.slice(equals + 1), prefix: word.prefix.slice(equals + 1) });
    }
    this.#unreadWrites();
    return undefined;
  }

  /** A program of unknown meaning may write any file that it is told of: only those that nobody may write through any door count here. */
  #unreadWrites(): void {
    for (const word of this.#command.words) {
      if (word.text === undefined) continue;
      for (const part of word.text.split(/[=:,]/)) {
        for (const cwd of this.#state.cwds) {
          const { findings } = assessPath(part, cwd, 'write', this.#context, { glob: word.glob });
          for (const finding of findings)
            if (finding.id === 'path.signalbox') this.#report(finding.id, 'catastrophic', finding.reason, word);
        }
      }
    }
  }

  #where(): void {
    if (this.#state.lost) this.#report('shell.unresolved', 'medium', 'the folder that it runs in depends on run time');
    for (const cwd of this.#state.cwds) {
      if (this.#context.roots.some((root) => isInside(this.#context.realpath(cwd), root, this.#context))) continue;
      this.#report('path.outside-workspace', 'medium', `runs in ${cwd}, which is outside the workspace`);
      this.#listed = false;
    }
  }

  #variables(words: readonly Word[]): void {
    for (const word of words) {
      const name = word.variables.find(isSecretVariable);
      if (name) this.#report('secret.variable', 'high', `uses the variable “${name}”, which by its name holds a secret`, word);
    }
  }

  #redirect(access: 'read' | 'write', word: Word): void {
    if (/^\/dev\/(?:tcp|udp)\//.test(word.prefix)) {
      this.does('network', 'a redirection to a network address', word);
      return;
    }
    if (access === 'write' && !(word.text !== undefined && /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/.test(word.text))) {
      this.#report(
        'shell.redirects-to-file',
        'medium',
        `writes its output to ${word.text ?? 'a file whose name depends on run time'}`,
        word,
      );
    }
    this.#touch(access, word, false);
  }

  touch(access: Touch['access'], word: Word, recursive = false): void {
    const nothing = word.text === '' || (word.text !== undefined && isHarmlessDevice(word.text));
    if (access !== 'read' && !nothing) this.#report(`command.${access}s`, severities[`${access}s`], reasons[`${access}s`]);
    this.#touch(access, word, recursive);
  }

  #touch(access: Touch['access'], word: Word, recursive: boolean): void {
    if (word.text === undefined) {
      if (word.listed) return;
      this.#listed = false;
      return this.unresolved(
        word,
        access === 'read' ? 'which file it reads depends on run time' : 'which file it changes depends on run time',
      );
    }
    if (word.text === '' || (word.text === '-' && access !== 'delete')) return;
    if (this.#state.lost && !/^[/\\~]/.test(word.text)) this.unresolved(word, 'the folder that the path starts from depends on run time');
    for (const cwd of this.#state.cwds) {
      const { touch, findings } = assessPath(word.text, cwd, access, this.#context, { glob: word.glob, recursive });
      this.#segment.touches.push(touch);
      for (const { id, severity, reason } of findings) {
        this.#listed = false;
        this.#report(id, severity, reason, word);
      }
    }
  }

  does(what: Does, reason: string, word?: Word): void {
    if (what === 'network') this.network = true;
    if (what === 'runs-code' || what === 'unknown') this.#runsCode = true;
    this.#report(`command.${what}`, severities[what], reason === '' ? reasons[what] : `${reasons[what]}: ${reason}`, word);
  }

  unresolved(word: Word, reason: string): void {
    this.#report('shell.unresolved', 'medium', reason, word);
  }

  runs(words: readonly Word[]): void {
    const [first] = words;
    if (!first || this.#depth > MAX_NESTING) {
      if (first) this.does('unknown', 'nested too deeply', first);
      return;
    }
    const { start, end } = { start: first.start, end: words.at(-1)?.end ?? first.end };
    const text = words.map((word) => word.text ?? '…').join(' ');
    const input = this.#command.input;
    this.#inner = this.#outer.simple(
      { words: [...words], assignments: [], redirects: [], input, text, start, end },
      this.#state,
      this.#depth + 1,
    );
    if (first.text === 'cd' || first.text === 'eval') this.#after = this.#inner.after;
  }

  shell(word: Word): void {
    if (word.text === undefined || word.glob) return this.unresolved(word, 'a command that is put together at run time');
    // Positional parameters and variables of this shell are not those of the inner one.
    this.#inner = this.#outer.shell(
      word.text,
      inherited(this.#state),
      this.#command.input,
      () => ({ start: word.start, end: word.end }),
      this.#depth + 1,
    );
  }

  cwd(word: Word): void {
    this.touch('read', word);
    this.#state = this.#moved(word);
  }

  #moved(word: Word | undefined): ShellState {
    const text = word === undefined ? this.#context.home : word.text;
    if (text === undefined || text === '-' || word?.glob) return { ...this.#state, lost: true };
    const cwds = this.#state.cwds.map((cwd) => assessPath(text, cwd, 'read', this.#context).touch.path);
    return { ...this.#state, cwds: [...new Set(cwds)] };
  }

  url(word: Word): void {
    if (word.text === undefined) return this.unresolved(word, 'which address it talks to depends on run time');
    const { host, findings } = assessUrl(word.text);
    if (host) this.#segment.hosts.push(host);
    for (const { id, severity, reason } of findings) this.#report(id, severity, reason, word);
  }

  host(word: Word): void {
    if (word.text === undefined) return this.unresolved(word, 'which host it talks to depends on run time');
    if (word.text.includes('=') || /^\d+$/.test(word.text)) return;
    this.url({ ...word, text: word.text.split('@').at(-1) ?? '' });
  }

  assign(name: string, value: Word): void {
    if (changesWhatRuns(name, value.text)) this.#report('command.environment', 'high', `sets “${name}”, which changes what runs`, value);
  }

  reads(spec: CommandSpec): void {
    this.#readBy = spec;
  }

  /** These take the name of a variable, and run a substitution in its index. */
  #evaluates(rest: readonly Word[]): void {
    for (const word of rest)
      if (word.text !== undefined && runsInIndex.test(word.text)) this.unresolved(word, 'an index of a variable that holds a substitution');
  }

  /** What it reads from its input is appended as arguments: paths of files where a listing command printed them. */
  #xargs(spec: CommandSpec, rest: readonly Word[]): void {
    const { input } = this.#command;
    const { start, end } = this.#command;
    const item = unknownWord(start, end, input.from === 'listed');
    const replaced = rest.some((word) => /^-(?:I|i|J)|^--replace/.test(word.text ?? ''));
    const words = rest.map((word) =>
      replaced && word.text?.includes('{}') && word.text !== '-I{}' && rest[rest.indexOf(word) - 1]?.text !== '-I'
        ? unknownWord(word.start, word.end, item.listed && word.text === '{}')
        : word,
    );
    readWords(spec, replaced ? words : [...words, item], this);
    const custom = rest.find((word, index) => rest[index - 1]?.text === '-I' && word.text !== '{}');
    if (custom) this.unresolved(custom, 'a replacement mark other than {}');
  }

  /** An interpreter without a script reads one from its input. */
  #input(spec: CommandSpec, rest: readonly Word[]): void {
    const { input } = this.#command;
    if (!spec.stdin || !this.#readBy) return;
    const hasScript = rest.some(
      (word) => !word.prefix.startsWith('-') || /^-[a-z]*c$/.test(word.prefix) || /^--(?:version|help)$/.test(word.prefix),
    );
    const fromStdin = !hasScript || rest.some((word) => word.text === '-s' || word.text === '-' || word.text === '/dev/stdin');
    if (!fromStdin) return;
    if (input.from === 'network') this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread');
    else if (input.from === 'text' && spec.stdin === 'shell') {
      const at = { start: this.#command.start, end: this.#command.end };
      this.#outer.shell(input.text, inherited(this.#state), { from: 'nothing' }, () => at, this.#depth + 1);
    } else if (spec.stdin === 'shell')
      this.unresolved(
        staticWord('', this.#command.start, this.#command.end),
        'a shell that reads its commands from an input known only at run time',
      );
    else if (input.from !== 'nothing') this.does('runs-code', 'reads its program from its input');
  }

  #changesState(name: string, rest: readonly Word[]): void {
    if (name === 'cd' || name === 'pushd') {
      const target = rest.find((word) => !/^-[LPe@]+$|^--$/.test(word.text ?? 'x'));
      const moved = name === 'pushd' && !target ? { ...this.#state, lost: true } : this.#moved(target);
      if (!target) this.touch('read', staticWord(this.#context.home, this.#command.start, this.#command.end));
      this.#after = { success: withPwd(moved), failure: this.#state };
    } else if (name === 'popd') this.#after = { success: { ...this.#state, lost: true }, failure: this.#state };
    else if (changesVariables.has(name)) this.#after = same(forgetVariables(this.#state));
    else if (name === 'source' || name === '.') this.#after = same({ ...forgetVariables(this.#state), lost: true });
  }

  #output(outer: CommandSpec, rest: readonly Word[]): Input {
    const spec = this.#readBy ?? outer;
    if (this.#inner) return this.#inner.output;
    if (this.network) return { from: 'network' };
    if (
      spec.lists &&
      this.#listed &&
      (spec.first === undefined || spec === findCommand('rg') || rest.some((word) => /^-\w*l|^--files-with/.test(word.text ?? '')))
    )
      return { from: 'listed' };
    if (spec.echoes && rest.every((word) => word.text !== undefined && !word.glob))
      return echoed(programName(this.#command.words[0]?.text ?? '') ?? '', rest);
    const passes = passing.has(programName(this.#command.words[0]?.text ?? '') ?? '');
    if (passes && this.#segment.touches.length === 0)
      return this.#command.input.from === 'nothing' ? { from: 'unknown' } : this.#command.input;
    return { from: 'unknown' };
  }
}

const evaluating = new Set(['test', '[', 'printf', 'read', 'unset', 'wait', 'mapfile', 'readarray', 'getopts', 'let']);
const runsInIndex = /\[.*(?:\$\(|`)/s;

/** Programs that give on some lines of their input, unchanged. */
const passing = new Set(['cat', 'head', 'tail', 'sort', 'uniq', 'grep', 'egrep', 'tee']);
const changesVariables = new Set(['read', 'mapfile', 'readarray', 'getopts', 'printf', 'let', 'eval', 'unset', 'wait']);

function withPwd(state: ShellState): ShellState {
  return { ...state, variables: new Map([...state.variables].filter(([name]) => name !== 'PWD' && name !== 'OLDPWD')) };
}

function echoed(name: string, words: readonly Word[]): Input {
  if (name === 'printf')
    return words.length === 1 && !/[%\\]/.test(words[0]?.text ?? '') ? { from: 'text', text: words[0]?.text ?? '' } : { from: 'unknown' };
  const operands = /^-[neE]+$/.test(words[0]?.text ?? '') ? words.slice(1) : words;
  const text = operands.map((word) => word.text).join(' ');
  return text.includes('\\') ? { from: 'unknown' } : { from: 'text', text: `${text}\n` };
}
