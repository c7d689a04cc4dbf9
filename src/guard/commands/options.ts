/** Reads the words of a command by its specification: POSIX and GNU conventions for options. */
import type { Word } from '../shell/word.ts';
import type { CommandSpec, OptionSpec, Report, Role } from './types.ts';

interface Table {
  exact: Map<string, OptionSpec>;
  long: string[];
  /** Some option does more than to take a value. */
  dangerous: boolean;
}

const tables = new WeakMap<CommandSpec, Table>();

/** The options of a specification by each spelling. */
function tableOf(spec: CommandSpec): Table {
  const known = tables.get(spec);
  if (known) return known;
  const exact = new Map<string, OptionSpec>();
  for (const [names, value] of Object.entries(spec.options ?? {})) {
    const option = typeof value === 'string' ? (value === 'none' ? {} : { takes: value }) : value;
    for (const name of names.split(' ')) exact.set(name, option);
  }
  const dangerous = [...exact.values()].some(
    (option) => option.does !== undefined || option.operands !== undefined || !isInert(option.takes),
  );
  const table = { exact, long: [...exact.keys()].filter((name) => name.startsWith('--')), dangerous };
  tables.set(spec, table);
  return table;
}

function isInert(role: Role | undefined): boolean {
  return role === undefined || role === 'value' || role === 'choice' || role === 'none' || role === 'read' || role === 'cwd';
}

const standardFlags = new Set(['--help', '--version', '-V']);

/** Whether a known program is only asked for its version or help. */
function onlyTells(spec: CommandSpec, words: readonly Word[]): boolean {
  const only = words.length === 1 ? words[0]?.text : undefined;
  return only !== undefined && spec.strict !== true && spec.ownCode !== true && (standardFlags.has(only) || spec.version?.includes(only) === true);
}

/** @param words everything after the program's (or subcommand's) name */
export function readWords(spec: CommandSpec, words: readonly Word[], report: Report): void {
  if (onlyTells(spec, words)) return;
  report.reads(spec);
  for (const what of spec.does ?? []) report.does(what, '');
  if (spec.read) spec.read(words, report);
  else new Reading(spec, report).run(words);
}

class Reading {
  readonly #spec: CommandSpec;
  readonly #report: Report;
  readonly #table: Table;
  readonly #operands: Word[] = [];
  #role: Role | undefined;
  #noFirst = false;
  #recursive = false;
  #last: Role | undefined;

  constructor(spec: CommandSpec, report: Report) {
    this.#spec = spec;
    this.#report = report;
    this.#table = tableOf(spec);
    this.#recursive = spec.recursive === true;
    this.#last = spec.last;
  }

