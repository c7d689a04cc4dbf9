/** Walks a shell's syntax tree to every simple command that it can run, keeping track of the folder and of known variables. */
import { startsWithoutEnd } from '../findings/overwrites.ts';
import { reckoned } from './arithmetic.ts';
import { assign, assignments, declaration } from './assign.ts';
import { runsInIndex } from './builtins.ts';
import { evaluate, substitutions, words } from './evaluate.ts';
import { changesWhatRuns } from './names.ts';
import { calledWith, forks, isArgument, isStatement, ofLast, oneOf, toMarked, withWordsBehind } from './nodes.ts';
import { readRedirect } from './redirect.ts';
import { both, taint, type CommandResult, type Input, type Redirect, type Stream } from './simple-command.ts';
import { either, equal, forgetVariables, inherited, merge, same, withVariable, type After, type ShellState } from './state.ts';
import type { SyntaxNode } from './tree.ts';
import { placeOf, textOf, type WalkHost } from './walk-host.ts';
import { DYNAMIC, marked, namesElsewhere, toWords, type Word } from './word.ts';

const MAX_LOOP_VALUES = 8;
/** More of them only in a short loop. */
const MAX_NAMES = 16;
const MAX_BODY = 400;
const MAX_NUMBERS = 40;

/** A function of such a name is not what runs, in a shell that keeps to POSIX. */
const specialBuiltins = new Set([':', '.', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'source', 'times', 'trap', 'unset']);

type Result = CommandResult;

const unknownOutput: Input = { from: 'unknown' };

export class Walker {
  readonly #host: WalkHost;
  readonly #functions = new Map<string, SyntaxNode>();
  readonly #calling = new Set<string>();
  /** Bodies of functions that nothing has called yet, by which they are read where nothing does. */
  readonly #uncalled = new Map<SyntaxNode, { name: string; state: ShellState }>();

  /** What the command gets of which the words are being evaluated: `tee >(sh)` hands it on. */
  flowing: Stream = { from: 'nothing' };

  constructor(host: WalkHost) {
    this.#host = host;
  }

  /** Everything that a text can run: also functions that it only defines. */
  run(root: SyntaxNode, state: ShellState, input: Input): Result {
    const result = this.walk(root, state, input);
    for (const [body, { name, state: before }] of this.#uncalled) {
      this.#calling.add(name);
      this.walk(body, before, { from: 'unknown' });
      this.#calling.delete(name);
    }
    return result;
  }

  sequence(nodes: readonly SyntaxNode[], state: ShellState, input: Input): Result {
    let result: Result = { after: same(state), output: { from: 'nothing' } };
    const outputs: Stream[] = [];
    for (const [at, node] of nodes.entries()) {
      const alone = node.type === 'file_redirect';
      if (!isStatement(node) && !alone) continue;
      const before = either(result.after);
      // `$(<file)`
      result = alone ? this.#redirected({ ...node, type: 'redirected_statement', children: [node] }, before, input) : this.walk(node, before, input);
      // What runs in the background changes nothing here.
      if (nodes[at + 1]?.type === '&') result = { ...result, after: same(before) };
      if (result.output.from !== 'nothing') outputs.push(result.output);
    }
    return outputs.length > 1
      ? { ...result, output: outputs.reduce(both) }
      : { ...result, output: outputs[0] ?? result.output };
  }

