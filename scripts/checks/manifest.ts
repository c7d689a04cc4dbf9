/** Compares the ids that package.json contributes with those that the code declares. */
import type { Source } from './source.ts';

/** The part of package.json that is looked at. */
export interface Contributes {
  commands?: { command: string }[];
  views?: Record<string, { id: string }[]>;
  viewsContainers?: Record<string, { id: string }[]>;
  configuration?: Properties | Properties[];
  taskDefinitions?: { type: string }[];
}

interface Properties {
  properties?: Record<string, unknown>;
}

/** What `src/editor/ids.ts` exports. */
export interface DeclaredIds {
  commands: Record<string, string>;
  views: Record<string, string>;
  settings: Record<string, string>;
  contexts: Record<string, string>;
  container: string;
  taskType: string;
}

function compare(kind: string, contributed: readonly string[], declared: readonly string[]): string[] {
  const missing = contributed.filter((id) => !declared.includes(id)).map((id) => `package.json: ${kind} ${id} is not declared in src/editor/ids.ts`);
  const extra = declared.filter((id) => !contributed.includes(id)).map((id) => `src/editor/ids.ts: ${kind} ${id} is not contributed by package.json`);
  return [...missing, ...extra];
}

/** All `when` clauses and welcome texts, wherever they stand. */
function clauses(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(clauses);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (/^(when|enablement|contents)$/.test(key) && typeof inner === 'string' ? [inner] : clauses(inner)));
}

/**
 * @returns one line for each id that one side has and the other has not
 */
export function manifestProblems(contributes: Contributes, ids: DeclaredIds): string[] {
  const sections = [contributes.configuration ?? []].flat();
  const named = clauses(contributes).flatMap((clause) => clause.match(/\bsignalbox\.[\w.]*\w/g) ?? []);
  const known = [ids.commands, ids.views, ids.settings, ids.contexts].flatMap((table) => Object.values(table));
  return [
    ...compare('command', (contributes.commands ?? []).map((entry) => entry.command), Object.values(ids.commands)),
    ...compare('view', Object.values(contributes.views ?? {}).flat().map((entry) => entry.id), Object.values(ids.views)),
    ...compare('setting', sections.flatMap((section) => Object.keys(section.properties ?? {})), Object.values(ids.settings)),
    ...compare('view container', Object.values(contributes.viewsContainers ?? {}).flat().map((entry) => entry.id), [ids.container]),
    ...compare('task type', (contributes.taskDefinitions ?? []).map((entry) => entry.type), [ids.taskType]),
    ...[...new Set(named)].filter((id) => !known.includes(id)).map((id) => `package.json: ${id} in a clause is not declared in src/editor/ids.ts`),
  ];
}

/**
 * Ids written out in the editor's code instead of taken from ids.ts.
 * @param ids every declared id that has a dot; others are ordinary words
 */
export function strayIds(sources: readonly Source[], ids: readonly string[]): string[] {
  return sources.flatMap((source) =>
    source.strings.filter(({ value }) => ids.includes(value)).map(({ value, line }) => `${source.path}:${line}: '${value}' is written out; take it from src/editor/ids.ts`),
  );
}
