/** A question of an agent, by clicking, in a real VS Code: called for without taking the focus, answered step by step, left, declined; a page that is shown before it is opened. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { listRuns } from '../../src/record/list.ts';
import { Strings, type Puppet, type Reply } from '../support/puppet.ts';
import { readRun } from '../support/record.ts';
import { openApp } from './harness/app.ts';
import { eventually } from './harness/eventually.ts';
import { grace } from './harness/patience.ts';

let strings!: Strings;
const app = await openApp({
  env: ({ folder, workspace }) => {
    strings = new Strings(folder);
    mkdirSync(join(workspace, '.signalbox'), { recursive: true });
    writeFileSync(join(workspace, '.signalbox', 'agents.json'), JSON.stringify({ version: 1, agents: [{ id: 'puppet', name: 'Puppet', ...strings.command, defaultPrompt: 'go' }] }));
    return {};
  },
});
after(async () => {
  strings.close();
  await app.close();
});
const approvals = app.tree('Approvals');
let puppet: Puppet;
let asked: Promise<Reply>;

const release = {
  mode: 'form',
  message: 'How shall it be released?',
  requestedSchema: {
    type: 'object',
    properties: {
      channel: { type: 'string', title: 'Channel', oneOf: [{ const: 'stable', title: 'Stable', description: 'For everybody' }, { const: 'next', title: 'Next', description: 'For the brave' }] },
      targets: { type: 'array', title: 'Targets', items: { type: 'string', enum: ['linux', 'mac', 'windows'] }, minItems: 1 },
      major: { type: 'integer', title: 'Major version', minimum: 1, maximum: 9 },
      token: { type: 'string', title: 'Token of the registry', minLength: 6 },
      notes: { type: 'string', title: 'Notes' },
    },
    required: ['channel', 'targets', 'major', 'token'],
  },
};

/** Takes what is chosen or typed, as slowly as a person does. */
async function enter(): Promise<void> {
  await app.page.waitForTimeout(grace);
  await app.quickPick.press('Enter');
}

const step = (words: string | RegExp) => app.quickPick.box.getByText(words).first().waitFor();

test('a question calls for the person, and takes no focus from what they do', async () => {
  await app.activityBar.open('Signalbox');
  const agents = app.tree('Agents');
  await agents.row('Puppet').waitFor();
  await agents.act('Puppet', 'Run Agent');
  puppet = await strings.next();
  asked = puppet.question(release);
  await approvals.row('How shall it be released?').waitFor();
  await app.notifications.waitFor('An agent asks you a question.');
  await app.statusBar.item('1 waiting').waitFor();
  assert.equal(await app.quickPick.box.isVisible(), false, 'nothing opens by itself');
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), '1'));
  await app.screenshot('question-waits');
});

test('it is answered step by step; what a field does not take is said, Back goes back, Escape leaves it waiting', async () => {
  await app.notifications.press('An agent asks you a question.', 'Answer');
  await app.quickPick.opened(/Puppet asks: How shall it be released\?.*1\/5/);
  await app.page.waitForTimeout(grace);
  await app.screenshot('question-choice');
  await app.quickPick.leave();
  await app.statusBar.item('1 waiting').waitFor();
  await app.openPrompt(/1\/5/, () => approvals.click('How shall it be released?'));
  await app.quickPick.choose('Next');
  await app.quickPick.opened(/2\/5/);
  await app.quickPick.pressButton('Back');
  await app.quickPick.opened(/1\/5/);
  await app.quickPick.items('Next').and(app.page.locator('.focused')).waitFor();
  await enter();
  await app.quickPick.opened(/2\/5/);
  await enter();
  await step('Choose at least 1.');
  await app.quickPick.pick('linux');
  await app.quickPick.box.getByText('Choose at least 1.').waitFor({ state: 'hidden' });
  await app.quickPick.pick('windows');
  await app.screenshot('question-choices');
  await enter();
  await app.quickPick.opened(/3\/5/);
  await app.quickPick.type('12');
  await enter();
  await step('At most 9.');
  await app.screenshot('question-number');
  await app.quickPick.type('3');
  await enter();
  await app.quickPick.opened(/4\/5/);
  await step(/looks like a secret/);
  const secret = app.quickPick.box.locator('input.input').first();
  await eventually(async () => assert.equal(await secret.getAttribute('type'), 'password'));
  await secret.fill('hush-hush-hush');
  await app.screenshot('question-secret');
  await app.page.waitForTimeout(grace);
  await secret.press('Enter');
  await app.quickPick.opened(/5\/5/);
  await step(/may be left out/);
  await enter();
  assert.deepEqual((await asked).result, { action: 'accept', content: { channel: 'next', targets: ['linux', 'windows'], major: 3, token: 'hush-hush-hush' } });
  await app.statusBar.item(/waiting/).waitFor({ state: 'hidden' });
});