  run(words: readonly Word[]): void {
    let at = 0;
    let noMoreOptions = false;
    while (at < words.length) {
      const word = words[at] as Word;
      const isOption = !noMoreOptions && word.prefix.length > 1 && word.prefix.startsWith('-');
      if (!isOption && this.#spec.assignments && this.#assignment(word)) at += 1;
      else if (isOption && word.text === '--') {
        noMoreOptions = this.#spec.passes !== true;
        at += 1;
      } else if (isOption && this.#table.exact.get(word.text ?? '')?.takes === 'tool') {
        // `python -m NAME`: all that follows is for that.
        this.#giveOperands();
        return giveRest('tool', words.slice(at + 1), this.#report);
      } else if (isOption) at += this.#option(word, words[at + 1]);
      else {
        if (!noMoreOptions && word.text === undefined && word.prefix === '' && !word.listed && this.#table.dangerous) {
          this.#report.unresolved(word, 'could be an option');
        }
        // A file may have the name of an option.
        if (!noMoreOptions && word.glob && word.text === '*' && this.#table.dangerous)
          this.#report.unresolved(word, 'could stand for an option');
        if (this.#spec.sub || this.#spec.otherwise) return this.#subcommand(word, words.slice(at + 1));
        const role = this.#nextRole();
        if (role === 'argv' || role === 'tool' || role === 'project' || role === 'script') {
          this.#giveOperands();
          return giveRest(role, words.slice(at), this.#report);
        }
        this.#operands.push(word);
        noMoreOptions ||= this.#spec.stops === true;
        at += 1;
      }
    }
    this.#finish();
  }

  #assignment(word: Word): boolean {
    const equals = word.prefix.indexOf('=');
    if (equals <= 0) return false;
    const text = word.text?.slice(equals + 1);
    this.#report.assign(word.prefix.slice(0, equals), { ...word, text, prefix: word.prefix.slice(equals + 1) });
    return true;
  }

  #nextRole(): Role {
    const first = this.#noFirst ? [] : (this.#spec.first ?? []);
    return first[this.#operands.length] ?? this.#role ?? this.#spec.rest ?? 'value';
  }

  #subcommand(word: Word, rest: readonly Word[]): void {
    const spec = (word.text === undefined ? undefined : own(this.#spec.sub, word.text)) ?? this.#spec.otherwise;
    if (!spec) {
      if (word.text === undefined) this.#report.unresolved(word, 'which subcommand runs depends on run time');
      else this.#report.does('unknown', `the subcommand “${word.text}” is not known`, word);
    } else if (spec === this.#spec.otherwise) readWords(spec, [word, ...rest], this.#report);
    else readWords(spec, rest, this.#report);
  }

  /** @returns how many words it took */
  #option(word: Word, next: Word | undefined): number {
    const { text, prefix } = word;
    if (this.#isRecursive(prefix)) this.#recursive = true;
    const whole = text === undefined ? undefined : this.#table.exact.get(text);
    if (whole && (this.#spec.singleDash || prefix.startsWith('--') || prefix.length === 2))
      return this.#take(prefix, whole, undefined, next, word);
    const equals = prefix.indexOf('=');
    const isLong = prefix.startsWith('--') || this.#spec.singleDash;
    if (isLong) {
      const name = equals < 0 ? prefix : prefix.slice(0, equals);
      // No option has white space in its name.
      if (text === undefined && equals < 0 && !/\s/.test(prefix)) this.#report.unresolved(word, 'an option that depends on run time');
      const option = this.#table.exact.get(name) ?? this.#abbreviated(name);
      if (!option) return this.#unlisted(name, word);
      return this.#take(name, option, equals < 0 ? undefined : tail(word, equals + 1), next, word);
    }
    return this.#cluster(word, next);
  }

  #isRecursive(name: string): boolean {
    const { recursive = [] } = this.#spec;
    return recursive !== true && recursive.some((one) => one === name || (name.length > 2 && one.startsWith(name)));
  }

  /** GNU lets a long option be cut short where that is unambiguous; the most dangerous meaning counts. */
  #abbreviated(name: string): OptionSpec | undefined {
    if (this.#spec.singleDash || name.length < 4) return undefined;
    const candidates = this.#table.long.filter((long) => long.startsWith(name)).map((long) => this.#table.exact.get(long) as OptionSpec);
    return candidates.find((option) => option.does || option.operands || !isInert(option.takes)) ?? candidates[0];
  }

  #cluster(word: Word, next: Word | undefined): number {
    if (word.text === undefined && word.prefix.length < 3 && word.parts?.text !== word.prefix) this.#report.unresolved(word, 'an option that depends on run time');
    for (let at = 1; at < word.prefix.length; at += 1) {
      const name = `-${word.prefix[at]}`;
      if (this.#isRecursive(name)) this.#recursive = true;
      const option = this.#table.exact.get(name);
      if (!option) this.#unlisted(name, word);
      else if (option.takes) {
        const attached = at + 1 < word.prefix.length || word.text === undefined ? tail(word, at + 1) : undefined;
        return this.#take(name, option, attached, next, word);
      } else this.#take(name, option, undefined, undefined, word);
    }
    return 1;
  }

  #unlisted(name: string, word: Word): number {
    if (this.#spec.strict && !(name[1] !== '-' && /\d/.test(name[1] ?? '')))
      this.#report.does(this.#spec.strict === 'option' ? 'option' : 'unknown', `what the option “${name}” does is not known`, word);
    return 1;
  }

  #take(name: string, option: OptionSpec, attached: Word | undefined, next: Word | undefined, word: Word): number {
    if (option.does) this.#report.does(option.does, `by the option ${name}`, word);
    if (option.operands) this.#role = option.operands;
    if (option.last) this.#last = option.last;
    if (option.noFirst) this.#noFirst = true;
    if (!option.takes) return 1;
    if (attached) {
      this.#word(option.takes, attached);
      return 1;
    }
    if (option.attached) return 1;
    if (next) this.#word(option.takes, next);
    return next ? 2 : 1;
  }

  #finish(): void {
    if (this.#operands.length === 0) for (const what of this.#spec.bare ?? []) this.#report.does(what, '');
    this.#giveOperands();
  }

  #giveOperands(): void {
    const { first = [], rest = 'value' } = this.#spec;
    const last = this.#last;
    const head = this.#noFirst ? [] : first;
    this.#operands.forEach((word, index) => {
      const isLast = last !== undefined && index > 0 && index === this.#operands.length - 1;
      this.#word(head[index] ?? this.#role ?? (isLast ? last : rest), word);
    });
  }

  #word(role: Role, word: Word): void {
    giveRole(role, word, this.#report, this.#recursive);
  }
}

export function giveRole(role: Role, word: Word, report: Report, recursive = false): void {
  switch (role) {
    case 'none':
    case 'value':
      return;
    case 'read':
    case 'write':
    case 'delete':
      return report.touch(role, word, recursive);
    case 'revision':
      return revision(word, report);
    case 'filter':
      if (word.text === undefined) report.unresolved(word, 'a filter that depends on run time');
      else if (/\benv\b|\$ENV\b/.test(word.text)) report.does('dumps-secrets', 'the filter reads the environment', word);
      else if (/\b(?:import|include)\b/.test(word.text)) report.does('runs-code', 'the filter loads another one', word);
      return;
    case 'setting':
      return setting(word, report);
    case 'url':
      return report.url(word);
    case 'host':
      return report.host(word);
    case 'remote':
      return /^[^/]*:/.test(word.prefix) ? report.url(word) : report.touch('read', word);
    case 'argv':
      return report.runs([word]);
    case 'shell':
      return report.shell(word);
    case 'code':
    case 'program':
      return report.code(word, role === 'program');
    case 'tool':
    case 'project':
    case 'script':
      return giveRest(role, [word], report);
    case 'body':
      return body(word, report);
    case 'header':
      return report.mayHoldSecret(word);
    case 'name':
      if (!/^[\w@=,:-]*$/.test(word.text ?? '/')) report.does('option', '', word);
      return;
    case 'choice':
      if (!/^[^-]/.test(word.prefix)) report.does('option', '', word);
      return;
    case 'reference':
      if (!/^[\w@][\w@./^~-]*$/.test(word.text ?? '/') || word.text?.includes('..')) report.does('option', 'no plain name', word);
      return;
    case 'task':
      if (!/^[^-]/.test(word.prefix) || weighty.test(word.text ?? 'release')) report.does('option', 'a task that may do more than to build and test', word);
      return;
    case 'endpoint':
      if (!/^\/?(?:repos|orgs|users?|search|notifications|rate_limit|advisories|licenses|emojis|meta)(?:[/?][\w{}./?=&,:%+@-]*)?$/.test(word.text ?? '')) report.does('option', '', word);
      return;
    case 'plugin':
      if (!/^(?:no:\w+|randomly|xdist|cov|pytest_cov|timeout|asyncio|anyio|django|mock|sugar|benchmark|cacheprovider)$/.test(word.text ?? '')) report.does('option', 'a plugin that it loads', word);
      return;
    case 'action':
      if (word.text?.startsWith('exec=') !== false) report.shell({ ...word, text: word.text?.slice('exec='.length), glob: false });
      return;
    case 'unusual':
      return report.does('option', `what “${word.text ?? '…'}” makes it do is not known`, word);
    case 'pushed':
      if (!/^[\w./-]+$/.test(word.text ?? '+') || protectedBranch.test(word.text ?? '')) report.does('option', 'what it pushes', word);
      return;
    case 'cwd':
      return report.cwd(word);
  }
}

const protectedBranch = /^(?:main|master|trunk|develop|production|release.*|HEAD)$/;

/** Tasks, scripts and subcommands that may reach further than this machine, or that take away what is there, by their name. */
export const weighty =
  /(?:^|[^a-z])(?:deploy|publish|release|ship|promote|prod|production|push|login|destroy|drop|reset|purge|wipe|flush|truncate|rollback|downgrade|undo|delete|remove|rm|uninstall|prune|nuke|stamp)(?:$|[^a-z])/i;

function giveRest(role: 'argv' | 'tool' | 'project' | 'script', words: readonly Word[], report: Report): void {
  if (role === 'argv') return report.runs(words);
  if (role === 'tool' || role === 'project') return report.tool(words, role === 'project');
  const [first] = words;
  if (!first) return;
  const unknown = words.find((word) => word.text === undefined);
  const text = unknown ? undefined : words.map((word) => word.text).join(' ');
  report.shell({ ...first, text, glob: false, variables: words.flatMap((word) => word.variables), end: words.at(-1)?.end ?? first.end });
}

/** curl's `@file`, also behind the name of a field. */
function body(word: Word, report: Report): void {
  const file = /^(?:[\w[\]-]*=)?[@<](.+)$/.exec(word.text ?? '')?.[1];
  if (file !== undefined && file !== '-') report.touch('read', { ...word, text: file.replace(/;.*$/, ''), prefix: file });
  else if (word.text === undefined && /^(?:[\w[\]-]*=)?[@<]$/.test(word.prefix))
    report.unresolved(word, 'which file it sends depends on run time');
}

const harmlessSetting =
  /^(?:color\.[\w.]+|core\.(?:quotepath|abbrev|autocrlf|safecrlf|filemode|ignorecase|longpaths|preloadindex|untrackedcache|precomposeunicode|commentchar|whitespace)|(?:advice|log|column|status|blame|grep|versionsort|i18n|format)\.\w+|diff\.(?:renames|renamelimit|algorithm|noprefix|mnemonicprefix|context|colormoved|colormovedws|suppressblankempty|wordregex|submodule|statgraphwidth|interhunkcontext|indentheuristic|wserrorhighlight|relative)|merge\.(?:conflictstyle|renames|renamelimit)|(?:tag|branch)\.sort|core\.fsmonitor=(?:false)?$|core\.pager=(?:cat)?$|pager\.\w+=(?:false|cat)?$)/i;

/** `-c NAME=VALUE` of git. Values of some settings are commands for a shell. */
function setting(word: Word, report: Report): void {
  if (harmlessSetting.test(word.text ?? '')) return;
  report.does('runs-code', 'a setting by which git can run other programs', word);
  const command =
    /^(?:alias\.[\w-]+=!|(?:core\.(?:pager|editor|sshcommand|fsmonitor|askpass|hookspath)|pager\.\w+|sequence\.editor|\w+\.(?:external|command|cmd|helper|textconv|program))=!?)([^]+)$/i.exec(
      word.text ?? '',
    );
  if (command?.[1] !== undefined) report.shell({ ...word, text: command[1], glob: false });
}

/**
 * `HEAD~2`, `main..topic`, `HEAD:src/a.ts` or a path: what is after a colon, or the whole, is read. `:/text` is the message of a
 * commit or a path from the top, `:!path` and `:(exclude)path` leave one out. https://git-scm.com/docs/gitglossary (pathspec)
 */
function revision(word: Word, report: Report): void {
  if (/^:(?:[!^]|\([^)]*exclude[^)]*\))/.test(word.prefix)) return;
  const magic = /^:(?:\/|\([^)]*\)|[0-3]:)/.exec(word.prefix)?.[0];
  const colon = word.prefix.indexOf(':');
  report.touch('read', magic !== undefined ? tail(word, magic.length) : colon < 0 ? word : tail(word, colon + 1));
}

export function tail(word: Word, from: number): Word {
  return { ...word, text: word.text?.slice(from), prefix: word.prefix.slice(from), bare: word.bare.slice(from) };
}

/** A property of the object itself: a subcommand named `constructor` is not one. */
export function own<T>(object: Record<string, T> | undefined, key: string): T | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}
