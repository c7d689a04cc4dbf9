/** Reads one simple command: what it touches, what it does, and which commands it runs in turn. */
import type { Severity } from '../model/decision.ts';
import { findCommand, programName } from './commands/index.ts';
import { readWords } from './commands/options.ts';
import type { CommandSpec, Does, Report } from './commands/types.ts';
import { reasons, severities } from './findings/does.ts';
import { assessUrl } from './findings/network.ts';
import { assessPath } from './findings/paths.ts';
import { destruction, emptied, forbiddenWrites, mayBeFiles, movedTo } from './findings/unread.ts';
import { isHarmlessDevice, isInside } from './paths.ts';
import { changesShell, changesVariables, deleting, evaluating, runsInIndex, setting } from './shell/builtins.ts';
import { changesWhatRuns, holdsCommand, isSecretVariable } from './shell/names.ts';
import { either, forgetVariables, inherited, merge, same, withPwd, type After, type ShellState } from './shell/state.ts';
import { afterSetting } from './shell/read-variable.ts';
import { taint, type CommandResult, type SimpleCommand, type Stream } from './shell/simple-command.ts';
import { FROM_NETWORK, FROM_SECRET, staticWord, unknownWord, type Word } from './shell/word.ts';
import { MAX_NESTING, type Outer } from './outer.ts';
import { printed } from './output.ts';
import { commandsIn, inspectCode, readsInput } from './findings/code.ts';
import { withItems } from './commands/xargs.ts';
import { withArguments } from './shell/nodes.ts';
import type { GuardContext, Segment, Touch } from './types.ts';

