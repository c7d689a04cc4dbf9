/** Assignments and declarations of variables. */
import { evaluate, substitutions, words } from './evaluate.ts';
import { isArgument, toMarked } from './nodes.ts';
import type { CommandResult } from './simple-command.ts';
import { same, withVariable, type ShellState } from './state.ts';
import type { SyntaxNode } from './tree.ts';
import { placeOf, textOf, type WalkHost } from './walk-host.ts';
import { finished, homeExpanded, marked, unknownWord, type Marked, type Word } from './word.ts';

/** The assignments of a command, each with its value. */
export function assignments(node: SyntaxNode, state: ShellState, host: WalkHost): { name: string; value: Word }[] {
  const { evaluator } = host;
  const [target, operator] = node.children;
  const value = node.children.slice(2).at(-1);
  const name = target?.type === 'variable_name' ? textOf(target, host) : undefined;
  const place = placeOf(node, host);
  if (target && target.type !== 'variable_name') substitutions({ ...node, children: [target] }, state, evaluator);
  if (name === undefined) {
    const given = value && evaluate(value, state, evaluator);
    const [, list, index] = (state.guess === true && target && /^(\w+)\[([^\]]+)\]$/.exec(textOf(target, host))) || [];
    if (list !== undefined && given && !/[dpi]/.test(given.marks))
      return [{ name: list, value: { ...unknownWord(place.start, place.end), list: listed(state.variables.get(`${list}[@]`) ?? marked(), marked(`[${index ?? ''}]=${given.text}`)) } }];
    return [{ name: target ? (/^\w+/.exec(textOf(target, host))?.[0] ?? '') : '', value: unknownWord(place.start, place.end) }];
  }
  if (!value || operator?.type !== '=') {
    const added = value && evaluate(value, state, evaluator);
    const before = state.variables.get(`${name}[@]`);
    if (added && value.type === 'array' && before) return [{ name, value: { ...unknownWord(place.start, place.end), variables: added.variables, list: listed(before, added) } }];
    const empty = !value && operator?.type === '=';
    return [{ name, value: empty ? { ...unknownWord(place.start, place.end), text: '' } : unknownWord(place.start, place.end) }];
  }
  const written = evaluate(value, state, evaluator);
  if (/\$\(|`/.test(written.text))
    host.unresolved(node, 'a variable that holds a substitution, which arithmetic or another expansion could run');
  if (value.type === 'array') return [{ name, value: { ...unknownWord(place.start, place.end), variables: written.variables, list: written } }];
  return [{ name, value: assignedValue(homeExpanded(written, evaluator.home), state.guess === true, place) }];
}

/** The members of two arrays. */
function listed(first: Marked, second: Marked): Marked {
  if (second.text === '') return first;
  if (first.text === '') return second;
  return { text: `${first.text} ${second.text}`, marks: `${first.marks}s${second.marks}`, variables: [...first.variables, ...second.variables] };
}

/** A value as the shell keeps it: white space parts nothing, and a `~` where it begins or after a colon is a folder. */
function assignedValue(value: Marked, guess: boolean, place: { start: number; end: number }): Word {
  const { text, variables } = value;
  const known = !/[dpin]/.test(value.marks) && (guess || !hasHome(value)) ? text : undefined;
  const parts = !/[dps]/.test(value.marks) && !hasHome(value) ? finished(value, place) : undefined;
  return {
    text: known,
    prefix: known ?? parts?.prefix ?? '',
    bare: known ?? '',
    glob: value.marks.includes('u') && /[*?[]/.test(text),
    listed: /^p$/.test(value.marks) || parts?.listed === true,
    ...(parts?.parts && { parts: parts.parts }),
    variables,
    ...place,
  };
}

function hasHome({ text, marks }: Marked): boolean {
  return [...text.matchAll(/(?:^|[:=])~/g)].some(({ 0: found, index }) => marks[index + found.length - 1] === 'u');
}

/** The state after assignments that stand alone. */
export function assign(node: SyntaxNode, state: ShellState, host: WalkHost): ShellState {
  const nodes = node.type === 'variable_assignments' ? node.children : [node];
  let next = state;
  for (const one of nodes) {
    const assigned = assignments(one, next, host);
    host.command(
      { words: [], assignments: assigned, redirects: [], input: { from: 'nothing' }, text: textOf(one, host), ...placeOf(one, host) },
      next,
    );
    for (const { name, value } of assigned) next = value.list ? withVariable(next, `${name}[@]`, value.list) : withVariable(next, name, toMarked(value));
  }
  return next;
}

/** `local`, `export`, `declare` and the like. */
export function declaration(node: SyntaxNode, state: ShellState, host: WalkHost): CommandResult {
  let next = state;
  if (!node.children.some((child) => child.type === 'variable_assignment' || child.type === 'variable_name')) {
    host.unresolved(node, 'prints every variable, which may hold secrets');
  }
  for (const child of node.children) {
    if (child.type === 'variable_assignment') next = assign(child, next, host);
    else if (isArgument(child.type) && child.type !== 'variable_name') {
      for (const word of words(child, next, host.evaluator)) {
        if (word.text === undefined || /^-\w*[nif]/.test(word.text))
          host.unresolved(child, 'a declaration that depends on run time or makes a name stand for another');
      }
    }
  }
  return { after: same(next), output: textOf(node, host).includes('=') ? { from: 'nothing' } : { from: 'unknown', secret: !node.children.some((child) => child.type === 'variable_name') } };
}
