/** Evaluates the words of a syntax tree as far as their value is known without running anything. */
import type { ShellState } from './state.ts';
import type { SyntaxNode } from './syntax.ts';
import { ansiQuoted, doubleQuoted, unquoted } from './unquote.ts';
import type { Stream } from './simple-command.ts';
import { append, DYNAMIC, FROM_NETWORK, FROM_SECRET, LISTED, marked, toWords, type Marked, type Word } from './word.ts';

export interface Evaluator {
  source: string;
  home: string;
  /** Where the source stands in the outermost command: an offset, or for the text of a nested shell the one span of that text. */
  place: (start: number, end: number) => { start: number; end: number };
  /** Walks the commands of a substitution, and gives what they print. */
  substitute: (node: SyntaxNode, state: ShellState) => Stream;
  /** Looks into a text that was decoded for what must not happen. */
  perhaps: (text: string, node: SyntaxNode, state: ShellState) => void;
  /** An expansion that can run what a variable holds. */
  suspicious: (node: SyntaxNode, reason: string) => void;
}

export function words(node: SyntaxNode, state: ShellState, evaluator: Evaluator): Word[] {
  const { start, end } = evaluator.place(node.start, node.end);
  return toWords(evaluate(node, state, evaluator), evaluator.home, start, end);
}

/** The value of a node that is (a part of) a word. */
export function evaluate(node: SyntaxNode, state: ShellState, evaluator: Evaluator, quoted = false): Marked {
  const text = evaluator.source.slice(node.start, node.end);
  switch (node.type) {
    case 'word':
    case 'number':
    case 'extglob_pattern':
    case 'regex':
    case 'test_operator':
    case 'special_variable_name':
    case 'variable_name':
    case 'file_descriptor':
      if (node.children.length > 0) break;
      return unquoted(text);
    case 'brace_expression':
      return /^\{\d+\.\.\d+\}$/.test(text) ? unquoted(text) : DYNAMIC;
    case 'raw_string':
      return marked(text.slice(1, -1));
    case 'ansi_c_string':
      return ansiQuoted(text.slice(2, -1));
    case 'string':
    case 'translated_string':
      return quotedString(node, state, evaluator);
    case 'command_name':
    case 'concatenation':
      return joined(node, state, evaluator);
    case 'simple_expansion':
    case 'expansion':
      return expansion(node, text, state, evaluator, quoted);
    case 'command_substitution': {
      const stream = evaluator.substitute(node, state);
      if (stream.perhaps !== undefined) evaluator.perhaps(stream.perhaps, node, state);
      return printed(stream, quoted, state);
    }
    case 'process_substitution':
      // Its name is a pipe's, `/dev/fd/63`: reading or writing it touches no file.
      return { ...marked('/dev/fd/63'), variables: origins(evaluator.substitute(node, state)) };
    default:
  }
  substitutions(node, state, evaluator);
  return DYNAMIC;
}

/** What a substitution leaves: the text without the line ends at its end, where it is known. */
function printed(stream: Stream, quoted: boolean, state: ShellState): Marked {
  if (stream.from === 'listed') return LISTED;
  const unknown = { ...DYNAMIC, variables: origins(stream) };
  if (stream.from !== 'text') return unknown;
  const text = stream.text.replace(/\n+$/, '');
  const value = quoted ? marked(text) : split(text, 'u', state);
  return value ? { ...value, variables: origins(stream) } : unknown;
}

const MAX_SPLIT = 64;

/**
 * A text as the shell takes it where it stands unquoted: white space parts words, globs count as such, all else is plain.
 * @returns undefined where another `IFS`, or an escape, makes more of it
 */
function split(text: string, glob: 'u' | 'q', state: ShellState): Marked | undefined {
  if (text === '' || text.includes('\\') || state.variables.has('IFS') || text.split(/[ \t\n]+/).length > MAX_SPLIT) return undefined;
  const marks = text.replace(/[^]/g, (character) => (/[ \t\n]/.test(character) ? 's' : /[*?[\]]/.test(character) ? glob : 'q'));
  return { text, marks, variables: [] };
}

