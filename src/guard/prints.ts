/** What kind of text a command prints, where that is certain though the text is not. */
import { behind, matches } from './prints-matches.ts';
import { choosesLines, partsOfPaths, printsField } from './prints-paths.ts';
import type { Stream } from './shell/simple-command.ts';
import type { Word } from './shell/word.ts';

const name: Stream = { from: 'name' };
const number: Stream = { from: 'number' };
/** Letters of `date` that give digits. */
const dateFormat = /^\+[\w.:_-]*(?:%[-_0]?[FYmdHMSsjTNuVgGyCIklwUWeRz][\w.:_-]*)+$/;
const asksGit = /^(?:merge-base|rev-parse|branch|symbolic-ref|describe|rev-list|log|tag|remote|hash-object|blame|grep|for-each-ref|stash|status|diff|ls-files)$/;
/** A commit, written so that it is printed neither as a path nor as an option where there is none of that name. */
const commit = /^[\w@][\w@^~{}/-]*$/;

/** @param words what follows the name of the program; @returns undefined where nothing is certain */
export function kindOf(program: string, words: readonly Word[], input: Stream): Stream | undefined {
  const given = words.map((word) => word.text ?? '').join(' ');
  switch (program) {
    case 'wc':
      return counted(words);
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return matches('grep', words, input) ?? grepped(words, input);
    case 'rg':
      return matches('rg', words, input) ?? searched(words) ?? passed(program, words, input);
    case 'nproc':
      return number;
    case 'id':
      return /^-[ugG]$/.test(given) ? number : /^-[ug]n$/.test(given) ? name : undefined;
    case 'uname':
    case 'arch':
    case 'whoami':
    case 'logname':
      return /^(?:-[smr])?$/.test(given) ? name : undefined;
    case 'date':
      return dates(words);
    case 'stat':
      return /^(?:-c ?|-f ?|--format=|--printf=)%[smYZXzidhug](?:\\n)? /.test(given) ? number : undefined;
    case 'seq':
      if (/^(?:-f ?|--format=)(?:\w[\w.-]*)?%0?\d*(?:\.\d+)?[gf][\w.-]*(?: \d+){1,3}$/.test(given)) return name;
      return words.length > 0 && words.every((word, index) => isCount(word) || (index === 0 && word.text === '-w')) ? number : undefined;
    case 'expr':
      return words.length > 0 && words.every(isCount) ? number : undefined;
    case 'basename':
      return based(words);
    case 'dirname':
      return words.length === 1 && words.every(isPlain) ? { from: 'listed', below: true } : undefined;
    case 'awk':
    case 'gawk':
    case 'mawk':
      return /^[^{}]*\{\s*print N?R\s*(?:;\s*exit;?\s*)?\}(?: |$)/.test(given) && !given.startsWith('-') ? number : passed(program, words, input);
    case 'jq':
      return words.some((word) => /(?:^|\|)\s*length$/.test(word.text ?? '')) ? number : undefined;
    case 'git':
      return fromGit(words);
    case 'echo':
      return words.length === 1 && words[0]?.parts ? kindOfWord(words[0]) : undefined;
    default:
      return passed(program, words, input);
  }
}

/** A stream of lines that each are such a word. */
export function kindOfWord(word: Word): Stream | undefined {
  // A file may have the name of an option.
  if (word.glob && word.text !== undefined) return word.text !== '*' && isPlain(word) ? { from: 'listed', below: true } : undefined;
  if (word.parts === undefined) return word.listed ? { from: 'listed' } : undefined;
  if (/^(?:[qun])+$/.test(word.parts.marks) && /^\d+$/.test(word.parts.text)) return number;
  return isPlain(word) ? { from: 'listed', below: true } : undefined;
}

/** Something that begins with a name, and leads neither up nor elsewhere. */
function isPlain(word: Word): boolean {
  const text = word.text ?? word.parts?.text;
  if (text === undefined) return false;
  return /^(?:\.\/)?[\w*?][^\n]*$/.test(text) && !/(?:^|\/)\.\.(?:\/|$)/.test(text);
}

function isCount(word: Word): boolean {
  const text = word.text ?? (word.parts && /^[qun]+$/.test(word.parts.marks) ? word.parts.text : undefined);
  return text !== undefined && /^(?:-?\d+|[-+*/%])$/.test(text);
}

function counted(words: readonly Word[]): Stream | undefined {
  const options = words.filter((word) => word.prefix.startsWith('-'));
  const isOne = options.length === 1 && /^(?:-[lwcmL]|--(?:lines|words|bytes|chars))$/.test(options[0]?.text ?? '');
  if (!isOne) return undefined;
  return words.length === 1 ? number : { from: 'unknown', leads: { kind: 'number', until: ' ' }, field: 2 };
}

/** `basename -a -s .ts src/*.ts` */
function based(words: readonly Word[]): Stream | undefined {
  const operands = words.filter(({ prefix }, index) => !/^-(?:a|s\.?\w*|z)$|^--(?:multiple|suffix=\.?[\w.]+)$/.test(prefix) && words[index - 1]?.text !== '-s');
  return operands.length > 0 && operands.every(isPlain) ? name : undefined;
}

