import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openApp } from './harness/app.ts';
import { eventually } from './harness/eventually.ts';

const app = await openApp();
after(() => app.close());

test('the packaged extension brings its container with three views', async () => {
  await app.activityBar.open('Signalbox');
  for (const view of ['Agents', 'Runs', 'Approvals']) await app.tree(view).pane.waitFor();
});

test('nothing waits in a fresh workspace', async () => {
  await eventually(async () => assert.equal(await app.activityBar.badge('Signalbox'), ''));
});
