/** What one command is given that may run: read only for what must not happen in any case. */
import { programName } from './commands/index.ts';
import { commandsIn, inspectCode } from './findings/code.ts';
import { inContainer, isEngine } from './findings/containers.ts';
import { argumentsBehind, withGiven } from './findings/given.ts';
import { implicitFiles, isMake, recipes } from './findings/makefile.ts';
import { assessPath } from './findings/paths.ts';
import { cleans, destroyed, overwritten, writesDevice } from './findings/overwrites.ts';
import { emptied, forbiddenWrites, isHeld, listing } from './findings/unread.ts';
import type { Doubted } from './one-command.ts';
import { likelyOutput } from './likely-output.ts';
import { changesWhatRuns } from './shell/names.ts';
import type { SimpleCommand, Stream } from './shell/simple-command.ts';
import { inherited, withVariable, type ShellState } from './shell/state.ts';
import { marked, staticWord, type Word } from './shell/word.ts';
import { linesOf, matching, mayHoldCommand, suspects, variants } from './suspects.ts';

/** @param known the guard knows that the program runs code; of one that it does not know, what is written for people is no command */
export function readSuspects(doubted: Doubted, known: boolean): void {
  const { outer, context, index, command, state, depth } = doubted;
  const { words, input } = command;
  const [at] = words;
  if (!at) return;
  const inside = inContainer(words, input, context);
  for (const name of implicitFiles(words)) {
    const written = outer.line.written.get(assessPath(name, state.cwds[0] ?? '/', 'read', context).touch.path);
    if (written !== undefined) readUnread(doubted, written, at);
  }
  if (isMake(words) && input.from === 'text') readUnread(doubted, input.text, at);
  if (inside) outer.worstOf(inside.words, inside.input, index, { ...inherited(state), cwds: inside.cwds, variables: new Map() }, depth);
  const piped = words.some((word) => word.text === '/dev/fd/63') ? outer.line.written.get('/dev/fd/63') : undefined;
  if (piped !== undefined) readUnread(doubted, piped, at);
  for (const word of [...words.slice(1), ...command.redirects.filter(({ access }) => access === 'read').map((one) => one.word)]) {
    const written = word.text === undefined ? undefined : outer.line.written.get(assessPath(word.text, state.cwds[0] ?? '/', 'read', context).touch.path);
    if (written !== undefined) readUnread(doubted, written, word);
  }
  if (input.network === true && /^(?:at|batch|parallel|osascript|ed|ex|gdb|expect|tclsh|m4|crontab|deno|g?awk|emacs)$/.test(programName(at.text ?? '') ?? ''))
    doubted.report('command.catastrophic', 'catastrophic', 'runs what comes from the network, unread');
  if (isEngine(words)) return;
  const { texts, code, commands } = suspects(words, input, known);
  const whole = code.map((text) => withGiven(text, { rest: words.slice(1), given: argumentsBehind(words, { text }), home: context.home, env: environment(command, state) }));
  for (const text of whole) for (const { id, severity, reason } of inspectCode(text, state.cwds, context)) doubted.report(id, severity, reason);
  for (const text of [...texts, ...whole.flatMap(commandsIn)]) outer.worst(text, index, state, at, depth);
  for (const one of commands) outer.worstOf(one, input, index, state, depth);
}

/** A name that an earlier `alias` made stand for another command. */
export function readAliased({ outer, index, command, state, depth }: Doubted): void {
  const [program, ...rest] = command.words;
  if (program?.text === 'alias') {
    for (const { text = '' } of rest) {
      const equals = text.indexOf('=');
      if (equals > 0) outer.line.aliases.set(text.slice(0, equals), text.slice(equals + 1));
    }
  }
  const value = outer.line.aliases.get(program?.text ?? '');
  if (value !== undefined) outer.worst([value, ...rest.map((word) => word.text ?? word.bare)].join(' '), index, state, program ?? command, depth);
}

/** What is destroyed by what the program is called, or by an option that it may have. */
export function readOverwrites({ command, context, state, report }: Doubted, known: boolean): void {
  const { words } = command;
  const [at] = words;
  const tree = environment(command, state).get('GIT_WORK_TREE');
  for (const word of destroyed(words, at && tree !== undefined ? staticWord(tree.replace(/^~(?=\/|$)/, () => context.home), at.start, at.end) : undefined))
    for (const cwd of state.cwds)
      for (const { id, severity, reason } of assessPath(word.text ?? '', cwd, 'delete', context, { recursive: true, glob: word.glob }).findings)
        if (severity === 'catastrophic') report(id, severity, reason, word);
  if (programName(at?.text ?? '') === 'git' && cleans(words.slice(1)) && !words.some((word) => word.text === '-C'))
    for (const cwd of state.cwds) if (isHeld(cwd, context)) report('command.catastrophic', 'catastrophic', `empties ${cwd}`);
  for (const word of overwritten(words))
    for (const { id, severity, reason } of forbiddenWrites(word, state.cwds, context)) report(id, severity, reason, word);
  if (!known && writesDevice(words)) report('command.catastrophic', 'catastrophic', 'writes to a device');
}

/**
 * A text that runs, in whatever language.
 * @param at the word that names or holds it
 * @param lines whether it may be of a shell
 */
