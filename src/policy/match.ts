/** Whether a rule is about one unit: an action, or one command of a shell line. */
import picomatch from 'picomatch';
import { posix } from 'node:path';
import type { Touch } from '../guard/types.ts';
import { programName } from '../guard/commands/index.ts';
import { taskOf } from '../guard/commands/tasks.ts';
import { namesChange } from '../guard/tool-names.ts';
import { ordinary } from './built-in/findings.ts';
import { effectsOf } from './effects.ts';
import { escape } from './escape.ts';
import type { Part, RuleData } from './schema.ts';
import type { Place, Unit } from './unit.ts';
import { fitsAge, isBefore, isWithinHours, momentOf } from './when.ts';

type Test = (unit: Unit) => boolean;

/** A rule's test, built once. A pattern that is empty or cannot be read never matches. */
export function compile({ effect, match: { or = [], ...first } }: Pick<RuleData, 'effect' | 'match'>, place: Place): Test {
  const tests = [first, ...or].map((part) => compilePart(effect, part, place));
  return tests.length === 1 && tests[0] ? tests[0] : (unit) => tests.some((test) => test(unit));
}

function compilePart(effect: RuleData['effect'], match: Part, place: Place): Test {
  const tests: Test[] = [];
  const allow = effect === 'allow';
  const quantify = <T>(items: readonly T[], test: (item: T) => boolean): boolean =>
    items.length > 0 && (allow ? items.every(test) : items.some(test));

  if (match.kind !== undefined) tests.push((unit) => list(match.kind).includes(unit.action.kind));
  if (match.agent !== undefined) tests.push(text(match.agent, (unit) => unit.agent));
  if (match.server !== undefined) tests.push(text(match.server, (unit) => (unit.action.kind === 'mcp' ? unit.action.server : undefined)));
  if (match.tool !== undefined)
    tests.push(text(match.tool, (unit) => (unit.action.kind === 'mcp' || unit.action.kind === 'other' ? unit.action.tool : undefined)));
  if (match.program !== undefined) tests.push(text(match.program, (unit) => nameOf(unit)));
  if (match.command !== undefined) tests.push(({ text: found }) => found !== undefined && list(match.command).includes(found));
  if (match.argv !== undefined) tests.push(argvTests(match.argv));
  if (match.does !== undefined) {
    const named = new Set(list(match.does));
    // What touches nothing does nothing besides.
    tests.push((unit) => (allow ? [...effectsOf(unit)].every((one) => named.has(one)) : [...effectsOf(unit)].some((one) => named.has(one))));
  }
  if (match.annotations !== undefined) tests.push(annotationsTest(match.annotations, allow));
  if (match.run !== undefined) tests.push(text(match.run, (unit) => unit.run));
  tests.push(...timeTests(match, allow));
  if (match.paths !== undefined) {
    const test = pathTest(list(match.paths), place);
    tests.push((unit) => quantify(unit.touches, test));
  }
  if (match.hosts !== undefined) {
    const isHost = hostTest(list(match.hosts));
    tests.push((unit) => quantify(unit.hosts, isHost));
  }
  tests.push(findingsTest(match, allow));
  // Last, because it takes the longest.
  if (match.task !== undefined) {
    const named = list(match.task);
    tests.push(({ argv, listed }) => {
      const task = argv && taskOf(argv, listed);
      return task !== undefined && named.includes(task);
    });
  }
  const names = Object.keys(match).filter((key) => match[key as keyof Part] !== undefined);
  return names.length === 0 ? () => false : (unit) => tests.every((test) => test(unit));
}

function list<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function text(value: string | string[], of: (unit: Unit) => string | undefined): Test {
  const tests = list(value).map(wildcard);
  return (unit) => {
    const found = of(unit);
    return found !== undefined && tests.some((test) => test(found));
  };
}

function nameOf(unit: Unit): string | undefined {
  const program = unit.argv?.[0];
  return program === undefined ? undefined : (programName(program) ?? program);
}

/** `*` stands for any text, everything else for itself. */
export function wildcard(pattern: string): (text: string) => boolean {
  if (pattern === '') return () => false;
  const parts = pattern.split('*');
  if (parts.length === 1) return (found) => found === pattern;
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  return (found) => {
    if (!found.startsWith(first) || !found.endsWith(last) || found.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of rest) {
      const next = found.indexOf(part, at);
      if (next < 0) return false;
      at = next + part.length;
    }
    return at <= found.length - last.length;
  };
}

