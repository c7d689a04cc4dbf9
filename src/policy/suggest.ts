/** The rules that *always allow* and *allow for this run* stand for. */
import { posix } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { groupBy } from '../model/group-by.ts';
import { generalise, MAX_WIDE } from '../guard/commands/generalise.ts';
import { programName } from '../guard/commands/index.ts';
import { startersWith, taskOf } from '../guard/commands/tasks.ts';
import { tasks, type Task } from '../guard/task-names.ts';
import type { Action } from '../model/action.ts';
import { namesChange } from '../guard/tool-names.ts';
import { guarded, ordinary, refused } from './built-in/findings.ts';
import { decide, unitsOf, type Deciding } from './decide.ts';
import { escape } from './escape.ts';
import { documentationWith } from './documentation.ts';
import { explainRule } from './explain.ts';
import { compile, isListed } from './match.ts';
import type { Match, Part, RuleData } from './schema.ts';
import { isInside, isProducts, matchForProducts, matchForTemporaries, onlyFiles, temporaryGlobs, written } from './suggest-files.ts';
import type { PolicySubject } from './types.ts';
import type { Unit } from './unit.ts';

/** An option that a command does not usually have: such a rule is about exactly these words, and names the finding. */
const unusual = 'command.option';
const temporary = 'path.temporary';
const temporaryOutput = 'path.temporary-output';
const thisMachine = 'net.this-machine';
/** Of commands that have nothing in common, more at once nobody reads. */
const MAX_PATTERNS = 5;
const MAX_REASON = 1000;

/**
 * A rule that allows this action and others of its kind, as JSON; undefined where none is fit: for what is refused, what holds a
 * secret, could not be read or touches files of special meaning, and where one rule would not do.
 */
export function suggest(subject: PolicySubject, policy: Deciding): string | undefined {
  if (policy.broken || decide(subject, policy).effect !== 'ask') return undefined;
  const asking = askingUnits(subject, policy);
  const first = asking[0];
  if (!first || asking.some((unit) => unit.findings.some(({ id }) => isListed(id, guarded) || isListed(id, refused) || !fits(subject, id))))
    return undefined;
  const match = subject.action.kind === 'exec' ? matchForExec(asking, policy) : matchFor(first, policy);
  if (!match) return undefined;
  const rule: RuleData = { id: idOf(match), effect: 'allow', match, reason: explainRule({ effect: 'allow', match }).slice(0, MAX_REASON) };
  const test = compile(rule, policy.place);
  return asking.every((unit) => test(unit)) ? JSON.stringify(rule) : undefined;
}

function fits(subject: PolicySubject, id: string): boolean {
  return subject.action.kind !== 'exec' || isListed(id, ordinary) || id === unusual || id === temporary || id === thisMachine;
}

/** The commands, or the action, that would be asked about. */
function askingUnits(subject: PolicySubject, policy: Deciding): Unit[] {
  const units = unitsOf(subject);
  if (subject.action.kind !== 'exec') return units;
  return units.filter(
    (unit) => decide({ ...subject, assessment: { findings: [...unit.findings], segments: [segmentOf(unit)] } }, policy).effect !== 'allow',
  );
}

function segmentOf(unit: Unit): PolicySubject['assessment']['segments'][number] {
  const { argv = [], listed, text = '', touches, hosts, findings } = unit;
  return {
    text,
    start: 0,
    end: text.length,
    argv: [...argv],
    ...(listed && { listed }),
    writes: [],
    reads: [],
    assignments: [],
    touches: [...touches],
    hosts: [...hosts],
    findings: findings.map((_, index) => index),
  };
}

/** Parts of a line that need to be said differently are parts of the rule: ordinary commands, unusual ones, requests, files for a moment. */
function matchForExec(units: readonly Unit[], policy: Deciding): Match | undefined {
  const has = (unit: Unit, id: string): boolean => unit.findings.some((finding) => finding.id === id);
  const kindOf = (unit: Unit): 'commands' | 'unusual' | 'requests' | 'temporary' | 'output' | 'tasks' | 'products' => {
    if (isProducts(unit, policy.place)) return 'products';
    if (has(unit, temporary)) return onlyFiles(unit) ? 'temporary' : 'output';
    if (has(unit, temporaryOutput) && onlyFiles(unit)) return 'temporary';
    if (has(unit, thisMachine)) return 'requests';
    if (has(unit, unusual)) return 'unusual';
    return taskOfUnit(unit) === undefined ? 'commands' : 'tasks';
  };
  const groups = groupBy(units, kindOf);
  const parts = [...groups].map(([kind, some]) => {
    if (kind === 'requests') return matchForRequests(some);
    if (kind === 'tasks') return matchForTasks(some);
    if (kind === 'products') return matchForProducts(some, policy.place);
    return kind === 'temporary' ? matchForTemporaries(some, policy.place, units.some((unit) => has(unit, temporaryOutput))) : matchForCommands(some, kind, policy);
  });
  // Who lets a command put something there lets it be without that.
  const puts = groups.get('output') ?? [];
  // And what it puts there for a moment is read and taken away afterwards.
  if (puts.length > 0) parts.push(written(puts, policy.place));
  if (puts.length > 0 && !puts.some((unit) => has(unit, unusual)))
    parts.unshift(puts.every((unit) => taskOfUnit(unit) !== undefined) ? matchForTasks(puts) : matchForCommands(puts, 'commands', policy));
  const [first, ...others] = parts;
  if (first === undefined || others.includes(undefined)) return undefined;
  return others.length === 0 ? first : { ...first, or: others.filter((part) => part !== undefined) };
}

