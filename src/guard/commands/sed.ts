/** The little language of `sed`: https://www.gnu.org/software/sed/manual/sed.html#sed-script-overview */
import { staticWord, withNumbers, type Word } from '../shell/word.ts';
import { isInput } from './awk.ts';
import { tail } from './options.ts';
import type { Report } from './types.ts';

/** Words of a `sed` command: which of them are scripts, and what those do besides printing. */
export function readSed(given: readonly Word[], report: Report): void {
  const words = given.map(withNumbers);
  const operands: Word[] = [];
  let inPlace = false;
  let scripts = 0;
  const script = (word: Word | undefined): void => {
    scripts += 1;
    if (word) readScript(word, report);
  };
  const file = (option: Word, name: Word | undefined): void => {
    const text = isInput(name) ? report.input() : undefined;
    if (text !== undefined) return script(staticWord(text, option.start, option.end));
    scripts += 1;
    report.does('runs-code', 'the script is in a file', option);
  };
  let onlyOperands = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    const text = word.prefix;
    if (onlyOperands || !text.startsWith('-') || text === '-') {
      if (word.text === undefined && word.prefix === '' && !onlyOperands && !word.listed) report.unresolved(word, 'could be an option');
      operands.push(word);
    } else if (text === '--') onlyOperands = true;
    else if (text.startsWith('--')) {
      const equals = text.indexOf('=');
      const name = equals < 0 ? text : text.slice(0, equals);
      if ('--in-place'.startsWith(name) && name.length > 2) inPlace = true;
      else if ('--expression'.startsWith(name)) script(equals < 0 ? words[(at += 1)] : tail(word, equals + 1));
      else if ('--file'.startsWith(name) && name.startsWith('--fi')) {
        file(word, equals < 0 ? words[(at += 1)] : tail(word, equals + 1));
      } else if (name === '--line-length' && equals < 0) at += 1;
    } else {
      for (let letter = 1; letter < text.length; letter += 1) {
        const option = text[letter];
        const rest = letter + 1 < text.length ? tail(word, letter + 1) : undefined;
        if (option === 'i' || option === 'I') {
          inPlace = true;
          break;
        } else if (option === 'e' || option === 'f' || option === 'l') {
          const value = rest ?? words[(at += 1)];
          if (option === 'e') script(value);
          if (option === 'f') file(word, value);
          break;
        }
      }
    }
  }
  if (scripts === 0) script(operands.shift());
  for (const operand of operands) report.touch(inPlace ? 'write' : 'read', operand);
  if (inPlace && operands.length === 0) report.does('writes', 'edits files in place');
}

function readScript(word: Word, report: Report): void {
  if (word.text === undefined) return report.unresolved(word, 'a sed script that depends on run time');
  const script = new Script(word.text);
  for (const effect of script.effects()) {
    if (effect.what === 'execute') {
      report.does('runs-code', 'the sed script runs a command', word);
      if (effect.command) report.shell(staticWord(effect.command, word.start, word.end));
    } else if (effect.what === 'unread') report.does('runs-code', 'the sed script could not be read', word);
    else report.touch(effect.what, staticWord(effect.file, word.start, word.end));
  }
}

type Effect = { what: 'execute'; command?: string } | { what: 'unread' } | { what: 'read' | 'write'; file: string };

class Script {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What it does besides printing; nothing more is read after a command that is executed or not understood. */
  effects(): Effect[] {
    const effects: Effect[] = [];
    for (;;) {
      this.#skip(/[\s;{}]/);
      if (this.#at >= this.#text.length) return effects;
      const effect = this.#addresses() ? this.#command(this.#text[this.#at++] ?? '') : { what: 'unread' as const };
      if (effect) effects.push(effect);
      if (effect?.what === 'execute' || effect?.what === 'unread') return effects;
    }
  }

  #command(command: string): Effect | undefined {
    if (command === 'e') return { what: 'execute', command: this.#line() };
    if (command === 'w' || command === 'W') return this.#writes();
    if (command === 'r' || command === 'R') return { what: 'read', file: this.#line() };
    if (command === 's' || command === 'y') {
      const flags = this.#substitute(command);
      if (flags === undefined) return { what: 'unread' };
      if (flags.includes('e')) return { what: 'execute' };
      return flags.includes('w') ? this.#writes() : undefined;
    }
    if ('aic'.includes(command)) this.#insertedText();
    else if (command === '#' || 'btT:'.includes(command)) this.#until(command === '#' || command === ':' ? /\n/ : /[\n;}]/);
    else if ('qQlL'.includes(command)) this.#skip(/[\s\d]/);
    else if (!'dDgGhHnNpPxzF={}'.includes(command)) return { what: 'unread' };
    return undefined;
  }

  /** Without the name of a file, it is no script as it should be. */
  #writes(): Effect {
    const file = this.#line();
    return file === '' ? { what: 'unread' } : { what: 'write', file };
  }

  #skip(what: RegExp): void {
    while (this.#at < this.#text.length && what.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #until(what: RegExp): void {
    while (this.#at < this.#text.length && !what.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #line(): string {
    const from = this.#at;
    this.#until(/\n/);
    return this.#text.slice(from, this.#at).trim();
  }

  /** Text of `a`, `i`, `c`: to the end of a line that no backslash continues. */
  #insertedText(): void {
    do {
      this.#until(/\n/);
      this.#at += 1;
    } while (this.#at < this.#text.length && this.#text[this.#at - 2] === '\\');
  }

  #addresses(): boolean {
    for (;;) {
      this.#skip(/[\s\d$,!+~]/);
      const character = this.#text[this.#at];
      if (character === undefined) return false;
      if (character !== '/' && character !== '\\') return true;
      if (character === '\\') this.#at += 1;
      const delimiter = this.#text[this.#at++];
      if (delimiter === undefined || !this.#delimited(delimiter)) return false;
      this.#skip(/[IM]/);
    }
  }

  #delimited(delimiter: string): boolean {
    let inClass = false;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at];
      if (character === '\\') this.#at += 1;
      else if (inClass) inClass = character !== ']';
      else if (character === delimiter) {
        this.#at += 1;
        return true;
      } else if (character === '\n') return false;
    }
    return false;
  }

  #substitute(command: string): string | undefined {
    const delimiter = this.#text[this.#at++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') return undefined;
    if (!this.#delimited(delimiter) || !this.#delimited(delimiter)) return undefined;
    if (command === 'y') return '';
    const from = this.#at;
    this.#skip(/[gpiImMe\d]/);
    if (this.#text[this.#at] === 'w') this.#at += 1;
    return this.#text.slice(from, this.#at);
  }
}
