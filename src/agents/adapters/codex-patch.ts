/**
 * The patches of Codex's `apply_patch` (its grammar: `codex-rs/core/src/tools/handlers/apply_patch.lark`), and what one would change.
 */
import type { Change } from '../../model/action.ts';
import type { DescribeContext } from '../adapter.ts';
import { absolute } from './tools.ts';

/** Lines of one place in a file: what is there, and what it becomes. */
interface Hunk {
  /** Lines that come before, one after another. */
  contexts: string[];
  from: string[];
  to: string[];
  atEnd: boolean;
}

export type FileEdit =
  | { type: 'add'; path: string; text: string }
  | { type: 'delete'; path: string }
  | { type: 'update'; path: string; moveTo?: string; hunks: Hunk[] };

const file = /^\*\*\* (Add|Delete|Update) File: (.+)$/;
const END = '*** End Patch';
const END_OF_FILE = '*** End of File';

/** @returns the edits of a patch in their order; undefined where it is none that is understood whole. */
export function parsePatch(patch: string): FileEdit[] | undefined {
  const lines = patch.trim().split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines.shift()?.trim() !== '*** Begin Patch' || lines.pop()?.trim() !== END) return undefined;
  const edits: FileEdit[] = [];
  while (lines.length > 0) {
    const [, what, path] = file.exec(lines.shift()!.trim()) ?? [];
    if (path === undefined) return undefined;
    const body = lines.splice(0, nextFile(lines));
    const edit = what === 'Add' ? added(path, body) : what === 'Delete' ? (body.length === 0 ? ({ type: 'delete', path } as const) : undefined) : updated(path, body);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return edits.length === 0 ? undefined : edits;
}

function nextFile(lines: readonly string[]): number {
  const at = lines.findIndex((line) => file.test(line.trim()) && !/^[ +-]/.test(line));
  return at === -1 ? lines.length : at;
}

function added(path: string, body: readonly string[]): FileEdit | undefined {
  if (body.length === 0 || !body.every((line) => line.startsWith('+'))) return undefined;
  return { type: 'add', path, text: body.map((line) => `${line.slice(1)}\n`).join('') };
}

function updated(path: string, body: readonly string[]): FileEdit | undefined {
  const moveTo = /^\*\*\* Move to: (.+)$/.exec(body[0] ?? '')?.[1];
  const hunks: Hunk[] = [];
  for (const line of moveTo === undefined ? body : body.slice(1)) {
    const context = /^@@(?: (.*))?$/.exec(line);
    let hunk = hunks.at(-1);
    if (context !== null && hunk !== undefined && hunk.from.length === 0 && hunk.to.length === 0) {
      hunk.contexts.push(...(context[1] === undefined ? [] : [context[1]]));
      continue;
    }
    if (context !== null || hunk === undefined) hunks.push((hunk = { contexts: context?.[1] === undefined ? [] : [context[1]], from: [], to: [], atEnd: false }));
    if (context !== null) continue;
    if (line === END_OF_FILE) hunk.atEnd = true;
    else if (line === '' || line.startsWith(' ')) {
      hunk.from.push(line.slice(1));
      hunk.to.push(line.slice(1));
    } else if (line.startsWith('-')) hunk.from.push(line.slice(1));
    else if (line.startsWith('+')) hunk.to.push(line.slice(1));
    else return undefined;
  }
  return { type: 'update', path, ...(moveTo === undefined ? {} : { moveTo }), hunks };
}

/** All files that the edits touch, absolute, each once. */
export function touched(edits: readonly FileEdit[], cwd: string): string[] {
  return [...new Set(edits.flatMap((edit) => [edit.path, ...(edit.type === 'update' && edit.moveTo !== undefined ? [edit.moveTo] : [])]).map((path) => absolute(path, cwd)))];
}

/** What the edits would change, on the files as they are now; of a file where they do not fit, only the lines that they name. */
export async function changesOf(edits: readonly FileEdit[], { cwd, readText }: DescribeContext): Promise<Change[]> {
  const changes: Change[] = [];
  for (const edit of edits) {
    const path = absolute(edit.path, cwd);
    const before = await readText(path);
    if (edit.type === 'add') changes.push({ path, before: before ?? null, after: edit.text });
    else if (edit.type === 'delete') changes.push({ path, before: before ?? '', after: null });
    else changes.push(...(await updateOf(edit, path, before, { cwd, readText })));
  }
  return changes;
}

async function updateOf({ hunks, moveTo }: Extract<FileEdit, { type: 'update' }>, path: string, whole: string | undefined, { cwd, readText }: DescribeContext): Promise<Change[]> {
  const changed = whole === undefined ? undefined : applied(whole, hunks);
  const before = changed === undefined ? hunks.map(({ from }) => lineText(from)).join('') : whole!;
  const after = changed ?? hunks.map(({ to }) => lineText(to)).join('');
  if (moveTo === undefined) return [{ path, before, after }];
  const target = absolute(moveTo, cwd);
  return [{ path, before, after: null }, { path: target, before: (await readText(target)) ?? null, after }];
}

function lineText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** @returns undefined where a hunk does not fit. */
function applied(whole: string, hunks: readonly Hunk[]): string | undefined {
  const lines = whole.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const result: string[] = [];
  let at = 0;
  for (const { contexts, from, to, atEnd } of hunks) {
    let start = at;
    for (const context of contexts) {
      const found = seek(lines, [context], start, false);
      if (found === undefined) return undefined;
      start = found + 1;
    }
    // Nothing to replace: the lines are put at the end.
    const found = from.length === 0 ? lines.length : (seek(lines, from, start, atEnd) ?? (from.at(-1) === '' ? seek(lines, from.slice(0, -1), start, atEnd) : undefined));
    if (found === undefined || found < at) return undefined;
    const length = from.length === 0 || seek(lines, from, found, false) === found ? from.length : from.length - 1;
    result.push(...lines.slice(at, found), ...(length < from.length && to.at(-1) === '' ? to.slice(0, -1) : to));
    at = found + length;
  }
  return lineText([...result, ...lines.slice(at)]);
}

/** As Codex looks for lines: as they are, then without the spaces at their ends, then without those around them. */
function seek(lines: readonly string[], wanted: readonly string[], start: number, atEnd: boolean): number | undefined {
  const last = lines.length - wanted.length;
  for (const form of [(line: string) => line, (line: string) => line.trimEnd(), (line: string) => line.trim()]) {
    for (let at = atEnd && last >= start ? last : start; at <= last; at++) {
      if (wanted.every((line, index) => form(lines[at + index]!) === form(line))) return at;
    }
  }
  return undefined;
}

/** The patch of a command that does nothing else than to apply one; Codex takes such a command for the patch itself. */
export function patchIn(command: string): string | undefined {
  const match = /^\s*apply_patch\s+<<\s*(?:'(\w+)'|"(\w+)")\n([^]*)\n(\w+)\s*$/.exec(command);
  if (match === null || (match[1] ?? match[2]) !== match[4]) return undefined;
  // Whatever follows an earlier end of the text would be commands.
  return match[3]!.split('\n').includes(match[4]!) ? undefined : match[3];
}
