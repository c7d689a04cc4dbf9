/** Walks a shell's syntax tree to every simple command that it can run, keeping track of the folder and of known variables. */
import { evaluate, hereDocument, substitutions, words, type Evaluator } from './evaluate.ts';
import { forks, isArgument, isStatement, ofLast, toMarked, withArguments } from './nodes.ts';
import { both, taint, type CommandResult, type Input, type Redirect, type SimpleCommand, type Stream } from './simple-command.ts';
import { changesWhatRuns } from './names.ts';
import { either, equal, forgetVariables, inherited, merge, same, withVariable, type After, type ShellState } from './state.ts';
import type { SyntaxNode } from './syntax.ts';
import { FROM_NETWORK, FROM_SECRET, homeExpanded, unknownWord, type Marked, type Word } from './word.ts';

export interface WalkHost {
  evaluator: Evaluator;
  command(command: SimpleCommand, state: ShellState): CommandResult;
  unresolved(node: SyntaxNode, reason: string): void;
  catastrophic(node: SyntaxNode, reason: string): void;
  /** Nothing more is read: the command is too long. */
  isFull(): boolean;
}

const MAX_LOOP_VALUES = 8;
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
      if (!isStatement(node)) continue;
      const before = either(result.after);
      result = this.walk(node, before, input);
      // What runs in the background changes nothing here.
      if (nodes[at + 1]?.type === '&') result = { ...result, after: same(before) };
      if (result.output.from !== 'nothing') outputs.push(result.output);
    }
    return outputs.length > 1
      ? { ...result, output: taint(unknownOutput, ...outputs) }
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
        return { after: same(this.#assign(node, state)), output: { from: 'nothing' } };
      case 'declaration_command':
        return this.#declaration(node, state);
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
      case 'while_statement':
      case 'c_style_for_statement':
        return this.#loop((before) => this.sequence(node.children.filter(isStatement), before, input).after, node, state);
      case 'function_definition':
        return this.#define(node, state, input);
      case 'test_command':
        this.#test(node, state);
        // Arithmetic can set variables.
        return { after: same(this.#text(node).startsWith('((') ? forgetVariables(state) : state), output: { from: 'nothing' } };
      default:
        substitutions(node, state, this.#host.evaluator);
        this.#host.unresolved(node, `the shell construct “${node.type}” is not understood`);
        return { after: same(forgetVariables(state)), output: unknownOutput };
    }
  }

  /** Redirections of a group belong to no one command: they get one of their own, without words. */
  #bare(node: SyntaxNode, state: ShellState, redirects: Redirect[]): void {
    if (redirects.length === 0) return;
    this.#host.command(
      { words: [], assignments: [], redirects, input: { from: 'nothing' }, text: this.#text(node), ...this.#place(node) },
      state,
    );
  }

  #text(node: SyntaxNode): string {
    return this.#host.evaluator.source.slice(node.start, node.end);
  }

  #place(node: SyntaxNode): { start: number; end: number } {
    return this.#host.evaluator.place(node.start, node.end);
  }

  #command(node: SyntaxNode, state: ShellState, input: Input, outer: Redirect[]): Result {
    const { evaluator } = this.#host;
    const redirects = [...outer];
    const all: Word[] = [];
    const assignments: { name: string; value: Word }[] = [];
    let stdin = input;
    for (const child of node.children) {
      if (child.type === 'variable_assignment') assignments.push(...this.#assignments(child, state));
      else if (child.type.endsWith('_redirect')) stdin = this.#redirect(child, state, redirects, stdin);
      else if (child.type === 'comment') continue;
      else all.push(...words(child, state, evaluator));
    }
    const name = all[0]?.text;
    const defined = name === undefined ? undefined : this.#functions.get(name);
    const command = { words: all, assignments, redirects, input: stdin, text: this.#text(node), ...this.#place(node) };
    const certain = name === undefined || specialBuiltins.has(name) ? undefined : state.functions.get(name);
    if (certain && name !== undefined) {
      this.#uncalled.delete(certain);
      this.#host.command({ ...command, spec: { inert: true } }, state);
      return this.#call(name, certain, node, withArguments(state, all), stdin, []);
    }
    const result = this.#host.command(command, state);
    if (!defined || name === undefined) return result;
    // Whether the definition is in force here is not known (it may stand in a branch or a subshell), so both are looked at.
    const called = this.#call(name, defined, node, withArguments(state, all), stdin, redirects);
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
    let stdin = input;
    const bodies: SyntaxNode[] = [];
    for (const child of node.children) {
      if (child.type.endsWith('_redirect')) stdin = this.#redirect(child, state, redirects, stdin);
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
    // `cat <<EOF | sh`: the grammar puts what follows the mark into the here-document.
    let flowing = result.output;
    for (const one of nested) {
      if (one.type === 'pipeline') flowing = this.#pipeline(one, state, flowing).output;
      else flowing = this.walk(one, either(result.after), flowing).output;
    }
    return { after: nested.length > 0 ? same(merge(state, either(result.after))) : result.after, output: flowing };
  }

  /** A redirection of anything but one simple command gets a command without words of its own. */
  #body(body: SyntaxNode, node: SyntaxNode, state: ShellState, stdin: Input, redirects: Redirect[]): Result {
    if (body.type === 'command') return this.#command(body, state, stdin, redirects);
    this.#bare(node, state, redirects);
    const result = this.walk(body, state, stdin);
    return body.type === 'function_definition' ? { ...result, after: same({ ...state, functions: new Map() }) } : result;
  }

  /** @returns the standard input after this redirection */
  #redirect(node: SyntaxNode, state: ShellState, redirects: Redirect[], input: Input): Input {
    const { evaluator } = this.#host;
    if (node.type === 'heredoc_redirect') {
      for (const child of node.children) if (child.type === 'file_redirect') this.#redirect(child, state, redirects, input);
      const text = hereDocument(node, state, evaluator);
      const extra = node.children.filter((child) => !isStatement(child) && isArgument(child.type));
      if (extra.length > 0) this.#host.unresolved(node, 'words after a here-document');
      return text === undefined ? { from: 'unknown' } : { from: 'text', text };
    }
    if (node.type === 'herestring_redirect') {
      const given = node.children.filter((child) => isArgument(child.type)).flatMap((child) => words(child, state, evaluator));
      // White space parts nothing here.
      const word = given.length > 1 ? { ...unknownWord(0, 0), variables: given.flatMap((one) => one.variables) } : given[0];
      const from = new Set(word?.variables);
      const origin = { network: from.has(FROM_NETWORK), secret: from.has(FROM_SECRET) };
      return word?.text === undefined ? { from: 'unknown', ...origin } : { from: 'text', text: `${word.text}\n`, ...origin };
    }
    const operator = node.children.find((child) => /[<>]/.test(child.type))?.type ?? '>';
    const targets = node.children.filter((child) => isArgument(child.type)).flatMap((child) => words(child, state, evaluator));
    if ((operator === '>&' || operator === '<&') && targets.every((word) => /^\d*-?$/.test(word.text ?? 'x'))) return input;
    const access = operator.startsWith('<') && operator !== '<>' ? 'read' : 'write';
    if (targets.length > 1) this.#host.unresolved(node, 'a redirection to more than one file');
    for (const word of targets) redirects.push({ access, word });
    const from = new Set(targets.flatMap((word) => word.variables));
    return access === 'read' ? { from: 'unknown', network: from.has(FROM_NETWORK), secret: from.has(FROM_SECRET) } : input;
  }

  #assignments(node: SyntaxNode, state: ShellState): { name: string; value: Word }[] {
    const { evaluator } = this.#host;
    const [target, operator] = node.children;
    const value = node.children.slice(2).at(-1);
    const name = target?.type === 'variable_name' ? this.#text(target) : undefined;
    const place = this.#place(node);
    if (target && target.type !== 'variable_name') substitutions({ ...node, children: [target] }, state, evaluator);
    if (name === undefined) {
      if (value) evaluate(value, state, evaluator);
      return [{ name: target ? (/^\w+/.exec(this.#text(target))?.[0] ?? '') : '', value: unknownWord(place.start, place.end) }];
    }
    if (!value || operator?.type !== '=') {
      if (value) evaluate(value, state, evaluator);
      const empty = !value && operator?.type === '=';
      return [{ name, value: empty ? { ...unknownWord(place.start, place.end), text: '' } : unknownWord(place.start, place.end) }];
    }
    const evaluated: Marked = homeExpanded(evaluate(value, state, evaluator), evaluator.home);
    const dynamic = evaluated.marks.search(/[dp]/);
    const text = dynamic < 0 && !/^~|[:=]~/.test(evaluated.text) ? evaluated.text : undefined;
    if (/\$\(|`/.test(evaluated.text))
      this.#host.unresolved(node, 'a variable that holds a substitution, which arithmetic or another expansion could run');
    const listed = /^p$/.test(evaluated.marks);
    return [
      {
        name,
        value: {
          text,
          prefix: text ?? '',
          bare: text ?? '',
          glob: evaluated.marks.includes('u') && /[*?[]/.test(evaluated.text),
          listed,
          variables: evaluated.variables,
          ...place,
        },
      },
    ];
  }

  #assign(node: SyntaxNode, state: ShellState): ShellState {
    const nodes = node.type === 'variable_assignments' ? node.children : [node];
    let next = state;
    for (const one of nodes) {
      const assigned = this.#assignments(one, next);
      this.#host.command(
        { words: [], assignments: assigned, redirects: [], input: { from: 'nothing' }, text: this.#text(one), ...this.#place(one) },
        next,
      );
      for (const { name, value } of assigned) next = withVariable(next, name, toMarked(value));
    }
    return next;
  }

  #declaration(node: SyntaxNode, state: ShellState): Result {
    let next = state;
    if (!node.children.some((child) => child.type === 'variable_assignment' || child.type === 'variable_name')) {
      this.#host.unresolved(node, 'prints every variable, which may hold secrets');
    }
    for (const child of node.children) {
      if (child.type === 'variable_assignment') next = this.#assign(child, next);
      else if (isArgument(child.type) && child.type !== 'variable_name') {
        for (const word of words(child, next, this.#host.evaluator)) {
          if (word.text === undefined || /^-\w*[nif]/.test(word.text))
            this.#host.unresolved(child, 'a declaration that depends on run time or makes a name stand for another');
        }
      }
    }
    return { after: same(next), output: this.#text(node).includes('=') ? { from: 'nothing' } : unknownOutput };
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
    const values = node.children
      .filter((child) => child !== variable && isArgument(child.type))
      .flatMap((child) => words(child, state, evaluator));
    const known = values.length > 0 && (values.length <= MAX_LOOP_VALUES || (values.length <= MAX_NUMBERS && values.every(({ text }) => /^\d+$/.test(text ?? ''))));
    const choices: (Word | undefined)[] = known ? values : [undefined];
    return this.#loop(
      (before) => {
        let last = before;
        for (const value of choices)
          last = merge(last, either(this.sequence(body, withVariable(before, name, value && toMarked(value)), input).after));
        return same(withVariable(last, name, undefined));
      },
      node,
      withVariable(state, name, undefined),
    );
  }

  /** Walks a body until the state before it is stable: what one turn sets, the next one sees. */
  #loop(turn: (before: ShellState) => After, node: SyntaxNode, state: ShellState): Result {
    let before = state;
    for (let count = 0; count < 4; count += 1) {
      const next = merge(before, either(turn(before)));
      if (equal(next, before)) return { after: same(next), output: unknownOutput };
      before = next;
    }
    this.#host.unresolved(node, 'where the loop ends up could not be told');
    return { after: same({ ...forgetVariables(before), lost: true }), output: unknownOutput };
  }

  #test(node: SyntaxNode, state: ShellState): void {
    substitutions(node, state, this.#host.evaluator);
    const text = this.#text(node);
    const arithmetic = text.startsWith('((') || /\s-(?:eq|ne|lt|le|gt|ge|v)\s/.test(text);
    if (arithmetic && /\[.*(?:\$\(|`)/s.test(text.slice(2)))
      this.#host.unresolved(node, 'an index of a variable that holds a substitution');
  }
}
