/**
 * The syntax tree of commands that need no grammar: plain or simply quoted words with one space between, joined by ` | ` and ` && `.
 * Most commands are such, and to load the grammar takes longer than all else that `signalbox check` does. The tree is the very one
 * that the grammar gives; `plain.test.ts` holds the two against each other.
 */
import type { SyntaxNode } from './tree.ts';

const MAX_LENGTH = 2000;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Of these a shell makes nothing else, wherever in a word they stand. */
const plain = new Set(`${LETTERS}0123456789_./:@%+,-`);
/** What may stand in a program's name; with a `@` or a `%` the grammar reads none. */
const nameable = new Set(`${LETTERS}0123456789_./+-`);
const initial = new Set(`${LETTERS}_./`);
/** In quotes. What of these only single quotes make harmless is in `single`. */
const double = new Set([...plain].concat(' #&()*;<=>?[]^{|}~\''.split('')));
const single = new Set([...plain].concat(' #&()*;<=>?[]^{|}~"!$`'.split('')));
const number = /^-?\d+$/;
/** Words that a shell or the grammar reads as more than a word, in some place. */
const reserved = new Set(
  'if then else elif fi for while until do done case esac select function in time coproc declare typeset export readonly local unset unsetenv let test'.split(' '),
);

/** @returns undefined where the text is not so plain */
export function plainTree(text: string): SyntaxNode | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const root = node('program', 0, text.length, []);
  let pipeline: SyntaxNode[] = [];
  let list: SyntaxNode | undefined;
  let and: SyntaxNode | undefined;
  for (let at = 0; ; ) {
    const command = commandAt(text, at);
    if (command === undefined) return undefined;
    pipeline.push(command);
    const { end } = command;
    if (text.startsWith(' | ', end)) {
      pipeline.push(node('|', end + 1, end + 2, []));
      at = end + 3;
      continue;
    }
    const piped = pipeline.length === 1 ? command : node('pipeline', pipeline[0]?.start ?? 0, end, pipeline);
    list = list === undefined || and === undefined ? piped : node('list', 0, end, [list, and, piped]);
    if (end === text.length) {
      root.children.push(list);
      return root;
    }
    if (!text.startsWith(' && ', end)) return undefined;
    and = node('&&', end + 1, end + 3, []);
    pipeline = [];
    at = end + 4;
  }
}

function commandAt(text: string, start: number): SyntaxNode | undefined {
  const words: SyntaxNode[] = [];
  let at = start;
  let end = start;
  for (;;) {
    const found = wordAt(text, at, at === start);
    if (found === undefined || reserved.has(found)) return undefined;
    end = at + found.length;
    words.push(leaf(found, at, end));
    at = end + 1;
    if (text[end] !== ' ' || text[at] === '|' || text[at] === '&') break;
  }
  const [name, ...rest] = words;
  return name && node('command', start, end, [node('command_name', name.start, name.end, [name]), ...rest]);
}

/** The word there, up to a space or the end; undefined where it is not plain. By hand: expressions for this take longer to compile than to do it. */
function wordAt(text: string, at: number, isName: boolean): string | undefined {
  const first = text[at] ?? '';
  const space = text.indexOf(' ', at);
  const bare = text.slice(at, space < 0 ? text.length : space);
  if (isName) return initial.has(first) && isAll(bare, nameable) ? bare : undefined;
  if (first === "'" || first === '"') {
    const close = text.indexOf(first, at + 1);
    if (close < 0 || (close + 1 < text.length && text[close + 1] !== ' ')) return undefined;
    const inside = text.slice(at + 1, close);
    // Of spaces at the ends of a string the grammar makes no content.
    if (first === '"' && (inside.startsWith(' ') || inside.endsWith(' '))) return undefined;
    return isAll(inside, first === '"' ? double : single) ? text.slice(at, close + 1) : undefined;
  }
  if (initial.has(first)) return isAll(bare, plain) ? bare : undefined;
  if (number.test(bare)) return bare;
  // A `=` only in options: elsewhere it may assign.
  return first === '-' && bare !== '-' && !isDigit(bare[1]) && isAll(bare.replaceAll('=', ''), plain) ? bare : undefined;
}

function isAll(text: string, allowed: ReadonlySet<string>): boolean {
  for (const character of text) if (!allowed.has(character)) return false;
  return true;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function leaf(found: string, start: number, end: number): SyntaxNode {
  if (found.startsWith("'")) return node('raw_string', start, end, []);
  if (!found.startsWith('"')) return node(number.test(found) ? 'number' : 'word', start, end, []);
  const content = found === '""' ? [] : [node('string_content', start + 1, end - 1, [])];
  return node('string', start, end, [node('"', start, start + 1, []), ...content, node('"', end - 1, end, [])]);
}

function node(type: string, start: number, end: number, children: SyntaxNode[]): SyntaxNode {
  return { type, start, end, children };
}
