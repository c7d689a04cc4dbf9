/** The shell's syntax tree: parsed by tree-sitter's bash grammar, checked, and bounded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type treeSitter from '@vscode/tree-sitter-wasm';
import { mend, restore, straightened } from './mend.ts';
import { mendDash, mendNumber, mendSpace, mendSums } from './mend-tree.ts';
import { plainTree } from './plain.ts';
import type { SyntaxNode, SyntaxResult } from './tree.ts';

export const MAX_COMMAND_LENGTH = 32 * 1024;
const MAX_DEPTH = 150;
const MAX_NODES = 40_000;
/** The parser reports its progress every hundred or so operations: a bound that, unlike a clock, gives the same answer everywhere. */
const MAX_PROGRESS_CALLS = 3000;
/** Deep unclosed brackets and piles of here-documents make the parser's error recovery quadratic, so they are not given to it. */
const MAX_BRACKETS = 150;
const MAX_HERE_DOCUMENTS = 20;
/** Characters that begin or end a word or have a meaning: about as many nodes has the tree, and as long takes the reading. */
const MAX_MARKS = 3000;
const marks = /[\s;|&<>(){}[\]$"'`\\,=*?#]/;

/** Nodes whose text between children is content, not white space. */
const literal = new Set(['string', 'heredoc_body', 'translated_string', 'expansion', 'regex', 'extglob_pattern', 'arithmetic_expansion']);

/**
 * @param wasmFolder folder with `tree-sitter.wasm` and `tree-sitter-bash.wasm`
 * @throws where a file is missing or is no WebAssembly module
 */
export async function createShellParser(wasmFolder: string): Promise<{ parse: (text: string) => SyntaxResult }> {
  const parser = await loadGrammar(wasmFolder, 'bash');
  return { parse: (text) => parseWithout(text) ?? parse(parser, text) };
}

/** A parser of one language. Its code comes with the first one that is loaded. @throws as `createShellParser` */
export async function loadGrammar(wasmFolder: string, language: 'bash' | 'powershell'): Promise<treeSitter.Parser> {
  const { Language, Parser } = (await import('@vscode/tree-sitter-wasm')).default;
  await Parser.init({ locateFile: () => join(wasmFolder, 'tree-sitter.wasm') });
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(join(wasmFolder, `tree-sitter-${language}.wasm`))));
  return parser;
}

/** What can be said of a text without the grammar; undefined: only the grammar can tell. */
export function parseWithout(text: string): SyntaxResult | undefined {
  if (text.length > MAX_COMMAND_LENGTH || isTangled(text)) return { failure: 'too-long' };
  const root = plainTree(text);
  return root && { root };
}

function parse(parser: treeSitter.Parser, text: string): SyntaxResult {
  const straight = straightened(text);
  const result = parseWritten(parser, straight);
  if ('root' in result || result.failure === 'too-long') return result;
  const mended = mend(straight);
  if (!mended) return result;
  const again = parseWritten(parser, mended.text);
  const alone = (part: string): SyntaxNode | undefined => {
    const parsed = parseWritten(parser, part);
    return 'root' in parsed ? parsed.root : undefined;
  };
  return 'root' in again && restore(again.root, mended, text, alone) ? again : result;
}

function parseWritten(parser: treeSitter.Parser, text: string): SyntaxResult {
  let calls = 0;
  parser.reset();
  const tree = parser.parse((index) => text.slice(index, index + 8192), null, {
    progressCallback: () => (calls += 1) > MAX_PROGRESS_CALLS,
  });
  if (!tree) return { failure: 'too-long' };
  try {
    if (tree.rootNode.hasError) return { failure: 'unparsed' };
    const root = copy(tree);
    if (!root) return { failure: 'too-long' };
    if (/[ \t]-[ \t]*\d?[<>&]/.test(text)) mendDash(root, text);
    if (/"/.test(text) || text.includes('<<')) mendSpace(root, text);
    if (text.includes('<<') && text.includes('$((')) mendSums(root, text);
    if (/\d[<>]/.test(text)) mendNumber(root, text);
    return standsForAll(root, text) ? { root } : { failure: 'unparsed' };
  } finally {
    tree.delete();
  }
}

export function isTangled(text: string): boolean {
  let depth = 0;
  let hereDocuments = 0;
  let marked = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '(' || character === '{' || character === '[') depth += 1;
    else if ((character === ')' || character === '}' || character === ']') && depth > 0) depth -= 1;
    else if (character === '<' && text[at + 1] === '<') hereDocuments += 1;
    if (marks.test(character ?? '')) marked += 1;
    if (depth > MAX_BRACKETS || hereDocuments > MAX_HERE_DOCUMENTS || marked > MAX_MARKS) return true;
  }
  return false;
}

