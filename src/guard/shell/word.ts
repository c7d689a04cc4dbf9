/** A word of a command after the shell's expansions, as far as they can be told without running anything. */
import { namesCredentials } from '../findings/path-classes.ts';

export interface Word {
  /** What the program gets; for a glob the pattern's text. Undefined: known only at run time. */
  text: string | undefined;
  /** The static text that a word with an unknown part begins with. */
  prefix: string;
  /** The text holds unquoted `*`, `?` or `[`, so the shell puts the names of files in its place. */
  glob: boolean;
  /** The text with nothing in place of what is known only at run time. */
  bare: string;
  /** An unknown word that can only be a path inside the workspace, because a program that lists files there printed it. */
  listed: boolean;
  /**
   * Where the unknown parts are only names and numbers: the word with `*` or `?` in place of each name and `1` in place of each number.
   * None of these is an option, begins with a slash or leads up; `*` may also be nothing.
   */
  parts?: Marked;
  /** With `{}` in the place of something found that is known only at run time. */
  template?: string;
  /** The members of an array that is assigned, with white space between them. */
  list?: Marked;
  /** Names of the variables in it; `FROM_NETWORK`, `FROM_SECRET` for what a substitution put there. */
  variables: readonly string[];
  start: number;
  end: number;
}

/** In place of a variable's name: the value came from the network, or from what holds secrets. No variable has such a name. */
export const FROM_NETWORK = '(network)';
export const FROM_SECRET = '(secret)';
/** The same for the path of a folder that was made just now, and what it is taken for. */
export const FROM_FRESH = '(fresh)';
export const FRESH_FOLDER = '/tmp/tmp.XXXX';

/**
 * Text with one mark a character: `q` quoted, `u` unquoted, `d` a part known only at run time, `p` such a part that is a listed path,
 * `i` one that is a name or a path further down, `n` one that is a number, `s` white space that parts words.
 * An unquoted variable of known value is marked `u` too.
 */
export interface Marked {
  text: string;
  marks: string;
  variables: string[];
}

export function marked(text = '', mark = 'q'): Marked {
  return { text, marks: mark.repeat(text.length), variables: [] };
}

export function append(to: Marked, part: Marked): void {
  to.text += part.text;
  to.marks += part.marks;
  to.variables.push(...part.variables);
}

export const DYNAMIC: Marked = { text: '?', marks: 'd', variables: [] };
export const LISTED: Marked = { text: '?', marks: 'p', variables: [] };
/** A listed path that neither leads up nor is empty; a name, or nothing; a number. */
export const BELOW: Marked = { text: '?', marks: 'i', variables: [] };
export const NAME: Marked = { text: '*', marks: 'i', variables: [] };
export const NUMBER: Marked = { text: '1', marks: 'n', variables: [] };

/** What one word of the source becomes: several words where braces expand. `home`: for a leading `~`. */
export function toWords(value: Marked, home: string, start: number, end: number): Word[] {
  const values = value.marks.includes('s') ? expandBraces(value, 0).flatMap(parted) : expandBraces(value, 0);
  return values.map((one) => finished(expandTilde(one, home), { start, end }));
}

function parted(value: Marked): Marked[] {
  const parts = [...value.marks.matchAll(/[^s]+/g)];
  return parts.map(({ 0: marks, index }) => ({ text: value.text.slice(index, index + marks.length), marks, variables: value.variables }));
}

/** A pattern for which the shell looks into a folder that may be anywhere. */
export function namesElsewhere({ text, glob }: Word): boolean {
  return glob && /^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(text ?? '');
}

/** A word of which only numbers are unknown, with a number in place of each: what it means is the same. */
export function withNumbers(word: Word): Word {
  return word.text === undefined && word.parts && !word.parts.marks.includes('i') ? { ...word, text: word.parts.text } : word;
}

export function staticWord(text: string, start: number, end: number): Word {
  return { text, prefix: text, bare: text, glob: false, listed: false, variables: [], start, end };
}

export function unknownWord(start: number, end: number, listed = false): Word {
  return { text: undefined, prefix: '', bare: '', glob: false, listed, variables: [], start, end };
}

/** A value as one word. */
export function finished(value: Marked, { start, end }: { start: number; end: number }): Word {
  const dynamicAt = value.marks.search(/[dpi]/);
  const glob = hasGlob(value);
  const { text, variables } = value;
  if (!/[dpin]/.test(value.marks)) return { text, prefix: text, bare: text, glob, listed: false, variables, start, end };
  const prefix = dynamicAt < 0 ? text : text.slice(0, dynamicAt);
  const word = { text: undefined, prefix, bare: bareText(value), glob, variables, start, end };
  if (/[dp]/.test(value.marks)) {
    const listed = !/[din]/.test(value.marks) && (dynamicAt === 0 || prefix === './') && staysThere(text.slice(dynamicAt));
    return { ...word, listed };
  }
  const from = value.marks.search(/[in]/);
  const stays = staysThere(text.slice(from));
  return { ...word, listed: stays && from === 0, ...(stays && { parts: value }) };
}

