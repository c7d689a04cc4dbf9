/** Evaluates the words of a syntax tree as far as their value is known without running anything. */
import { reckon } from './arithmetic.ts';
import { expanded, split } from './expand.ts';
import { asArgument } from './nodes.ts';
import type { ShellState } from './state.ts';
import type { SyntaxNode } from './tree.ts';
import { ansiQuoted, doubleQuoted, unquoted } from './unquote.ts';
import { likelyValue } from './likely.ts';
import type { Stream } from './simple-command.ts';
import { append, BELOW, DYNAMIC, FROM_FRESH, FROM_NETWORK, FROM_SECRET, LISTED, marked, NAME, namesElsewhere, NUMBER, toWords, type Marked, type Word } from './word.ts';

export interface Evaluator {
  source: string;
  home: string;
  /** Where the source stands in the outermost command: an offset, or for the text of a nested shell the one span of that text. */
  place: (start: number, end: number) => { start: number; end: number };
  /** Walks the commands of a substitution, and gives what they print. */
  substitute: (node: SyntaxNode, state: ShellState) => Stream;
  /** Looks into a text that was decoded for what must not happen. */
  perhaps: (text: string, node: SyntaxNode, state: ShellState) => void;
  /** The text that a process substitution gives. */
  piped?: (text: string) => void;
  /** An expansion that can run what a variable holds. */
  suspicious: (node: SyntaxNode, reason: string) => void;
}

/** In place of a number, where guesses are made: none that means anything by itself. */
const SOME_NUMBER = '77';

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
    case 'arithmetic_expansion':
      substitutions(node, state, evaluator);
      return arithmetic(text, state);
    case 'array':
      return array(node, state, evaluator);
    case 'process_substitution': {
      const stream = evaluator.substitute(node, state);
      if (stream.from === 'text') evaluator.piped?.(stream.text);
      // Its name is a pipe's, `/dev/fd/63`: reading or writing it touches no file.
      return { ...marked('/dev/fd/63'), variables: origins(stream) };
    }
    default:
  }
  substitutions(node, state, evaluator);
  return DYNAMIC;
}

/** What a substitution leaves: the text without the line ends at its end, where it is known. */
function printed(stream: Stream, quoted: boolean, state: ShellState): Marked {
  if (stream.from === 'listed') return stream.below === true ? BELOW : LISTED;
  if (state.guess === true && (stream.from === 'name' || stream.from === 'number')) return marked(stream.from === 'name' ? 'name' : SOME_NUMBER);
  if (stream.from === 'name') return NAME;
  if (stream.from === 'number') return NUMBER;
  const unknown = { ...DYNAMIC, variables: origins(stream) };
  const known = stream.from === 'text' ? stream.text : state.guess === true ? stream.perhaps : undefined;
  if (known === undefined) return unknown;
  const text = known.replace(/\n+$/, '');
  const value = quoted ? marked(text) : split(marked(text), state);
  return value ? { ...value, variables: origins(stream) } : unknown;
}

function origins({ network, secret, fresh }: Stream): string[] {
  return [...(network === true ? [FROM_NETWORK] : []), ...(secret === true ? [FROM_SECRET] : []), ...(fresh === true ? [FROM_FRESH] : [])];
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
  if (/@P\}$|^\$\{!/.test(text) && !/^\$\{!\w+\[[@*]\]\}$/.test(text))
    evaluator.suspicious(node, `“${text.slice(0, 80)}” expands what a variable holds once more`);
  // `$1p` is `$1` and a letter.
  const [, digit, behind] = /^(\$\d)(\w+)$/.exec(text) ?? [];
  if (digit !== undefined) {
    const whole = marked();
    append(whole, expanded(digit, state, evaluator.source, quoted));
    append(whole, marked(behind));
    return whole;
  }
  const value = expanded(text, state, evaluator.source, quoted);
  if (state.guess === true && /^n+$/.test(value.marks)) return marked(SOME_NUMBER);
  return (state.guess === true && /[dpi]/.test(value.marks) ? likelyValue(text, state, evaluator, quoted) : undefined) ?? value;
}

/** `$((…))` is always a number. */
function arithmetic(text: string, state: ShellState): Marked {
  const inside = /^\$\(\(([^]*)\)\)$/.exec(text)?.[1];
  const value = inside === undefined ? undefined : reckon(inside, state);
  return value === undefined ? NUMBER : marked(String(value));
}

const MAX_MEMBERS = 100;

/** The members of `(a "b c" *.ts)`, with white space between them. */
function array(node: SyntaxNode, state: ShellState, evaluator: Evaluator): Marked {
  const members = node.children.filter((child) => child.type !== '(' && child.type !== ')' && child.type !== 'comment');
  const all = marked();
  if (members.length > MAX_MEMBERS) {
    substitutions(node, state, evaluator);
    return DYNAMIC;
  }
  for (const word of members.flatMap((child) => words(child, state, evaluator))) {
    if (namesElsewhere(word)) evaluator.suspicious(node, `“${word.text ?? ''}” stands for files that may lie elsewhere`);
    if (all.text !== '') append(all, { text: ' ', marks: 's', variables: [] });
    // A member that is nothing, or has an index of its own, has no place among words.
    const indexed = word.prefix.startsWith('[');
    const value = word.text === '' || (indexed && state.guess !== true) ? undefined : indexed && word.text !== undefined ? marked(word.text) : asArgument(word);
    append(all, value ?? { ...DYNAMIC, variables: [...word.variables] });
  }
  return all;
}

/**
 * The text of a here-document as the program gets it; undefined where it depends on run time.
 * @param from gets the names of what it is put together of
 */
export function hereDocument(node: SyntaxNode, state: ShellState, evaluator: Evaluator, from: Set<string>): string | undefined {
  const start = node.children.find((child) => child.type === 'heredoc_start');
  const body = node.children.find((child) => child.type === 'heredoc_body');
  if (!start || !body) return undefined;
  const text = evaluator.source.slice(body.start, body.end);
  if (/['"\\]/.test(evaluator.source.slice(start.start, start.end))) return text;
  const inside = body.children.filter((child) => expanding.has(child.type));
  if (state.guess === true) return likelyText(body, inside, state, evaluator);
  for (const child of inside) for (const name of evaluate(child, state, evaluator, true).variables) from.add(name);
  return inside.length === 0 && !/[$`]/.test(text.replace(/\\[$`\\]/g, '')) ? doubleQuoted(text.replaceAll('"', '\\"')).text : undefined;
}

/** A here-document with what most likely stands in the place of its expansions. */
function likelyText(body: SyntaxNode, inside: readonly SyntaxNode[], state: ShellState, evaluator: Evaluator): string {
  let text = '';
  let at = body.start;
  for (const child of inside) {
    const { text: value, marks } = evaluate(child, state, evaluator, true);
    text += doubleQuoted(evaluator.source.slice(at, child.start)).text + (marks.includes('d') ? '' : value);
    at = child.end;
  }
  return text + doubleQuoted(evaluator.source.slice(at, body.end)).text;
}
