/** What a person is shown of an action: all of it, from the redacted form that the record keeps. */
import { isAbsolute, relative } from 'node:path';
import type { Action } from '../model/action.ts';
import type { Presentation } from '../model/approval.ts';

/** @param action redacted. @param cwd the run's folder; paths inside it are shown relative to it. */
export function presentationOf(action: Action, cwd: string): Presentation {
  if (action.kind === 'write' && action.changes !== undefined && action.changes.length > 0) {
    const files = action.changes.map((change) => ({ ...change, path: shortPath(change.path, cwd) }));
    return { form: 'diff', title: titleOf(action, cwd), files };
  }
  return { form: 'document', title: titleOf(action, cwd), language: languageOf(action), text: textOf(action) };
}

/** One line that names the action, for lists. */
export function titleOf(action: Action, cwd: string): string {
  switch (action.kind) {
    case 'exec':
      return oneLine(action.command);
    case 'read':
      return `read ${list(action.paths, cwd)}`;
    case 'write':
      return `${isDeletion(action) ? 'delete' : 'edit'} ${list(action.paths, cwd)}`;
    case 'fetch':
      return oneLine(`${action.method ?? 'GET'} ${action.url}`);
    case 'mcp':
      return oneLine(`${action.server}: ${action.tool}`);
    case 'other':
      return oneLine(action.tool);
  }
}

function isDeletion(action: Extract<Action, { kind: 'write' }>): boolean {
  return action.changes !== undefined && action.changes.length > 0 && action.changes.every((change) => change.after === null);
}

function languageOf(action: Action): string {
  if (action.kind === 'exec') return 'shellscript';
  return action.kind === 'mcp' || action.kind === 'other' ? 'json' : 'plaintext';
}

function textOf(action: Action): string {
  switch (action.kind) {
    case 'exec':
      return [`# in ${action.cwd}`, ...(action.argv ? [`# as a list: ${JSON.stringify(action.argv)}`] : []), action.command, ''].join('\n');
    case 'read':
    case 'write':
      return [`${action.kind} in ${action.cwd}`, ...action.paths, ''].join('\n');
    case 'fetch':
      return [`${action.method ?? 'GET'} ${action.url}`, ...(action.body === undefined ? [] : ['', action.body]), ''].join('\n');
    case 'mcp':
      return `${JSON.stringify({ server: action.server, tool: action.tool, arguments: action.arguments, annotations: action.annotations }, null, 2)}\n`;
    case 'other':
      return `${JSON.stringify({ tool: action.tool, input: action.input }, null, 2)}\n`;
  }
}

function list(paths: readonly string[], cwd: string): string {
  const [first, ...rest] = paths;
  return oneLine(shortPath(first ?? '', cwd)) + (rest.length > 0 ? ` and ${rest.length} more` : '');
}

function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

const MAX_TITLE = 200;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE - 1)}…` : line;
}
