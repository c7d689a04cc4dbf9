/** The inspector while something goes on: a live run, a verification. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, says, tidyRun, told, waitingRun, type Timed } from '../fixtures/runs/tidy.ts';
import { screenshot, ScriptedAccess } from './harness.ts';
import { expectSoon, inspecting, liveAccess, openTimeline, useBrowser } from './inspecting.ts';

useBrowser();
const cwd = '/home/ada/parcel-rates';

describe('a live run', () => {
  test('puts what waits in front, says so politely, and reviews it', () => {
    const access = liveAccess(waitingRun.length, ['a1']);
    return inspecting(
      waitingRun,
      async (inspected) => {
        const { page } = inspected;
        await page.getByText('1 action waits for you.').waitFor();
        assert.equal(await page.locator('.live[aria-live=polite]').innerText(), '1 approval waiting for you.');
        await openTimeline(inspected);
        await page.getByRole('treeitem', { name: /npm publish/ }).locator('button', { hasText: 'Review' }).click();
        await expectSoon(() => access.calls.includes('review a1'));
        await page.getByRole('button', { name: 'Stop run' }).click();
        await expectSoon(() => access.calls.includes('stop'));
        await screenshot(page, 'waiting');
      },
      { access },
    );
  });

  test('keeps focus, selection and scroll when the record grows', () => {
    const events: Timed[] = [tidyRun[0]!, told('t1', 'Read on.')];
    for (let index = 0; index < 200; index++) events.push(says('t1', `Sentence ${index}.`));
    const access = liveAccess(events.length);
    return inspecting(
      events,
      async (inspected, record) => {
        const { page } = inspected;
        await openTimeline(inspected);
        await page.getByRole('tree').focus();
        for (let step = 0; step < 40; step++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'The agent said' }).waitFor();
        const place = () => page.getByRole('tree').evaluate((tree) => ({ scroll: tree.scrollTop, active: tree.querySelector(`#${tree.getAttribute('aria-activedescendant') ?? 'none'}`)?.textContent?.replace(/\s+/g, ' ').trim(), focused: tree.matches(':focus') }));
        const before = await place();
        assert.match(before.active ?? '', /^Agent: Sentence 39\. /);
        assert.ok(before.scroll > 0 && before.focused);
        await record.add([says('t1', 'And one more.'), ...call({ step: 'c1', parent: 't1', title: 'ls', action: { kind: 'exec', command: 'ls', cwd } })]);
        access.run = { ...access.run!, events: events.length + 3 };
        access.change();
        await page.getByRole('tab', { name: 'Timeline 1' }).waitFor();
        assert.deepEqual(await place(), before);
        await page.keyboard.press('End');
        assert.match((await place()).active ?? '', /^running exec ls/);
      },
      { access },
    );
  });

  test('reads no further than the gate says is on disk', () =>
    inspecting(
      waitingRun,
      async ({ page, access }) => {
        await page.getByRole('tab', { name: 'Raw events 3' }).waitFor();
        access.run = { ...access.run!, events: waitingRun.length };
        access.change();
        await page.getByRole('tab', { name: `Raw events ${waitingRun.length}` }).waitFor();
      },
      { access: liveAccess(3) },
    ));
});

describe('verify', () => {
  test('shows each answer apart: a key that is not allowed is not a broken record', () => {
    const access = new ScriptedAccess();
    access.verification = {
      integrity: { state: 'failed', summary: '1 thing is not as recorded.', details: ['chain: record.jsonl, line 12: the digest of a line is not what the next line says'] },
      signature: { state: 'passed', summary: 'Valid.', details: [] },
      trust: { state: 'unknown', summary: 'The key is not trusted.', details: [] },
      linkage: { state: 'unknown', summary: 'Not checked.', details: [] },
      notProven: ['A local log cannot prove that nothing was left out.'],
    };
    return inspecting(
      tidyRun,
      async ({ page }) => {
        await page.getByRole('button', { name: 'Verify' }).click();
        const check = (name: string) => page.locator(`[data-check=${name}]`);
        await check('integrity').waitFor();
        assert.match(await check('integrity').innerText(), /Integrity failed[\s\S]*chain: record\.jsonl, line 12/);
        assert.match(await check('signature').innerText(), /Signature passed/);
        assert.match(await check('trust').innerText(), /Trust not known/);
        assert.match(await check('not-proven').innerText(), /1 claim/);
      },
      { access },
    );
  });

  test('says that it did not finish, and why', () => {
    const access = new ScriptedAccess();
    access.verification = new Error('The record could not be opened.');
    return inspecting(
      tidyRun,
      async ({ page }) => {
        await page.getByRole('button', { name: 'Verify' }).click();
        await page.getByText('The record could not be opened.').waitFor();
      },
      { access },
    );
  });
});
