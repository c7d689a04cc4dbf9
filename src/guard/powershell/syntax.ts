/** PowerShell’s syntax tree: https://github.com/airbus-cert/tree-sitter-powershell, its gaps mended, checked and bounded. */
import type treeSitter from '@vscode/tree-sitter-wasm';
import { copy, isTangled, loadGrammar } from '../shell/syntax.ts';
import type { SyntaxNode, SyntaxResult } from '../shell/tree.ts';
import type { CommandResult, Input } from '../shell/simple-command.ts';
import type { ShellState } from '../shell/state.ts';
import { mend } from './mend.ts';
import type { PowerShellHost } from './walk.ts';

const MAX_LENGTH = 64 * 1024;
const MAX_PROGRESS_CALLS = 3000;

/** What walks the tree comes with the grammar: without one nobody needs it. */
export type PowerShellParser = (text: string) => { walk(host: PowerShellHost, state: ShellState, input: Input): CommandResult } | Extract<SyntaxResult, { failure: string }>;

/**
 * @param wasmFolder folder with `tree-sitter.wasm` and `tree-sitter-powershell.wasm`
 * @throws where the file is missing or is no WebAssembly module
 */
export async function createPowerShellParser(wasmFolder: string): Promise<PowerShellParser> {
  const parser = await loadGrammar(wasmFolder, 'powershell');
  const { PowerShellWalker } = await import('./walk.ts');
  return (text) => {
    const result = read(parser, text);
    return 'failure' in result ? result : { walk: (host, state, input) => new PowerShellWalker(host, state).run(result.root, input) };
  };
}

function read(parser: treeSitter.Parser, text: string): SyntaxResult {
  if (text.length > MAX_LENGTH || isTangled(text)) return { failure: 'too-long' };
  const result = parse(parser, text, text);
  if (!('failure' in result) || result.failure === 'too-long') return result;
  const mended = mend(text);
  return mended === text ? result : parse(parser, mended, text);
}

/** @param source what is parsed; `text`: what it stands for, of the same length. */
function parse(parser: treeSitter.Parser, source: string, text: string): SyntaxResult {
  let calls = 0;
  parser.reset();
  const tree = parser.parse((index) => source.slice(index, index + 8192), null, { progressCallback: () => (calls += 1) > MAX_PROGRESS_CALLS });
  if (!tree) return { failure: 'too-long' };
  try {
    if (tree.rootNode.hasError) return { failure: 'unparsed' };
    const root = copy(tree);
    if (!root) return { failure: 'too-long' };
    return standsForAll(root, source, text) ? { root } : { failure: 'unparsed' };
  } finally {
    tree.delete();
  }
}

/** In these, what stands between children is text. */
const literal = new Set(['expandable_string_literal', 'expandable_here_string_literal', 'verbatim_here_string_characters', 'comment']);

/** Between the nodes there is only white space, a comment, or a line’s end that is escaped: the grammar skips nothing that would run. */
function standsForAll(root: SyntaxNode, source: string, text: string): boolean {
  const pending: SyntaxNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (literal.has(node.type)) {
      pending.push(...node.children);
      continue;
    }
    let at = node === root ? 0 : node.start;
    if (node.children.length === 0) {
      if (node === root && !blank.test(text)) return false;
      if (node.type === 'generic_token' && !oneWord.test(source.slice(node.start, node.end))) return false;
      continue;
    }
    for (const child of node.children) {
      if (!blank.test(text.slice(at, child.start)) && text.slice(at, child.start) !== ',') return false;
      at = child.end;
      pending.push(child);
    }
    const end = node === root ? text.length : node.end;
    if (!blank.test(text.slice(at, end)) && !/^[\s,]*$/.test(text.slice(at, end))) return false;
  }
  return true;
}

const blank = /^(?:[\s;,]|`\r?\n|#[^\n]*(?:\n|$)|<#[^]*?#>)*$/;
/** A word that holds nothing by which another command would begin. */
const oneWord = /^(?:[^\s;|&(){}`]|`[^])*$/;
