/** The programs `pwsh` and `powershell` themselves: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_pwsh */
import type { CommandSpec, Report } from '../commands/types.ts';
import { unknownWord, type Word } from '../shell/word.ts';

const options: Record<string, 'flag' | 'value' | 'command' | 'encoded' | 'file' | 'cwd' | 'tells'> = {
  command: 'command', c: 'command', commandwithargs: 'command', cwa: 'command', encodedcommand: 'encoded', e: 'encoded', ec: 'encoded', enc: 'encoded', file: 'file', f: 'file',
  executionpolicy: 'value', ex: 'value', ep: 'value', windowstyle: 'value', w: 'value', inputformat: 'value', inp: 'value', if: 'value', outputformat: 'value', o: 'value', of: 'value',
  workingdirectory: 'cwd', wd: 'cwd', wo: 'cwd', settingsfile: 'value', configurationname: 'value', config: 'value', custompipename: 'value', psconsolefile: 'value', encodedarguments: 'value',
  noprofile: 'flag', nop: 'flag', noninteractive: 'flag', noni: 'flag', nologo: 'flag', nol: 'flag', noexit: 'flag', noe: 'flag', sta: 'flag', mta: 'flag', interactive: 'flag', i: 'flag',
  login: 'flag', l: 'flag', noprofileloadtime: 'flag', version: 'tells', v: 'tells', help: 'tells', h: 'tells', '?': 'tells',
};

function meaning(name: string): (typeof options)[string] | undefined {
  if (Object.hasOwn(options, name)) return options[name];
  const fitting = Object.keys(options).filter((one) => one.startsWith(name) && one.length > 2);
  return fitting.map((one) => options[one]).find((one) => one === 'encoded' || one === 'command') ?? (fitting[0] === undefined ? undefined : options[fitting[0]]);
}

export const powershellProgram: CommandSpec = { inert: true, read: readPowerShell };

function readPowerShell(words: readonly Word[], report: Report): void {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    const dashed = /^(?:--?|\/)([\w?]+)(?::|$)/.exec(word.text ?? word.prefix);
    if (!dashed) {
      if (word.text === undefined) return report.unresolved(word, 'could be an option, or the command that it runs');
      return /\s/.test(word.text) || !/\.ps1$|^[./~]/i.test(word.text) ? command(words.slice(at), report) : report.code(word, false);
    }
    const next = words[at + 1];
    switch (meaning((dashed[1] ?? '').toLowerCase())) {
      case 'flag':
        continue;
      case 'tells':
        if (words.length === 1) return;
        continue;
      case 'value':
        at += 1;
        continue;
      case 'cwd':
        if (next) report.cwd(next);
        at += 1;
        continue;
      case 'command':
        return command(words.slice(at + 1), report);
      case 'encoded':
        return next ? encoded(next, report) : report.does('runs-code', '');
      case 'file':
        return next?.text === '-' ? report.powershell(undefined) : next ? report.code(next, false) : report.does('runs-code', '');
      case undefined:
        return report.does('unknown', `what the option “${word.prefix.slice(0, 60)}” does is not known`, word);
    }
  }
  report.powershell(undefined);
}

/** All that follows is joined by spaces, and read as a command. */
function command(words: readonly Word[], report: Report): void {
  const [first] = words;
  if (!first) return report.does('runs-code', '');
  if (first.text === '-') return report.powershell(undefined);
  const unknown = words.find((word) => word.text === undefined || word.glob && words.length > 1 && /[*?[]/.test(word.text));
  if (unknown) return report.powershell({ ...unknown, text: undefined });
  report.powershell({ ...first, glob: false, text: words.map((word) => word.text).join(' '), end: words.at(-1)?.end ?? first.end });
}

function encoded(word: Word, report: Report): void {
  if (word.text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(word.text)) return report.powershell(unknownWord(word.start, word.end));
  // What is written so that nobody can read it is not meant to be looked at.
  report.unresolved(word, 'an encoded command');
  report.powershell({ ...word, text: Buffer.from(word.text, 'base64').toString('utf16le') });
}
