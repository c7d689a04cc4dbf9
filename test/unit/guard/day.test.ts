import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../../../src/model/action.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { catastrophic, risky } from './corpus.ts';
import { day } from './day/calls.ts';
import { nearTasks } from './day/near-tasks.ts';
import { notCovered } from './day/not-covered.ts';
import { recordedDay } from './day/recorded.ts';
import { saidBesides } from './day/said.ts';
import { context, effectOf, guard, policyOf } from './support.ts';

interface Workspace {
  root: string;
  home: string;
}

const made: Workspace = { root: '/ws', home: '/home/u' };
const project: Workspace = { root: '/home/dev/project', home: '/home/dev' };

/** A day, in which workspace, and how often of a thousand calls a person may be asked who accepts each rule that is offered. */
const days: readonly { name: string; at: Workspace; calls: readonly Action[]; most: number }[] = [
  ...[7, 8, 9].map((seed) => ({ name: `made from templates, ${seed}`, at: made, calls: day(1000, seed), most: 22 })),
  { name: 'a project of npm', at: project, calls: recordedDay('npm'), most: 20 },
  // Far more different things than on most days: nothing of them is done much more than once.
  { name: 'a monorepo of TypeScript', at: project, calls: recordedDay('typescript'), most: 54 },
  { name: 'a service of Python', at: project, calls: recordedDay('python'), most: 82 },
  // Short: what is accepted has little time to be of use.
  { name: 'a service of Go', at: project, calls: recordedDay('go'), most: 56 },
];

function workspacePolicy(rules: readonly unknown[], { root, home }: Workspace) {
  const text = JSON.stringify({ version: 1, rules });
  return loadPolicy({ sources: [{ layer: 'workspace', file: 'policy.jsonc', text }], trusted: true, roots: [root], home }).policy;
}

function subjectAt(action: Action, { root, home }: Workspace) {
  return { action, assessment: guard.assess(action, { ...context, roots: [root], home }), agent: 'demo', grants: [] };
}

/** A person who accepts what is offered each time something asks. */
function live(calls: readonly Action[], at: Workspace) {
  const rules: unknown[] = [];
  const without: string[] = [];
  const said: string[] = [];
  let policy = workspacePolicy(rules, at);
  for (const action of calls) {
    const subject = subjectAt(action, at);
    if (policy.decide(subject).effect === 'allow') continue;
    const shown = action.kind === 'exec' ? action.command : JSON.stringify(action);
    said.push(shown);
    const offered = policy.suggest(subject);
    if (offered === undefined) without.push(shown);
    else {
      rules.push(JSON.parse(offered));
      policy = workspacePolicy(rules, at);
      assert.equal(policy.decide(subject).effect, 'allow', `${shown}\n${offered}`);
    }
  }
  return { rules, without, said };
}

const lived = days.map((one) => ({ ...one, ...live(one.calls, one.at) }));

/** Rules are offered with the same id where they are the same. */
function distinct(rules: readonly unknown[]): unknown[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

/** The commands of a line that ask by themselves. */
function partsThatAsk(line: string): string[] {
  const { segments } = guard.assess({ kind: 'exec', command: line, cwd: made.root }, context);
  return segments.map(({ text }) => text).filter((text) => effectOf(text) !== 'allow');
}

test('a person who accepts what is offered is asked seldom, and the rules let nothing risky through', (t) => {
  const all: unknown[] = [];
  const said = new Set(saidBesides);
  for (const one of lived) {
    const { name, calls, most } = one;
    t.diagnostic(`${name}: asked ${((100 * one.said.length) / calls.length).toFixed(1)} times per 100 calls; ${one.rules.length} rules; nothing offered for ${one.without.length}`);
    assert.ok(one.said.length <= most, `${one.said.length} of ${calls.length}: ${one.without.join('\n')}\n${JSON.stringify(one.rules)}`);
    all.push(...one.rules);
    for (const command of one.said) said.add(command);
  }
  const { policy, problems } = policyOf(JSON.stringify({ version: 1, rules: distinct(all) }));
  assert.deepEqual(problems, []);
  // What the built-in rules let run is another test's.
  const isSaid = (command: string): boolean => said.has(command) || effectOf(command) === 'allow' || partsThatAsk(command).every((part) => said.has(part));
  const through = [...new Set(risky)].filter((command) => !isSaid(command) && effectOf(command, policy) === 'allow');
  assert.deepEqual(through, []);
  for (const command of catastrophic) assert.equal(effectOf(command, policy), 'deny', command);
  // What need not be there: all that is listed as said is still let through.
  assert.deepEqual(saidBesides.filter((command) => effectOf(command, policy) !== 'allow'), []);
});

test('what is near to what was accepted, and is something else, asks all the same', () => {
  const rules = distinct(lived.flatMap((one) => one.rules));
  const policy = workspacePolicy(rules, project);
  const through = [...notCovered, ...nearTasks].filter((command) => policy.decide(subjectAt({ kind: 'exec', command, cwd: project.root }, project)).effect === 'allow');
  assert.deepEqual(through, []);
});
