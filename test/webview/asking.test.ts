/** What an agent asks the person, answered from the inspector; and where the files of its steps are. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askingRun, ROOT, waitingQuestion } from '../fixtures/runs/asking.ts';
import { seriousViolations } from './accessibility.ts';
import { screenshot } from './harness.ts';
import { expectSoon, inspecting, liveAccess, openTimeline, useBrowser } from './inspecting.ts';
import { themes, type ThemeName } from './themes.ts';

useBrowser();

function asking(questions = [waitingQuestion]) {
  const access = liveAccess(askingRun.length);
  access.asked = questions;
  return access;
}

describe('a question that waits', () => {
  for (const theme of Object.keys(themes) as ThemeName[]) {
    test(`is answered from the banner, its row and its details, by keyboard alone as well: ${theme}`, () => {
      const access = asking();
      return inspecting(
        askingRun,
        async (inspected) => {
          const { page } = inspected;
          await page.getByText('1 question waits for your answer.').waitFor();
          assert.equal(await page.locator('.live[aria-live=polite]').innerText(), '1 question waiting for you.');
          assert.match(await page.locator('signalbox-glance .row', { hasText: 'What it asked a person' }).innerText(), /1 question: 1 not answered\.[\s\S]*mediated/);
          assert.equal((await page.getByRole('tab', { name: /Changes/ }).innerText()).trim(), 'Changes', 'nothing is measured yet');
          await page.locator('.banner').getByRole('button', { name: 'Answer…' }).click();
          await expectSoon(() => access.calls.length === 1);
          await openTimeline(inspected);
          const row = page.getByRole('treeitem', { name: /How shall the new zone/ });
          assert.match(await row.innerText(), /asks[\s\S]*waiting for a person/);
          await row.getByRole('button', { name: 'Answer: How shall the new zone be priced?' }).click();
          await expectSoon(() => access.calls.length === 2);
          await page.getByRole('tree').focus();
          await page.keyboard.press('End');
          await page.keyboard.press('Enter');
          const button = page.locator('signalbox-step').getByRole('button', { name: 'Answer…' });
          await button.waitFor();
          await page.keyboard.press('Tab');
          assert.equal(await button.evaluate((element) => element.matches(':focus')), true, 'it is the next stop after the tree');
          await page.keyboard.press('Enter');
          await expectSoon(() => access.calls.length === 3);
          assert.deepEqual(access.calls, Array.from({ length: 3 }, () => 'answer q1'));
          assert.deepEqual(await seriousViolations(page), []);
          await screenshot(page, `${theme}-question`);
        },
        { access, theme },
      );
    });
  }

  test('has no button where it does not wait, and none any more once it is answered', () =>
    inspecting(
      askingRun,
      async (inspected) => {
        const { page, access } = inspected;
        await openTimeline(inspected);
        const row = page.getByRole('treeitem', { name: /How shall the new zone/ });
        await row.getByRole('button', { name: /^Answer/ }).waitFor();
        access.asked = [];
        access.change();
        await row.getByText('not answered').waitFor();
        assert.equal(await page.getByRole('button', { name: /^Answer/ }).count(), 0);
      },
      { access: asking() },
    ));

  test('is not offered where the gate has another one under its id', () =>
    inspecting(
      askingRun,
      async (inspected) => {
        await openTimeline(inspected);
        await inspected.page.getByRole('treeitem', { name: /How shall the new zone/ }).waitFor();
        assert.equal(await inspected.page.getByRole('button', { name: /^Answer/ }).count(), 0);
      },
      { access: asking([{ ...waitingQuestion, digest: '0'.repeat(64) }]) },
    ));
});

describe('paths of a step', () => {
  test('are shown from the workspace folder; whole in the tooltip, and when copied', () =>
    inspecting(askingRun, async (inspected) => {
      const { page, shown, session } = inspected;
      const pane = page.locator('signalbox-step');
      await openTimeline(inspected);
      await page.getByRole('treeitem', { name: /Read rates/ }).click();
      await pane.getByRole('button', { name: 'src/rates.ts', exact: true }).waitFor();
      assert.deepEqual(await pane.locator('.paths .link').allInnerTexts(), ['src/rates.ts', 'README.md', '/etc/hosts', '.', `${ROOT}-old/src/rates.ts`]);
      const file = pane.getByRole('button', { name: 'README.md', exact: true });
      assert.match((await file.getAttribute('title')) ?? '', new RegExp(`^${ROOT}/README\\.md\n`));
      await file.click();
      await pane.getByRole('button', { name: `Copy the whole path ${ROOT}/src/rates.ts`, exact: true }).click();
      await expectSoon(() => shown.length === 2);
      assert.deepEqual(shown, [`file | ${session.target.folder}/README.md`, `copy | ${ROOT}/src/rates.ts`]);
    }));

  test('so are those in what the guard found, in the reason, and in titles of diffs; the folder of a command by name', () =>
    inspecting(askingRun, async (inspected) => {
      const { page, shown } = inspected;
      const pane = page.locator('signalbox-step');
      await openTimeline(inspected);
      await page.getByRole('treeitem', { name: /Edit the workflow/ }).click();
      await pane.getByText('edits .github/workflows/test.yml, which runs elsewhere').waitFor();
      await pane.getByText('no writes to .github/workflows/test.yml').waitFor();
      await pane.getByRole('button', { name: 'Open diff of .github/workflows/test.yml' }).click();
      await expectSoon(() => shown.length === 1);
      assert.match(shown[0] ?? '', /\[\{"path":"\.github\/workflows\/test\.yml"/);
      await page.getByRole('treeitem', { name: /npm test/ }).click();
      await pane.getByText('the workspace folder').waitFor();
      assert.equal(await pane.getByText('the workspace folder').getAttribute('title'), ROOT);
      await screenshot(page, 'paths');
      await page.getByRole('treeitem', { name: /ls/ }).click();
      await pane.locator('dd').getByText('src', { exact: true }).first().waitFor();
      assert.deepEqual(await seriousViolations(page), []);
    }));
});
