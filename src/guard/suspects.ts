/**
 * Texts and words that may turn out to be commands, where a program is run in a way that the guard cannot follow: it runs code, is unknown,
 * or depends on run time. They are read for what must not happen in any case, and for nothing else.
 */
import picomatch from 'picomatch';
import { programName } from './commands/index.ts';
import { withGiven } from './findings/given.ts';
import type { Input } from './shell/simple-command.ts';
import { staticWord, type Word } from './shell/word.ts';

/** Programs by which the worst is done, or that lead to such a one. */
export const dire: ReadonlySet<string> = new Set(
  (
    'rm unlink shred srm rmdir dd wipefs blkdiscard truncate chmod chown chgrp chattr setfacl find mv cp ln tee rsync sed install tar unzip ' +
    'sh bash zsh dash ksh ash fish busybox toybox env xargs eval exec sudo doas su nsenter chroot curl wget nc ncat socat kill killall5 pkill killall ' +
    'shutdown reboot halt poweroff systemctl git python python2 python3 perl ruby node php nohup timeout fd fdfind cat echo printf mkfs sgdisk sfdisk parted'
  ).split(' '),
);
const alarming =
  /\b(?:rm|unlink|shred|srm|dd|mkfs|wipefs|truncate|ch(?:mod|own|grp)|find|mv|cp|ln|tee|rsync|sed|(?:ba|z|da|k)?sh|eval|curl|wget|nc|ncat|socat|kill\w*|pkill|shutdown|reboot|halt|poweroff|git|python\d?|perl|ruby|node|base64|xxd|rev|printf|fork)\b|\/dev\/|signalbox|:\s*\(\)|[\\'"`]|\$\(/i;

/** Options whose value is a text for people. */
const forPeople = /^(?:-m|-t|-b|--?(?:message|msg|title|body|description|desc|comment|note|notes|reason|subject|summary|text|name|label|prompt))$/;
const forPeopleAttached = /^(?:--(?:message|msg|title|body|description|desc|comment|note|notes|reason|subject|summary|text|label|prompt)=|-m(?=[A-Z]))/;

const MAX_TEXT = 4000;
const MAX_LINES = 40;
const MAX_SUFFIXES = 4;
const MAX_WORDS = 60;

/** Whether it is written for people: two or more words that sentences have and commands do not. */
function isProse(text: string): boolean {
  const found = new Set(text.toLowerCase().match(/(?<![\w./-])(?:the|is|are|was|be|not|should|must|would|when|which|that|this|it|a|an|of|to|with|because|after|before|instead|does|also|we)(?![\w./-])/g));
  return found.size >= 2;
}

/** What stands in front of a command where a program that is no shell is given one. */
const leads: readonly RegExp[] = [
  /^\s*(?:\d*(?:,\d*)?|%|:)*r?w?\s*!+\s*/,
  /^\s*\\+!\s*/,
  /^\s*[.:\\]?(?:shell|system|sys|e?syscmd|sh|exec|exec-once|execute|call|silent!?|run|run-shell|if-shell|pipe|term(?:inal)?|spawn|e|command)\b!?\s*\(?\s*["'`]?!?/,
  /^\s*(?:ext|exec|EXEC|SYSTEM|sh|cmd|shell)::?/,
  /^\s*(?:[\d*/,-]+\s+){4}[\d*/,\w-]+\s+(?:root\s+)?/,
  /^\s*@\w+\s+(?:root\s+)?/,
  /^\s*\w*Command\s+/,
  /^\s*(?:\$|#|>|>>>|-|\+)\s+/,
  /^\s*[|+@-]+!?\s*/,
  /^[^=\s]{1,60}=\s*!?/,
];

/** @see suspects; for a text that is known to run. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => alarming.test(line)).slice(0, MAX_LINES);
  return [...new Set([text, ...lines.flatMap(variants)])].filter((one) => /\S\s+\S|[;|&<>`]/.test(one));
}

/** The text itself, and what is left of it behind such a beginning. */
export function variants(text: string): string[] {
  // What is typed into a terminal ends with a line's end, however that is written.
  const found = [text.replace(/(?:\\(?:[nr]|0?1[25]|x0[aAdD])|\^[MJ]|\r)+$/, '')];
  for (const lead of leads) {
    const match = lead.exec(text);
    if (match && match[0] !== '') found.push(text.slice(match[0].length).replace(/["'`]?\)+;?\s*$/, ''));
  }
  // `cargo --config 'build.x="COMMAND"'`, `TAR_OPTIONS=--checkpoint-action=exec=COMMAND`
  const value = text.replace(/^(?:[^=\s"']{1,60}=)+\s*/, '').replace(/^(["'])([^]*)\1$/, '$2').replaceAll('\\ ', ' ');
  if (value !== text) found.push(value);
  // `s/…/COMMAND/e`
  const substituted = /^s(\W)[^]*?\1([^]*?)\1\w*e\w*(?:;|$)/.exec(text)?.[2];
  if (substituted !== undefined) found.push(substituted);
  for (const [, command = ''] of text.matchAll(/\$\(shell\s+([^()]+)\)/g)) found.push(command);
  for (const [, command = ''] of text.matchAll(/!=\s*([^\n]+)/g)) found.push(command);
  // git's `ext::sh -c rm% -rf`
  for (const one of found.slice()) if (one.includes('% ')) found.push(one.replaceAll('% ', '\\ '));
  return found;
}

export interface Suspects {
  /** For the shell. */
  texts: string[];
  /** In some other language. */
  code: string[];
  /** Words that may be a command of their own. */
  commands: (readonly Word[])[];
}

/** @param known the program is one that the guard knows to run code; of an unknown one, what is written for people is no command */
export function suspects(words: readonly Word[], input: Input, known: boolean): Suspects {
  const texts = new Set<string>();
  const code: string[] = [];
  const add = (text: string): void => {
    if (text.length < 3 || text.length > MAX_TEXT || (!known && isProse(text))) return;
    if (/[({;\n]/.test(text)) code.push(text);
    if (!/[\s;|&<>`$]/.test(text) || !alarming.test(text)) return;
    for (const one of variants(text)) if (/\S\s+\S|[;|&<>`]|\$\(/.test(one)) texts.add(one.trim());
  };
  words.slice(1).forEach((word, index) => {
    const text = word.text ?? word.bare;
    const before = words[index]?.text ?? '';
    if (forPeopleAttached.test(text) || (forPeople.test(before) && /\s/.test(text))) return;
    add(text);
    const equals = /^-{0,2}[\w.:-]{1,60}=([^]+)$/.exec(text)?.[1] ?? /^-[A-Za-z]([^]*\s[^]*)$/.exec(text)?.[1];
    if (equals !== undefined) add(equals);
  });
  const told = input.from === 'text' || input.from === 'lines' ? input.text : input.perhaps;
  const given = told === undefined ? undefined : withGiven(told, { rest: words.slice(1), given: [], home: '~' });
  if (given !== undefined && (known || !isProse(given))) {
    code.push(given);
    const lines = given.split('\n').filter((line) => alarming.test(line));
    if (lines.length > 0 && given.length <= MAX_TEXT) texts.add(given);
    for (const line of lines.slice(0, MAX_LINES)) for (const one of variants(line)) if (/\S\s+\S|[;|&<>`]/.test(one)) texts.add(one.trim());
  }
  for (const text of composed(words, given)) texts.add(text);
  return { texts: [...texts], code, commands: [...suffixes(words), ...renamed(words)] };
}

/** What `fd -x` and `parallel` put together: the command with what it is done to. */
function composed(words: readonly Word[], given: string | undefined): string[] {
  const name = programName(words[0]?.text ?? '') ?? '';
  const texts = words.map((word) => word.text ?? word.bare);
  const parallel = /^(?:parallel|rush|xe)$/.test(name);
  if (!parallel && name !== 'fd' && name !== 'fdfind') return [];
  const at = parallel ? texts.findIndex((text, index) => index > 0 && !text.startsWith('-') && !/^\d+$/.test(text)) : texts.findIndex((text) => /^(?:-x|-X|--exec|--exec-batch)$/.test(text)) + 1;
  if (at <= 0) return [];
  const mark = texts.findIndex((text) => /^:{3,4}\+?$/.test(text));
  const command = texts.slice(at, mark < 0 ? undefined : mark).slice(0, MAX_WORDS).join(' ');
  const operands = texts.slice(1, at - 1).filter((text) => !text.startsWith('-') && !/^\d+$/.test(text));
  const folders = operands.filter((text) => /^[./~]/.test(text));
  // A pattern of letters lets only some files through.
  const filtered = operands.some((text) => /\w/.test(text) && !/^[./~]/.test(text) && !/^[fdl]$/.test(text)) || texts.slice(1, at).some((text) => text.startsWith('-e'));
  const items = !parallel ? (filtered ? [] : folders.filter((folder) => !/^\.\/?$/.test(folder) || texts.some((text) => /^-\w*[Hu]|^--(?:hidden|unrestricted)$/.test(text)))) : mark < 0 ? (given ?? '').split('\n').filter((line) => line !== '').slice(0, 8) : texts.slice(mark + 1, mark + 9);
  return items.map((item) => (/\{[./]*\}/.test(command) ? command.replace(/\{[./]*\}/g, () => item) : `${command} ${item}`));
}

/** `cmake -E remove_directory X`, under the names that others have for it. */
function renamed(words: readonly Word[]): (readonly Word[])[] {
  const at = words.findIndex((word) => word.text === '-E');
  const verb = /cmake/.test(words[0]?.text ?? '') && at > 0 ? words[at + 1] : undefined;
  const names: Record<string, string[]> = { remove_directory: ['rm', '-rf'], remove: ['rm'], rm: ['rm'], rename: ['mv'], copy: ['cp'], copy_directory: ['cp', '-r'], touch: ['touch'] };
  const name = verb && Object.hasOwn(names, verb.text ?? '') ? names[verb.text ?? ''] : undefined;
  return verb && name ? [[...name.map((text) => staticWord(text, verb.start, verb.end)), ...words.slice(at + 2)]] : [];
}

/** Programs of which an option or an operand runs something, though they otherwise run nothing. */
const runners: readonly [RegExp, RegExp][] = [
  [/^git$/, /(?:^|\s)(?:ext::|--(?:upload-pack|receive-pack|exec)\b|config\s|-O|--open-files-in-pager|credential)/],
  [/^fd(?:find)?$/, /(?:^|\s)(?:-[xX]|--exec)/],
  [/^(?:scp|sftp)$/, /(?:^|\s)-(?:S|o|D)/],
  [/^[gmn]?awk$/, /system|getline|\|/],
  [/^zip$/, /-TT|--unzip-command/],
  [/^(?:mutt|neomutt)$/, /(?:^|\s)-e/],
  [/^(?:less|more|most)$/, /(?:^|\s)\+/],
  [/^(?:npm|pnpm|yarn)$/, /\b(?:config|set)\b.*(?:shell|editor|git)/],
  [/^(?:man|git-grep)$/, /(?:^|\s)(?:-P|-H|--pager|--html)/],
  [/^(?:apt|apt-get|dpkg|yum|dnf|pacman)$/, /(?:^|\s)(?:-o|--pre-invoke|--post-invoke|--hookdir)/],
  [/^(?:pip\d?|gem)$/, /--(?:global|install|config)-(?:option|settings)/],
];

/** Whether, by its words, the program runs something. */
export function runsAnyway(words: readonly Word[]): boolean {
  const name = programName(words[0]?.text ?? '') ?? '';
  const rest = words.slice(1).map((word) => word.text ?? word.bare).join(' ');
  return runners.some(([program, options]) => program.test(name) && options.test(rest));
}

function suffixes(words: readonly Word[]): (readonly Word[])[] {
  const found: (readonly Word[])[] = [];
  for (let at = 1; at < words.length - 1 && found.length < MAX_SUFFIXES; at += 1) {
    const name = programName(words[at]?.text ?? '') ?? '';
    if (dire.has(name) || name.startsWith('mkfs.')) found.push(words.slice(at, at + MAX_WORDS));
  }
  return found;
}

/** Variables of which other programs run the value, by what such are called. */
export function mayHoldCommand(name: string): boolean {
  return /(?:COMMAND|CMD|PAGER|EDITOR|VISUAL|BROWSER|ASKPASS|LESSOPEN|LESSCLOSE|SSH|SHELL|RUNNER|EXEC|WRAPPER|LAUNCHER|HOOK|DIFF|LINKER|FILTER|PS\d)$|^(?:CC|CXX|LD|AR|MAKEFLAGS|TAR_OPTIONS|GIT_\w+|RUSTC\w*|CARGO_\w+|NPM_CONFIG_\w+|npm_config_\w+)$/.test(
    name,
  );
}

/** Of such programs, those that a pattern of the shell may stand for. */
export function matching(pattern: string): string[] {
  if (/^[*?]+$/.test(pattern)) return [];
  let test: (path: string) => boolean;
  try {
    test = picomatch(pattern);
  } catch {
    return [];
  }
  return [...dire].filter((name) => test(name) || test(`/bin/${name}`) || test(`/usr/bin/${name}`)).slice(0, 6);
}
