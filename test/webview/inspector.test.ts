/** The inspector in a real Chromium, under its real policy, over a record that the project's writer wrote. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, RUN, says, tidyRun, told, waitingRun, type Timed } from '../fixtures/runs/tidy.ts';
import { screenshot } from './harness.ts';
import { expectSoon, inspecting, openTimeline, useBrowser } from './inspecting.ts';

useBrowser();
const cwd = '/home/ada/parcel-rates';
const rule = { id: 'reads', text: '{ "id": "reads" }', layer: 'built-in' as const };

describe('at a glance', () => {
  test('answers what ran, who decided and what changed, each with its basis', () =>
    inspecting(tidyRun, async ({ page }) => {
      await page.getByRole('heading', { name: 'Fix the rounding in the parcel rates and make the tests pass.' }).waitFor();
      const row = (question: string) => page.locator('signalbox-glance .row', { has: page.locator('dt', { hasText: question }) });
      assert.match(await row('Which agent').innerText(), /Demo agent 1\.0\.0 as demo[\s\S]*mediated/);
      assert.match(await row('What it could do').innerText(), /5 tools[\s\S]*1 MCP server[\s\S]*reported/);
      assert.match(await row('Who decided').innerText(), /a rule: 7 allowed, 1 denied[\s\S]*a person: 1 allowed, 1 denied[\s\S]*2 answers self-approved/);
      assert.match(await row('Done without asking').innerText(), /1 tool call[\s\S]*reported/);
      assert.match(await row('What really changed').innerText(), /4 files: 1 created, 3 modified[\s\S]*1 that no door saw[\s\S]*observed/);
      assert.match(await row('How it ended').innerText(), /Completed/);
      assert.match(await row('What went wrong').innerText(), /acp\.late-update/);
    }));

  test('does not claim what the record does not say', () =>
    inspecting([tidyRun[0]!, ...waitingRun.slice(2, 3)], async ({ page }) => {
      const row = (question: string) => page.locator('signalbox-glance .row', { has: page.locator('dt', { hasText: question }) });
      for (const question of ['What it could do', 'What really changed', 'How it ended', 'What it used', 'Gated']) assert.match(await row(question).innerText(), /unobserved/);
      await page.getByText('Not sealed', { exact: true }).waitFor();
    }));
});

describe('timeline', () => {
  test('shows turns, nested calls and messages as a tree with states in words', () =>
    inspecting(tidyRun, async (inspected) => {
      const { page } = inspected;
      await openTimeline(inspected);
      assert.equal(await page.getByRole('treeitem').count(), 17);
      const env = page.getByRole('treeitem', { name: /Read \.env\.local/ });
      assert.equal(await env.getAttribute('aria-level'), '3');
      assert.match(await env.innerText(), /1 finding[\s\S]*denied by rule/);
      assert.match(await page.getByRole('treeitem', { name: /notes\/log/ }).innerText(), /unasked/);
      assert.match(await page.getByRole('treeitem', { name: /npm publish/ }).innerText(), /succeeded[\s\S]*self-approved/);
    }));

  test('is driven by the keyboard alone', () =>
    inspecting(tidyRun, async (inspected) => {
      const { page } = inspected;
      const tab = page.getByRole('tab', { name: /At a glance/ });
      await tab.focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.getByRole('tab', { name: /Timeline/ }).getAttribute('aria-selected'), 'true');
      const tree = page.getByRole('tree');
      await tree.focus();
      const active = () => tree.evaluate((element) => element.querySelector(`#${element.getAttribute('aria-activedescendant') ?? 'none'}`)?.textContent?.replace(/\s+/g, ' ').trim() ?? '');
      assert.match(await active(), /^Turn 1/);
      await page.keyboard.press('End');
      assert.match(await active(), /The preview is published/);
      await page.keyboard.press('Home');
      for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
      assert.match(await active(), /Read src\/rates\.ts/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Read src/rates.ts' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowLeft');
      assert.equal(await page.getByRole('treeitem', { name: /Read \.env/ }).count(), 0);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      assert.match(await active(), /Read test\/rates\.test\.ts/);
      await page.keyboard.press('ArrowLeft');
      assert.match(await active(), /Review the tests/);
    }));

  test('filters and searches, and keeps that for the next window', () =>
    inspecting(tidyRun, async (inspected) => {
      const { page } = inspected;
      await openTimeline(inspected);
      await page.getByRole('button', { name: /^Denied/ }).click();
      assert.equal(await page.getByRole('treeitem').count(), 5);
      await page.getByRole('textbox', { name: 'Search steps' }).fill('curl');
      await page.getByRole('treeitem', { name: /Read \.env/ }).waitFor({ state: 'detached' });
      assert.equal(await page.getByRole('treeitem').count(), 2);
      await page.getByRole('treeitem', { name: /curl/ }).click();
      const kept = await page.evaluate(() => (Reflect.get(window, 'keptState') as () => unknown)());
      assert.deepEqual(kept, { target: { run: RUN, folder: inspected.session.target.folder }, tab: 'timeline', filter: 'denied', query: 'curl', selected: 'c11' });
    }));

  test('comes back as it was left', () =>
    inspecting(
      tidyRun,
      async ({ page }) => {
        await page.getByRole('heading', { name: 'npm publish --tag next' }).waitFor();
        assert.equal(await page.getByRole('button', { name: /^Asked/ }).getAttribute('aria-pressed'), 'true');
      },
      { state: { tab: 'timeline', filter: 'asked', selected: 'c10' } },
    ));

  test('keeps thousands of steps out of the document until they are in sight', () => {
    const many: Timed[] = [tidyRun[0]!, told('t1', 'Read everything.')];
    for (let index = 0; index < 5000; index++) {
      many.push(...call({ step: `s${index}`, parent: 't1', title: `Read file ${index}`, action: { kind: 'read', paths: [`file-${index}`], cwd }, decision: { verdict: 'allow', by: 'rule', rule, reason: '' } }));
    }
    return inspecting(many, async (inspected) => {
      const { page } = inspected;
      await openTimeline(inspected);
      await page.getByRole('tree').focus();
      assert.ok((await page.getByRole('treeitem').count()) < 100);
      await page.keyboard.press('End');
      await page.getByRole('treeitem', { name: 'Read file 4999' }).waitFor();
      assert.ok((await page.getByRole('treeitem').count()) < 100);
      assert.equal(await page.getByRole('treeitem', { name: 'Read file 4999' }).getAttribute('aria-posinset'), '5000');
    });
  });
});

describe('a step', () => {
  test('explains its decision: who, which rule, in its own words, and what they were shown', () =>
    inspecting(tidyRun, async (inspected) => {
      const { page } = inspected;
      await openTimeline(inspected);
      await page.getByRole('treeitem', { name: /curl/ }).click();
      const pane = page.locator('signalbox-step');
      await pane.getByText('Ada Quist denied it in the quick pick, 8.1 s after it was asked.').waitFor();
      const text = await pane.locator('.pane').innerText();
      for (const words of ['Post the link, not the file.', 'ask-network', '"finding": "network.*"', 'self-approved', 'network.upload', 'Denied: it was not done']) assert.ok(text.includes(words), words);
      await pane.getByText('What the approver was shown').click();
      await pane.getByLabel('what the approver was shown', { exact: true }).getByText('-d @CHANGELOG.md').waitFor();
    }));

  test('says plainly that nobody decided an act without asking', () =>
    inspecting(tidyRun, async (inspected) => {
      await openTimeline(inspected);
      await inspected.page.getByRole('treeitem', { name: /notes\/log/ }).click();
      await inspected.page.getByText('The agent did this without asking. No rule and no person decided it').waitFor();
    }));

  test('has the editor show diffs, documents and files', () =>
    inspecting(tidyRun, async (inspected) => {
      const { page, shown, session } = inspected;
      await openTimeline(inspected);
      await page.getByRole('treeitem', { name: /Edit src\/rates/ }).click();
      await page.getByText('modified, 4 lines added, 2 removed').waitFor();
      await page.getByRole('button', { name: 'Open diff of src/rates.ts' }).click();
      await page.getByRole('button', { name: 'src/rates.ts', exact: true }).click();
      await page.getByRole('treeitem', { name: /curl/ }).click();
      await page.getByRole('button', { name: 'Open command in an editor' }).click();
      await page.getByRole('button', { name: 'Copy command' }).click();
      await expectSoon(() => shown.length === 4);
      assert.match(shown[0] ?? '', /^diff \| Edit src\/rates\.ts \| \[\{"path":"src\/rates\.ts","before":"export/);
      assert.equal(shown[1], `file | ${session.target.folder}/src/rates.ts`);
      assert.match(shown[2] ?? '', /^text \| curl .* \| curl -X POST .* \| shellscript$/);
      assert.match(shown[3] ?? '', /^copy \| curl -X POST/);
    }));
});

describe('changes and raw events', () => {
  test('marks what no door saw, and leads to the step that announced the rest', () =>
    inspecting(tidyRun, async ({ page }) => {
      await page.getByRole('tab', { name: /Changes/ }).click();
      const row = (path: string) => page.getByRole('row', { name: new RegExp(path) });
      assert.match(await row('package.json').innerText(), /no door saw it/);
      assert.doesNotMatch(await row('notes/log.md').innerText(), /no door saw it/);
      await row('src/rates.ts').getByRole('button', { name: 'one step' }).click();
      await page.getByRole('heading', { name: 'Edit src/rates.ts' }).waitFor();
      assert.equal(await page.getByRole('treeitem', { name: /Edit src/ }).getAttribute('aria-selected'), 'true');
    }));

  test('says that other runs were at work, and may have changed what no step announced', () => {
    const beside = tidyRun.map((timed): Timed => (timed.event.type === 'run.sealed' ? { ...timed, event: { ...timed.event, data: { ...timed.event.data, beside: ['01M7WM9Q0GQW8T3V5X9B2C6D1F', '01M7WM9Q0GQW8T3V5X9B2C6D1G'] } } } : timed));
    return inspecting(beside, async ({ page }) => {
      await page.getByText(/1 that no door saw being written; meanwhile 2 other runs were at work, and may have written them\./).waitFor();
      await page.getByRole('tab', { name: /Changes/ }).click();
      await page.getByText('Meanwhile 2 other runs were at work in this folder: what no step here announced may be theirs.').waitFor();
      assert.match(await page.getByRole('row', { name: /package\.json/ }).innerText(), /no door saw it, may be another run’s/);
      await screenshot(page, 'changes-beside');
    });
  });

  test('pages through the lines of the record', () => {
    const many: Timed[] = [tidyRun[0]!, told('t1', 'Talk.')];
    for (let index = 0; index < 250; index++) many.push(says('t1', `Sentence ${index}.`));
    return inspecting(many, async ({ page }) => {
      await page.getByRole('tab', { name: /Raw events/ }).click();
      await page.getByText('0 to 99 of 252 events').waitFor();
      await page.getByRole('button', { name: 'Last' }).click();
      await page.getByText('200 to 251 of 252 events').waitFor();
      await page.locator('signalbox-event summary').last().click();
      await page.getByLabel('event 251', { exact: true }).getByText('Sentence 249.').waitFor();
    });
  });
});
