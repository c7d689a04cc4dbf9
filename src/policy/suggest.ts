/** The rules that *always allow* and *allow for this run* stand for. */
import { posix } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { generalise } from '../guard/commands/generalise.ts';
import { guarded, ordinary, refused } from './built-in/findings.ts';
import { decide, unitsOf, type Deciding } from './decide.ts';
import { escape } from './escape.ts';
import { compile, isListed } from './match.ts';
import type { Match, RuleData } from './schema.ts';
import type { PolicySubject } from './types.ts';
import type { Unit } from './unit.ts';

/** An option that a command does not usually have: such a rule is about exactly these words, and names the finding. */
const unusual = 'command.option';
/** A rule that says more at once nobody reads. */
const MAX_PATTERNS = 5;

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
  const match = subject.action.kind === 'exec' ? matchForCommands(asking) : matchFor(first, policy);
  if (!match) return undefined;
  const rule: RuleData = { id: idOf(match), effect: 'allow', match };
  const test = compile(rule, policy.place);
  return asking.every((unit) => test(unit)) ? JSON.stringify(rule) : undefined;
}

function fits(subject: PolicySubject, id: string): boolean {
  return subject.action.kind !== 'exec' || isListed(id, ordinary) || id === unusual;
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
  const { argv = [], text = '', touches, hosts, findings } = unit;
  return {
    text,
    start: 0,
    end: text.length,
    argv: [...argv],
    writes: [],
    reads: [],
    assignments: [],
    touches: [...touches],
    hosts: [...hosts],
    findings: findings.map((_, index) => index),
  };
}

/** One pattern for each command of the line that asks. */
function matchForCommands(units: readonly Unit[]): Match | undefined {
  const patterns = new Map<string, string[]>();
  const special = units.some((unit) => unit.findings.some(({ id }) => id === unusual));
  for (const { argv = [] } of units) {
    const pattern = generalise(argv, special);
    if (pattern === undefined) return undefined;
    patterns.set(JSON.stringify(pattern), pattern);
  }
  const [first, ...others] = patterns.values();
  if (first === undefined || patterns.size > MAX_PATTERNS) return undefined;
  const findings = [...new Set(units.flatMap((unit) => unit.findings.map(({ id }) => id)))];
  return { kind: 'exec', argv: others.length === 0 ? first : [first, ...others], ...(special && { findings }) };
}

function matchFor(unit: Unit, policy: Deciding): Match | undefined {
  const { action } = unit;
  switch (action.kind) {
    case 'exec':
      return undefined;
    case 'read':
    case 'write': {
      const paths = globsFor(unit, policy);
      return paths && { kind: action.kind, paths };
    }
    case 'fetch':
      return unit.hosts.length > 0 ? { kind: 'fetch', hosts: [...unit.hosts] } : undefined;
    case 'mcp':
      return action.server.includes('*') || action.tool.includes('*')
        ? undefined
        : { kind: 'mcp', server: action.server, tool: action.tool };
    case 'other':
      return action.tool.includes('*') ? undefined : { kind: 'other', tool: action.tool };
  }
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
  const about = [match.argv, match.command, match.paths, match.hosts, match.server, match.tool]
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
