/** The arguments and redirections of a command, out of the nodes of the grammar. */
import type { GuardContext } from '../types.ts';
import type { Redirect } from '../shell/simple-command.ts';
import type { SyntaxNode } from '../shell/tree.ts';
import { marked, staticWord, unknownWord, type Word } from '../shell/word.ts';
import { evaluate, type Evaluator } from './evaluate.ts';
import { expand, toWord, type Argument } from './values.ts';

interface Place {
  source: string;
  context: GuardContext;
  place: (start: number, end: number) => { start: number; end: number };
  evaluator: Evaluator;
}

const quotedPart = /'((?:[^']|'')*)'|"((?:[^"`]|`[^]|"")*)"/g;

export function readArguments(nodes: readonly SyntaxNode[], at: Place): { args: Argument[]; redirects: Redirect[] } {
  const args: Argument[] = [];
  const redirects: Redirect[] = [];
  let last: SyntaxNode | undefined;
  let attaches = false;
  for (const node of nodes) {
    const text = at.source.slice(node.start, node.end);
    const between = last === undefined ? '' : at.source.slice(last.end, node.start);
    if (node.type === 'command_argument_sep') {
      if (text.includes(':') && args.at(-1)?.parameter !== undefined) attaches = true;
      continue;
    }
    if (node.type === 'redirection') {
      redirects.push(...redirection(node, at));
      last = node;
      continue;
    }
    if (node.type === 'comment' || node.type === 'stop_parsing') {
      if (node.type === 'stop_parsing') at.evaluator.unresolved(node, 'words that are not parsed');
      continue;
    }
    const written = node.type === 'generic_token' ? /^(\d|\*)?(>>?)(.+)$/s.exec(text) : null;
    if (written) {
      const target = literal(written[3] ?? '', at, node);
      if (!/^&\d$/.test(written[3] ?? '') && target.text !== '') redirects.push({ access: 'write', word: target });
      last = node;
      continue;
    }
    const one = argument(node, text, at);
    const previous = args.at(-1);
    // What the mended text has apart is one list (`a, b`), and the value behind `-Name:` belongs to it.
    if (attaches && previous) previous.words.push(...one.words);
    else if (previous && previous.parameter === undefined && one.parameter === undefined && /^\s*,\s*$/.test(between)) previous.words.push(...one.words);
    else args.push(one);
    attaches = false;
    last = node;
  }
  return { args, redirects };
}

function argument(node: SyntaxNode, text: string, at: Place): Argument {
  const { start, end } = at.place(node.start, node.end);
  const isLong = text.startsWith('--');
  if (node.type === 'command_parameter' && !isLong && /^-[A-Za-z?]\w*$/.test(text)) return { words: [], parameter: text.slice(1), start, end };
  if (node.type === 'command_parameter' || node.type === 'generic_token' || node.type === 'command_name') return { words: [literal(text, at, node)], start, end };
  const block = blockOf(node);
  if (block) return { words: [staticWord(text.slice(0, 1000), start, end)], block, start, end };
  // `-5`, `-n5`: the grammar takes it for a number.
  if (/^-[\w.=-]+$/.test(text)) return { words: [staticWord(text, start, end)], start, end };
  return { words: elements(node).map((one) => word(one, at)), start, end };
}

/** The parts of `a, b` where the grammar knows it as a list. */
function elements(node: SyntaxNode): SyntaxNode[] {
  let list = node;
  while (list.children.length === 1 && list.children[0]) list = list.children[0];
  const parts = list.children.filter((child) => child.type !== ',' && child.type !== 'comment');
  return list.type === 'array_literal_expression' && list.children.length > 1 ? parts : [node];
}

function word(node: SyntaxNode, at: Place): Word {
  const { start, end } = at.place(node.start, node.end);
  const { marked: value } = evaluate(node, at.evaluator);
  return toWord(value, at.context, start, end, false);
}

/** A bare word: quoted parts, escapes and variables in it count; several values stand between commas. */
function literal(text: string, at: Place, node: SyntaxNode): Word {
  const { start, end } = at.place(node.start, node.end);
  if (/\$\(|@\(/.test(text)) return unknownWord(start, end);
  const result = marked();
  let from = 0;
  for (const match of text.matchAll(quotedPart)) {
    join(result, expand(text.slice(from, match.index), at.evaluator.lookup, false));
    join(result, match[1] !== undefined ? marked(match[1].replaceAll("''", "'")) : expand(match[2] ?? '', at.evaluator.lookup, true));
    from = match.index + match[0].length;
  }
  join(result, expand(text.slice(from), at.evaluator.lookup, false));
  return toWord(result, at.context, start, end, true);
}

function join(to: ReturnType<typeof marked>, part: ReturnType<typeof marked>): void {
  to.text += part.text;
  to.marks += part.marks;
  to.variables.push(...part.variables);
}

function blockOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'script_block_expression') return node;
  return node.children.length === 1 && node.children[0] ? blockOf(node.children[0]) : undefined;
}

function redirection(node: SyntaxNode, at: Place): Redirect[] {
  const target = node.children.find((child) => child.type === 'redirected_file_name');
  if (!target) return [];
  return target.children
    .filter((child) => child.type !== 'command_argument_sep')
    .map((child) => {
      const text = at.source.slice(child.start, child.end);
      const found = child.type === 'generic_token' || child.type === 'command_name' ? literal(text, at, child) : word(child, at);
      return { access: 'write' as const, word: found };
    })
    .filter(({ word: found }) => found.text !== '');
}
