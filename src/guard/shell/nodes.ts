/** Kinds of nodes of the grammar: https://github.com/tree-sitter/tree-sitter-bash */
import { isSecretVariable } from './names.ts';
import { withVariable, type ShellState } from './state.ts';
import type { SyntaxNode } from './syntax.ts';
import { FROM_NETWORK, FROM_SECRET, marked, type Marked, type Word } from './word.ts';

const ignored = new Set(['comment', 'heredoc_end', 'heredoc_body', 'heredoc_start']);
const keywords = new Set([
  'if',
  'then',
  'fi',
  'do',
  'done',
  'while',
  'until',
  'for',
  'in',
  'case',
  'esac',
  'else',
  'elif',
  'select',
  'function',
  'time',
  'export',
]);
const argumentTypes = new Set(
  'word number string raw_string ansi_c_string translated_string concatenation simple_expansion expansion command_substitution process_substitution arithmetic_expansion brace_expression extglob_pattern regex variable_name special_variable_name'.split(
    ' ',
  ),
);

export function isArgument(type: string): boolean {
  return argumentTypes.has(type);
}

export function isStatement(node: SyntaxNode): boolean {
  return (
    !isArgument(node.type) &&
    !ignored.has(node.type) &&
    !keywords.has(node.type) &&
    node.type !== 'file_descriptor' &&
    /[a-z]/.test(node.type)
  );
}

/** A known value, a listed path, something of known origin, or nothing. */
export function toMarked(word: Word): Marked | undefined {
  if (word.text !== undefined) return marked(word.text, word.glob ? 'u' : 'q');
  if (word.listed) return { text: '?', marks: 'p', variables: [] };
  const origins = word.variables.filter((name) => name === FROM_NETWORK || name === FROM_SECRET || isSecretVariable(name));
  return origins.length > 0 ? { text: '?', marks: 'd', variables: origins } : undefined;
}

/** A function that starts itself in a pipe or in the background. */
export function forks(node: SyntaxNode, name: string, source: string, branching: boolean): boolean {
  const inner = branching || node.type === 'pipeline' || node.children.some((child) => child.type === '&');
  if (inner && node.type === 'command_name' && source.slice(node.start, node.end) === name) return true;
  return node.children.some((child) => forks(child, name, source, inner));
}

/**
 * In a shell a redirection binds to the last command of a list or a pipeline; the grammar lets it span the whole. Gives the list or
 * pipeline as the shell reads it; undefined where there is nothing to mend.
 */
export function ofLast(node: SyntaxNode): SyntaxNode | undefined {
  const redirects = node.children.filter((child) => child.type.endsWith('_redirect'));
  const [body, more] = node.children.filter((child) => !child.type.endsWith('_redirect'));
  if (body === undefined || more !== undefined || (body.type !== 'list' && body.type !== 'pipeline')) return undefined;
  const last = body.children.findLastIndex(isStatement);
  const command = body.children[last];
  if (command === undefined) return undefined;
  const redirected: SyntaxNode = { type: 'redirected_statement', start: command.start, end: node.end, children: [command, ...redirects] };
  return { ...body, end: node.end, children: body.children.with(last, redirected) };
}

/** The state in a function or a script that gets these words: `$1`, and so on. The first word is its name. */
export function withArguments(state: ShellState, all: readonly Word[]): ShellState {
  let next = withVariable(state, '0', undefined);
  all.slice(1, 10).forEach((word, index) => (next = withVariable(next, String(index + 1), toMarked(word))));
  const [only, ...more] = all.slice(1);
  return only && more.length === 0 ? withVariable(next, '@', toMarked(only)) : next;
}
