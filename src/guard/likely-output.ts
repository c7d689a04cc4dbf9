/** What a command most likely prints, where that cannot be told for certain. Only for looking at what must not happen. */
import { commandsIn } from './findings/code.ts';
import { argumentsBehind, withGiven } from './findings/given.ts';
import { queried } from './likely-query.ts';
import { dire } from './suspects.ts';
import type { Stream } from './shell/simple-command.ts';
import { ansiQuoted } from './shell/unquote.ts';
import { FRESH_FOLDER, type Word } from './shell/word.ts';

export interface Printed {
  name: string;
  rest: readonly Word[];
  input: Stream;
  home: string;
  repository: string | undefined;
  /** The text of a file that the line itself wrote. */
  file: (name: string) => string | undefined;
}

const passing = new Set('cat tee pv sponge fmt column iconv strings less head tail sort uniq grep egrep fgrep rg tac nl buffer mbuffer dos2unix'.split(' '));

/** @returns undefined where nothing is likely */
export function likelyOutput({ name, rest, input, home, repository, file }: Printed): string | undefined {
  const words = rest.map((word) => word.text ?? word.bare);
  const given = words.join(' ');
  const operands = words.filter((word) => !word.startsWith('-'));
  const user = home.split('/').at(-1) ?? '';
  const entry = `${user}:x:1000:1000:${user}:${home}:/bin/sh\n`;
  const text = input.from === 'text' || input.from === 'lines' ? input.text : (input.perhaps ?? operands.map(file).find((one) => one !== undefined) ?? (words.includes('/etc/passwd') ? entry : undefined));
  if (name === 'printf') return formatted(words);
  if (name === 'echo') return `${ansiQuoted(words.filter((word) => !/^-[neE]+$/.test(word)).join(' ')).text}\n`;
  if (name === 'yes') return `${given}\n`;
  if (name === 'jq' || name === 'gojq' || name === 'jaq') return queried(words, text, home);
  if (/^g?awk$|^mawk$|^perl$|^python[\d.]*$|^node$|^ruby$/.test(name)) {
    const commands = operands.flatMap((word) => commandsIn(withGiven(word, { rest, given: argumentsBehind(rest, { text: word }), home })));
    if (commands.length > 0) return commands.join('\n');
    return field(words, text) ?? (operands.some((word) => /HOME|homedir|expanduser|\.home\b/.test(word)) ? `${home}\n` : text);
  }
  if (name === 'git' && repository !== undefined && /^rev-parse\b.*--(?:absolute-)?git-(?:dir|common-dir)/.test(given)) return `${repository}/.git\n`;
  if (name === 'git' && repository !== undefined && /^rev-parse\b.*--show-toplevel/.test(given)) return `${repository}\n`;
  if (/^(?:realpath|readlink)$/.test(name)) return operands[0] && `${operands[0]}\n`;
  if (name === 'dirname') return operands[0] && `${operands[0].replace(/\/[^/]*\/?$/, '') || '/'}\n`;
  if (name === 'basename') return operands[0] && `${operands[0].replace(/^.*\//, '')}\n`;
  if (/^(?:which|type|command)$/.test(name)) return operands.find((word) => dire.has(word));
  if (/^(?:whoami|logname)$/.test(name) || (name === 'id' && /^-\w*u\w*n|^-\w*n\w*u/.test(given))) return `${user}\n`;
  if (name === 'getent') return entry;
  if (name === 'printenv' || name === 'env') return words.includes('HOME') ? `${home}\n` : `HOME=${home}\n`;
  if (/^(?:uuidgen|hostname|openssl|shuf|od|cksum|md5sum|sha\d+sum)$/.test(name) && text === undefined) return 'name\n';
  if (name === 'mktemp') return `${operands.find((word) => word.includes('/')) ?? `/tmp/${operands.find((word) => word.includes('XXX')) ?? FRESH_FOLDER.slice('/tmp/'.length)}`}\n`;
  if (name === 'lsblk' && /NAME/.test(given) && !/-\w*p/.test(given)) return 'sda\n';
  if (name === 'lsblk' || name === 'blkid' || name === 'findmnt' || name === 'df') return '/dev/sda\n';
  if (name === 'ls' && operands.some((word) => word.startsWith('/dev/'))) return `${operands.join('\n')}\n`;
  if (name === 'ls' && operands.length === 0 && /-\w*[aA]/.test(given)) return '.\n';
  if (/^(?:du|tree|fd|fdfind|compgen|ls|exa|eza|locate|stat|file|dir)$/.test(name)) {
    const paths = operands.filter((word) => /^[/~.]/.test(word)).map((word) => word.replace(/\/\.?\*$/, ''));
    if (paths.length > 0) return `${paths.join('\n')}\n`;
  }
  if (name === 'ps' || name === 'pgrep' || name === 'pidof') return pids(name, given, user);
  if (text === undefined) return words.map((word) => word.replace(/^--?[\w-]+=/, '')).find((word) => dire.has(/^(\S+)\s/.exec(word)?.[1] ?? ''));
  return changed(name, words, given, text);
}