/** `rg -n PATTERN src`: each line begins with the name of a file, unless there is only one file that could be meant. */
function searched(words: readonly Word[]): Stream | undefined {
  const options = words.filter((word) => word.prefix.startsWith('-')).map((word) => word.text ?? '?');
  const operands = words.filter((word) => !word.prefix.startsWith('-')).map((word) => word.text ?? '..');
  const isPlainOne = options.every((option) => /^-[cniwSFH]+$/.test(option)) && operands.length > 1 && !operands.slice(1).some((one) => /(?:^|\/)\.\.(?:\/|$)/.test(one));
  return isPlainOne && (operands.length > 2 || /H/.test(options.join('')) || isFolder(operands[1] ?? '')) ? { from: 'unknown', leads: { kind: 'name', until: ':' } } : undefined;
}

/** It can be no file: of one alone, no name would be printed, but lines that can say anything. */
function isFolder(path: string): boolean {
  return /\/$|^\.$/.test(path);
}

function grepped(words: readonly Word[], input: Stream): Stream | undefined {
  const options = words.filter((word) => word.prefix.startsWith('-')).map((word) => word.text ?? '');
  const operands = words.length - options.length;
  const letters = options.filter((option) => /^-\w+$/.test(option)).join('');
  const isPlainOne = options.every((option) => /^-[cnEFivwxm\d]+$/.test(option)) && operands > 0 && operands < 3;
  if (isPlainOne && letters.includes('c')) return number;
  if (isPlainOne && letters.includes('n')) return { from: 'unknown', leads: { kind: 'number', until: ':' } };
  const isBelow = !words.some((word) => /(?:^|\/)\.\.(?:\/|$)/.test(word.text ?? '..'));
  const [, ...files] = words.filter((word) => !word.prefix.startsWith('-'));
  const named = files.length !== 1 || /H/.test(letters) || isFolder(files[0]?.text ?? files[0]?.prefix ?? '');
  return isBelow && named && /[rR]/.test(letters) && !/[hcoz]/.test(letters) ? { from: 'unknown', leads: { kind: 'name', until: ':' } } : passed('grep', words, input);
}

function dates(words: readonly Word[]): Stream | undefined {
  const format = words.find((word) => word.text?.startsWith('+'))?.text;
  if (format === undefined || !dateFormat.test(format)) return undefined;
  return /^\+%[sYjdmHMS]$/.test(format) ? number : name;
}

function fromGit(all: readonly Word[]): Stream | undefined {
  let words = all;
  while (words[0]?.text === '-C' || words[0]?.text === '--no-pager') words = words.slice(words[0].text === '-C' ? 2 : 1);
  const [first, ...rest] = words;
  const command = first?.text ?? '';
  if (!asksGit.test(command)) return undefined;
  const given = rest.map((word) => word.text ?? '').join(' ');
  const operands = rest.filter((word) => !word.prefix.startsWith('-'));
  const options = rest.filter((word) => word.prefix.startsWith('-')).map((word) => word.text ?? '?');
  switch (command) {
    case 'merge-base':
      return options.every((option) => /^--(?:fork-point|octopus|all)$/.test(option)) ? name : undefined;
    case 'rev-parse':
      return operands.length > 0 &&
        operands.every((word) => commit.test(word.text ?? word.parts?.text.replace(/^[*?1]/, 'x') ?? '')) &&
        options.every((option) => /^--(?:short(?:=\d+)?|abbrev-ref|verify|quiet)$|^-q$/.test(option))
        ? name
        : undefined;
    case 'branch':
      return given === '--show-current' || /^(?:--format=%\(refname:short\)|-r| )+$/.test(given) ? name : undefined;
    case 'symbolic-ref':
      return /^(?:-q |--quiet )?--short [\w/]+$|^--short (?:-q )?[\w/]+$/.test(given) ? name : undefined;
    case 'describe':
      return options.every((option) => /^--(?:tags|all|always|long|abbrev=\d+|exact-match|first-parent|match=[^/]*)$/.test(option)) ? name : undefined;
    case 'rev-list':
      return options.includes('--count') ? number : options.every((option) => /^(?:-n|-\d+|--(?:max-count|since|until|after|before|max-parents|skip)=.*|--(?:all|reverse|first-parent|no-merges|merges))$/.test(option)) ? name : undefined;
    case 'log':
      return logged(options);
    case 'tag':
      return options.every((option) => /^(?:-l|--list|--sort=.*|--merged|--contains|--points-at)$/.test(option)) ? name : undefined;
    case 'remote':
      return given === '' ? name : undefined;
    case 'for-each-ref':
      return options.includes('--format=%(refname:short)') || options.includes('--format=%(refname)') ? name : undefined;
    case 'stash':
      return given === 'list' ? { from: 'unknown', leads: { kind: 'name', until: ':' } } : undefined;
    case 'grep':
      return options.length > 0 && options.every((option) => /^-[cniwIEF]+$|^--$/.test(option)) ? { from: 'unknown', leads: { kind: 'name', until: ':' } } : undefined;
    case 'blame':
      return options.every((option) => /^-(?:L|w|[CM]+|s|e)$|^-L\d+,\+?\d+$/.test(option)) ? { from: 'unknown', leads: { kind: 'name', until: ' ' } } : undefined;
    case 'status':
      return /^(?:(?:-s|--short|--porcelain(?:=v1)?|-u\w*|--untracked-files=\w+) ?)+$/.test(given) ? { from: 'unknown', field: 2 } : undefined;
    case 'diff':
      if (options.includes('--name-status') && options.every((option) => /^--(?:name-status|cached|staged|diff-filter=\w+|no-renames)?$/.test(option))) return { from: 'unknown', field: 2 };
      return options.includes('--numstat') && options.every((option) => !/^--(?:no-index|output|ext-diff|relative)/.test(option)) ? { from: 'unknown', field: 3 } : undefined;
    case 'ls-files':
      return given === '-s' ? { from: 'unknown', field: 4 } : undefined;
    case 'hash-object':
      return options.length === 0 ? name : undefined;
    default:
      return undefined;
  }
}

