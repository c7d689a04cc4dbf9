/** Which awk programs do more than to print: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/awk.html */
import { staticWord, withNumbers, type Word } from '../shell/word.ts';
import { tail } from './options.ts';
import type { Report } from './types.ts';

const flags =
  /^-[Fv].|^-[bcPrnNMsStOCV]$|^--(?:field-separator=|assign=|posix$|re-interval$|csv$|traditional$|version$|help$|sandbox$|characters-as-bytes$|non-decimal-data$|bignum$|use-lc-numeric$|optimize$|lint(?:=\w+)?$|copyright$)/;

export function readAwk(given: readonly Word[], report: Report): void {
  const words = given.map(withNumbers);
  let at = 0;
  let programs = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] as Word;
    const { text } = word;
    if (text === undefined && word.prefix === '') report.unresolved(word, 'could be an option');
    if (!word.prefix.startsWith('-') || text === '-') break;
    if (text === '--') {
      at += 1;
      break;
    }
    if (text === '-W' && /^version$/.test(words[at + 1]?.text ?? '')) return;
    if (text === '-F' || text === '-v' || text === '--field-separator' || text === '--assign') at += 1;
    else if (text === '-e' || text === '--source') {
      programs += 1;
      const program = words[(at += 1)];
      if (program) readProgram(program, report);
    } else if (text === '-f' && isInput(words[at + 1]) && report.input() !== undefined) {
      programs += 1;
      at += 1;
      readProgram(staticWord(report.input() ?? '', word.start, word.end), report);
    } else if (!flags.test(word.prefix)) {
      programs += 1;
      report.does('runs-code', 'a program in a file, or an option with effects', word);
    } else if (/^(?:-V|--version|--help)$/.test(word.prefix)) return;
  }
  if (programs === 0) {
    const program = words[at++];
    if (program) readProgram(program, report);
  }
  for (const operand of words.slice(at)) if (!/^\w+=/.test(operand.prefix)) report.touch('read', operand);
}

/** Whether a file of that name is what comes on the input. */
export function isInput(word: Word | undefined): boolean {
  return word?.text === '-' || word?.text === '/dev/stdin' || word?.text === '/dev/fd/0';
}

function readProgram(word: Word, report: Report): void {
  if (word.text === undefined) return report.unresolved(word, 'an awk program that depends on run time');
  const acts = [...actions(word.text)];
  const unread = acts.filter((one): one is { unread: string } => 'unread' in one);
  if (unread.length > 0) report.code(word, true);
  for (const act of acts) {
    if ('unread' in act) report.does('runs-code', `the awk program uses ${act.unread}`, tail(word, 0));
    else if ('command' in act) report.shell(staticWord(act.command, word.start, word.end));
    else report.touch(act.access, staticWord(act.file, word.start, word.end));
  }
}

/** What a program does besides printing: a command that it runs, a file that it reads or writes, or what cannot be told. */
type Act = { unread: string } | { command: string } | { access: 'read' | 'write'; file: string };

const token =
  /"(?:\\[^]|[^"\\])*"|#[^\n]*|\/(?:\\[^]|\[(?:\\[^]|[^\]])*\]|[^/\\\n])+\/|[A-Za-z_]\w*|@|\|\|?&?|&&|>>?=?|[(){};\n]|[^\s]|\s/g;
/** Behind these an expression ends. */
const ends = new Set([';', '}', ')', '\n', undefined]);

/** Tokens that mean something, with a division that hid others marked; strings, expressions between slashes and comments are whole. */
function tokensOf(program: string): string[] {
  const tokens: string[] = [];
  let operand = false;
  token.lastIndex = 0;
  for (let match = token.exec(program); match; match = token.exec(program)) {
    const [text] = match;
    if (text[0] === '/' && text.length > 1 && operand) {
      token.lastIndex = match.index + 1;
      // A division, not an expression: what it hid is looked at whole.
      tokens.push(/system|getline|\||>/.test(text) ? 'a division that could not be read' : '/');
      operand = false;
      continue;
    }
    if (text === '\n' || (text.trim() !== '' && !text.startsWith('#'))) tokens.push(text);
    if (text.trim() !== '') operand = /^[\w)\]"$]/.test(text) && text !== 'print' && text !== 'return';
  }
  return tokens;
}

/** What is printed into a pipe is not known: only what treats it as lines of text may get it. */
const sorting = /^(?:LC_ALL=C +)?(?:sort|uniq|head|tail|wc|cat|column|cut|tr|nl|tac|rev|paste|fold|fmt|grep)(?: [^|;&$`\n]*| *1?>&2)?$/;

function* actions(program: string): Generator<Act> {
  const tokens = tokensOf(program);
  let printing = false;
  let depth = 0;
  for (const [index, text] of tokens.entries()) {
    const next = tokens[index + 1];
    if (text === 'a division that could not be read') yield { unread: text };
    else if (text === 'system' || text === 'ARGV' || text === 'ARGC' || text === '|&') yield { unread: text };
    else if (text === 'ENVIRON' || (text === 'PROCINFO' && tokens.slice(index + 1, index + 4).join('') !== '["sorted_in"]'))
      yield { unread: text };
    else if (text === 'getline') yield* gotten(tokens, index);
    else if (text === '@') yield { unread: 'an indirect call or a loaded file' };
    else if (text === '|') {
      const command = literal(next);
      yield command !== undefined && sorting.test(command) && ends.has(tokens[index + 2]) ? { command } : { unread: 'a pipe' };
    } else if (printing && depth === 0 && (text === '>' || text === '>>')) {
      const file = literal(next);
      yield file !== undefined && /^\/dev\/(?:stdout|stderr|null|tty)$/.test(file) && ends.has(tokens[index + 2])
        ? { access: 'write', file }
        : { unread: 'a redirection' };
    } else if (text === 'print' || text === 'printf') {
      printing = true;
      depth = 0;
    } else if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (text === ';' || text === '{' || text === '}' || text === '\n') printing = false;
  }
}

/** `getline [NAME] < FILE`; without a file it takes the next line of what is read anyway, or of a pipe, which is looked at by itself. */
function* gotten(tokens: readonly string[], at: number): Generator<Act> {
  let from = at + 1;
  if (/^[A-Za-z_]\w*$/.test(tokens[from] ?? '')) from += 1;
  else if (tokens[from] === '$') from += 2;
  if (tokens[from] === '[') {
    while (from < tokens.length && tokens[from] !== ']') from += 1;
    from += 1;
  }
  if (tokens[from] !== '<') {
    if (tokens.slice(at, from + 3).includes('<')) yield { unread: 'getline' };
    return;
  }
  const file = literal(tokens[from + 1]);
  yield file !== undefined && !networkFile.test(file) && (ends.has(tokens[from + 2]) || tokens[from + 2] === '>')
    ? { access: 'read', file }
    : { unread: 'getline' };
}

/** https://www.gnu.org/software/gawk/manual/html_node/TCP_002fIP-Networking.html */
const networkFile = /^\/inet[46]?\/|^$/;

/** The text of a string without escapes. */
function literal(text: string | undefined): string | undefined {
  return text !== undefined && /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : undefined;
}
