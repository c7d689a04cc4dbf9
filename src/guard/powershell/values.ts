/** Values of PowerShell’s expressions, as far as they are known without running anything. */
import type { GuardContext } from '../types.ts';
import { append, DYNAMIC, marked, type Marked, type Word } from '../shell/word.ts';
import type { SyntaxNode } from '../shell/tree.ts';

/** Several words of one argument (`a,b`), a script block, or one word. */
export interface Argument {
  words: Word[];
  block?: SyntaxNode;
  /** For `-Name` and `-Name:value`. */
  parameter?: string;
  start: number;
  end: number;
}

/** The value as a word; on Windows, and in drives, both slashes separate. */
export function toWord(value: Marked, context: GuardContext, start: number, end: number, bareword: boolean): Word {
  const dynamicAt = value.marks.search(/[dp]/);
  const glob = /[*?[]/.test(value.text.replace(/\[\d+\]$/, '')) && dynamicAt < 0;
  const { variables } = value;
  const text = bareword || /[\\/]/.test(value.text) ? pathText(value.text, context) : value.text;
  if (dynamicAt < 0) return { text, prefix: text, bare: text, glob, listed: false, variables, start, end };
  const listed = !value.marks.includes('d') && (dynamicAt === 0 || value.text.slice(0, dynamicAt) === './');
  const prefix = text.slice(0, dynamicAt);
  return { text: undefined, prefix, bare: prefix, glob: false, listed, variables, start, end };
}

/** A path as the rest of the guard writes it. Elsewhere than on Windows, a drive is a folder outside of everything. */
export function pathText(text: string, context: GuardContext): string {
  const home = /^~(?=$|[\\/])/.test(text) ? context.home + text.slice(1) : text;
  if (context.platform === 'win32' || !/^[\w.~*?/\\:$@ +,()[\]-]*$/.test(home)) return home;
  const drive = /^[A-Za-z]:(?=$|[\\/])/.exec(home);
  if (drive) return `/${home.replaceAll('\\', '/')}`;
  return /[A-Za-z0-9_.~*-]\\|^\\|\\[A-Za-z0-9_.*]/.test(home) && !/\\[dwsbDWSB.([|+*?]/.test(home.replace(/\\\*/g, '')) ? home.replaceAll('\\', '/') : home;
}

/** Backtick escapes: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_special_characters */
export function unescape(text: string): string {
  return text.replace(/`(u\{[0-9a-fA-F]{1,6}\}|[^])/g, (_, one: string) => {
    if (one.length > 1) return String.fromCodePoint(Math.min(0x10_ffff, Number.parseInt(one.slice(2, -1), 16)));
    return escapes[one] ?? one;
  });
}

const escapes: Record<string, string> = { '0': '\0', a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': '' };

export type Lookup = (name: string) => Marked | undefined;

const variable = /\$(?:\{([^}\n]*)\}|((?:\w+:)?\w+)|([$?^]))/y;

/** Text in which variables stand: the literal parts of `"…"`, and words such as `$PWD/a`. Sub-expressions are handed in by place. */
export function expand(text: string, lookup: Lookup, quoted: boolean): Marked {
  const result = marked();
  let literal = '';
  const flush = (): void => {
    append(result, marked(unescape(quoted ? literal.replaceAll('""', '"') : literal), quoted ? 'q' : 'u'));
    literal = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '`') {
      literal += character + (text[at + 1] ?? '');
      at += 1;
      continue;
    }
    variable.lastIndex = at;
    const match = character === '$' ? variable.exec(text) : null;
    if (!match) {
      literal += character;
      continue;
    }
    flush();
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    append(result, valueOf(name, lookup));
    at += match[0].length - 1;
  }
  flush();
  return result;
}

/** The value of a variable; unknown ones carry their name. */
export function valueOf(name: string, lookup: Lookup): Marked {
  const lower = name.toLowerCase();
  if (lower === 'null') return marked('');
  if (lower === 'true' || lower === 'false') return marked(lower);
  const found = lookup(lower);
  if (found === undefined) return { ...DYNAMIC, variables: [lower.startsWith('env:') ? name.slice(4) : name] };
  return found.marks.includes('d') ? { ...found, variables: [name, ...found.variables] } : found;
}
