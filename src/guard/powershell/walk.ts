/** Walks PowerShell’s syntax tree to every command that it can run. Findings and segments are those of bash’s. */
import type { Report } from '../commands/types.ts';
import { findCommand } from '../commands/index.ts';
import { both, taint, type CommandResult, type Input, type Redirect, type SimpleCommand, type Stream } from '../shell/simple-command.ts';
import { either, merge, same, withVariable, type ShellState } from '../shell/state.ts';
import type { SyntaxNode } from '../shell/tree.ts';
import { DYNAMIC, marked, staticWord, unknownWord, type Marked, type Word } from '../shell/word.ts';
import type { GuardContext } from '../types.ts';
import { readArguments } from './arguments.ts';
import { findCmdlet } from './cmdlets.ts';
import { evaluate, originsOf, type Evaluator } from './evaluate.ts';
import { parameterRole, unaliased } from './names.ts';
import { findBlock, parameterWord, printed } from './named.ts';
import { readCmdlet } from './read-cmdlet.ts';
import { pathText, valueOf, type Argument } from './values.ts';

export interface PowerShellHost {
  source: string;
  context: GuardContext;
  place: (start: number, end: number) => { start: number; end: number };
  command(command: SimpleCommand, state: ShellState): CommandResult;
  unresolved(node: SyntaxNode, reason: string): void;
}

const unknown: Stream = { from: 'unknown' };
const nothing: Stream = { from: 'nothing' };
const MAX_DEPTH = 40;

export class PowerShellWalker {
  readonly #host: PowerShellHost;
  readonly #functions = new Map<string, SyntaxNode>();
  readonly #calling = new Set<string>();
  #state: ShellState;
  #depth = 0;

  constructor(host: PowerShellHost, state: ShellState) {
    this.#host = host;
    this.#state = state;
  }

  run(root: SyntaxNode, input: Input): CommandResult {
    const output = this.#statements(root, input);
    return { after: same(this.#state), output };
  }

  #text(node: SyntaxNode): string {
    return this.#host.source.slice(node.start, node.end);
  }

  #statements(node: SyntaxNode, input: Input): Stream {
    let output = nothing;
    for (const child of node.children) output = both(output, this.#statement(child, input));
    return output;
  }

  #statement(node: SyntaxNode, input: Input): Stream {
    if ((this.#depth += 1) > MAX_DEPTH) this.#host.unresolved(node, 'nested too deeply');
    try {
      return this.#depth > MAX_DEPTH ? unknown : this.#walk(node, input);
    } finally {
      this.#depth -= 1;
    }
  }

  #walk(node: SyntaxNode, input: Input): Stream {
    switch (node.type) {
      case 'program':
      case 'statement_list':
      case 'statement_block':
      case 'script_block':
      case 'script_block_body':
      case 'named_block_list':
      case 'named_block':
      case 'else_clause':
      case 'finally_clause':
        return this.#statements(node, input);
      case 'pipeline':
        return this.#pipeline(node, input);
      case 'script_block_expression':
        return this.#statements(node, input);
      case 'if_statement':
      case 'elseif_clauses':
      case 'elseif_clause':
      case 'try_statement':
      case 'catch_clauses':
      case 'catch_clause':
      case 'while_statement':
      case 'do_statement':
      case 'for_statement':
      case 'while_condition':
      case 'for_initializer':
      case 'for_condition':
      case 'for_iterator':
        return this.#branches(node, input);
      case 'switch_statement':
        this.#host.unresolved(node, 'a switch, which the guard does not read');
        return unknown;
      case 'foreach_statement':
        return this.#forEach(node, input);
      case 'function_statement':
        return this.#define(node);
      case 'flow_control_statement': {
        for (const child of node.children) if (child.type === 'pipeline') return this.#pipeline(child, input);
        return nothing;
      }
      case 'empty_statement':
      case 'comment':
      case 'catch_type_list':
      case 'param_block':
      case 'label':
        return nothing;
      default:
        if (!/[a-z]/.test(node.type) || /^(?:if|else|elseif|foreach|for|in|while|do|until|try|catch|finally|begin|process|end|dynamicparam|switch)$/i.test(node.type)) return nothing;
        if (node.type === 'variable') return nothing;
        this.#host.unresolved(node, `the construct “${node.type}” is not understood`);
        return unknown;
    }
  }

  /** Twice, for what one turn sets, another one sees. */
  #branches(node: SyntaxNode, input: Input): Stream {
    let output = nothing;
    for (let turn = 0; turn < (/^(?:while|do|for)_statement$/.test(node.type) ? 2 : 1); turn += 1) {
      for (const child of node.children) {
        const before = this.#state;
        output = both(output, this.#statement(child, input));
        this.#state = merge(before, this.#state);
      }
    }
    return output.from === 'nothing' ? output : taint(unknown, output);
  }

  #forEach(node: SyntaxNode, input: Input): Stream {
    const variable = node.children.find((child) => child.type === 'variable');
    const list = node.children.find((child) => child.type === 'pipeline' || child.type.endsWith('expression'));
    const over = list ? this.#statement(list, input) : unknown;
    const name = variable ? this.#text(variable).slice(1).toLowerCase() : '';
    const value = this.#item(over);
    const before = this.#state;
    let output = nothing;
    for (let turn = 0; turn < 2; turn += 1) {
      this.#state = withVariable(this.#state, name, value);
      for (const child of node.children) if (child.type === 'statement_block') output = both(output, this.#statement(child, input));
    }
    this.#state = withVariable(merge(before, this.#state), name, undefined);
    return output.from === 'nothing' ? output : taint(unknown, output);
  }

  /** One of what comes in. */
  #item(input: Stream): Marked {
    return input.from === 'listed' ? { text: '?', marks: 'p', variables: [] } : { ...DYNAMIC, variables: originsOf(input) };
  }