/** What stands behind a listed path leads neither up nor to what holds credentials. */
function staysThere(text: string): boolean {
  return !/(?:^|\/)\.\.(?:\/|$)/.test(text) && !rootFolder.test(text.slice(1)) && !text.split(/[/:]/).some(namesCredentials);
}

/** Where what stands before it is nothing, this is a path from the root. */
const rootFolder = /^\/+(?:bin|boot|dev|etc|home|lib\w*|media|mnt|opt|private|proc|root|run|sbin|srv|sys|tmp|usr|var|Applications|Library|System|Users|Volumes|[a-z])(?:\/|$)/;

function bareText({ text, marks }: Marked): string {
  let bare = '';
  for (let at = 0; at < text.length; at += 1) if (marks[at] !== 'd' && !(marks[at] === 'i' && text[at] === '*')) bare += text[at];
  return bare;
}

function hasGlob(value: Marked): boolean {
  for (let at = 0; at < value.text.length; at += 1) {
    if (value.marks[at] === 'u' && '*?['.includes(value.text[at] ?? '')) return true;
  }
  return false;
}

function expandTilde(value: Marked, home: string): Marked {
  if (value.text[0] !== '~' || value.marks[0] !== 'u') return value;
  const slash = value.text.indexOf('/');
  const user = value.text.slice(1, slash < 0 ? undefined : slash);
  if (user === '' || user === home.split('/').at(-1)) return { ...value, text: home + value.text.slice(1 + user.length), marks: 'q'.repeat(home.length) + value.marks.slice(1 + user.length) };
  if (user === 'root') return { ...value, text: `/root${value.text.slice(5)}`, marks: `qqqqq${value.marks.slice(5)}` };
  // Another user's home, `~+` or `~-`: what it stands for is not known here.
  return { ...value, marks: `d${value.marks.slice(1)}` };
}

/** A leading `~` in the value of an assignment. */
export function homeExpanded(value: Marked, home: string): Marked {
  return /^~(?:\/|$)/.test(value.text) && !value.text.includes(':') ? expandTilde(value, home) : value;
}

const MAX_WORDS = 64;

/** `a{b,c}d` to `abd acd`, as bash does before all other expansions; a range `{1..9}` is unknown, which is what it is marked as. */
function expandBraces(value: Marked, depth: number): Marked[] {
  const group = findBraces(value);
  if (!group) return expandRange(value);
  if (depth > 5) return [{ ...value, marks: 'd'.repeat(value.marks.length) }];
  const results: Marked[] = [];
  for (const [from, to] of group.items) {
    const one = marked();
    append(one, slice(value, 0, group.open));
    append(one, slice(value, from, to));
    append(one, slice(value, group.close + 1, value.text.length));
    one.variables = value.variables;
    results.push(...expandBraces(one, depth + 1));
    if (results.length > MAX_WORDS) return [{ ...value, marks: 'd'.repeat(value.marks.length) }];
  }
  return results;
}

const MAX_RANGE = 40;

/** `a{1..3}` where it is the only group of the word, and short. */
function expandRange(value: Marked): Marked[] {
  const match = /\{(\d{1,6})\.\.(\d{1,6})\}/.exec(value.text);
  if (!match || !/^u+$/.test(value.marks.slice(match.index, match.index + match[0].length))) return [value];
  const [from, to] = [Number(match[1]), Number(match[2])];
  const padded = /^0\d|\.\.0\d/.test(match[0].slice(1));
  if (padded || to < from || to - from >= MAX_RANGE) return [value];
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const one = slice(value, 0, match.index);
    append(one, marked(String(from + index), 'u'));
    append(one, slice(value, match.index + match[0].length, value.text.length));
    one.variables = value.variables;
    return one;
  });
}

function slice(value: Marked, from: number, to: number): Marked {
  return { text: value.text.slice(from, to), marks: value.marks.slice(from, to), variables: [] };
}

/** The first `{…,…}` whose braces and commas are unquoted. */
function findBraces(value: Marked): { open: number; close: number; items: [number, number][] } | undefined {
  for (let open = 0; open < value.text.length; open += 1) {
    if (value.text[open] !== '{' || value.marks[open] !== 'u') continue;
    const items: [number, number][] = [];
    let level = 0;
    let from = open + 1;
    for (let at = open; at < value.text.length; at += 1) {
      if (value.marks[at] !== 'u') continue;
      const character = value.text[at];
      if (character === '{') level += 1;
      else if (character === ',' && level === 1) {
        items.push([from, at]);
        from = at + 1;
      } else if (character === '}' && (level -= 1) === 0) {
        if (items.length === 0) break;
        items.push([from, at]);
        return { open, close: at, items };
      }
    }
  }
  return undefined;
}