const taskFindings = ['command.runs-code', 'command.writes', temporaryOutput];

/** What it is for, where it does no more than such commands do. */
function taskOfUnit({ argv, listed, findings }: Unit): Task | undefined {
  const plain = findings.every(({ id }) => taskFindings.includes(id) || id === temporary);
  return plain && argv !== undefined ? taskOf(argv, listed) : undefined;
}

function matchForTasks(units: readonly Unit[]): Part {
  const named = new Set(units.map(taskOfUnit));
  const programs = new Set(units.flatMap(({ argv }) => startersWith(programName(argv?.[0] ?? '') ?? argv?.[0] ?? '')));
  return { kind: 'exec', task: tasks.filter((task) => named.has(task)), program: [...programs], findings: [...taskFindings] };
}

/** Patterns for each of these commands. With findings that a rule must name, an unusual option among them, the exact words. */
function matchForCommands(units: readonly Unit[], kind: 'commands' | 'unusual' | 'output', { place }: Deciding): Part | undefined {
  const patterns = units.map((unit) => generalise(unit.argv ?? [], unit.findings.some(({ id }) => id === unusual), unit.listed));
  const narrow = distinct(patterns.map((one) => one?.narrow));
  const wide = distinct(patterns.flatMap((one) => one?.wide));
  if (!narrow || !wide || narrow.length > MAX_PATTERNS) return undefined;
  const [first, ...others] = wide.length <= MAX_WIDE ? wide : narrow;
  if (first === undefined) return undefined;
  const argv = others.length === 0 ? first : [first, ...others];
  if (kind === 'commands') return { kind: 'exec', argv };
  const findings = [...new Set(units.flatMap((unit) => unit.findings.map(({ id }) => id)))];
  if (kind === 'unusual') return { kind: 'exec', argv, findings };
  const outside = units.flatMap((unit) => unit.touches).filter(({ path }) => !isInside(path, place));
  // What it makes is put there; what is there is not run.
  if (outside.some(({ access }) => access !== 'write') || (units.length > 1 && findings.includes(unusual))) return undefined;
  const globs = new Set(outside.flatMap(({ path }) => temporaryGlobs(path)));
  return globs.size > MAX_PATTERNS ? undefined : { kind: 'exec', argv, paths: ['**', ...globs], findings };
}

/** Each once; undefined where one is missing. */
function distinct(patterns: readonly (string[] | undefined)[]): string[][] | undefined {
  const found = new Map<string, string[]>();
  for (const pattern of patterns) {
    if (pattern === undefined) return undefined;
    found.set(JSON.stringify(pattern), pattern);
  }
  return [...found.values()];
}

/** Requests to one service of this machine: only such as ask, or also such as send something. */
function matchForRequests(units: readonly Unit[]): Part | undefined {
  const findings = ['command.network', thisMachine, ...(units.some((unit) => unit.findings.some(({ id }) => id === unusual)) ? [unusual] : [])];
  const hosts = new Set<string>();
  for (const unit of units) {
    if (unit.argv?.[0] !== 'curl' || !unit.findings.every(({ id }) => findings.includes(id))) return undefined;
    for (const host of unit.hosts) hosts.add(host);
  }
  const ports = new Set([...hosts].map((host) => /^(?:localhost|127\.0\.0\.1):(\d+)$/.exec(host)?.[1]));
  if (ports.size === 0 || ports.size > 4 || ports.has(undefined)) return undefined;
  // What only asks may ask at every port: those of services that are no part of a project are a finding of their own.
  if (!findings.includes(unusual)) return { kind: 'exec', program: 'curl', hosts: ['localhost', '127.0.0.1'], findings };
  return { kind: 'exec', program: 'curl', hosts: [...ports].flatMap((port) => [`localhost:${port}`, `127.0.0.1:${port}`]), findings };
}

