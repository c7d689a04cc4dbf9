/** Programs whose words have a language of their own. */
import { readWords } from '../options.ts';
import type { CommandSpec, Report } from '../types.ts';
import type { Word } from '../../shell/word.ts';

const grep: CommandSpec = {
  options: {
    '-e --regexp': { takes: 'value', noFirst: true },
    // A pattern in a file may hold a callout.
    '-f --file': { takes: 'code', noFirst: true },
    '-A -B -C -m -d -D -N -O --after-context --before-context --context --max-count --label --directories --devices --include --exclude --include-dir --exclude-dir --newline --output --locale --buffer-size --om-separator':
      'value',
    '--exclude-from --include-from --file-list': 'read',
  },
  first: ['value'],
  rest: 'read',
};

/** https://www.pcre.org/current/doc/html/pcre2grep.html: a callout in the pattern runs a program. */
export function readGrepOfPcre(words: readonly Word[], report: Report): void {
  for (const word of words) if (word.prefix.includes('(?C')) report.does('runs-code', 'a callout in the pattern runs a program', word);
  readWords(grep, words, report);
}

/** An operand is a file, or an address that is fetched. */
export function readUrlOrFile(words: readonly Word[], report: Report): void {
  let last = '';
  for (const word of words) {
    const { text, prefix } = word;
    if (text === undefined && prefix === '' && !word.listed) report.unresolved(word, 'could be an option or an address');
    if (/^(?:-o|--output)$/.test(last)) report.touch('write', word);
    else if (/^(?:-o.+|--output=.*)$/.test(prefix)) report.does('writes', 'writes its output to a file', word);
    else if (prefix.includes('://')) {
      report.does('network', '', word);
      report.url(word);
    } else if (!prefix.startsWith('-')) {
      // A selector is no file, and reads nothing.
      if (!/^[\w#.:[\]=" >{}-]*$/.test(prefix) || /^(?:\.|[\w-]+\.[\w-]+)/.test(prefix)) report.touch('read', word);
    }
    last = prefix;
  }
}

const mlrVerbs = new Set(
  'altkv bar bootstrap bottom cat count count-distinct count-similar cut decimate fill-down fill-empty flatten format-values fraction gap grep group-by group-like gsub having-fields head histogram json-parse json-stringify label latin1-to-utf8 least-frequent merge-fields most-frequent nest nothing regularize rename reorder repeat reshape sec2gmt sec2gmtdate seqgen shuffle skip-trivial-records sort sort-within-records sparsify split-join splitax ssub stats1 stats2 step sub summary tac tail template top unflatten uniq unspace unsparsify utf8-to-latin1 put filter join sort-within-records-values sec2str strptime'.split(
    ' ',
  ),
);
const mlrActs = /\b(?:system|exec|ENV|os\.|tee|unset\s+ENV|version|hostname)\b|\b(?:print\w*|eprint\w*|emit\w*|dump|edump)\b[^;]*(?:>|\|)/;
const mlrFormats =
  /^--(?:[io]?(?:csv|csvlite|tsv|json|jsonl|xtab|pprint|nidx|dkvp|markdown|md|usv|asv)|[ctjlnxpm]2[a-z]|allow-ragged-csv-input|ragged|implicit-csv-header|headerless-csv-(?:output|input)|implicit-pprint-header|hi|ho|barred|right|key-color|no-auto-(?:un)?flatten|(?:no-)?jvstack|jlistwrap|infer-(?:none|octal|all)|quote-(?:all|original)|gzin|bz2in|zin|zstdin|no-color|always-color|version|help)$|^-[nSAOCM]$/;
const mlrValues = /^--(?:from|[io]?[fpr]s|ofmt|nr-progress-mod|tz|repifs)$/;

/** https://miller.readthedocs.io: verbs joined by `then`; expressions can run programs and write files. */
export function readMlr(words: readonly Word[], report: Report): void {
  let at = 0;
  for (; words[at]?.prefix.startsWith('-'); at += 1) {
    const word = words[at] as Word;
    const text = word.text ?? '';
    if (mlrValues.test(text)) {
      const value = words[(at += 1)];
      if (text === '--from' && value) report.touch('read', value);
    } else if (text === '-I') report.does('writes', 'edits files in place', word);
    else if (!mlrFormats.test(text)) report.does('unknown', `what the option “${word.prefix}” does is not known`, word);
  }
  let verb = '';
  for (let index = at; index < words.length; index += 1) {
    const word = words[index] as Word;
    const { text } = word;
    if (text === undefined) {
      if (!word.listed) report.unresolved(word, 'could be an option, a verb or an expression');
    } else if (index === at || words[index - 1]?.text === 'then') {
      verb = text;
      if (!mlrVerbs.has(text)) report.does('unknown', `what the verb “${text}” does is not known`, word);
    } else if (/^-[fs]$/.test(text) && (verb === 'put' || verb === 'filter')) report.does('runs-code', 'the expression is in a file', word);
    else if (text.startsWith('--prepipe')) report.does('runs-code', `by the option ${text}`, word);
    else if (text.startsWith('-') || text === 'then') continue;
    else if (mlrActs.test(text)) report.does('runs-code', 'the expression runs a program, writes a file or reads the environment', word);
    else if (!/\s|[$"]/.test(text) || /^[/~]|\.\.\//.test(text)) report.touch('read', word);
  }
}
