/** Kinds of nodes of the grammar: https://github.com/tree-sitter/tree-sitter-bash */
import { namesCredentials } from '../findings/path-classes.ts';
import { isSecretVariable } from './names.ts';
import { withVariable, type ShellState } from './state.ts';
import type { SyntaxNode } from './tree.ts';
import { BELOW, FROM_NETWORK, FROM_SECRET, marked, type Marked, type Word } from './word.ts';

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

/** A known value, a name, a number, a listed path, something of known origin, or nothing. */
export function toMarked(word: Word): Marked | undefined {
  // The names of files that a pattern stands for.
  if (word.text !== undefined && word.glob) return withNames(word.text);
  if (word.text !== undefined) return marked(word.text);
  if (word.parts) return word.parts;
  if (word.listed) return { text: '?', marks: 'p', variables: [] };
  const origins = word.variables.filter((name) => name === FROM_NETWORK || name === FROM_SECRET || isSecretVariable(name));
  return origins.length > 0 ? { text: '?', marks: 'd', variables: origins } : undefined;
}

/** What is known of each of many words: that they are names, or lead further down. */
export function oneOf(words: readonly Word[]): Marked | undefined {
  const isBelow = ({ text }: Word): boolean =>
    /^[\w*?][\w./+,:@*?-]*$/.test(text ?? '') && text !== '*' && !/(?:^|\/)\.|\/\/|:\//.test(text ?? '') && !(text ?? '').split(/[/:]/).some(namesCredentials);
  return words.length > 0 && words.every(isBelow) ? BELOW : undefined;
}

/** As `toMarked`, for words that may be taken for options: of all files, one may have the name of an option. */
export function asArgument(word: Word): Marked | undefined {
  return word.glob && word.text === '*' ? undefined : toMarked(word);
}

function withNames(pattern: string): Marked {
  const marks = pattern.replace(/\[[^\]/]*\]|[*?]|[^]/g, (found) => (/^[*?[]/.test(found) ? 'i' : 'q'));
  return { text: pattern.replace(/\[[^\]/]*\]|[*?]/g, '?'), marks, variables: [] };
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

/**
 * `grep x 2>/dev/null file`: a redirection has one target, and the grammar takes the words behind it for more. Gives the children of a
 * statement with these words in the command.
 */
export function withWordsBehind(children: readonly SyntaxNode[]): SyntaxNode[] {
  const behind: SyntaxNode[] = [];
  const redirects = children.map((child) => {
    const [, ...more] = child.type === 'file_redirect' ? child.children.filter(({ type }) => isArgument(type)) : [];
    behind.push(...more);
    return more.length === 0 ? child : { ...child, children: child.children.filter((one) => !more.includes(one)) };
  });
  return redirects.map((child) => (child.type === 'command' ? { ...child, children: [...child.children, ...behind] } : child));
}

/** The state in a script that gets these words: `$0`, `$1`, and so on. */
export function withArguments(state: ShellState, all: readonly Word[]): ShellState {
  const [name] = all;
  return withPositional(withVariable(state, '0', name && toMarked(name)), all.slice(1).map(asArgument));
}

/** `sh -s -- a b`: the state in what a shell reads from its input. */
export function withStandard(state: ShellState, rest: readonly Word[]): ShellState {
  const at = rest.findIndex((word) => word.text === '-s');
  const given = at < 0 ? [] : rest.slice(rest[at + 1]?.text === '--' ? at + 2 : at + 1);
  return given.length > 0 ? withPositional(state, given.map(asArgument)) : state;
}

/** The state in a function that is called so: `$0` is the name of the shell as before. */
export function calledWith(state: ShellState, all: readonly Word[]): ShellState {
  return withVariable(withArguments(state, all), '0', state.variables.get('0'));
}

/** The state with these in `$1` and so on; undefined: how many there are is not known either. */
export function withPositional(state: ShellState, values: readonly (Marked | undefined)[] | undefined): ShellState {
  let next = state;
  for (let at = 1; at < 10; at += 1) next = withVariable(next, String(at), values?.[at - 1]);
  const whole = values !== undefined && values.every((value) => value !== undefined && value.text !== '');
  const all = whole && values.length > 0 ? values.reduce((left, right) => left && right && joined(left, right)) : undefined;
  return withVariable(next, '@', all);
}

function joined(left: Marked, right: Marked): Marked {
  return { text: `${left.text} ${right.text}`, marks: `${left.marks}s${right.marks}`, variables: [...left.variables, ...right.variables] };
}
