/** What the shell knows at one point of a command: where it may be, and the variables whose value is known. */
import type { SyntaxNode } from './tree.ts';
import type { Marked } from './word.ts';

export interface ShellState {
  /** The folders that the shell may be in, absolute. */
  cwds: readonly string[];
  /** It may be somewhere that cannot be told. */
  lost: boolean;
  /** Variables of known value; any other's value is unknown. */
  variables: ReadonlyMap<string, Marked>;
  /** Functions that are defined here for certain, with their bodies. */
  functions: ReadonlyMap<string, SyntaxNode>;
  /** Folders to which `popd` leads back, the next one first; absent: not known. */
  stack?: readonly string[];
  /** What is known only at run time is taken for what it most likely is. */
  guess?: boolean;
}

/** What follows a command when it succeeded, and when it failed. */
export interface After {
  success: ShellState;
  failure: ShellState;
}

const MAX_CWDS = 8;

export function same(state: ShellState): After {
  return { success: state, failure: state };
}

export function either(after: After): ShellState {
  return merge(after.success, after.failure);
}

/** A state in which whatever holds in one of both may hold. */
export function merge(a: ShellState, b: ShellState): ShellState {
  if (a === b) return a;
  const cwds = [...new Set([...a.cwds, ...b.cwds])];
  const variables = new Map<string, Marked>();
  for (const [name, value] of a.variables) {
    const other = b.variables.get(name);
    if (other && other.text === value.text && other.marks === value.marks) variables.set(name, value);
    // A guess keeps what was there first, if that was anything.
    else if (a.guess === true) variables.set(name, value.text === '' && other ? other : value);
  }
  if (a.guess === true) for (const [name, value] of b.variables) if (!variables.has(name)) variables.set(name, value);
  const functions = a.functions === b.functions ? a.functions : new Map([...a.functions].filter(([name, body]) => b.functions.get(name) === body));
  return { cwds: cwds.slice(0, MAX_CWDS), lost: a.lost || b.lost || cwds.length > MAX_CWDS, variables, functions, ...(a.guess === true && { guess: true }), ...(a.stack && a.stack.join(':') === b.stack?.join(':') && { stack: a.stack }) };
}

export function equal(a: ShellState, b: ShellState): boolean {
  return a.lost === b.lost && a.cwds.length === b.cwds.length && a.cwds.every((cwd) => b.cwds.includes(cwd)) && a.functions.size === b.functions.size && sameVariables(a, b);
}

function sameVariables(a: ShellState, b: ShellState): boolean {
  if (a.variables.size !== b.variables.size) return false;
  for (const [name, value] of a.variables) if (b.variables.get(name)?.text !== value.text) return false;
  return true;
}

export function withVariable(state: ShellState, name: string, value: Marked | undefined): ShellState {
  const variables = new Map(state.variables);
  // A variable of that name is an array no more, or was none.
  variables.delete(name.endsWith('[@]') ? name.slice(0, -3) : `${name}[@]`);
  if (value) variables.set(name, value);
  else variables.delete(name);
  return { ...state, variables };
}

/** What a shell that is started, or a function, still knows: the home folder. */
export function inherited(state: ShellState): ShellState {
  // A guess takes every variable for one that is exported.
  if (state.guess === true) return { ...state, variables: new Map([...state.variables].filter(([name]) => /^[A-Za-z_]\w*$/.test(name))), functions: new Map() };
  const home = state.variables.get('HOME');
  return { ...state, variables: new Map(home ? [['HOME', home]] : []), functions: new Map() };
}

export function forgetVariables(state: ShellState): ShellState {
  return { ...state, variables: new Map() };
}

/** After a change of the folder. */
export function withPwd(state: ShellState): ShellState {
  return { ...state, variables: new Map([...state.variables].filter(([name]) => name !== 'PWD' && name !== 'OLDPWD')) };
}
