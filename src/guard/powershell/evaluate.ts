/** Evaluates expressions as far as their value is known, and walks whatever they would run. */
import type { CommandSpec } from '../commands/types.ts';
import { both, taint, type Stream } from '../shell/simple-command.ts';
import type { SyntaxNode } from '../shell/tree.ts';
import { append, DYNAMIC, FROM_NETWORK, FROM_SECRET, marked, type Marked, type Word } from '../shell/word.ts';
import { whatCalls, type Called } from './methods.ts';
import { expand, valueOf, type Lookup } from './values.ts';

export interface Evaluator {
  source: string;
  lookup: Lookup;
  /** Walks statements or a block; `input`: what comes in as `$_`. */
  walk: (node: SyntaxNode, input?: Stream) => Stream;
  /** Reports what a call of a method does. */
  calls: (node: SyntaxNode, words: readonly Word[], spec: CommandSpec) => Stream;
  toWord: (value: Marked, node: SyntaxNode) => Word;
  unresolved: (node: SyntaxNode, reason: string) => void;
}

export interface Value {
  marked: Marked;
  /** What it gives where it is piped or printed. */
  stream: Stream;
}

const unknown: Stream = { from: 'unknown' };

export function originsOf({ network, secret }: Stream): string[] {
  return [...(network === true ? [FROM_NETWORK] : []), ...(secret === true ? [FROM_SECRET] : [])];
}

function of(value: Marked): Value {
  const { text, marks, variables } = value;
  const origins = { network: variables.includes(FROM_NETWORK), secret: variables.includes(FROM_SECRET) };
  if (marks.includes('d')) return { marked: value, stream: { ...unknown, ...origins } };
  return { marked: value, stream: marks.includes('p') ? { from: 'listed', ...origins } : { from: 'text', text: `${text}\n`, ...origins } };
}

/** What statements print, as a value. */
function printed(stream: Stream): Value {
  if (stream.from === 'text' && !/\n./.test(stream.text)) return { marked: { ...marked(stream.text.replace(/\n$/, '')), variables: originsOf(stream) }, stream };
  if (stream.from === 'listed') return { marked: { text: '?', marks: 'p', variables: originsOf(stream) }, stream };
  return { marked: { ...DYNAMIC, variables: originsOf(stream) }, stream };
}

export function evaluate(node: SyntaxNode, ev: Evaluator): Value {
  const text = ev.source.slice(node.start, node.end);
  switch (node.type) {
    case 'verbatim_string_characters':
      return of(marked(text.slice(1, -1).replaceAll("''", "'")));
    case 'verbatim_here_string_characters':
      return of(marked(text.replace(/^@'\s*?\n/, '').replace(/\r?\n'@$/, '')));
    case 'expandable_string_literal':
    case 'expandable_here_string_literal':
      return of(expandable(node, text, ev));
    case 'variable':
      return of(valueOf(text.replace(/^[$@]\{?|\}$/g, ''), ev.lookup));
    case 'parenthesized_expression':
    case 'sub_expression':
    case 'array_expression':
      return inside(node, ev);
    case 'script_block_expression':
      ev.walk(node);
      return of(DYNAMIC);
    case 'member_access':
      return member(node, ev);
    case 'invokation_expression':
    case 'invokation_foreach_expression':
      return call(node, ev);
    case 'type_literal':
    case 'comment':
      return of(marked(text));
    case 'decimal_integer_literal':
    case 'hexadecimal_integer_literal':
    case 'real_literal':
    case 'simple_name':
      return of(marked(text));
    case 'hash_literal_expression':
      return { ...of(DYNAMIC), stream: nested(node, ev) };
    case 'pipeline':
    case 'statement_list':
      return printed(ev.walk(node));
    case 'additive_expression':
    case 'additive_argument_expression':
      if (node.children.length === 3) return sum(node, text, ev);
  }
  if (node.children.length === 1 && node.children[0]) return evaluate(node.children[0], ev);
  return many(node, ev);
}

/** The value is not known; where it came from is. */
function many(node: SyntaxNode, ev: Evaluator): Value {
  const variables: string[] = [];
  let stream: Stream = unknown;
  for (const child of node.children) {
    if (!/[a-z]/.test(child.type) || child.type.endsWith('operator')) continue;
    const value = evaluate(child, ev);
    variables.push(...value.marked.variables);
    stream = taint(stream, value.stream);
  }
  return { marked: { ...DYNAMIC, variables }, stream };
}

/** Statements inside of brackets; where there are several, what they print together. */
function inside(node: SyntaxNode, ev: Evaluator): Value {
  const parts = node.children.filter((child) => /[a-z]/.test(child.type) && child.type !== 'comment');
  if (parts.length === 1 && parts[0]?.type.endsWith('expression')) return evaluate(parts[0], ev);
  let stream: Stream = { from: 'nothing' };
  for (const part of parts) stream = both(stream, ev.walk(part));
  return printed(stream.from === 'nothing' ? unknown : stream);
}

