/** Rules for files that nobody keeps: those of a moment, and what builds and tests make again. */
import { effectsOf } from './effects.ts';
import { escape } from './escape.ts';
import type { Part } from './schema.ts';
import type { Place, Unit } from './unit.ts';

const temporary = 'path.temporary';
const onFiles = ['reads', 'writes', 'deletes'] as const;
/** More at once nobody reads. */
const MAX_GLOBS = 5;
/** What programs of the project leave there while they run; a file of another kind may be somebody's. */
const leftBehind = /^[\w.-]*\w\.(?:log|pid|out|err)$/;
const plainEnding = /^[\w.-]*\w\.(?:csv|diff|err|html|json|jsonl|log|md|out|patch|pid|prof|svg|tsv|txt|xml|yaml|yml)$/;
const plainGlob = '*.{csv,diff,err,html,json,jsonl,log,md,out,patch,pid,prof,svg,tsv,txt,xml,yaml,yml}';
const leftGlob = '*.{log,pid,out,err}';

export function isInside(path: string, { roots }: Place): boolean {
  return roots.some((root) => path === root || path.startsWith(`${root}/`));
}

/** It does no more than to read, write and delete files. */
export function onlyFiles(unit: Unit): boolean {
  return [...effectsOf(unit)].every((effect) => onFiles.some((one) => one === effect));
}

/** Files for a moment: all of the usual kinds where commands only read, else these or their kind. Undefined where files of the workspace are written, too. */
export function matchForTemporaries(units: readonly Unit[], place: Place, putsOutput = false): Part | undefined {
  if (!units.every(onlyFiles)) return undefined;
  const reads = units.every((unit) => [...effectsOf(unit)].every((effect) => effect === 'reads'));
  const touches = units.flatMap((unit) => unit.touches);
  // In the workspace, who may change a file for a moment may not change any.
  if (!reads && touches.some(({ path }) => isInside(path, place))) return undefined;
  // Who lets a program leave something there lets it be read and taken away.
  if (reads && putsOutput && touches.every(({ path }) => parts(path).below === undefined && leftBehind.test(parts(path).name))) return changes([...new Set(touches.flatMap(({ path }) => sameKind(path)))]);
  const globs = new Set(touches.filter(({ path }) => !isInside(path, place)).flatMap(({ path }) => (reads ? temporaryGlobs(path) : sameKind(path))));
  if (globs.size === 0 || globs.size > MAX_GLOBS) return undefined;
  // What is read in the workspace besides asks by its own findings.
  return reads ? { kind: ['exec', 'read'], does: 'reads', paths: ['**', ...globs], findings: [temporary] } : changes([...globs]);
}

function changes(paths: string[]): Part {
  return { kind: ['exec', 'read', 'write'], does: [...onFiles], paths, findings: [temporary, 'path.temporary-output', 'command.writes', 'command.deletes'] };
}

/** What these commands put there, to be read and taken away afterwards; undefined for more than a few files. */
export function written(units: readonly Unit[], place: Place): Part | undefined {
  const globs = new Set(units.flatMap((unit) => unit.touches).filter(({ path }) => !isInside(path, place)).flatMap(({ path }) => sameKind(path)));
  return globs.size === 0 || globs.size > MAX_GLOBS ? undefined : changes([...globs]);
}

/** This file, or this folder; of what programs leave behind, all of its kind. */
function sameKind(path: string): string[] {
  const { folder, name, below } = parts(path);
  return below === undefined && leftBehind.test(name) ? [`${folder}/${leftGlob}`] : [escape(path), `${escape(path)}/**`];
}

/** Globs for a file that is read or put there: all of the usual kinds, this kind, or this folder. */
export function temporaryGlobs(path: string): string[] {
  const { folder, name, below } = parts(path);
  if (name === '') return [escape(path)];
  if (below === undefined && plainEnding.test(name)) return [`${folder}/${plainGlob}`];
  const ending = below === undefined ? /^[\w.-]*\w(\.[a-z]\w{0,7})$/i.exec(name)?.[1] : undefined;
  return ending === undefined ? [`${folder}/${escape(name)}`, `${folder}/${escape(name)}/**`] : [`${folder}/*${ending}`];
}

function parts(path: string): { folder: string; name: string; below: string | undefined } {
  const [, folder = '', name = '', below] = /^((?:\/private)?(?:\/var)?\/tmp)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  return { folder, name, below };
}

/** Folders that tools make again, by names that mean nothing else. */
const products =
  'dist coverage htmlcov .turbo .next .nuxt .svelte-kit .parcel-cache .vite .nyc_output .pytest_cache .mypy_cache .ruff_cache __pycache__ test-results playwright-report blob-report storybook-static'.split(' ');
/** Such names that may mean something else as well: only where they stand. */
const mostly = /^(?:build|out|bin|target|site|_site|public|tmp|\.cache|\.eslintcache|.*\.egg-info|.*\.tsbuildinfo)$/;

/** `rm` of nothing but what builds and tests make again, and of files for a moment besides. */
export function isProducts(unit: Unit, place: Place): boolean {
  const { argv = [], findings, touches } = unit;
  return (
    argv[0] === 'rm' &&
    /^-(?:r|rf|fr)$/.test(argv[1] ?? '') &&
    findings.every(({ id }) => id === 'command.deletes' || id === temporary) &&
    touches.every(({ path, glob }) => !glob && (isProduct(below(path, place)) || mostly.test(below(path, place).split('/').at(-1) ?? '') || parts(path).name !== '')) &&
    touches.some(({ path }) => isInside(path, place))
  );
}

function isProduct(relative: string): boolean {
  return relative.split('/').some((name) => products.includes(name));
}

/** The path below its workspace folder; empty for one elsewhere. */
function below(path: string, { roots }: Place): string {
  const root = roots.find((one) => path.startsWith(`${one}/`));
  return root === undefined ? '' : path.slice(root.length + 1);
}

export function matchForProducts(units: readonly Unit[], place: Place): Part | undefined {
  const touches = units.flatMap((unit) => unit.touches);
  const flags = new Set(units.map(({ argv }) => argv?.[1] ?? ''));
  const inside = touches.filter(({ path }) => isInside(path, place)).map(({ path }) => below(path, place));
  const named = new Set([...inside.filter((path) => !isProduct(path)), ...touches.filter(({ path }) => !isInside(path, place)).map(({ path }) => path)].map(escape));
  if (named.size > MAX_GLOBS) return undefined;
  const names = `**/{${products.join(',')}}`;
  const findings = ['command.deletes', ...(inside.length < touches.length ? [temporary] : [])];
  return { kind: 'exec', argv: [...flags].map((flag) => ['rm', flag, '**']), paths: [names, `${names}/**`, ...[...named].flatMap((path) => [path, `${path}/**`])], findings };
}
