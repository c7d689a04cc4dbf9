/** `cmd /c …`: the simple part of the language of Windows’ command interpreter. What is more than that is unresolved. */
import type { CommandSpec, Report } from '../commands/types.ts';
import { staticWord, type Word } from '../shell/word.ts';

export const cmdProgram: CommandSpec = { inert: true, read: readCmd };

const prints = new Set('dir type echo ver vol cd chdir where findstr find more tree hostname whoami date time rem title sort fc comp help cls pause exit'.split(' '));
const deletes = new Set(['del', 'erase', 'rd', 'rmdir', 'deltree']);
const writes = new Set('copy xcopy robocopy move ren rename md mkdir mklink attrib icacls replace compact takeown'.split(' '));
const ends = new Set('format diskpart shutdown bcdedit vssadmin wbadmin'.split(' '));
const system = new Set('reg sc net netsh schtasks setx wmic assoc ftype label'.split(' '));

function readCmd(words: readonly Word[], report: Report): void {
  const at = words.findIndex((word) => /^\/[cksr]/i.test(word.text ?? ''));
  const [first] = words;
  if (at < 0) return first === undefined ? report.does('runs-code', '') : report.does('unknown', 'what it is told is not known', first);
  const attached = (words[at]?.text ?? '').slice(2);
  const rest = words.slice(at + 1);
  const unknown = rest.find((word) => word.text === undefined);
  if (unknown) return report.unresolved(unknown, 'a command that is put together at run time');
  const place = words[at] as Word;
  const text = [attached, ...rest.map(({ text: one = '' }) => (rest.length > 1 && /\s/.test(one) ? `"${one}"` : one))].join(' ').trim();
  if (/%[^%\s]+%|![\w]+!|\bfor\b|\bif\b|[()]/i.test(text)) report.unresolved(place, 'a part of the language of cmd that the guard does not read');
  for (const part of text.replace(/\^(.)/g, '$1').split(/\|\||&&|[&|]/)) one(part.trim(), place, report);
}

function one(text: string, { start, end }: Word, report: Report): void {
  const word = (value: string): Word => ({ ...staticWord(value, start, end), glob: /[*?]/.test(value) });
  const redirected = text.replace(/(\d?>>?|<)\s*("[^"]*"|[^\s<>|&]+)/g, (_, how: string, target: string) => {
    if (target !== 'nul' && target !== 'NUL' && !/^&\d$/.test(target)) report.touch(how.includes('<') ? 'read' : 'write', word(pathOf(target)));
    return ' ';
  });
  const [program = '', ...args] = Array.from(redirected.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '');
  const name = program.toLowerCase().replace(/^@/, '').replace(/\.(?:exe|com|bat|cmd)$/, '');
  if (name === '') return;
  const flags = args.filter((arg) => isFlag(arg)).map((arg) => arg.toLowerCase());
  const files = args.filter((arg) => !isFlag(arg)).map((arg) => word(pathOf(arg)));
  const place = word(text);
  if (name === 'set') return args.length === 0 ? report.does('dumps-secrets', 'prints all variables', place) : report.does('environment', 'sets a variable', place);
  if (prints.has(name)) {
    if (name !== 'echo' && name !== 'rem' && name !== 'title') for (const file of files) if (/[\\/.]/.test(file.prefix)) report.touch('read', file);
    return;
  }
  if (deletes.has(name)) {
    report.does('deletes', '');
    for (const file of files) {
      if (flags.includes('/s') && /^\/[A-Za-z]:\/*(?:\*|Windows|Users|Program Files)?(?:\/|$)/i.test(file.prefix)) report.does('catastrophic', 'the system', file);
      report.touch('delete', file, flags.includes('/s'));
    }
    return;
  }
  if (writes.has(name)) {
    report.does('writes', '');
    files.forEach((file, index) => report.touch(index > 0 || files.length === 1 ? 'write' : name === 'move' || name.startsWith('ren') ? 'delete' : 'read', file));
    return;
  }
  if (ends.has(name)) return report.does('catastrophic', '', place);
  if (system.has(name)) return report.does(name === 'schtasks' || name === 'sc' ? 'persists' : 'system', '', place);
  report.runs([program, ...args].map((value) => word(value)));
}

/** `/s`, but not `/C:/`, which is how a path of a drive is written here. */
function isFlag(text: string): boolean {
  return /^\/\w(?!:\/)/.test(text);
}

function pathOf(text: string): string {
  const path = text.replaceAll('"', '').replaceAll('\\', '/');
  return /^[A-Za-z]:/.test(path) ? `/${path}` : path;
}