function origins({ network, secret }: Stream): string[] {
  return [...(network === true ? [FROM_NETWORK] : []), ...(secret === true ? [FROM_SECRET] : [])];
}

/** Walks every command that an otherwise unread node could run. */
export function substitutions(node: SyntaxNode, state: ShellState, evaluator: Evaluator): void {
  for (const child of node.children) {
    if (child.type === 'command_substitution' || child.type === 'process_substitution') evaluator.substitute(child, state);
    else substitutions(child, state, evaluator);
  }
}

function joined(node: SyntaxNode, state: ShellState, evaluator: Evaluator): Marked {
  const result = marked();
  for (const child of node.children)
    append(
      result,
      child.children.length === 0 && !isWordType(child.type)
        ? unquoted(evaluator.source.slice(child.start, child.end))
        : evaluate(child, state, evaluator),
    );
  return result;
}

function isWordType(type: string): boolean {
  return /^[a-z_]+$/.test(type);
}

/** Everything between the quotes that is no expansion is literal, whether the grammar has a node for it or not. */
function quotedString(node: SyntaxNode, state: ShellState, evaluator: Evaluator): Marked {
  const text = evaluator.source;
  const result = marked();
  let at = text.indexOf('"', node.start) + 1;
  if (node.type === 'translated_string' && node.children.some((child) => child.type === 'string')) {
    return quotedString(node.children.find((child) => child.type === 'string') as SyntaxNode, state, evaluator);
  }
  for (const child of node.children) {
    if (!expanding.has(child.type)) continue;
    append(result, doubleQuoted(text.slice(at, child.start)));
    append(result, evaluate(child, state, evaluator, true));
    at = child.end;
  }
  append(result, doubleQuoted(text.slice(at, node.end - 1)));
  return result;
}

const expanding = new Set(['simple_expansion', 'expansion', 'command_substitution', 'arithmetic_expansion']);

function expansion(node: SyntaxNode, text: string, state: ShellState, evaluator: Evaluator, quoted: boolean): Marked {
  substitutions(node, state, evaluator);
  if (/@P\}$|^\$\{!/.test(text)) evaluator.suspicious(node, `“${text.slice(0, 80)}” expands what a variable holds once more`);
  const name = /^\$(\w+|@)$|^\$\{(\w+|@)\}$/.exec(text);
  // A value that is there is what `${X:-other}` and `${X:?message}` stand for.
  const present = /^\$\{(\w+):?[-?=]/.exec(text)?.[1];
  const certain = present !== undefined && (state.variables.get(present)?.text ?? '') !== '' ? present : undefined;
  const variable = name?.[1] ?? name?.[2] ?? certain;
  if (variable === undefined) return { ...DYNAMIC, variables: text.match(/[A-Za-z_]\w*/g) ?? [] };
  const value = state.variables.get(variable);
  if (value === undefined) return { ...DYNAMIC, variables: [variable] };
  if (value.marks.includes('d')) return { ...DYNAMIC, variables: [variable, ...value.variables] };
  if (quoted) return { text: value.text, marks: value.marks.replaceAll('u', 'q'), variables: [] };
  if (value.marks.includes('p')) return value;
  return split(value.text, 'u', state) ?? { ...DYNAMIC, variables: [variable] };
}

/** The text of a here-document as the program gets it; undefined where it depends on run time. */
export function hereDocument(node: SyntaxNode, state: ShellState, evaluator: Evaluator): string | undefined {
  const start = node.children.find((child) => child.type === 'heredoc_start');
  const body = node.children.find((child) => child.type === 'heredoc_body');
  if (!start || !body) return undefined;
  const text = evaluator.source.slice(body.start, body.end);
  if (/['"\\]/.test(evaluator.source.slice(start.start, start.end))) return text;
  const inside = body.children.filter((child) => expanding.has(child.type));
  for (const child of inside) evaluate(child, state, evaluator, true);
  return inside.length === 0 && !/[$`]/.test(text.replace(/\\[$`\\]/g, '')) ? doubleQuoted(text.replaceAll('"', '\\"')).text : undefined;
}
