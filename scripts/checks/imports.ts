/** Holds sources against the tables of `rooms.ts`. */
import { posix } from 'node:path';
import { argumentReaders, mostLines, packages, rooms, type Room } from './rooms.ts';
import type { Import, Source } from './source.ts';

/** Folders that have rooms. Code elsewhere (tests, scripts) may import what it likes. */
const governed = /^(src|webview|demo)\//;

const roomOf = (path: string): Room | undefined => rooms.find((room) => room.files.test(path));

/** The file that a relative import names, from the project's folder; undefined for packages. */
export function target(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : undefined;
}

/**
 * Everything in the sources that breaks a rule.
 * @returns one line each: `path:line: what`
 */
export function importProblems(sources: readonly Source[]): string[] {
  return [...sources.flatMap(fileProblems), ...cycleProblems(sources)];
}

function fileProblems(source: Source): string[] {
  const problems: string[] = [];
  const say = (line: number, what: string): void => void problems.push(`${source.path}:${line}: ${what}`);
  if (source.lines > mostLines) say(mostLines + 1, `the file has ${source.lines} lines; split it before ${mostLines}`);
  if (!governed.test(source.path)) return problems;
  const room = roomOf(source.path);
  if (!room) say(1, 'the file belongs to no room of scripts/checks/rooms.ts');
  if (source.path.startsWith('src/') && !argumentReaders.test(source.path)) {
    for (const line of source.argumentReads) say(line, 'only src/cli.ts reads process.argv');
  }
  for (const imported of source.imports) {
    const allowed = packages[imported.specifier];
    if (allowed && !allowed.test(source.path)) say(imported.line, `'${imported.specifier}' may not be imported here`);
    const path = target(source.path, imported.specifier);
    const why = room && path !== undefined ? refusal(room, imported, path) : undefined;
    if (why) say(imported.line, why);
  }
  return problems;
}

/** Why a room may not import a file, if it may not. */
function refusal(room: Room, imported: Import, path: string): string | undefined {
  if (path.endsWith('.json')) return undefined;
  const other = roomOf(path);
  if (!other) return `${path} belongs to no room of scripts/checks/rooms.ts, so ${room.name} may not import it`;
  if (other === room) return undefined;
  const allowance = room.may[other.name];
  if (allowance === undefined) return `${room.name} may not import ${other.name} (${path})`;
  if (allowance === 'all' || imported.typeOnly) return undefined;
  if (allowance === 'types') return `${room.name} may import only types of ${other.name} (${path}): use import type`;
  return allowance.test(path) ? undefined : `${room.name} may import only types of ${path}: use import type`;
}

/** Circles of imports between files, types included: a circle of types is a concept that was cut in the wrong place. */
function cycleProblems(sources: readonly Source[]): string[] {
  const graph = new Map(
    sources.map((source) => [source.path, source.imports.map(({ specifier }) => target(source.path, specifier)).filter((path) => path !== undefined)]),
  );
  const problems: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      problems.push(`${path}:1: a circle of imports: ${[...trail.slice(at), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return problems;
}
