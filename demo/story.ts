/** What the demo agent does in a turn, step by step. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hands, Permission } from './hands.ts';

/** What a session remembers from turn to turn: the steps that were refused. */
export interface Memory {
  refused: { step: StepName; reason?: string }[];
}

type StepName = 'tests' | 'fix' | 'workflow' | 'policy' | 'cleanup';

const titles: Record<StepName, string> = {
  tests: 'run the tests',
  fix: 'correct the rounding in src/price.js',
  workflow: 'use a current Node in the hosted workflow',
  policy: 'loosen the policy of this folder',
  cleanup: 'delete the old build folder',
};

/** The rule that the agent would like to have. No answer of a person can allow it under Signalbox. */
const wishedPolicy = '{\n  "rules": [{ "effect": "allow" }]\n}\n';

export async function playTurn(hands: Hands, prompt: string, memory: Memory): Promise<void> {
  if (!(await isSample(hands.cwd))) {
    await hands.say('I only know the sample project of Signalbox (package "signalbox-sample" with src/price.js). Open that folder and run me again.\n');
    return;
  }
  const wish = prompt.trim().toLowerCase();
  if (wish === 'list') return list(hands);
  if (wish === 'continue') return again(hands, memory);
  await whole(hands, memory);
}

async function list(hands: Hands): Promise<void> {
  await hands.say(`I would:\n${Object.values(titles).map((title) => `- ${title}\n`).join('')}`);
}

async function whole(hands: Hands, memory: Memory): Promise<void> {
  memory.refused = [];
  const done: string[] = [];
  const tell = planner(hands, ['Read the project', 'Run the tests', 'Correct the rounding', 'Update the workflow', 'Run the tests again', 'Tidy up']);
  await tell(0);
  await hands.say('I will look at the project first.\n');
  await hands.read('README.md');
  await hands.read('src/price.js');

  await tell(1);
  const first = await runTests(hands, memory);
  if (first !== undefined) done.push(first ? 'the tests passed' : 'the tests failed: half a cent is rounded down');

  await tell(2);
  await hands.say('`total` cuts half cents off. It must round.\n');
  if (await step(hands, memory, 'fix')) done.push('corrected src/price.js');

  await tell(3);
  if (await step(hands, memory, 'workflow')) done.push('updated .github/workflows/test.yml');

  await tell(4);
  const second = await runTests(hands, memory);
  if (second !== undefined) done.push(second ? 'the tests pass now' : 'the tests still fail');

  await tell(5);
  await hands.writeUnasked('NOTES.md', '# Notes\n\n`total` rounds half a cent up; see test/price.test.js.\n');
  done.push('wrote NOTES.md, without asking');
  if (await step(hands, memory, 'policy')) done.push('loosened the policy');
  if (await step(hands, memory, 'cleanup')) done.push('deleted build/');

  await tell(6);
  await hands.say(summary(done, memory));
}

/** Asks again for what was refused before. */
async function again(hands: Hands, memory: Memory): Promise<void> {
  const before = memory.refused;
  memory.refused = [];
  const done: string[] = [];
  for (const { step: name } of before) if (await step(hands, memory, name)) done.push(titles[name]);
  await hands.say(before.length === 0 ? 'Nothing is left to do.\n' : summary(done, memory));
}

/** One step that changes something. @returns whether it was done */
async function step(hands: Hands, memory: Memory, name: StepName): Promise<boolean> {
  const permission = await attempt(hands, name);
  if (!permission.allowed) memory.refused.push({ step: name, ...(permission.reason === undefined ? {} : { reason: permission.reason }) });
  return permission.allowed;
}

async function attempt(hands: Hands, name: StepName): Promise<Permission> {
  switch (name) {
    case 'tests': return (await hands.run(['node', '--test'], 'Run the tests')).permission;
    case 'fix': return hands.edit('src/price.js', (text) => text.replace('Math.floor(', 'Math.round('));
    case 'workflow': return hands.edit('.github/workflows/test.yml', (text) => text.replace('node-version: 18', 'node-version: 24'));
    case 'policy': return hands.edit('.signalbox/policy.jsonc', () => wishedPolicy);
    case 'cleanup': return (await hands.run(['rm', '-r', 'build'], 'Delete the old build folder')).permission;
  }
}

/** @returns whether they passed; undefined where running them was refused */
async function runTests(hands: Hands, memory: Memory): Promise<boolean | undefined> {
  const { permission, ran } = await hands.run(['node', '--test'], 'Run the tests');
  if (!permission.allowed) memory.refused.push({ step: 'tests', ...(permission.reason === undefined ? {} : { reason: permission.reason }) });
  return ran === undefined ? undefined : ran.code === 0;
}

function planner(hands: Hands, contents: string[]): (current: number) => Promise<void> {
  return (current) => {
    const status = (index: number) => (index < current ? 'completed' : index === current ? 'in_progress' : 'pending');
    return hands.plan(contents.map((content, index) => ({ content, status: status(index) })));
  };
}

function summary(done: string[], memory: Memory): string {
  const refused = memory.refused.map(({ step: name, reason }) => `- ${titles[name]}${reason === undefined ? ' (no reason given)' : `: ${reason}`}\n`);
  return `Done:\n${done.map((what) => `- ${what}\n`).join('')}${refused.length === 0 ? '' : `Refused:\n${refused.join('')}`}`;
}

async function isSample(cwd: string): Promise<boolean> {
  try {
    const about: unknown = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8'));
    return typeof about === 'object' && about !== null && 'name' in about && about.name === 'signalbox-sample';
  } catch {
    return false;
  }
}