/** One pattern, or a list of them. */
function argvTests(patterns: readonly (string | string[])[]): Test {
  const several = patterns.filter((one) => typeof one !== 'string').map(argvTest);
  const single = patterns.filter((one) => typeof one === 'string');
  return several.length === 0 ? argvTest(single) : (unit) => several.some((test) => test(unit));
}

function argvTest(patterns: readonly string[]): Test {
  const open = patterns.at(-1) === '**' && patterns.length > 1;
  const fixed = (open ? patterns.slice(0, -1) : patterns).map(wildcard);
  return ({ argv, listed }) => {
    if (!argv || argv.some((word, at) => word === undefined && listed?.includes(at) !== true) || (open ? argv.length < fixed.length : argv.length !== fixed.length)) return false;
    return fixed.every((test, index) => {
      const word = argv[index];
      return word !== undefined && test(index === 0 ? (programName(word) ?? word) : word);
    });
  };
}

/** What a tool is taken for that does not say (MCP specification, `ToolAnnotations`). */
const unsaid: Record<string, unknown> = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };

function annotationsTest(wanted: Record<string, unknown>, allow: boolean): Test {
  const entries = Object.entries(wanted);
  return ({ action }) => {
    if (action.kind !== 'mcp' || entries.length === 0) return false;
    // Its name says otherwise: nothing is allowed for what it says.
    if (allow && wanted['readOnlyHint'] === true && namesChange(action.tool)) return false;
    const said = { ...unsaid, ...action.annotations };
    return entries.every(([name, value]) => said[name] === value);
  };
}

/** Without a clock nothing is allowed for a time, and what is asked or denied for a time is so always. */
function timeTests({ age, hours, until }: Part, allow: boolean): Test[] {
  const tests: Test[] = [];
  const when = (test: (now: NonNullable<ReturnType<typeof momentOf>>, unit: Unit) => boolean): void => {
    tests.push((unit) => {
      const now = momentOf(unit.at);
      return now === undefined ? !allow : test(now, unit);
    });
  };
  if (hours !== undefined) when((now) => isWithinHours(hours, now));
  if (until !== undefined) when((now) => isBefore(until, now));
  if (age !== undefined) when((now, unit) => fitsAge(age, unit.run, now) ?? !allow);
  return tests;
}

function pathTest(globs: readonly string[], place: Place): (touch: Touch) => boolean {
  const tests = globs.flatMap((glob) => {
    const negative = glob.startsWith('!');
    if (negative || glob.includes('..')) return [];
    const absolute = glob.startsWith('~/')
      ? [posix.join(escape(place.home), glob.slice(2))]
      : posix.isAbsolute(glob)
        ? [glob]
        : place.roots.map((root) => posix.join(escape(root.replaceAll('\\', '/')), glob));
    return absolute.map((one) => picomatch(one, { dot: true, nonegate: true }));
  });
  return ({ path, glob }) => {
    // A pattern of the shell may stand for more than the rule's does.
    if (glob) return false;
    const slashes = path.includes('\\') ? path.replaceAll('\\', '/') : path;
    return tests.some((test) => test(slashes));
  };
}

function hostTest(patterns: readonly string[]): (host: string) => boolean {
  return (host) =>
    patterns.some((pattern) =>
      pattern.startsWith('*.')
        ? host.endsWith(pattern.slice(1).toLowerCase()) && host.length > pattern.length - 1
        : host === pattern.toLowerCase() || host.replace(/:\d+$/, '') === pattern.toLowerCase(),
    );
}

/** Whether a finding's id is one of these; `x.*` stands for all that begin with `x.`. */
export function isListed(id: string, ids: readonly string[]): boolean {
  return ids.some((one) => (one.endsWith('*') ? id.startsWith(one.slice(0, -1)) : one === id));
}

/** An allow accepts what it names, and no finding besides; ask and deny need one of those that they name. */
function findingsTest(match: Part, allow: boolean): Test {
  if (!allow) {
    const ids = match.findings === undefined ? undefined : list(match.findings);
    return (unit) => ids === undefined || unit.findings.some((finding) => isListed(finding.id, ids));
  }
  // Who says that a command may do something accepts the finding that it does.
  const accepted = match.findings === undefined ? [...ordinary, ...list(match.does).map((one) => `command.${one}`)] : list(match.findings);
  return (unit) => unit.findings.every((finding) => finding.severity === 'info' || isListed(finding.id, accepted));
}
