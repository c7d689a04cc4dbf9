/** Another extension may stall the extension host for seconds: the gate is a process of its own and answers all the same. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { taskType } from '../../../src/editor/ids.ts';
import { eventsOf, runFolders, until, workspacePath } from '../records.ts';

const BLOCKED = 5_000;

interface Look {
  at: number;
  took: number;
  allowed: boolean;
}

async function looks(): Promise<Look[]> {
  const text = await readFile(join(workspacePath(), 'looks.log'), 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Look);
}

/** The fixture, from wherever the bundle of this suite stands in the checkout. */
function fixture(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const file = join(folder, 'test', 'fixtures', 'agents', 'looks.mjs');
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) throw new Error('the fixture is not there');
  }
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

describe('while the extension host is blocked', () => {
  it('the gate goes on answering, as fast as before', async () => {
    const folder = join(workspacePath(), '.signalbox');
    await mkdir(folder, { recursive: true });
    const agent = { id: 'looks', name: 'Looks', command: 'node', args: [fixture(), '160', '50'], defaultPrompt: 'look' };
    await writeFile(join(folder, 'agents.json'), JSON.stringify({ version: 1, agents: [agent] }));
    await vscode.extensions.getExtension('signalbox.signalbox')?.activate();
    const task = await until('the task', async () => (await vscode.tasks.fetchTasks({ type: taskType })).find(({ definition }) => definition['agent'] === 'looks'));
    await vscode.tasks.executeTask(task);
    await until('some answers', async () => ((await looks()).length >= 10 ? true : undefined));

    const start = Date.now();
    while (Date.now() < start + BLOCKED);
    const end = Date.now();

    const all = await until('the end of the run', async () => ((await looks()).length === 160 ? looks() : undefined), 60_000);
    const during = all.filter(({ at }) => at > start && at < end);
    const otherwise = all.filter(({ at }) => at < start || at > end);
    assert.ok(all.every(({ allowed }) => allowed));
    assert.ok(during.length >= 20, `${during.length} answers while it was blocked`);
    const [blocked, free] = [middle(during.map(({ took }) => took)), middle(otherwise.map(({ took }) => took))];
    assert.ok(blocked <= free * 3 + 20, `${blocked} ms while it was blocked, ${free} ms otherwise`);
    const [run] = await runFolders();
    await until('the seal', async () => (await eventsOf(run!)).find(({ type }) => type === 'run.sealed'));
    assert.equal((await eventsOf(run!)).filter(({ type }) => type === 'decision.made').length, 160);
  }).timeout(90_000);
});