export class SegmentReading implements Report {
  network = false;
  #secret = false;
  #sends = false;
  /** Words that leave, though they hold what may be a secret. */
  readonly #lenient = new Set<number>();
  readonly #under: string[] = [];
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
    // `IFS= read -r line`: for that reading only.
    const reads = words[0]?.text === 'read';
    for (const { name, value } of assignments) if (!reads || name !== 'IFS') this.assign(name, value);
    for (const { access, word } of redirects) this.#redirect(access, word);
    const [program, ...rest] = words;
    if (!program) return { after: this.#after, output: { from: 'nothing' } };
    this.#variables(words);
    if (this.#command.input.secret === true) this.#secret = true;
    const spec = this.#specOf(program);
    if (!spec) return { after: this.#after, output: { from: 'unknown' } };
    if (!spec.inert) this.#where();
    const name = programName(program.text ?? '') ?? '';
    if (evaluating.has(name)) this.#evaluates(name, rest);
    // What a pattern matches is printed.
    if (spec.echoes) for (const word of rest) if (word.glob) this.touch('read', word);
    for (const all of name === 'xargs' ? withItems(rest, this.#command) : [rest]) readWords(spec, all, this);
    this.#input(spec, rest);
    if (this.#runsCode) this.#unreadWrites();
    this.#flows(spec);
    this.#changesState(name, rest);
    return { after: this.#after, output: this.#output(spec, rest) };
  }

  #report(id: string, severity: Severity, reason: string, word?: Word): void {
    this.#outer.out.report(this.#index, id, severity, reason, word?.start ?? this.#command.start, word?.end ?? this.#command.end);
  }

  /** The meaning of the program; undefined where nothing more can be said, which is reported. */
  #specOf(program: Word): CommandSpec | undefined {
    const { text } = program;
    if (this.#command.spec) return this.#command.spec;
    if (text === undefined || program.glob) {
      this.#fromNetwork(program);
      this.#report('command.unresolved', 'high', 'which program runs depends on run time', program);
      return undefined;
    }
    const spec = findCommand(text);
    if (spec) return spec;
    if (programName(text) === undefined) this.code(program, false);
    else if (text === '') this.#report('command.unresolved', 'high', 'the program’s name is empty', program);
    else this.does('unknown', `the program “${text}” is not known to the guard`, program);
    for (const word of this.#command.words.slice(1)) {
      if (word.prefix.startsWith('-')) this.does('option', `what “${word.prefix.slice(0, 80)}” makes it do is not known`, word);
      for (const file of mayBeFiles(word)) this.touch('read', file);
    }
    this.#unreadWrites();
    return undefined;
  }

  #unreadWrites(): void {
    for (const word of this.#command.words)
      for (const { id, reason } of forbiddenWrites(word, this.#state.cwds, this.#context)) this.#report(id, 'catastrophic', reason, word);
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
      if (word.variables.includes(FROM_SECRET)) this.#secret = true;
      const name = word.variables.find(isSecretVariable);
      if (name) this.#secret = true;
      if (name) this.#report('secret.variable', 'high', `uses the variable “${name}”, which by its name holds a secret`, word);
    }
  }

  #redirect(access: 'read' | 'write', word: Word): void {
    if (/^\/dev\/(?:tcp|udp)\//.test(word.prefix)) {
      this.does('network', 'a redirection to a network address', word);
      this.#sends = true;
      return;
    }
    if (access === 'write' && !(word.text !== undefined && /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/.test(word.text))) {
      const target = word.text ?? 'a file whose name depends on run time';
      this.#report('shell.redirects-to-file', 'medium', `writes its output to ${target}`, word);
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
      if (access === 'delete' && recursive) this.#emptied(word);
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
        if (id === 'path.credentials' && access === 'read') {
          if (this.#readBy?.namesOnly) continue;
          this.#secret = true;
        }
        this.#report(id, severity, reason, word);
      }
    }
  }

  /** `rm -rf "$X/"*` where `X` turns out to be nothing. */
  #emptied(word: Word): void {
    const worst = word.bare.startsWith('/') ? destruction(word.bare, word.glob, this.#context) : undefined;
    if (worst !== undefined) this.#report('command.catastrophic', 'catastrophic', `where a variable is empty, ${worst}`, word);
  }

  does(what: Does, reason: string, word?: Word): void {
    if (what === 'network') this.network = true;
    if (what === 'dumps-secrets') this.#secret = true;
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
    // `find … | xargs rm`: everything in the folder that was listed goes.
    if (deleting.has(programName(first.text ?? '') ?? ''))
      for (const worst of emptied(this.#command.input.under ?? [], this.#context)) this.#report('command.catastrophic', 'catastrophic', worst);
    const text = words.map((word) => word.text ?? '…').join(' ');
    const input = this.#command.input;
    this.#inner = this.#outer.simple(
      { words: [...words], assignments: [], redirects: [], input, text, start, end },
      this.#state,
      this.#depth + 1,
    );
    // `command cd`, `builtin read`: what runs is a part of this shell.
    if (changesShell.has(first.text ?? '') || changesVariables.has(first.text ?? '')) this.#after = same(merge(either(this.#inner.after), this.#state));
    if (first.text === 'cd' || first.text === 'eval') this.#after = this.#inner.after;
  }

  shell(word: Word): void {
    this.#fromNetwork(word);
    if (word.text === undefined || word.glob) return this.unresolved(word, 'a command that is put together at run time');
    const { words } = this.#command;
    const at = words.indexOf(word);
    // Positional parameters and variables of this shell are not those of the inner one.
    this.#inner = this.#outer.shell(
      word.text,
      at < 0 ? inherited(this.#state) : withArguments(inherited(this.#state), words.slice(at + 1)),
      this.#command.input,
      () => ({ start: word.start, end: word.end }),
      this.#depth + 1,
    );
  }

  powershell(word: Word | undefined): void {
    const { input, start, end } = this.#command;
    const at = word ?? staticWord('', start, end);
    if (word) this.#fromNetwork(word);
    else if (input.network === true) this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread');
    const text = word ? word.text : input.from === 'text' ? input.text : undefined;
    if (text === undefined) {
      if (word === undefined && input.from === 'nothing') return this.does('runs-code', 'a shell that is talked to');
      return this.unresolved(at, 'a command that is put together at run time');
    }
    const place = (): { start: number; end: number } => ({ start: at.start, end: at.end });
    this.#inner = this.#outer.powershell(text, inherited(this.#state), word ? input : { from: 'nothing' }, place, this.#depth + 1);
  }

  cwd(word: Word): void {
    this.touch('read', word);
    this.#state = movedTo(word, this.#state, this.#context);
  }

  url(word: Word): void {
    if (word.text === undefined) return this.unresolved(word, 'which address it talks to depends on run time');
    const { host, findings } = assessUrl(word.text);
    if (host) this.#segment.hosts.push(host);
    // The name under which curl and wget keep it.
    const name = /\/([^/?#]+)(?:[?#].*)?$/.exec(word.text)?.[1];
    for (const cwd of name === undefined ? [] : this.#state.cwds)
      this.#outer.downloads.add(assessPath(name ?? '', cwd, 'read', this.#context).touch.path);
    for (const { id, severity, reason } of findings) this.#report(id, severity, reason, word);
  }

  host(word: Word): void {
    if (word.text === undefined) return this.unresolved(word, 'which host it talks to depends on run time');
    if (word.text.includes('=') || /^\d+$/.test(word.text)) return;
    this.url({ ...word, text: word.text.split('@').at(-1) ?? '' });
  }

  assign(name: string, value: Word): void {
    if (changesWhatRuns(name, value.text)) this.#report('command.environment', 'high', `sets “${name}”, which changes what runs`, value);
    if (holdsCommand(name) && value.text !== undefined && /\s/.test(value.text))
      this.#outer.worst(value.text, this.#index, this.#state, value, this.#depth + 1);
  }

  reads(spec: CommandSpec): void {
    this.#readBy = spec;
  }

  /** These take the name of a variable, and run a substitution in its index. */
  #evaluates(name: string, rest: readonly Word[]): void {
    for (const word of rest) {
      if (word.text !== undefined && runsInIndex.test(word.text)) this.unresolved(word, 'an index of a variable that holds a substitution');
      if (word.text !== undefined && setting.has(name) && (name !== 'printf' || rest[0]?.text === '-v') && /^\w+$/.test(word.text))
        this.assign(word.text, unknownWord(word.start, word.end));
    }
  }

  /** An interpreter without a script reads one from its input. */
  #input(spec: CommandSpec, rest: readonly Word[]): void {
    const { input, start, end } = this.#command;
    const at = { start, end };
    if (!spec.stdin || !this.#readBy || !readsInput(rest)) return;
    if (input.network === true) this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread');
    else if ((input.from === 'text' || input.from === 'lines') && spec.stdin === 'shell') {
      this.#outer.shell(input.text, inherited(this.#state), { from: 'nothing' }, () => at, this.#depth + 1);
    } else if (spec.stdin === 'shell') {
      if (input.perhaps !== undefined) this.#outer.worst(input.perhaps, this.#index, this.#state, at, this.#depth + 1);
      this.unresolved(staticWord('', start, end), 'a shell that reads its commands from an input known only at run time');
    } else if (input.from === 'text') this.code(staticWord(input.text, start, end), true);
    else if (input.from !== 'nothing') this.does('runs-code', 'reads its program from its input');
  }

  #changesState(name: string, rest: readonly Word[]): void {
    if (name === 'cd' || name === 'pushd') {
      const target = rest.find((word) => !/^-[LPe@]+$|^--$/.test(word.text ?? 'x'));
      const moved = name === 'pushd' && !target ? { ...this.#state, lost: true } : movedTo(target, this.#state, this.#context);
      if (target?.text === '-') this.unresolved(target, 'the folder it was in before is not known');
      if (!target) this.touch('read', staticWord(this.#context.home, this.#command.start, this.#command.end));
      this.#after = { success: withPwd(moved), failure: this.#state };
    } else if (name === 'popd') this.#after = { success: { ...this.#state, lost: true }, failure: this.#state };
    else if (changesVariables.has(name)) this.#after = same(afterSetting(name, rest, this.#command.input, this.#state));
    else if (name === 'source' || name === '.') this.#after = same({ ...forgetVariables(this.#state), lost: true });
  }

  #output(outer: CommandSpec, rest: readonly Word[]): Stream {
    const { input } = this.#command;
    const network = this.network || this.#command.words.some((word) => word.variables.includes(FROM_NETWORK));
    const own: Stream = { from: 'unknown', network, secret: this.#secret };
    if (this.#inner) return taint(this.#inner.output, own);
    const spec = this.#readBy ?? outer;
    // `ls -d ~/*`
    if (spec.namesOnly) for (const word of rest) if (word.glob && word.text?.endsWith('/*')) this.lists({ ...word, text: word.text.slice(0, -1) });
    const stream = printed({
      name: programName(this.#command.words[0]?.text ?? '') ?? '',
      spec,
      rest,
      input,
      inside: this.#listed,
      readsFiles: this.#segment.touches.length > 0,
      under: this.#under,
      cwd: this.#state.lost || this.#state.cwds.length > 1 ? undefined : this.#state.cwds[0],
      repository: this.#context.repository,
    });
    return taint(stream, own);
  }

  /** What a program that can send files away is given, or gets on its input. */
  #flows(spec: CommandSpec): void {
    const { words, input } = this.#command;
    if (this.network || input.network === true)
      for (const { path, access } of this.#segment.touches) if (access === 'write') this.#outer.downloads.add(path);
    if (!this.#sends && (!this.network || !(this.#readBy?.uploads ?? spec.uploads))) return;
    const fromFile = this.#outer.out.findings.some(({ id }) => id === 'path.credentials');
    const leaving = words.some((word) =>
      this.#lenient.has(word.start)
        ? fromFile && word.variables.includes(FROM_SECRET)
        : word.variables.some((name) => name === FROM_SECRET || isSecretVariable(name)),
    );
    const files = this.#segment.findings.some((index) => this.#outer.out.findings[index]?.id === 'path.credentials');
    if (leaving || files || input.secret === true)
      this.#report('secret.to-network', 'catastrophic', 'what holds secrets would go to the network');
  }

  #fromNetwork(word: Word): void {
    if (word.variables.includes(FROM_NETWORK))
      this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread', word);
  }

  tool(words: readonly Word[]): void {
    const [program, ...rest] = words;
    if (!program) return;
    const { text } = program;
    if (text === undefined) return this.unresolved(program, 'which program runs depends on run time');
    const spec = findCommand(text.replace(/(.)@[^@/]*$/, '$1'));
    if (!spec) this.does('option', `runs the program “${text}”, which is not known to the guard`, program);
    else readWords(spec, rest, this);
  }

  code(word: Word, text: boolean): void {
    this.does('runs-code', text || word.text === undefined ? '' : `runs ${word.text}`, word);
    this.#fromNetwork(word);
    if (word.text === undefined) return this.unresolved(word, 'which code runs depends on run time');
    if (text) {
      for (const { id, severity, reason } of inspectCode(word.text, this.#state.cwds, this.#context))
        this.#report(id, severity, reason, word);
      for (const command of commandsIn(word.text)) this.#outer.worst(command, this.#index, this.#state, word, this.#depth + 1);
      return;
    }
    if (word.text === '/dev/fd/63') return this.unresolved(word, 'the code is put together at run time');
    if (!/[/\\.]/.test(word.text) || word.text.includes('://')) return;
    this.touch('read', word);
    for (const { path } of this.#segment.touches) {
      if (this.#outer.downloads.has(path))
        this.#report('command.catastrophic', 'catastrophic', 'runs what came from the network, unread', word);
    }
  }

  mayHoldSecret(word: Word): void {
    this.#lenient.add(word.start);
  }

  lists(folder: Word): void {
    if (folder.text === undefined) return;
    for (const cwd of this.#state.cwds) this.#under.push(assessPath(folder.text, cwd, 'read', this.#context).touch.path);
  }
}
