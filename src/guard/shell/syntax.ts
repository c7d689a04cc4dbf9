/** The shell's syntax tree, as plain objects: parsed by tree-sitter's bash grammar, checked, and bounded. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import treeSitter from '@vscode/tree-sitter-wasm';

export interface SyntaxNode {
  type: string;
  /** UTF-16 offsets into the text that was parsed. */
  start: number;
  end: number;
  children: SyntaxNode[];
}

/** `too-long`: over the bounds below; `unparsed`: no valid shell as far as the grammar knows. */
export type SyntaxResult = { root: SyntaxNode } | { failure: 'too-long' | 'unparsed' };

export interface ShellParser {
  parse(text: string): SyntaxResult;
  /** A text in the language of PowerShell. */
  powershell(text: string): SyntaxResult;
}

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
export async function createShellParser(wasmFolder: string): Promise<Pick<ShellParser, 'parse'>> {
  await treeSitter.Parser.init({ locateFile: () => join(wasmFolder, 'tree-sitter.wasm') });
  const language = await treeSitter.Language.load(await readFile(join(wasmFolder, 'tree-sitter-bash.wasm')));
  const parser = new treeSitter.Parser();
  parser.setLanguage(language);
  return { parse: (text) => parse(parser, text) };
}

function parse(parser: treeSitter.Parser, text: string): SyntaxResult {
  if (text.length > MAX_COMMAND_LENGTH || isTangled(text)) return { failure: 'too-long' };
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
    if (/[ \t]-[ \t]*<</.test(text)) mendDash(root, text);
    return standsForAll(root, text) ? { root } : { failure: 'unparsed' };
  } finally {
    tree.delete();
  }
}

/** The grammar passes over the lone `-` of `python - <<EOF`: it becomes the word that it is. */
function mendDash(root: SyntaxNode, text: string): void {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    pending.push(...node.children);
    const [command, redirect] = node.children;
    if (node.type !== 'redirected_statement' || command?.type !== 'command' || redirect?.type !== 'heredoc_redirect') continue;
    const gap = text.slice(command.end, redirect.start);
    if (!/^[ \t]+-[ \t]*$/.test(gap)) continue;
    const start = command.end + gap.indexOf('-');
    command.children.push({ type: 'word', start, end: start + 1, children: [] });
    command.end = start + 1;
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