function logged(options: readonly string[]): Stream | undefined {
  if (options.some((option) => /^-(?:[pu]|-(?:stat|patch|name|numstat|shortstat|graph|summary|raw|color|decorate|show-signature|cc))/.test(option))) return undefined;
  const format = options.map((option) => /^--(?:format|pretty)=(?:t?format:)?(.*)$/s.exec(option)?.[1]).findLast((one) => one !== undefined);
  if (format === undefined) return options.includes('--oneline') ? { from: 'unknown', leads: { kind: 'name', until: ' ' } } : undefined;
  if (/^%[hHtT]$|^%c[dis]$|^%ct$|^%as$|^%cs$/.test(format)) return /^%ct$/.test(format) ? number : /^%c[di]$/.test(format) ? undefined : name;
  const [, until] = /^%[hHtT]([ :|,\t])/.exec(format) ?? [];
  return until === undefined ? undefined : { from: 'unknown', leads: { kind: 'name', until } };
}

/** What programs leave as it is of lines of a known kind. */
function passed(program: string, words: readonly Word[], input: Stream): Stream | undefined {
  const isKind = input.from === 'number' || input.from === 'name';
  const part = partsOfPaths(program, words, input) ?? behind(program, words, input);
  if (part) return part;
  if (!isKind && input.leads === undefined && input.field === undefined) return undefined;
  const given = words.map((word) => word.text ?? '?').join(' ');
  if (/^(?:head|tail|sort|uniq|tac)$/.test(program)) return words.every((word) => /^-(?!\w*c)[\w-]*$|^-?\d+$/.test(word.text ?? '')) && !(program === 'uniq' && given.includes('-')) ? input : undefined;
  if (program === 'cat') return words.length === 0 ? input : undefined;
  if (/^[efr]?grep$|^rg$/.test(program)) return words.every((word) => /^-[vEFiwxm\d]+$/.test(word.text ?? '') || !word.prefix.startsWith('-')) ? input : undefined;
  if (/^g?awk$/.test(program) && choosesLines.test(given)) return input;
  if (input.from === 'name' && program === 'sed' && /^s([#|,])\^?refs\/(?:tags|heads|remotes)\/\1\1$/.test(given)) return input;
  if (isKind && program === 'tr') return /^-d (?:'| |"|\\n|\\r|\[:space:\])+$/.test(given) ? input : undefined;
  if (isKind && program === 'xargs') return words.length === 0 ? input : undefined;
  return cutOut(program, words, input);
}

/** One field alone. */
function cutOut(program: string, words: readonly Word[], { leads, from, field }: Stream): Stream | undefined {
  const given = words.map((word) => word.text ?? '?').join(' ');
  if ((from === 'number' || from === 'name') && /^awk$/.test(program) && /^\{\s*print \$1\s*\}$/.test(given)) return { from };
  const chosen = field === undefined || !/^g?awk$/.test(program) ? undefined : printsField.exec(given)?.[1];
  if (Number(chosen) === field || (field === 2 && program === 'cut' && /^-c ?4-$/.test(given))) return { from: 'listed' };
  if (leads === undefined) return undefined;
  const separator =
    program === 'cut' ? /^-d ?(.) -f ?1$|^-f ?1 -d ?(.)$/.exec(given) : /^g?awk$/.test(program) ? /^(?:-F ?(.) )?\{\s*print \$1\s*\}$/.exec(given) : undefined;
  if (!separator) return undefined;
  const at = separator[1] ?? separator[2] ?? ' ';
  return at === leads.until || (at === ' ' && leads.until === ' ') ? (leads.kind === 'number' ? number : { from: 'listed', below: true }) : undefined;
}
