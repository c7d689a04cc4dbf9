/** Which awk programs do more than to print: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/awk.html */
import type { Word } from '../shell/word.ts';
import { tail } from './options.ts';
import type { Report } from './types.ts';

export function readAwk(words: readonly Word[], report: Report): void {
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
    if (text === '-F' || text === '-v') at += 1;
    else if (text === '-e' || text === '--source') {
      programs += 1;
      const program = words[(at += 1)];
      if (program) readProgram(program, report);
    } else if (!/^-[Fv]|^--(?:field-separator|assign|posix|re-interval|csv|traditional|version)/.test(word.prefix)) {
      programs += 1;
      report.does('runs-code', 'a program in a file, or an option with effects', word);
    }
  }
  if (programs === 0) {
    const program = words[at++];
    if (program) readProgram(program, report);
  }
  for (const operand of words.slice(at)) if (!/^\w+=/.test(operand.prefix)) report.touch('read', operand);
}

function readProgram(word: Word, report: Report): void {
  if (word.text === undefined) return report.unresolved(word, 'an awk program that depends on run time');
  const found = [...suspicious(word.text)];
  if (found.length > 0) report.code(word, true);
  for (const token of found) report.does('runs-code', `the awk program uses ${token}`, tail(word, 0));
}

/** Tokens of a program that runs commands, reads or writes files; strings, expressions between slashes and comments are passed over. */
function* suspicious(program: string): Generator<string> {
  const token = /"(?:\\[^]|[^"\\])*"|#[^\n]*|\/(?:\\[^]|\[(?:\\[^]|[^\]])*\]|[^/\\\n])+\/|[A-Za-z_]\w*|@|\|\|?&?|>>?=?|[(){};\n]|[^\s]|\s/g;
  let printing = false;
  let depth = 0;
  let operand = false;
  for (const { 0: text, index } of program.matchAll(token)) {
    if (text[0] === '/' && text.length > 1 && operand) {
      token.lastIndex = index + 1;
      // A division, not an expression: what it hid is looked at whole.
      if (/system|getline|\||>/.test(text)) yield 'a division that could not be read';
    }
    if (text === 'system' || text === 'getline' || text === 'ENVIRON' || text === 'PROCINFO' || text === 'ARGV' || text === 'ARGC')
      yield text;
    else if (text === '@') yield 'an indirect call or a loaded file';
    else if (text === '|' || text === '|&') yield 'a pipe';
    else if (printing && depth === 0 && (text === '>' || text === '>>')) yield 'a redirection';
    else if (text === 'print' || text === 'printf') {
      printing = true;
      depth = 0;
    } else if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    else if (text === ';' || text === '{' || text === '}' || text === '\n') printing = false;
    if (text.trim() !== '') operand = /^[\w)\]"$]/.test(text) && text !== 'print' && text !== 'return';
  }
}