function nested(node: SyntaxNode, ev: Evaluator): Stream {
  let stream: Stream = unknown;
  for (const child of node.children) {
    if (child.type === 'pipeline' || child.type === 'statement_list' || child.type === 'script_block_expression') stream = taint(stream, ev.walk(child));
    else stream = taint(stream, nested(child, ev));
  }
  return stream;
}

function sum(node: SyntaxNode, text: string, ev: Evaluator): Value {
  const [left, operator, right] = node.children;
  if (!left || !operator || !right) return many(node, ev);
  const a = evaluate(left, ev).marked;
  const b = evaluate(right, ev).marked;
  if (text.slice(operator.start - node.start, operator.end - node.start) !== '+') return of({ ...DYNAMIC, variables: [...a.variables, ...b.variables] });
  const result = marked();
  append(result, a);
  append(result, b);
  return of(result);
}

/** `"…"`: literal text, variables, and what stands in `$( )`. */
function expandable(node: SyntaxNode, text: string, ev: Evaluator): Marked {
  const isHere = node.type === 'expandable_here_string_literal';
  const opening = isHere ? (/^@"[^\n]*\n/.exec(text)?.[0].length ?? 2) : 1;
  const closing = isHere ? (/\r?\n"@$/.exec(text)?.[0].length ?? 2) : 1;
  const result = marked();
  let at = node.start + opening;
  const end = node.end - closing;
  for (const child of node.children) {
    if (child.type !== 'sub_expression') continue;
    append(result, expand(ev.source.slice(at, child.start), ev.lookup, !isHere));
    append(result, evaluate(child, ev).marked);
    at = child.end;
  }
  append(result, expand(ev.source.slice(at, Math.max(at, end)), ev.lookup, !isHere));
  return result;
}

function member(node: SyntaxNode, ev: Evaluator): Value {
  const [base] = node.children;
  const name = ev.source.slice(node.children.at(-1)?.start ?? node.end, node.end);
  if (base?.type === 'type_literal') {
    const type = ev.source.slice(base.start + 1, base.end - 1);
    report(whatCalls(type, name), node, [], ev);
    return of(DYNAMIC);
  }
  const value = base ? evaluate(base, ev) : of(DYNAMIC);
  if (/[$(]/.test(name)) {
    for (const child of node.children.slice(1)) evaluate(child, ev);
    ev.unresolved(node, 'a member whose name depends on run time');
  }
  const isPath = value.marked.marks === 'p' && /^(?:fullname|pspath|path|name|directoryname|basename|parent|directory)$/i.test(name);
  return isPath ? value : { marked: { ...DYNAMIC, variables: value.marked.variables }, stream: taint(unknown, value.stream) };
}

function call(node: SyntaxNode, ev: Evaluator): Value {
  const [base] = node.children;
  const list = node.children.find((child) => child.type === 'argument_list');
  const name = node.children.find((child) => child.type === 'member_name');
  const block = node.children.find((child) => child.type === 'script_block_expression');
  const values = list ? argumentsOf(list).map((child) => ({ child, value: evaluate(child, ev) })) : [];
  const type = base?.type === 'type_literal' ? ev.source.slice(base.start + 1, base.end - 1) : undefined;
  const own = base && type === undefined ? evaluate(base, ev) : undefined;
  if (block) ev.walk(block, own?.stream);
  const method = name ? ev.source.slice(name.start, name.end) : block ? 'foreach' : '';
  if (!/^\w+$/.test(method)) {
    ev.unresolved(node, 'a method whose name depends on run time');
    return of(DYNAMIC);
  }
  const stream = report(whatCalls(type, method), node, values.map(({ child, value }) => ev.toWord(value.marked, child)), ev);
  const variables = [...(own?.marked.variables ?? []), ...values.flatMap(({ value }) => value.marked.variables), ...originsOf(stream)];
  return { marked: { ...DYNAMIC, variables }, stream: taint(unknown, stream, own?.stream ?? unknown) };
}

function argumentsOf(list: SyntaxNode): SyntaxNode[] {
  return list.children.flatMap((child) => (child.type === 'argument_expression_list' ? child.children.filter((one) => /[a-z]/.test(one.type)) : []));
}

/** A call that only computes says nothing. */
function report(called: Called, node: SyntaxNode, words: readonly Word[], ev: Evaluator): Stream {
  if (Object.keys(called).length === 0) return unknown;
  return ev.calls(node, words, {
    inert: called.touches === undefined,
    ...(called.does === 'network' && { uploads: true }),
    read: (_, to) => {
      if (called.does) to.does(called.does, called.reason ?? '');
      if (called.fetches && words[0]) to.url(words[0]);
      called.touches?.forEach((access, index) => {
        const word = words[index];
        if (word && !(called.fetches && index === 0)) to.touch(access, word, access === 'delete' && words.length > 1);
      });
      if (called.compiles) to.powershell(words[0] ?? { text: undefined, prefix: '', bare: '', glob: false, listed: false, variables: [], start: 0, end: 0 });
    },
  });
}