/** The tree as plain objects; undefined where it is too deep or too large. */
export function copy(tree: treeSitter.Tree): SyntaxNode | undefined {
  const cursor = tree.walk();
  try {
    const root: SyntaxNode = { type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, children: [] };
    const path = [root];
    let nodes = 1;
    if (!cursor.gotoFirstChild()) return root;
    for (;;) {
      nodes += 1;
      if (path.length > MAX_DEPTH || nodes > MAX_NODES) return undefined;
      const node: SyntaxNode = { type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, children: [] };
      path.at(-1)?.children.push(node);
      if (cursor.gotoFirstChild()) {
        path.push(node);
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        path.pop();
        if (!cursor.gotoParent() || path.length === 0) return root;
      }
    }
  } finally {
    cursor.delete();
  }
}

/** In these a line's end would begin another command, which the grammar at times takes for more words of the first. */
const oneLine = new Set([
  'command',
  'redirected_statement',
  'file_redirect',
  'herestring_redirect',
  'variable_assignment',
  'variable_assignments',
  'declaration_command',
  'unset_command',
  'concatenation',
  'negated_command',
]);
/** In these the shell expands even what stands between single quotes. */
const expands = new Set(['string', 'heredoc_body', 'translated_string', 'expansion', 'arithmetic_expansion']);
const quotes = new Set(['raw_string', 'ansi_c_string', 'comment']);
const substitution = /^(?:[^\\]|\\[^])*?(?:`|\$[({[])/;

/**
 * Whether the tree stands for all that a shell would read. The grammar skips, or takes for literal text, some of what bash reads
 * (a backslash before a space after an expansion, a backtick inside `${…}` or a here-document): such a command counts as unread.
 */
function standsForAll(root: SyntaxNode, text: string): boolean {
  if (root.children.length === 0) return isBlank(text, 0, text.length);
  const pending: { node: SyntaxNode; expanding: boolean }[] = [{ node: root, expanding: false }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node } = next;
    const isLiteral = literal.has(node.type);
    const expanding = expands.has(node.type) || (next.expanding && !node.type.endsWith('_substitution'));
    const lines = !oneLine.has(node.type);
    const isGapRead = (start: number, end: number): boolean =>
      isLiteral ? !hidesSubstitution(text, start, end) : isBlank(text, start, end, lines);
    const quoted = node.type === 'heredoc_redirect' && isQuotedMark(node, text);
    let position = node === root ? 0 : node.start;
    for (const child of node.children) {
      if (!isGapRead(position, child.start)) return false;
      position = child.end;
      if (child.children.length > 0) pending.push({ node: child, expanding });
      else if (quoted && child.type === 'heredoc_body') continue;
      else if (!isLeafRead(child, text, expanding)) return false;
    }
    if (!isGapRead(position, node === root ? text.length : node.end)) return false;
  }
  return true;
}

/** An unquoted word as the shell knows it: the grammar lets one begin with a line's end where a backslash follows. */
const oneWord = /^(?:[^\\\s;|&<>()'"]|\\[^])*$/;

function isLeafRead(leaf: SyntaxNode, text: string, expanding: boolean): boolean {
  if (isToken(leaf, text)) return true;
  if (!expanding && quotes.has(leaf.type)) return true;
  if (!expanding && leaf.type === 'word' && !oneWord.test(text.slice(leaf.start, leaf.end))) return false;
  return !hidesSubstitution(text, leaf.start, leaf.end);
}

function isToken(node: SyntaxNode, text: string): boolean {
  return text.startsWith(node.type, node.start) && node.end - node.start === node.type.length;
}

function isQuotedMark(node: SyntaxNode, text: string): boolean {
  const mark = node.children.find((child) => child.type === 'heredoc_start');
  return mark !== undefined && /['"\\]/.test(text.slice(mark.start, mark.end));
}

/** Text that is no node of its own, or has none inside, in which the shell would still substitute something. */
function hidesSubstitution(text: string, start: number, end: number): boolean {
  if (start === end) return false;
  const part = text.slice(start, end);
  return /[`$]/.test(part) && substitution.test(part);
}

/**
 * White space, and line ends that a backslash makes nothing of; a line's end by itself only where `lines` says so. With nothing
 * else in between, such a line's end does not part two words, which the grammar takes for two.
 */
function isBlank(text: string, start: number, end: number, lines = true): boolean {
  if (start < end && text[start] === '\\' && isInWord(text[start - 1]) && isInWord(text[end]) && /^(?:\\\n)+$/.test(text.slice(start, end))) return false;
  for (let at = start; at < end; at += 1) {
    const character = text[at];
    if (character === ' ' || character === '\t' || (lines && character === '\n')) continue;
    if (character !== '\\' || text[at + 1] !== '\n' || at + 1 >= end) return false;
    at += 1;
  }
  return true;
}

function isInWord(character: string | undefined): boolean {
  return character !== undefined && !/[\s;|&()<>]/.test(character);
}
