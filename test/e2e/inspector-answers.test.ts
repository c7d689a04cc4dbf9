/** Two runs that ask, in a real VS Code: their rows tell them apart, and the inspector of one opens the prompt for its own question. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Strings, type Puppet, type Reply } from '../support/puppet.ts';
import { openApp } from './harness/app.ts';

let strings!: Strings;
const agent = (id: string, name: string, defaultPrompt: string) => ({ id, name, ...strings.command, defaultPrompt });
const app = await openApp({
  env: ({ folder, workspace }) => {
    strings = new Strings(folder);
    mkdirSync(join(workspace, '.signalbox'), { recursive: true });
    writeFileSync(join(workspace, '.signalbox', 'agents.json'), JSON.stringify({ version: 1, agents: [agent('puppet', 'Puppet', 'Release the package'), agent('marionette', 'Marionette', 'Price the new zone')] }));
    return {};
  },
});
after(async () => {
  strings.close();
  await app.close();
});
const approvals = app.tree('Approvals');

const which = (message: string) => ({ mode: 'form', message, requestedSchema: { type: 'object', properties: { by: { type: 'string', title: 'By', enum: ['weight', 'size'] } }, required: ['by'] } });

async function launch(name: string): Promise<Puppet> {
  await app.tree('Agents').act(name, 'Run Agent');
  return strings.next();
}

test('the inspector answers the question of its run, and leaves the other one waiting', async () => {
  await app.activityBar.open('Signalbox');
  await app.tree('Agents').row('Puppet').waitFor();
  const puppet = await launch('Puppet');
  const marionette = await launch('Marionette');
  const replies: Promise<Reply>[] = [puppet.question(which('How shall it be sorted?')), marionette.question(which('How shall it be priced?'))];
  await approvals.row(/How shall it be sorted\?.*Puppet: Release/).waitFor();
  await approvals.row(/How shall it be priced\?.*Marionette: Price/).waitFor();
  await app.screenshot('two-runs-ask');
  await app.inspect('Price the new zone');
  const page = app.webview();
  await page.getByText('1 question waits for your answer.').waitFor();
  await page.getByRole('button', { name: 'Answer…' }).first().click();
  await app.quickPick.opened(/Marionette asks: How shall it be priced\?/);
  await app.quickPick.settled('size');
  await app.screenshot('inspector-question-prompt');
  await app.quickPick.pick('size');
  assert.deepEqual((await replies[1]!).result, { action: 'accept', content: { by: 'size' } });
  await page.getByText('1 question waits for your answer.').waitFor({ state: 'hidden' });
  await approvals.row(/How shall it be priced/).waitFor({ state: 'hidden' });
  await approvals.row(/How shall it be sorted/).waitFor();
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByRole('treeitem', { name: /How shall it be priced.*answered by/ }).click();
  await app.screenshot('inspector-question-answered');
  puppet.end();
  marionette.end();
});