  walk(node: SyntaxNode, state: ShellState, input: Input): Result {
    if (this.#host.isFull()) return { after: same({ ...forgetVariables(state), lost: true }), output: unknownOutput };
    switch (node.type) {
      case 'command':
        return this.#command(node, state, input, []);
      case 'program':
      case 'compound_statement':
      case 'do_group':
      case 'else_clause':
        return this.sequence(node.children, state, input);
      case 'subshell': {
        const { output } = this.sequence(node.children, state, input);
        return { after: same(state), output };
      }
      case 'list':
        return this.#list(node, state, input);
      case 'pipeline':
        return this.#pipeline(node, state, input);
      case 'negated_command': {
        const { after, output } = this.sequence(node.children, state, input);
        return { after: { success: after.failure, failure: after.success }, output };
      }
      case 'redirected_statement':
        return this.#redirected(node, state, input);
      case 'variable_assignment':
      case 'variable_assignments':
        return { after: same(assign(node, state, this.#host)), output: { from: 'nothing' } };
      case 'declaration_command':
        return declaration(node, state, this.#host);
      case 'unset_command':
        substitutions(node, state, this.#host.evaluator);
        if (this.#text(node).split(/\s+/).some((name) => changesWhatRuns(name, undefined) || /[$`'"\\[]/.test(name)))
          this.#host.unresolved(node, 'takes away a variable by which what runs is found');
        return { after: same({ ...forgetVariables(state), functions: new Map() }), output: { from: 'nothing' } };
      case 'if_statement':
      case 'elif_clause':
      case 'case_statement':
      case 'case_item':
        return this.#branches(node, state, input);
      case 'for_statement':
        return this.#forEach(node, state, input);
      case 'c_style_for_statement':
        return this.#count(node, state, input);
      case 'while_statement':
        return this.#loop((before) => this.sequence(node.children.filter(isStatement), before, input).after, node, state);
      case 'function_definition':
        return this.#define(node, state, input);
      case 'test_command':
        return this.#reckon(node, state);
      default:
        substitutions(node, state, this.#host.evaluator);
        this.#host.unresolved(node, `the shell construct “${node.type}” is not understood`);
        return { after: same(forgetVariables(state)), output: unknownOutput };
    }
  }

  /** Redirections of a group belong to no one command: they get one of their own, without words. */
  #bare(node: SyntaxNode, state: ShellState, redirects: Redirect[]): Stream {
    if (redirects.length === 0) return { from: 'nothing' };
    return this.#host.command(
      { words: [], assignments: [], redirects, input: { from: 'nothing' }, text: this.#text(node), ...this.#place(node) },
      state,
    ).output;
  }

  #text(node: SyntaxNode): string {
    return textOf(node, this.#host);
  }

  #place(node: SyntaxNode): { start: number; end: number } {
    return placeOf(node, this.#host);
  }

  #command(node: SyntaxNode, state: ShellState, input: Input, outer: Redirect[]): Result {
    const { evaluator } = this.#host;
    // `while (( i < 5 ))`
    const only = node.children.length === 1 ? node.children[0]?.children : undefined;
    if (only?.length === 1 && only[0]?.type === 'arithmetic_expansion' && this.#text(node).startsWith('((')) return this.#reckon(node, state);
    const redirects = [...outer];
    const all: Word[] = [];
    const assigned: { name: string; value: Word }[] = [];
    let stdin = input;
    const given = node.children.find((child) => child.type === 'herestring_redirect');
    this.flowing = given ? readRedirect(given, state, [], input, this.#host) : input;
    for (const child of node.children) {
      if (child.type === 'variable_assignment') assigned.push(...assignments(child, state, this.#host));
      else if (child.type.endsWith('_redirect')) stdin = readRedirect(child, state, redirects, stdin, this.#host);
      else if (child.type === 'comment') continue;
      else all.push(...words(child, state, evaluator));
    }
    const name = all[0]?.text;
    const defined = name === undefined ? undefined : this.#functions.get(name);
    const command = { words: all, assignments: assigned, redirects, input: stdin, text: this.#text(node), ...this.#place(node) };
    const certain = name === undefined || specialBuiltins.has(name) ? undefined : state.functions.get(name);
    if (certain && name !== undefined) {
      this.#uncalled.delete(certain);
      this.#host.command({ ...command, spec: { inert: true, echoes: true } }, state);
      return this.#call(name, certain, node, calledWith(state, all), stdin, []);
    }
    const result = this.#host.command(command, state);
    if (!defined || name === undefined) return result;
    // Whether the definition is in force here is not known (it may stand in a branch or a subshell), so both are looked at.
    const called = this.#call(name, defined, node, calledWith(state, all), stdin, redirects);
    return { after: same(merge(either(called.after), either(result.after))), output: both(called.output, result.output) };
  }

  #call(name: string, body: SyntaxNode, node: SyntaxNode, state: ShellState, input: Input, redirects: Redirect[]): Result {
    this.#bare(node, state, redirects);
    if (this.#calling.has(name)) {
      this.#host.unresolved(node, `the function “${name}” calls itself`);
      return { after: same(forgetVariables(state)), output: unknownOutput };
    }
    this.#calling.add(name);
    const result = this.walk(body, state, input);
    this.#calling.delete(name);
    return result;
  }

  #define(node: SyntaxNode, state: ShellState, input: Input): Result {
    const name = node.children.find((child) => child.type === 'word');
    const body = node.children.find((child) => child.type !== 'word' && child.type !== 'function' && isStatement(child));
    if (!name || !body) return this.walk({ ...node, type: 'unknown_definition' }, state, input);
    const called = this.#text(name);
    if (forks(body, called, this.#host.evaluator.source, false))
      this.#host.catastrophic(node, `the function “${called}” starts itself again without end`);
    this.#functions.set(called, body);
    this.#uncalled.set(body, { name: called, state: inherited(state) });
    // Redirections of a definition belong to every call of it.
    const certain = !node.children.some((child) => child.type.endsWith('_redirect'));
    const functions = new Map(state.functions);
    if (certain) functions.set(called, body);
    else functions.delete(called);
    return { after: same({ ...state, functions }), output: { from: 'nothing' } };
  }

  #list(node: SyntaxNode, state: ShellState, input: Input): Result {
    const [left, operator, right] = node.children.filter((child) => child.type !== 'comment' && child.type !== '\n');
    if (!left || !right) return this.sequence(node.children, state, input);
    const first = this.walk(left, state, input);
    const and = operator?.type === '&&';
    const second = this.walk(right, and ? first.after.success : first.after.failure, input);
    const failure = and ? merge(first.after.failure, second.after.failure) : second.after.failure;
    const success = and ? second.after.success : merge(first.after.success, second.after.success);
    return {
      after: { success, failure },
      output: both(first.output, second.output),
    };
  }

  #pipeline(node: SyntaxNode, state: ShellState, input: Input): Result {
    let flowing = input;
    for (const child of node.children) {
      if (!isStatement(child)) continue;
      // What came from somewhere stays marked, whatever a program on the way does with it.
      flowing = taint(this.walk(child, state, flowing).output, flowing);
    }
    return { after: same(state), output: flowing };
  }

  #redirected(node: SyntaxNode, state: ShellState, input: Input): Result {
    const inner = ofLast(node);
    if (inner) return this.walk(inner, state, input);
    const redirects: Redirect[] = [];
    this.flowing = { from: 'nothing' };
    let stdin = input;
    const bodies: SyntaxNode[] = [];
    const children = node.children[0]?.type === 'command' ? withWordsBehind(node.children) : node.children;
    for (const child of children) {
      if (child.type.endsWith('_redirect')) stdin = readRedirect(child, state, redirects, stdin, this.#host);
      else bodies.push(child);
    }
    const nested = node.children.flatMap((child) =>
      child.type === 'heredoc_redirect' ? child.children.filter((one) => isStatement(one) && !one.type.endsWith('_redirect')) : [],
    );
    const [body] = bodies;
    if (!body) {
      return this.#host.command(
        { words: [], assignments: [], redirects, input: stdin, text: this.#text(node), ...this.#place(node) },
        state,
      );
    }
    const result = this.#body(body, node, state, stdin, redirects);
    if (result.output.from !== 'nothing') this.#handOn(node, state, result.output);
    // `cat <<EOF | sh`: the grammar puts what follows the mark into the here-document.
    let flowing = result.output;
    for (const one of nested) {
      if (one.type === 'pipeline') flowing = this.#pipeline(one, state, flowing).output;
      else flowing = this.walk(one, either(result.after), flowing).output;
    }
    return { after: nested.length > 0 ? same(merge(state, either(result.after))) : result.after, output: flowing };
  }

  /** `echo … > >(sh)`, `tee >(sh)` */
  #handOn(node: SyntaxNode, state: ShellState, output: Stream): void {
    const known = output.from === 'text' || output.from === 'lines' || output.perhaps !== undefined || output.network === true || output.secret === true;
    const redirects = node.children.flatMap((child) => (child.type === 'heredoc_redirect' ? child.children : [child])).filter((child) => child.type === 'file_redirect');
    for (const { children } of known ? redirects : [])
      for (const child of children)
        if (child.type === 'process_substitution' && this.#host.evaluator.source[child.start] === '>') this.sequence(child.children, state, output);
  }

  /** A redirection of anything but one simple command gets a command without words of its own. */
  #body(body: SyntaxNode, node: SyntaxNode, state: ShellState, stdin: Input, redirects: Redirect[]): Result {
    if (body.type === 'command') return this.#command(body, state, stdin, redirects);
    const read = this.#bare(node, state, redirects);
    const result = this.walk(body, state, taint(stdin, read));
    return body.type === 'function_definition' ? { ...result, after: same({ ...state, functions: new Map() }) } : result;
  }

  #branches(node: SyntaxNode, state: ShellState, input: Input): Result {
    let before = state;
    let after = state;
    for (const child of node.children) {
      if (!isStatement(child)) {
        if (isArgument(child.type)) evaluate(child, before, this.#host.evaluator);
        continue;
      }
      const branch = either(this.walk(child, before, input).after);
      before = merge(before, branch);
      after = merge(after, branch);
      if (node.type === 'case_item') before = branch;
    }
    return { after: same(after), output: unknownOutput };
  }

  #forEach(node: SyntaxNode, state: ShellState, input: Input): Result {
    const { evaluator } = this.#host;
    const variable = node.children.find((child) => child.type === 'variable_name');
    const name = variable ? this.#text(variable) : '';
    if (changesWhatRuns(name, undefined)) this.#host.unresolved(node, `sets “${name}”, which changes what runs`);
    const body = node.children.filter((child) => isStatement(child) && !isArgument(child.type));
    // Without `in` it goes through the shell's arguments.
    const all = node.children.some((child) => child.type === 'in') ? undefined : (state.variables.get('@') ?? DYNAMIC);
    const values = all
      ? toWords(all, evaluator.home, node.start, node.end)
      : node.children.filter((child) => child !== variable && isArgument(child.type)).flatMap((child) => words(child, state, evaluator));
    // The names of files elsewhere, which the loop may print.
    this.#bare(node, state, values.filter(namesElsewhere).map((word) => ({ access: 'read', word })));
    const each = (pattern: RegExp): boolean => values.every(({ text }) => pattern.test(text ?? ''));
    const few = values.length <= MAX_LOOP_VALUES || (values.length <= MAX_NAMES && node.end - node.start < MAX_BODY && each(/^\w[\w.+-]*$/));
    const known = values.length > 0 && (few || (values.length <= MAX_NUMBERS && each(/^\d+$/)));
    const choices = known ? values.map((value) => (state.guess === true && value.text !== undefined ? marked(value.text, 'u') : toMarked(value))) : [state.guess === true ? undefined : oneOf(values)];
    return this.#loop(
      (before) => {
        let last = before;
        for (const value of choices) last = merge(last, either(this.sequence(body, withVariable(before, name, value), input).after));
        return same(withVariable(last, name, undefined));
      },
      node,
      withVariable(state, name, undefined),
    );
  }

  /** `for ((i=0; i<9; i++))`. What is reckoned with is a number afterwards. */
  #count(node: SyntaxNode, state: ShellState, input: Input): Result {
    const body = node.children.filter((child) => child.type === 'do_group' || child.type === 'compound_statement');
    const head = node.children.filter((child) => !body.includes(child));
    const headText = this.#host.evaluator.source.slice(node.start, body[0]?.start ?? node.end);
    substitutions({ ...node, children: head }, state, this.#host.evaluator);
    if (runsInIndex.test(headText)) this.#host.unresolved(node, 'an index of a variable that holds a substitution');
    return this.#loop((before) => this.sequence(body, reckoned(headText, before), input).after, node, reckoned(headText, state));
  }

  /** Walks a body until the state before it is stable: what one turn sets, the next one sees. */
  #loop(turn: (before: ShellState) => After, node: SyntaxNode, state: ShellState): Result {
    if (startsWithoutEnd(this.#text(node))) this.#host.catastrophic(node, 'starts itself again without end');
    let before = state;
    for (let count = 0; count < 4; count += 1) {
      const next = merge(before, either(turn(before)));
      if (equal(next, before)) return { after: same(next), output: unknownOutput };
      before = next;
    }
    this.#host.unresolved(node, 'where the loop ends up could not be told');
    return { after: same({ ...forgetVariables(before), lost: true }), output: unknownOutput };
  }

  #reckon(node: SyntaxNode, state: ShellState): Result {
    this.#test(node, state);
    const text = this.#text(node);
    return { after: same(text.startsWith('((') ? reckoned(text, state) : state), output: { from: 'nothing' } };
  }

  #test(node: SyntaxNode, state: ShellState): void {
    substitutions(node, state, this.#host.evaluator);
    const text = this.#text(node);
    const arithmetic = text.startsWith('((') || /\s-(?:eq|ne|lt|le|gt|ge|v)\s/.test(text);
    if (arithmetic && /\[.*(?:\$\(|`)/s.test(text.slice(2)))
      this.#host.unresolved(node, 'an index of a variable that holds a substitution');
  }
}
