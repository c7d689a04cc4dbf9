/** Restricted Mode: records can be read, nothing can be launched, and no gate is started. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openApp } from './harness/app.ts';

const app = await openApp({ restricted: true });
after(() => app.close());

test('an untrusted folder launches nothing and says why', async () => {
  await app.activityBar.open('Signalbox');
  await app.tree('Agents').pane.getByText(/trust/i).first().waitFor();
  assert.equal(await app.palette.offers('Signalbox: Run Agent…'), false);
  assert.equal(existsSync(join(app.workspace, '.signalbox')), false);
  await app.screenshot('restricted');
});