export function readUnread(doubted: Doubted, text: string, at: Partial<Word> & { start: number; end: number }, lines = true): void {
  const { outer, context, index, command, state, depth } = doubted;
  const { words } = command;
  const given = argumentsBehind(words, at);
  const rest = words.slice(1);
  const code = withGiven(text, { rest, given, home: context.home, env: environment(command, state) });
  for (const { id, severity, reason } of inspectCode(code, state.cwds, context)) doubted.report(id, severity, reason);
  const set = given.length > 0 ? `set -- ${given.map((one) => `'${one.replaceAll("'", "'\\''")}'`).join(' ')}\n` : '';
  const texts = lines ? linesOf(text).map((line) => (/\$[\d@*{]/.test(line) ? set + line : line)) : [];
  const made = isMake(words) ? recipes(text, context.home, [...environment(command, state), ...rest.flatMap(({ text: one }) => [/^(\w+)=([^]*)$/.exec(one ?? '')?.slice(1) ?? []])]) : [];
  if (/\b(?:unlink|rmtree|rmdir|rm_rf?)\b|os\.remove|rmSync/.test(text) && /\bSTDIN\b|stdin|ARGF|\bgets\b|\$_/.test(`${text}${rest.some((word) => /^-\w*[np]/.test(word.text ?? '')) ? '$_' : ''}`))
    for (const worst of emptied(command.input.under ?? [], context)) doubted.report('command.catastrophic', 'catastrophic', worst);
  for (const one of [...texts, ...commandsIn(code), ...made]) outer.worst(one, index, withEnvironment(command, state), at, depth);
}

/** Variables of which the value is known, and that a program may look for. */
function environment({ assignments }: SimpleCommand, { variables }: ShellState): Map<string, string> {
  const known = new Map<string, string>();
  for (const [name, { text, marks }] of variables) if (/^[A-Z_a-z]\w*$/.test(name) && name !== 'HOME' && !/[dpin]/.test(marks)) known.set(name, text);
  for (const { name, value } of assignments) if (/^\w+$/.test(name) && value.text !== undefined) known.set(name, value.text);
  return new Map([...known].slice(0, 16));
}

/** The state of a shell that is started with these; where guesses are made, the variables before the command too. */
export function withEnvironment({ assignments }: SimpleCommand, state: ShellState): ShellState {
  const before = inherited(state);
  if (state.guess !== true) return before;
  return assignments.reduce((next, { name, value }) => (value.text === undefined ? next : withVariable(next, name, marked(value.text))), before);
}

/** The value of a variable by which something runs. */
export function readValue(doubted: Doubted, name: string, value: Word): void {
  const { outer, context, index, state, depth } = doubted;
  // `BASH_ENV=<(…)`, or a file that the line wrote.
  if (value.text !== undefined && changesWhatRuns(name, value.text))
    for (const file of value.text.split(/[=:,\s]+/)) {
      const written = file === '' ? undefined : outer.line.written.get(file === '/dev/fd/63' ? file : assessPath(file, state.cwds[0] ?? '/', 'read', context).touch.path);
      if (written !== undefined) readUnread(doubted, written, value);
      else if (/[./]/.test(file)) outer.line.startFiles.add(assessPath(file, state.cwds[0] ?? '/', 'read', context).touch.path);
    }
  if (value.text === undefined || !/[\s(]/.test(value.text)) return;
  const commands = [...(mayHoldCommand(name) ? variants(value.text) : []), ...(changesWhatRuns(name, value.text) ? commandsIn(value.text) : [])];
  for (const command of commands) outer.worst(command, index, state, value, depth);
}

/** A pattern as the program: each that it may stand for. */
export function readPattern({ outer, index, command, state, depth }: Doubted, program: Word): void {
  for (const name of matching(program.text ?? '')) {
    const words = [staticWord(name, program.start, program.end), ...command.words.slice(1)];
    outer.worstOf(words, command.input, index, state, depth);
  }
}

/** `find X -exec truncate {} +`: what is done to all in a folder is done to the folder. */
export function readOnFolders({ outer, index, command, state, depth }: Doubted, words: readonly Word[], folders: readonly string[]): void {
  const isItem = (word: Word): boolean => word.text === undefined && word.prefix === '';
  if (!words.some(isItem)) return;
  const all = folders.slice(0, 4).flatMap((folder) => (folder.endsWith('/.git') ? [folder, `${folder}/objects`] : [folder]));
  for (const folder of all) {
    const given = words.map((word) => (isItem(word) ? staticWord((word.template ?? '{}').replaceAll('{}', () => folder), word.start, word.end) : word));
    outer.worstOf(given, command.input, index, state, depth);
  }
}

/** What the command most likely prints, where guesses are made. */
export function likelyStream({ outer, context, command, state }: Doubted, stream: Stream, rest: readonly Word[]): Stream {
  if (state.guess !== true || stream.from === 'text') return stream;
  // Of what is listed, only some names are left.
  if (stream.under?.length === 0 && (command.input.under ?? []).length > 0) return stream;
  const { words, input } = command;
  const file = (text: string): string | undefined =>
    outer.line.written.get(assessPath(text, state.cwds[0] ?? '/', 'read', context).touch.path);
  const { home } = context;
  const repository = context.repository ?? context.roots[0];
  const name = programName(words[0]?.text ?? '') ?? '';
  const own = name === 'pwd' ? (state.cwds.find((cwd) => isHeld(cwd, context)) ?? state.cwds[0]) : undefined;
  const text = stream.perhaps ?? own ?? likelyOutput({ name, rest, input, home, repository, file }) ?? listing(stream);
  return text === undefined ? stream : { ...stream, from: 'text', text };
}