/** `awk -F: '{print $6}'`: one field of each line. */
function field(words: readonly string[], text: string | undefined): string | undefined {
  const given = words.join(' ');
  const number = /\{\s*print\s*\(?\$(\d+|NF)\)?\s*;?\s*(?:exit;?\s*)?\}/.exec(given)?.[1];
  if (number === undefined || text === undefined) return undefined;
  const by = /-F\s*(?:\[)?(\S)/.exec(given)?.[1];
  const fields = text.split('\n').map((line) => (by === undefined ? line.trim().split(/\s+/) : line.split(by)).at(number === 'NF' ? -1 : Number(number) - 1) ?? '');
  return fields.some((one) => one !== '') ? fields.join('\n') : undefined;
}

/** What a program makes of a text. */
function changed(name: string, words: readonly string[], given: string, text: string): string | undefined {
  if (name === 'tr') return translated(words, text);
  if (/^(?:yq|dasel|tomlq|xq|xmllint|pup|htmlq)$/.test(name)) return text.replace(/<[^<>]+>/g, '').replace(/^\s*[\w.-]+\s*[:=]\s*["']?|["']?$/gm, '');
  if (name === 'rev') return text.split('\n').map((line) => Array.from(line).reverse().join('')).join('\n');
  if (name === 'base32' || name === 'basenc') return undefined;
  if (name === 'rot13' || name === 'caesar') return translated(['A-Za-z', 'N-ZA-Mn-za-m'], text);
  if (name === 'cut') return cut(words, text);
  if (name === 'paste') return text.split('\n').join(/-\w*d\s*(\S)/.exec(given)?.[1] ?? '\t').trim();
  if (name === 'sed') {
    const match = /(?:^|\s)s(\W)([^]*?)\1([^]*?)\1(\w*)$/.exec(given);
    if (!match) return text;
    const [, , from = '', to = '', flags = ''] = match;
    const plain = from.replace(/\\(.)/g, '$1');
    return /[.*[^$]/.test(from.replace(/\\./g, '')) || plain === '' ? text : flags.includes('g') ? text.replaceAll(plain, () => to) : text.replace(plain, () => to);
  }
  if (name === 'xargs') return `${words.filter((word) => word !== 'echo' && !word.startsWith('-')).join(' ')} ${text}`.trim();
  return passing.has(name) ? text : undefined;
}

/** What `printf` makes of its words. */
export function formatted(words: readonly string[]): string | undefined {
  const [format, ...values] = words[0] === '-v' ? words.slice(2) : words[0] === '--' ? words.slice(1) : words;
  if (format === undefined) return undefined;
  const parts = ansiQuoted(format).text;
  const one = (left: string[]): string =>
    parts.replace(/%(?:%|[-\d.]*[sbdqcxXo])/g, (mark) => {
      if (mark === '%%') return '%';
      const value = left.shift() ?? '';
      return mark.endsWith('b') ? ansiQuoted(value).text : mark.endsWith('c') ? value.slice(0, 1) : value;
    });
  const left = [...values];
  let result = one(left);
  for (let turn = 0; left.length > 0 && turn < 100 && /%(?!%)/.test(parts); turn += 1) result += one(left);
  return result;
}

function translated(words: readonly string[], text: string): string | undefined {
  const sets = words.filter((word) => !/^-[cdstC]+$|^--/.test(word)).map(expanded);
  const [from = [], to = []] = sets;
  if (words.some((word) => /^-\w*d/.test(word))) return Array.from(text).filter((character) => !from.includes(character)).join('');
  if (to.length === 0) return text;
  return Array.from(text).map((character) => {
    const at = from.lastIndexOf(character);
    return at < 0 ? character : (to[at] ?? to.at(-1) ?? character);
  }).join('');
}

/** `a-z` as its letters. */
function expanded(set: string): string[] {
  const plain = set.replaceAll('[:lower:]', 'a-z').replaceAll('[:upper:]', 'A-Z').replaceAll('[:digit:]', '0-9');
  const letters = Array.from(ansiQuoted(plain.replace(/^\[(.+-.+)\]$/, '$1')).text);
  const found: string[] = [];
  for (let at = 0; at < letters.length; at += 1) {
    const [from = '', dash, to] = letters.slice(at, at + 3);
    if (dash !== '-' || to === undefined || to < from) found.push(from);
    else {
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) found.push(String.fromCharCode(code));
      at += 2;
    }
  }
  return found;
}

function cut(words: readonly string[], text: string): string {
  const given = words.join(' ');
  const range = /-[cf]\s*(\d+)(-)?(\d+)?/.exec(given);
  if (!range) return text;
  const from = Number(range[1]) - 1;
  const to = range[2] === undefined ? from + 1 : range[3] === undefined ? undefined : Number(range[3]);
  const at = words.findIndex((word) => word.startsWith('-d'));
  const by = at < 0 ? '\t' : (words[at] ?? '').slice(2) || (words[at + 1] ?? ' ');
  return text.split('\n').map((line) => (/-c/.test(given) ? line.slice(from, to) : line.includes(by) ? line.split(by).slice(from, to).join(by) : line)).join('\n');
}

/** A list of all processes is what `-1` stands for. */
function pids(name: string, given: string, user: string): string | undefined {
  if (name === 'pidof') return undefined;
  if (name === 'pgrep') return new RegExp(`(?:^|\\s)(?:\\.[*+]?|''|-u\\s*(?:${user}|\\$USER|root)|-v\\s.*)(?:\\s|$)`).test(given) ? '-1\n' : undefined;
  return /-\w*[eA]|\bax|aux|-u/.test(given) && !/-C|-p/.test(given) ? '-1\n' : undefined;
}
