/** The words of `jq` and `yq`: https://jqlang.org/manual/ and https://mikefarah.gitbook.io/yq */
import { withNumbers, type Word } from '../shell/word.ts';
import { giveRole } from './options.ts';
import type { Report } from './types.ts';

/** Options with two words after them; the second is a file or a value. */
const pairs = new Map([
  ['--arg', 'value'],
  ['--argjson', 'value'],
  ['--rawfile', 'read'],
  ['--slurpfile', 'read'],
  ['--argfile', 'read'],
] as const);

export function readJq(given: readonly Word[], report: Report): void {
  const words = given.map(withNumbers);
  let filters = 0;
  let positional = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    const { text, prefix } = word;
    const pair = pairs.get((text ?? '') as '--arg');
    if (pair !== undefined) {
      const second = words[(at += 2)];
      if (pair === 'read' && second) report.touch('read', second);
    } else if (text === '--args' || text === '--jsonargs') positional = true;
    else if (text === '-f' || text === '--from-file' || /^-[a-zA-Z]*f$/.test(text ?? '')) {
      filters += 1;
      report.does('runs-code', 'the filter is in a file', word);
    } else if (prefix.startsWith('-L') || text === '--library-path') report.does('runs-code', 'the filter loads others', word);
    else if (text === '--indent' || text === '--tab-width') at += 1;
    else if (prefix.startsWith('-') && prefix.length > 1) continue;
    else if (filters === 0) {
      filters += 1;
      giveRole('filter', word, report);
    } else if (!positional) report.touch('read', word);
  }
}

const yqReads = /\benv\b|strenv|envsubst|\$ENV/;
const yqLoads = /\bload\w*\(|\beval\(|\binclude\b|\bimport\b|\bsystem\b/;

export function readYq(words: readonly Word[], report: Report): void {
  let inPlace = false;
  const operands: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    const { prefix } = word;
    if (word.text === undefined && prefix === '' && !word.listed) report.unresolved(word, 'could be an option');
    if (/^(?:-[a-zA-Z]*i[a-zA-Z]*|--in-?place.*)$/.test(prefix)) inPlace = true;
    else if (/^(?:-s|--split-exp)/.test(prefix)) report.does('writes', 'splits into files', word);
    else if (/^(?:--from-file|--split-exp-file|-f)/.test(prefix)) report.does('runs-code', 'the filter is in a file', word);
    else if (/^(?:-[opI]|--output-format|--input-format|--indent)$/.test(prefix)) at += 1;
    else if (!prefix.startsWith('-')) operands.push(word);
  }
  if (/^(?:e|eval|ea|eval-all)$/.test(operands[0]?.text ?? '')) operands.shift();
  const [filter, ...files] = operands;
  if (filter) {
    if (filter.text === undefined) report.unresolved(filter, 'a filter that depends on run time');
    else if (yqReads.test(filter.text)) report.does('dumps-secrets', 'the filter reads the environment', filter);
    else if (yqLoads.test(filter.text)) report.does('runs-code', 'the filter reads other files', filter);
  }
  // With one operand it may be the file.
  for (const file of files.length > 0 ? files : operands) report.touch(inPlace ? 'write' : 'read', file);
  if (inPlace) report.does('writes', 'edits files in place');
}
