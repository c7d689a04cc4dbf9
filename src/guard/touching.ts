/** The files that one command touches, and where its output goes. */
import { findCommand, programName } from './commands/index.ts';
import type { Doubted } from './one-command.ts';
import { reasons, severities } from './findings/does.ts';
import { assessPath } from './findings/paths.ts';
import { destruction, forbiddenWrites } from './findings/unread.ts';
import { isInside } from './paths.ts';
import type { Word } from './shell/word.ts';
import type { Touch } from './types.ts';

export function touchFile(doubted: Doubted, access: Touch['access'], word: Word, recursive: boolean): void {
  const { marks, state, context, segment, outer, report } = doubted;
  if (word.text === undefined) {
    if (word.listed) return;
    if (word.parts && access === 'read') return touchFile(doubted, access, { ...word, text: word.parts.text.replaceAll('?', '*'), glob: true }, recursive);
    marks.listed = false;
    if (access !== 'read') touchBelow(doubted, word);
    if (access === 'delete' && recursive) touchEmptied(doubted, word);
    const what = access === 'read' ? 'which file it reads depends on run time' : 'which file it changes depends on run time';
    return report('shell.unresolved', 'medium', what, word);
  }
  if (word.text === '' || (word.text === '-' && access !== 'delete')) return;
  if (state.lost && !/^[/\\~]/.test(word.text)) report('shell.unresolved', 'medium', 'the folder that the path starts from depends on run time', word);
  for (const cwd of state.cwds) {
    const { touch, findings } = assessPath(word.text, cwd, access, context, { glob: word.glob, recursive });
    segment.touches.push(touch);
    if (access === 'read' && outer.line.copies.has(touch.path)) marks.secret = true;
    if (access === 'read' && outer.line.downloads.has(touch.path)) marks.fetched = true;
    for (const { id, severity, reason } of findings) {
      marks.listed = false;
      if (id === 'path.credentials' && access !== 'write') {
        if (marks.namesOnly) continue;
        marks.secret = true;
      }
      report(id, severity, reason, word);
    }
  }
}

/** `rm .signalbox/$X`: whatever it is, it lies in there. */
function touchBelow({ state, context, report }: Doubted, word: Word): void {
  const folder = word.prefix.slice(0, word.prefix.lastIndexOf('/') + 1);
  const inside = /(?:^|\/)\.signalbox(?:\/|$)/i.exec(word.bare) ? '.signalbox' : folder;
  if (inside === '') return;
  for (const { id, severity, reason } of forbiddenWrites({ ...word, text: inside }, state.cwds, context)) report(id, severity, reason, word);
}

/** `rm -rf "$X/"*` where `X` turns out to be nothing. */
function touchEmptied({ context, report }: Doubted, word: Word): void {
  const worst = word.bare.startsWith('/') ? destruction(word.bare, word.glob, context) : undefined;
  if (worst !== undefined) report('command.catastrophic', 'catastrophic', `where a variable is empty, ${worst}`, word);
}

/** A redirection of its input or output. */
export function redirectTo(doubted: Doubted, access: 'read' | 'write', word: Word): void {
  const { marks, command, outer, report } = doubted;
  if (/^\/dev\/(?:tcp|udp)\//.test(word.prefix)) {
    marks.network = true;
    marks.sends = true;
    report('command.network', severities.network, `${reasons.network}: a redirection to a network address`, word);
    const program = programName(command.words[0]?.text ?? '') ?? '';
    if (program === '' || program === 'exec') outer.line.connected = true;
    else if (findCommand(program)?.stdin === 'shell') report('command.catastrophic', 'catastrophic', 'gives a shell to the network', word);
    return;
  }
  if (access === 'write' && redirectTemporary(doubted, word)) return;
  if (access === 'write' && !(word.text !== undefined && /^\/dev\/(?:null|stdout|stderr|tty|fd\/\d+)$/.test(word.text)))
    report('shell.redirects-to-file', 'medium', `writes its output to ${word.text ?? 'a file whose name depends on run time'}`, word);
  touchFile(doubted, access, word, false);
}

/** Output that is kept where nobody looks for it: who lets a command run lets it have that. */
function redirectTemporary({ marks, context, segment, report }: Doubted, word: Word): boolean {
  if (word.text === undefined || !word.text.startsWith('/')) return false;
  const { touch, findings } = assessPath(word.text, '/', 'write', context, { glob: word.glob });
  const [found, another] = findings;
  if (found?.id !== 'path.temporary' || another) return false;
  segment.touches.push(touch);
  marks.listed = false;
  report('path.temporary-output', 'low', `writes its output to ${word.text}, in the system’s folder for temporary files`, word);
  return true;
}

/** The folder that it runs in: outside of the workspace, or not known. */
export function runsWhere({ marks, state, context, report }: Doubted): void {
  if (state.lost) report('shell.unresolved', 'medium', 'the folder that it runs in depends on run time');
  for (const cwd of state.cwds) {
    if (context.roots.some((root) => isInside(context.realpath(cwd), root, context))) continue;
    report('path.outside-workspace', 'medium', `runs in ${cwd}, which is outside the workspace`);
    marks.listed = false;
  }
}