  #define(node: SyntaxNode): Stream {
    const name = node.children.find((child) => child.type === 'function_name');
    const body = node.children.find((child) => child.type === 'script_block');
    if (!name || !body) {
      this.#host.unresolved(node, 'a function that could not be read');
      return nothing;
    }
    const called = this.#text(name).toLowerCase();
    this.#functions.set(called, body);
    const before = this.#state;
    this.#calling.add(called);
    this.#statements(body, unknown);
    this.#calling.delete(called);
    this.#state = before;
    return nothing;
  }

  #pipeline(node: SyntaxNode, input: Input): Stream {
    let output = nothing;
    for (const child of node.children) {
      if (child.type === 'assignment_expression') output = this.#assign(child, input);
      else if (child.type === 'pipeline_chain') output = both(output, this.#chain(child, input));
      else if (child.type === 'command') output = this.#command(child, input);
      else if (child.type === '&') this.#host.unresolved(node, 'a job in the background');
      else if (child.type.endsWith('expression')) output = this.#expression(child, input);
    }
    return output;
  }

  /** Commands with pipes between them. */
  #chain(node: SyntaxNode, input: Input): Stream {
    let flowing = input;
    for (const child of node.children) {
      if (child.type === 'command') flowing = taint(this.#command(child, flowing), flowing);
      else if (child.type === 'redirection' || child.type === 'redirections') this.#bare(child, child.type === 'redirection' ? [child] : child.children);
      else if (child.type !== '|' && /[a-z]/.test(child.type)) flowing = this.#expression(child, flowing);
    }
    return flowing;
  }

  /** An expression as a statement prints its value. */
  #expression(node: SyntaxNode, input: Input): Stream {
    const value = evaluate(node, this.#evaluator(input));
    const { start, end } = this.#host.place(node.start, node.end);
    const fixed = value.marked.marks.includes('d') || value.marked.marks.includes('p') ? unknownWord(start, end) : staticWord(value.marked.text, start, end);
    const spec = { inert: true };
    const words = [staticWord('Write-Output', start, end), { ...fixed, variables: value.marked.variables }];
    this.#host.command({ words, assignments: [], redirects: [], input: nothing, spec, text: this.#text(node), start, end }, this.#state);
    return value.stream;
  }

  #assign(node: SyntaxNode, input: Input): Stream {
    const [target, operator, ...rest] = node.children.filter((child) => child.type !== 'comment');
    const value = rest.at(-1);
    const stream = value ? this.#statement(value, input) : unknown;
    const known = value ? this.#valueOf(value) : undefined;
    const name = target ? /^\$\{?([\w:]+)\}?$/.exec(this.#text(target))?.[1]?.toLowerCase() : undefined;
    if (target && name === undefined) evaluate(target, this.#evaluator(input));
    const { start, end } = this.#host.place(node.start, node.end);
    const plain = operator !== undefined && this.#text(operator) === '=';
    const result = plain ? (known ?? this.#item(stream)) : this.#item(unknown);
    if (name === undefined) {
      if (/\$(?:env|function|alias):|\]::/i.test(target ? this.#text(target) : '')) this.#host.unresolved(node, 'an assignment to something else than a variable');
      return nothing;
    }
    if (/^(?:function|alias|variable):/.test(name)) this.#host.unresolved(node, 'changes what names stand for');
    const word: Word = { ...unknownWord(start, end), variables: result.variables, ...(/[dp]/.test(result.marks) ? {} : { text: result.text, prefix: result.text, bare: result.text }) };
    const assigned = name.startsWith('env:') ? [{ name: (this.#text(target as SyntaxNode).match(/:(\w+)/)?.[1] ?? '').toUpperCase(), value: word }] : [];
    this.#host.command({ words: [], assignments: assigned, redirects: [], input: nothing, text: this.#text(node), start, end }, this.#state);
    this.#state = withVariable(this.#state, name.replace(/^(?:script|global|local|private):/, ''), result);
    return nothing;
  }

  /** The value of an assigned pipeline that is one expression. Its commands were walked before. */
  #valueOf(node: SyntaxNode): Marked | undefined {
    let at = node;
    while (at.children.length === 1 && (at.type === 'pipeline' || at.type === 'pipeline_chain')) at = at.children[0] as SyntaxNode;
    if (!at.type.endsWith('expression')) return undefined;
    return evaluate(at, { ...this.#evaluator(nothing), walk: () => unknown, calls: () => unknown }).marked;
  }

  #evaluator(input: Input): Evaluator {
    return {
      source: this.#host.source,
      lookup: (name) => this.#lookup(name),
      walk: (node, own) => this.#inBlock(node, own ?? input),
      calls: (node, words, spec) => {
        const { start, end } = this.#host.place(node.start, node.end);
        const name = staticWord(this.#text(node).slice(0, 80), start, end);
        return this.#host.command({ words: [name, ...words], assignments: [], redirects: [], input: nothing, spec, text: this.#text(node), start, end }, this.#state).output;
      },
      toWord: (value, node) => {
        const { start, end } = this.#host.place(node.start, node.end);
        const dynamic = /[dp]/.test(value.marks);
        const text = pathText(value.text, this.#host.context);
        return dynamic ? { ...unknownWord(start, end, /^p+$/.test(value.marks)), variables: value.variables } : { ...staticWord(text, start, end), variables: value.variables };
      },
      unresolved: (node, reason) => this.#host.unresolved(node, reason),
    };
  }

  /** A block that may run with what comes in as `$_`. */
  #inBlock(node: SyntaxNode, input: Input): Stream {
    const before = this.#state;
    const item = this.#item(input);
    this.#state = withVariable(withVariable(withVariable(before, '_', item), 'psitem', item), 'input', item);
    const output = this.#statement(node, nothing);
    this.#state = merge(before, { ...this.#state, variables: before.variables });
    return output;
  }

  #lookup(name: string): Marked | undefined {
    const { context } = this.#host;
    const plain = name.replace(/^(?:script|global|local|private|using|variable):/, '');
    if (plain === 'home' || plain === 'env:home' || plain === 'env:userprofile') return marked(context.home);
    if (plain === 'pwd' && !this.#state.lost && this.#state.cwds.length === 1) return marked(this.#state.cwds[0]);
    if (plain === 'profile') return marked(`${context.home}/.config/powershell/profile.ps1`);
    if (/^(?:psversiontable|psedition|iswindows|islinux|ismacos|lastexitcode|\?|host|error|matches|pid|psculture|stacktrace)$/.test(plain)) return { ...DYNAMIC, variables: [] };
    return this.#state.variables.get(plain);
  }

  #command(node: SyntaxNode, input: Input): Stream {
    const { source, context, place } = this.#host;
    const { start, end } = place(node.start, node.end);
    const foreach = node.children.find((child) => child.type === 'foreach_command');
    if (foreach) for (const child of foreach.children) if (child.type === 'script_block_expression') return this.#block(child, input, 'ForEach-Object', node);
    const operator = node.children.find((child) => child.type === 'command_invokation_operator');
    const nameNode = node.children.find((child) => child.type === 'command_name' || child.type === 'command_name_expr');
    const elements = node.children.find((child) => child.type === 'command_elements');
    const evaluator = this.#evaluator(input);
    const { args, redirects } = readArguments(elements?.children ?? [], { source, context, place, evaluator });
    if (!nameNode) {
      this.#host.unresolved(node, 'a command that could not be read');
      return unknown;
    }
    const block = findBlock(nameNode);
    if (block) {
      if (redirects.length > 0) this.#host.command({ words: [], assignments: [], redirects, input: nothing, text: this.#text(node), start, end }, this.#state);
      const before = this.#state;
      const output = this.#statement(block, input);
      if (operator && this.#text(operator) === '&') this.#state = { ...this.#state, variables: before.variables };
      return output;
    }
    const name = this.#name(nameNode, evaluator);
    // The grammar takes a range of numbers for the name of a program.
    if (args.length === 0 && redirects.length === 0 && /^-?\d+(?:\.\.-?\d+)?$/.test(name.text ?? '')) return this.#expression(nameNode, input);
    return this.#named(node, name, args, redirects, input, operator !== undefined && this.#text(operator) === '.');
  }

  #name(node: SyntaxNode, evaluator: Evaluator): Word {
    const { start, end } = this.#host.place(node.start, node.end);
    const inner = node.children.find((child) => child.type !== 'command_name');
    if (node.type === 'command_name_expr' && inner) {
      const text = this.#text(inner);
      const value = inner.type === 'path_command_name' ? valueOf(/^\$\{?([\w:]+)\}?/.exec(text)?.[1] ?? '', (one) => this.#lookup(one)) : evaluate(inner, evaluator).marked;
      const whole = inner.type !== 'path_command_name' || /^\$\{?[\w:]+\}?$/.test(text);
      if (!whole || /[dp]/.test(value.marks)) return { ...unknownWord(start, end), variables: value.variables };
      return staticWord(pathText(value.text, this.#host.context), start, end);
    }
    const text = this.#text(node);
    if (/[$()]/.test(text.replace(/`[^]/g, ''))) return unknownWord(start, end);
    return staticWord(pathText(text.replace(/`([^])/g, '$1').replace(/^["']|["']$/g, ''), this.#host.context), start, end);
  }

  #named(node: SyntaxNode, program: Word, args: readonly Argument[], redirects: Redirect[], input: Input, dotted: boolean): Stream {
    const { start, end } = this.#host.place(node.start, node.end);
    const name = program.text ?? '';
    const body = this.#functions.get(name.toLowerCase());
    const found = program.text === undefined ? undefined : findCmdlet(unaliased(name));
    const native = program.text === undefined ? undefined : findCommand(name.replace(/\.exe$/i, ''));
    const unfit = args.some(({ parameter }) => found && parameterRole(parameter ?? 'ea', found.cmdlet.params) === undefined);
    const blocks = args.filter((arg) => arg.block !== undefined);
    let output = nothing;
    for (const { block } of blocks) if (block) output = both(output, this.#inBlock(block, input));
    const words = args.flatMap((arg) => [...(arg.parameter === undefined ? [] : [parameterWord(arg)]), ...arg.words]);
    const base = { assignments: [], redirects, input, text: this.#text(node), start, end };
    if (body !== undefined && !this.#calling.has(name.toLowerCase())) {
      this.#host.command({ ...base, words: [], text: this.#text(node) }, this.#state);
      return this.#call(name.toLowerCase(), body, input, words);
    }
    if (body !== undefined) {
      this.#host.unresolved(node, `the function “${name}” calls itself`);
      return unknown;
    }
    if (found === undefined || (unfit && native !== undefined && name !== found.name)) {
      const plain = staticWord(name.replace(/\.exe$/i, ''), program.start, program.end);
      const result = this.#host.command({ ...base, words: [program.text === undefined ? program : plain, ...words] }, this.#state);
      if (dotted) this.#state = { ...this.#state, lost: true, variables: new Map() };
      return taint(result.output, output);
    }
    const spec = {
      inert: found.cmdlet.inert,
      lists: found.cmdlet.gives === 'listed',
      read: (_: readonly Word[], report: Report) => readCmdlet({ name: found.name, cmdlet: found.cmdlet, args, input, start, end }, report),
      ...(found.cmdlet.does.includes('network') && { uploads: true }),
    };
    const result = this.#host.command({ ...base, spec, words: [staticWord(found.name, program.start, program.end), ...words] }, this.#state);
    this.#changes(found.name, args, result);
    return printed(found.name, found.cmdlet.gives, words, result.output, blocks.length > 0 ? output : undefined, input);
  }

  #call(name: string, body: SyntaxNode, input: Input, words: readonly Word[]): Stream {
    const before = this.#state;
    this.#calling.add(name);
    const [only, ...more] = words;
    const argument = only && more.length === 0 && only.text !== undefined ? marked(only.text) : undefined;
    this.#state = withVariable(before, 'args', argument);
    const output = this.#statement(body, input);
    this.#calling.delete(name);
    this.#state = merge(before, { ...this.#state, variables: before.variables });
    return output;
  }

  /** `% { … }` and `ForEach-Object { … }` as the grammar has them. */
  #block(block: SyntaxNode, input: Input, name: string, node: SyntaxNode): Stream {
    const { start, end } = this.#host.place(node.start, node.end);
    this.#host.command({ words: [staticWord(name, start, end)], assignments: [], redirects: [], input, spec: { inert: true }, text: this.#text(node), start, end }, this.#state);
    return taint(this.#inBlock(block, input), input);
  }

  #changes(name: string, args: readonly Argument[], result: CommandResult): void {
    if (name === 'Set-Location' || name === 'Push-Location') {
      const target = args.find((arg) => arg.words.length > 0);
      const word = target?.words[0];
      const text = target ? word?.text : this.#host.context.home;
      const { after } = this.#host.command({ words: [staticWord('cd', 0, 0), ...(text === undefined ? [unknownWord(0, 0)] : [staticWord(text, word?.start ?? 0, word?.end ?? 0)])], assignments: [], redirects: [], input: nothing, text: `cd ${text ?? '…'}`, start: word?.start ?? 0, end: word?.end ?? 0 }, this.#state);
      this.#state = after.success;
    } else if (name === 'Pop-Location') this.#state = { ...this.#state, lost: true };
    else if (/^(?:Set|New|Remove|Clear)-Variable$|^Invoke-Expression$/.test(name)) this.#state = { ...either(result.after), cwds: this.#state.cwds, lost: this.#state.lost, variables: new Map() };
  }

  #bare(node: SyntaxNode, nodes: readonly SyntaxNode[]): void {
    const { source, context, place } = this.#host;
    const { redirects } = readArguments(nodes, { source, context, place, evaluator: this.#evaluator(nothing) });
    const { start, end } = place(node.start, node.end);
    if (redirects.length > 0) this.#host.command({ words: [], assignments: [], redirects, input: nothing, text: this.#text(node), start, end }, this.#state);
  }
}
