/** Reads one simple command: what it touches, what it does, and which commands it runs in turn. */
import type { Severity } from '../model/decision.ts';
import { plainSpec } from './code/plain-spec.ts';
import { findCommand, programName } from './commands/index.ts';
import { telling } from './commands/looks/telling.ts';
import { readWords } from './commands/options.ts';
import { readsRecords } from './commands/signalbox.ts';
import type { CommandSpec, Does, Report } from './commands/types.ts';
import { reasons, severities } from './findings/does.ts';
import { assessUrl } from './findings/network.ts';
import { namesCredentials } from './findings/path-classes.ts';
import { assessPath } from './findings/paths.ts';
import { emptied, forbiddenWrites, isHeld, leftOf, named, mayBeFiles, movedTo } from './findings/unread.ts';
import { isHarmlessDevice } from './paths.ts';
import { changesShell, changesVariables, deleting, evaluating, runsInIndex, setting } from './shell/builtins.ts';
import { changesWhatRuns, isSecretVariable } from './shell/names.ts';
import { either, inherited, merge, same, withVariable, type After, type ShellState } from './shell/state.ts';
import { mayReturn } from './shell/folder.ts';
import { taint, type CommandResult, type SimpleCommand, type Stream } from './shell/simple-command.ts';
import { FROM_NETWORK, FROM_SECRET, marked, staticWord, unknownWord, type Word } from './shell/word.ts';
import { MAX_NESTING, type Outer } from './outer.ts';
import { printed } from './output.ts';
import { namesSecrets, readsInput } from './findings/code.ts';
import { withItems } from './commands/xargs.ts';
import { withArguments, withStandard } from './shell/nodes.ts';
import { printsSecrets, sentFiles } from './findings/sends.ts';
import { likelyStream, readOnFolders, withEnvironment, readAliased, readOverwrites, readPattern, readSuspects, readUnread, readValue } from './doubted.ts';
import { newMarks, type Doubted } from './one-command.ts';
import { afterwards } from './afterwards.ts';
import { keepFacts, readLeaving } from './leaving.ts';
import { redirectTo, runsWhere, touchFile } from './touching.ts';
import { runsAnyway } from './suspects.ts';
import type { GuardContext, Segment, Touch } from './types.ts';

export class SegmentReading implements Report {
  readonly #marks = newMarks();
  /** Words that leave, though they hold what may be a secret. */
  readonly #lenient = new Set<number>();
  readonly #under: string[] = [];
  /** Names under which what it gets from the network may be kept. */
  readonly #named: string[] = [];
  #after: After;
  #state: ShellState;
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

  /** It talks to the network. */
  get network(): boolean {
    return this.#marks.network;
  }

