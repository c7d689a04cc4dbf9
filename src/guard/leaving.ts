/** What one command sends away, and what it leaves for the commands that follow it in the line. */
import { programName } from './commands/index.ts';
import { readUnread } from './doubted.ts';
import type { Doubted } from './one-command.ts';
import { startsWithoutEnd } from './findings/overwrites.ts';
import { namesCredentials } from './findings/path-classes.ts';
import { assessPath } from './findings/paths.ts';
import { connects, givesShell, passesOn, sentFiles, startsAny, toldFiles } from './findings/sends.ts';
import { isSecretVariable } from './shell/names.ts';
import type { Stream } from './shell/simple-command.ts';
import { FROM_SECRET } from './shell/word.ts';
import { touchFile } from './touching.ts';

export interface Leaving {
  /** What it is given, it can send away. */
  uploads: boolean;
  /** Where words begin that leave, though they hold what may be a secret. */
  lenient: ReadonlySet<number>;
  /** Names under which what it gets from the network may be kept. */
  named: readonly string[];
}

/** What a program that can send files away is given, or gets on its input. */
export function readLeaving(doubted: Doubted, { uploads, lenient, named }: Leaving): void {
  const { command, outer, segment, marks, report } = doubted;
  const { words, input } = command;
  const { line } = outer;
  if (marks.network || input.network === true)
    for (const { path, access } of segment.touches)
      if (access === 'write') for (const file of [path, ...named.map((one) => `${path}/${one}`)]) line.downloads.add(file);
  const [program, ...rest] = words;
  const name = programName(program?.text ?? '') ?? '';
  const sending = connects(name, rest);
  const told = input.from === 'text' ? input.text : '';
  for (const file of [...(sending ? sentFiles(rest) : []), ...toldFiles(name, rest, told)]) touchFile(doubted, 'read', file, false);
  if (sending && passesOn(name)) line.raw = true;
  if (givesShell(name, rest)) report('command.catastrophic', 'catastrophic', 'gives a shell to the network');
  if (/^mk(?:fifo|nod)$/.test(name)) line.pipe = true;
  if (/\bcoproc\b/.test(command.text) && (sending || rest.some((word, at) => connects(word.text ?? '', rest.slice(at + 1))))) line.connected = true;
  const leaves = (): void => report('secret.to-network', 'catastrophic', 'what holds secrets would go to the network');
  // `tee >(curl …)`
  if (line.sending && input.secret === true && command.text.includes('>(') && words.some((word) => word.text === '/dev/fd/63')) leaves();
  if (!sending && !marks.sends && !(marks.network && uploads)) return;
  line.sending = true;
  const fromFile = outer.out.findings.some(({ id }) => id === 'path.credentials');
  const inWords = words.some((word) =>
    lenient.has(word.start)
      ? fromFile && word.variables.includes(FROM_SECRET)
      : word.variables.some((variable) => variable === FROM_SECRET || isSecretVariable(variable)),
  );
  const inFiles =
    segment.findings.some((index) => outer.out.findings[index]?.id === 'path.credentials') ||
    segment.touches.some(({ path, access, glob }) => access === 'read' && (line.copies.has(path) || (glob === true && startsAny(line.copies, path))));
  if (inWords || inFiles || input.secret === true) leaves();
}

/** Files of which the line itself tells what is in them. */
export function keepFacts(doubted: Doubted, output: Stream): void {
  const { command, outer, context, segment, state, marks, report } = doubted;
  const { line } = outer;
  const { words, input } = command;
  if (marks.secret) line.secret = true;
  // Whatever it makes of what it read, it may put into any file that it is told of.
  for (const { text, prefix } of marks.secret ? words.slice(1) : [])
    if (text !== undefined && text !== '' && !prefix.startsWith('-') && !namesCredentials(text))
      for (const cwd of state.cwds) line.copies.add(assessPath(text.replace(/^\w+=/, ''), cwd, 'read', context).touch.path);
  const passes = input.from === 'text' && /^(?:cat|tee|dd|pv|sponge)$/.test(words[0]?.text ?? '');
  const kept = output.from === 'text' ? output.text : passes ? input.text : undefined;
  for (const { path, access } of segment.touches) {
    if (access !== 'write') continue;
    if (marks.secret) line.copies.add(path);
    if (kept === undefined) continue;
    line.written.set(path, kept);
    if (startsWithoutEnd(kept, path.split('/').at(-1))) report('command.catastrophic', 'catastrophic', 'starts itself again without end');
  }
  // Something else runs it, sooner or later.
  const runs = segment.findings.some((index) => /^path\.(?:hook|start-file|ci|agent-config)$/.test(outer.out.findings[index]?.id ?? ''));
  const started = segment.touches.some(({ path, access }) => access === 'write' && line.startFiles.has(path));
  if (kept !== undefined && (runs || started) && words[0]) readUnread(doubted, kept, words[0]);
}