test('one is seen whole, and declined', async () => {
  asked = puppet.question({ ...release, message: `Shall I go on?\n\n${'There is much to say about it. '.repeat(20)}` });
  await approvals.row('Shall I go on?').waitFor();
  await app.openPrompt(/Shall I go on/, () => app.statusBar.click('1 waiting'));
  await app.quickPick.pressButton('See the question whole');
  await app.page.locator('.monaco-editor .view-lines', { hasText: 'There is much to say about it.' }).first().waitFor();
  await app.screenshot('question-whole');
  await app.quickPick.pressButton('Decline to answer');
  assert.deepEqual((await asked).result, { action: 'decline' });
  await app.quickPick.closed();

});

test('a page is shown whole, and opened only by the person, as it was given', async () => {
  const visits: string[] = [];
  const host = 'login.example.org';
  await app.page.context().route(`https://${host}/**`, async (route) => {
    visits.push(route.request().url());
    await route.fulfill({ body: 'Signed in.' });
  });
  const url = `https://${host}/login?next=%2Fa%3Fb%3D1%26c%3D2&state=x%20y`;
  asked = puppet.question({ mode: 'url', message: 'Sign in to the registry', elicitationId: 'e1', url });
  await approvals.click('Sign in to the registry');
  const dialog = app.notifications.dialog();
  await dialog.getByText(url).waitFor();
  await dialog.getByText(`wants you to visit a page at ${host}`).waitFor();
  await app.screenshot('question-page');
  await app.notifications.pressInDialog('Open in the Browser');
  // The editor asks by itself about addresses that it does not know.
  await dialog.getByText('external website').waitFor();
  assert.deepEqual(visits, []);
  await app.notifications.pressInDialog('Open');
  assert.deepEqual((await asked).result, { action: 'accept' });
  await eventually(() => assert.deepEqual(visits, [url]));
});

test('one that is withdrawn closes its prompt and says so', async () => {
  asked = puppet.question({ ...release, message: 'And now?' });
  await app.openPrompt(/And now/, () => approvals.click('And now?'));
  await app.tree('Runs').pickFromMenu(/Puppet/, 'Cancel Turn');
  assert.deepEqual((await asked).result, { action: 'cancel' });
  await app.quickPick.closed();
  await app.notifications.waitFor(/does not wait any more/);
});

test('the timeline of the run shows what was asked, and what was answered but for the secret', async () => {
  puppet.end();
  await eventually(async () => assert.ok((await listRuns(join(app.workspace, '.signalbox'))).every(({ sealed }) => sealed)));
  const { report, data } = await readRun((await listRuns(join(app.workspace, '.signalbox')))[0]!.folder);
  assert.equal(report.ok, true);
  assert.deepEqual(data('question.answered').map(({ action, channel }) => [action, channel]), [['accept', 'quick-pick'], ['decline', 'quick-pick'], ['accept', 'quick-pick'], ['cancel', 'other']]);
  await app.inspect('Puppet');
  const page = app.webview();
  await page.getByRole('tab', { name: /Timeline/ }).click();
  await page.getByText('How shall it be released?').first().click();
  await page.getByText('withheld: it looks like a secret').first().waitFor();
  await page.getByText('linux, windows').first().waitFor();
  await app.screenshot('question-timeline');
  assert.equal((await page.locator('body').innerText()).includes('hush-hush'), false);
});