  run(): CommandResult {
    const { words, assignments, redirects } = this.#command;
    if (this.#command.input.secret === true) this.#outer.line.secret = true;
    // `IFS= read -r line`: for that reading only.
    const reads = words[0]?.text === 'read';
    for (const { name, value } of assignments) if (!reads || name !== 'IFS') this.assign(name, value);
    for (const { access, word } of redirects) redirectTo(this.#doubted(), access, word);
    const [program, ...rest] = words;
    if (!program) return { after: this.#after, output: this.#marks.secret || this.#marks.fetched ? { from: 'unknown', secret: this.#marks.secret, network: this.#marks.fetched } : { from: 'nothing' } };
    this.#variables(words);
    if (this.#command.input.secret === true) this.#marks.secret = true;
    const called = programName(program.text ?? '') ?? '';
    if (printsSecrets(called, rest)) this.#marks.secret = true;
    if (called === 'alias' || this.#outer.line.aliases.size > 0) readAliased(this.#doubted());
    const spec = this.#specOf(program);
    if (!spec) {
      readSuspects(this.#doubted(), false);
      readOverwrites(this.#doubted(), false);
      readLeaving(this.#doubted(), { uploads: false, lenient: this.#lenient, named: this.#named });
      keepFacts(this.#doubted(), { from: 'unknown' });
      return { after: this.#after, output: likelyStream(this.#doubted(), { from: 'unknown', secret: this.#marks.secret, network: words.some((word) => /^(?:https?|ftp):\/\//.test(word.prefix)) }, rest) };
    }
    if (!spec.inert) runsWhere(this.#doubted());
    const name = programName(program.text ?? '') ?? '';
    if (evaluating.has(name)) this.#evaluates(name, rest);
    // What a pattern matches is printed.
    if (spec.echoes) for (const word of rest) if (word.glob) this.touch('read', word);
    for (const all of name === 'xargs' ? withItems(rest, this.#command.input.secret !== true && rest.some((word) => namesCredentials(word.text ?? '')) ? { ...this.#command, input: { ...this.#command.input, secret: true } } : this.#command) : [rest]) readWords(spec, all, this);
    this.#input(spec, rest);
    if (this.#marks.runsCode) this.#unreadWrites();
    if (this.#marks.runsCode || spec.stdin !== undefined || runsAnyway(words)) readSuspects(this.#doubted(), true);
    if (this.#marks.runsCode && sentFiles(rest).length > 0) this.#marks.secret = true;
    readOverwrites(this.#doubted(), true);
    readLeaving(this.#doubted(), { uploads: (this.#readBy?.uploads ?? spec.uploads) === true, lenient: this.#lenient, named: this.#named });
    this.#after = afterwards(this.#doubted(), name, rest, this.#inner?.after) ?? this.#after;
    const output = this.#output(spec, rest);
    keepFacts(this.#doubted(), output);
    return { after: this.#after, output };
  }

  #doubted(): Doubted {
    return {
      outer: this.#outer,
      context: this.#context,
      index: this.#index,
      command: this.#command,
      state: this.#state,
      segment: this.#segment,
      marks: this.#marks,
      depth: this.#depth + 1,
      report: (id, severity, reason, word) => this.#report(id, severity, reason, word),
    };
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
      this.#outer.line.talking = true;
      if (program.glob) readPattern(this.#doubted(), program);
      return undefined;
    }
    const spec = telling(text, this.#command.words.slice(1)) ?? findCommand(text);
    if (spec) return plainSpec(this.#doubted(), text) ?? spec;
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
    if (readsRecords(this.#command.words)) return;
    for (const word of this.#command.words)
      for (const { id, reason } of forbiddenWrites(word, this.#state.cwds, this.#context)) this.#report(id, 'catastrophic', reason, word);
  }

  #variables(words: readonly Word[]): void {
    for (const word of words) {
      if (word.variables.includes(FROM_SECRET)) this.#marks.secret = true;
      const name = word.variables.find(isSecretVariable);
      if (name) this.#marks.secret = true;
      if (name) this.#report('secret.variable', 'high', `uses the variable “${name}”, which by its name holds a secret`, word);
    }
  }

  touch(access: Touch['access'], word: Word, recursive = false): void {
    const nothing = word.text === '' || (word.text !== undefined && isHarmlessDevice(word.text));
    if (access !== 'read' && !nothing) this.#report(`command.${access}s`, severities[`${access}s`], reasons[`${access}s`]);
    touchFile(this.#doubted(), access, word, recursive);
  }

  does(what: Does, reason: string, word?: Word): void {
    if (what === 'network') this.#marks.network = true;
    if (what === 'dumps-secrets') this.#marks.secret = true;
    if (what === 'runs-code' || what === 'unknown' || what === 'persists') this.#marks.runsCode = true;
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
    const [start, end] = [first.start, words.at(-1)?.end ?? first.end];
    // `find … | xargs rm`: everything in the folder that was listed goes.
    if (deleting.has(programName(first.text ?? '') ?? ''))
      for (const worst of emptied(this.#command.input.under ?? [], this.#context)) this.#report('command.catastrophic', 'catastrophic', worst);
    const text = words.map((word) => word.text ?? '…').join(' ');
    const { input } = this.#command;
    readOnFolders(this.#doubted(), words, this.#under);
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
    if (word.text === undefined || word.glob) {
      this.#outer.line.talking = true;
      return this.unresolved(word, 'a command that is put together at run time');
    }
    const at = this.#command.words.indexOf(word);
    // Positional parameters and variables of this shell are not those of the inner one.
    this.#inner = this.#outer.shell(
      word.text,
      at < 0 ? withEnvironment(this.#command, this.#state) : withArguments(withEnvironment(this.#command, this.#state), this.#command.words.slice(at + 1)),
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

  enters(word: Word): void {
    if (!mayReturn(word, this.#state, this.#context)) this.touch('read', word);
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
    const name = /[/:]([^/?#:]+)(?:[?#].*)?$/.exec(word.text)?.[1];
    if (name !== undefined) this.#named.push(name);
    for (const cwd of name === undefined ? [] : this.#state.cwds)
      this.#outer.line.downloads.add(assessPath(name ?? '', cwd, 'read', this.#context).touch.path);
    for (const { id, severity, reason } of findings) this.#report(id, severity, reason, word);
  }

  host(word: Word): void {
    if (word.text === undefined) return this.unresolved(word, 'which host it talks to depends on run time');
    if (word.text.includes('=') || /^\d+$/.test(word.text)) return;
    this.url({ ...word, text: word.text.split('@').at(-1) ?? '' });
  }

  assign(name: string, value: Word): void {
    if (changesWhatRuns(name, value.text)) this.#report('command.environment', 'high', `sets “${name}”, which changes what runs`, value);
    readValue(this.#doubted(), name, value);
    // `env GIT_WORK_TREE=/ git clean`: for what it runs.
    if (value.text !== undefined && (this.#state.guess === true || name === 'GIT_WORK_TREE')) this.#state = withVariable(this.#state, name, marked(value.text));
  }

  reads(spec: CommandSpec): void {
    this.#readBy = spec;
    this.#marks.namesOnly = spec.namesOnly === true;
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
    if (this.#segment.touches.some(({ path, access }) => access === 'read' && this.#outer.line.downloads.has(path)))
      this.#report('command.catastrophic', 'catastrophic', 'runs what came from the network, unread');
    if (input.network === true) this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread');
    else if ((input.from === 'text' || input.from === 'lines') && spec.stdin === 'shell') {
      this.#outer.shell(input.text, withStandard(inherited(this.#state), rest), { from: 'nothing' }, () => at, this.#depth + 1);
    } else if (spec.stdin === 'shell') {
      if (input.perhaps !== undefined) this.#outer.worst(input.perhaps, this.#index, this.#state, at, this.#depth + 1);
      this.#outer.line.talking = true;
      this.unresolved(staticWord('', start, end), 'a shell that reads its commands from an input known only at run time');
    } else if (input.from === 'text') this.code(staticWord(input.text, start, end), true);
    else if (input.from !== 'nothing') this.does('runs-code', 'reads its program from its input');
  }

  #output(outer: CommandSpec, rest: readonly Word[]): Stream {
    const { input } = this.#command;
    const network = this.#marks.network || this.#marks.fetched || this.#command.words.some((word) => word.variables.includes(FROM_NETWORK));
    const own: Stream = { from: 'unknown', network, secret: this.#marks.secret };
    if (this.#inner) return taint(this.#inner.output, own);
    const spec = this.#readBy ?? outer;
    if (spec.namesOnly) for (const word of named(rest)) this.lists(word);
    if (spec.namesOnly && rest.every((word) => word.prefix.startsWith('-')) && this.#under.length === 0 && !this.#state.lost)
      this.lists(staticWord('.', this.#command.start, this.#command.end), !rest.some((word) => /^-\w*[aA]|^--a/.test(word.prefix)));
    const stream = printed({
      name: programName(this.#command.words[0]?.text ?? '') ?? '',
      spec,
      rest,
      input,
      inside: this.#marks.listed,
      readsFiles: this.#segment.touches.length > 0,
      under: this.#under,
      cwd: this.#state.lost || this.#state.cwds.length > 1 ? undefined : this.#state.cwds[0],
      repository: this.#context.repository,
    });
    return taint(likelyStream(this.#doubted(), leftOf(programName(this.#command.words[0]?.text ?? '') ?? '', rest, stream, input), rest), own);
  }

  #fromNetwork(word: Word): void {
    if (word.variables.includes(FROM_NETWORK))
      this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread', word);
  }

  tool(words: readonly Word[], own = false): void {
    const [program, ...rest] = words;
    if (!program) return;
    const { text } = program;
    if (text === undefined) return this.unresolved(program, 'which program runs depends on run time');
    const spec = findCommand(text.replace(/(.)@[^@/]*$/, '$1'));
    const what = own && /^\w[\w-]*$/.test(text) ? 'unknown' : 'option';
    if (!spec) this.does(what, `runs the program “${text}”, which is not known to the guard`, program);
    else readWords(spec, rest, this);
  }

  code(word: Word, text: boolean): void {
    this.does('runs-code', text || word.text === undefined ? '' : `runs ${word.text}`, word);
    this.#fromNetwork(word);
    if (word.text === undefined) return this.unresolved(word, 'which code runs depends on run time');
    if (text) {
      if (namesSecrets(word.text)) this.#marks.secret = true;
      return readUnread(this.#doubted(), word.text, word, false);
    }
    if (/^(?:\/dev\/(?:stdin|fd\/0)|\/proc\/self\/fd\/0|-)$/.test(word.text)) {
      const { input } = this.#command;
      if (input.network === true) this.#report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread', word);
      if (input.from === 'text' || input.from === 'lines') readUnread(this.#doubted(), input.text, word);
    }
    if (word.text === '/dev/fd/63') return this.unresolved(word, 'the code is put together at run time');
    // An option that takes a command with its words.
    if (/^[\w.-]+\s+-/.test(word.text)) return this.#outer.worst(word.text, this.#index, this.#state, word, this.#depth + 1);
    const { downloads, written: texts } = this.#outer.line;
    const path = assessPath(word.text, this.#state.cwds[0] ?? '/', 'read', this.#context).touch.path;
    if ((!/[/\\.]/.test(word.text) && !downloads.has(path) && !texts.has(path)) || word.text.includes('://')) return;
    this.touch('read', word);
    for (const { path } of this.#segment.touches) {
      if (this.#outer.line.downloads.has(path))
        this.#report('command.catastrophic', 'catastrophic', 'runs what came from the network, unread', word);
      const written = this.#outer.line.written.get(path);
      if (written !== undefined) readUnread(this.#doubted(), written, word);
    }
  }

  shadowed(): boolean {
    return this.#state.lost || this.#state.cwds.some((cwd) => this.#context.shadowing?.(cwd)?.every((name) => name.includes('.json')) !== true);
  }

  input(): string | undefined {
    const { input } = this.#command;
    return input.from === 'text' ? input.text : undefined;
  }

  mayHoldSecret(word: Word): void {
    this.#lenient.add(word.start);
  }

  lists(folder: Word, partly = false): void {
    if (folder.text === undefined) return;
    for (const cwd of this.#state.cwds) {
      const { path } = assessPath(folder.text, cwd, 'read', this.#context).touch;
      if (!partly || isHeld(path, this.#context)) this.#under.push(path);
    }
  }
}