function matchFor(unit: Unit, policy: Deciding): Match | undefined {
  const { action } = unit;
  switch (action.kind) {
    case 'exec':
      return undefined;
    case 'read':
    case 'write': {
      if (unit.findings.some(({ id }) => id === temporary)) return unit.findings.every(({ id }) => id === temporary) ? matchForTemporaries([unit], policy.place) : undefined;
      const paths = globsFor(unit, policy);
      return paths && { kind: action.kind, paths };
    }
    case 'fetch':
      return matchForFetch(unit, action);
    case 'mcp':
      if (action.server.includes('*') || action.tool.includes('*')) return undefined;
      return action.annotations?.['readOnlyHint'] === true && !namesChange(action.tool)
        ? { kind: 'mcp', server: action.server, annotations: { readOnlyHint: true } }
        : // Who lets a tool act lets those of the same server look.
          { kind: 'mcp', server: action.server, tool: action.tool, or: [{ kind: 'mcp', server: action.server, annotations: { readOnlyHint: true } }] };
    case 'other':
      return action.tool.includes('*') ? undefined : { kind: 'other', tool: action.tool };
  }
}

/** The host; where it is a place for documentation, all such places of that kind. */
function matchForFetch({ hosts, findings }: Unit, { method, body }: Extract<Action, { kind: 'fetch' }>): Match | undefined {
  const [host] = hosts;
  if (host === undefined) return undefined;
  if (findings.some(({ id }) => id === thisMachine)) return { kind: 'fetch', hosts: [host], findings: [thisMachine] };
  const asks = /^(?:get|head)?$/i.test(method ?? '') && (body ?? '') === '';
  return { kind: 'fetch', hosts: asks ? (documentationWith(host) ?? [host]) : [host] };
}

/** The folder of each file, below the workspace folder; a file at the top by itself. */
function globsFor(unit: Unit, policy: Deciding): string[] | undefined {
  const globs = new Set<string>();
  for (const { path } of unit.touches) {
    const root = policy.place.roots.find((one) => path.startsWith(`${one}/`));
    if (root === undefined) return undefined;
    const relative = posix.relative(root, path);
    const folder = posix.dirname(relative);
    globs.add(folder === '.' ? escape(relative) : `${escape(folder)}/**`);
  }
  return globs.size > 0 && globs.size <= 20 ? [...globs] : undefined;
}

/** The same commands, files or tool again, with the same findings and no others, as JSON. It grants nothing where that cannot be said. */
export function grantRule(subject: PolicySubject, policy: Deciding): string {
  const units = askingUnits(subject, policy);
  const findings = [...new Set(units.flatMap((unit) => unit.findings.map(({ id }) => id)))]
    .filter((id) => !isListed(id, refused))
    .slice(0, 500);
  const match = grantMatch(subject, units);
  const rule: RuleData = {
    id: idOf(match),
    effect: 'allow',
    match: Object.keys(match).length > 0 ? { ...match, findings: findings.length > 0 ? findings : ['none'] } : {},
  };
  return JSON.stringify(rule);
}

function grantMatch({ action }: PolicySubject, units: readonly Unit[]): Match {
  switch (action.kind) {
    case 'exec': {
      const texts = [...new Set(units.flatMap((unit) => unit.text ?? []))].filter((text) => text !== '');
      return texts.length > 0 && texts.length <= 500 && texts.every((text) => text.length <= 100_000)
        ? { kind: 'exec', command: texts }
        : {};
    }
    case 'read':
    case 'write': {
      const paths = [...new Set(units.flatMap((unit) => unit.touches.map(({ path }) => escape(path))))];
      return paths.length > 0 && paths.length <= 500 ? { kind: action.kind, paths } : {};
    }
    case 'fetch': {
      const hosts = units.flatMap((unit) => unit.hosts);
      return hosts.length > 0 ? { kind: 'fetch', hosts } : {};
    }
    case 'mcp':
      return action.server.includes('*') || action.tool.includes('*') ? {} : { kind: 'mcp', server: action.server, tool: action.tool };
    case 'other':
      return action.tool.includes('*') ? {} : { kind: 'other', tool: action.tool };
  }
}

/** Readable, and the same for the same rule. */
function idOf(match: Match): string {
  const about = [match.task, match.program, match.argv, match.command, match.paths, match.hosts, match.server, match.tool]
    .flat(2)
    .filter((word) => word !== undefined && word !== '**');
  const slug = about
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `allow-${slug === '' ? 'nothing' : slug}-${sha256(JSON.stringify(match)).slice(0, 6)}`;
}
