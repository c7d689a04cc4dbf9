/** What must hold whatever a record says and whoever reads it: hostile text, broken records, accessibility, the page's policy. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_TEXT } from '../../src/editor/inspector/protocol.ts';
import { call, says, started, tidyRun, told, waitingRun, type Timed } from '../fixtures/runs/tidy.ts';
import { seriousViolations } from './accessibility.ts';
import { screenshot, ScriptedAccess } from './harness.ts';
import { inspecting, liveAccess, openTimeline, useBrowser } from './inspecting.ts';

useBrowser();
const cwd = '/home/ada/parcel-rates';

describe('hostile records', () => {
  const hostile = '<img src=x onerror=alert(1)>\u202e txt.exe\u0007\u200b';
  const events: Timed[] = [
    { after: 0, event: { ...(started as Extract<typeof started, { type: 'run.started' }>), data: { ...started.data, 'gen_ai.agent.name': hostile } as never } },
    told('t1', `<script>alert(1)</script> ${hostile}`),
    ...call({ step: 'c1', parent: 't1', title: `rm -rf \u202e/ ${hostile}`, action: { kind: 'exec', command: `echo ok\u00a0;\u2066 rm -rf ~ #${hostile}\r\u001b[2K`, cwd }, finish: { status: 'succeeded', after: 3, result: hostile } }),
    says('t1', 'x'.repeat(MAX_TEXT + 5000)),
  ];

  test('shows markup as text and hidden characters as escapes', () =>
    inspecting(events, async (inspected) => {
      const { page } = inspected;
      await openTimeline(inspected);
      await page.getByRole('treeitem', { name: /rm -rf/ }).click();
      const command = page.getByLabel('command', { exact: true });
      await command.waitFor();
      assert.equal(await command.innerText(), 'echo ok\\u00a0;\\u2066 rm -rf ~ #<img src=x onerror=alert(1)>\\u202e txt.exe\\u0007\\u200b\\r\\u001b[2K');
      const whole = await page.evaluate(() => {
        const texts: string[] = [];
        const tags = new Set<string>();
        const walk = (root: ParentNode): void => {
          for (const element of root.querySelectorAll('*')) {
            tags.add(element.localName);
            for (const attribute of element.attributes) texts.push(attribute.value);
            for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.textContent ?? '');
            if (element.shadowRoot) walk(element.shadowRoot);
          }
        };
        walk(document.body);
        return { text: texts.join(''), tags: [...tags] };
      });
      assert.doesNotMatch(whole.text, /[\u202a-\u202e\u2066-\u2069\u200b\u0007\u001b]/);
      assert.ok(!whole.tags.includes('img'));
      assert.equal(whole.tags.filter((tag) => tag === 'script').length, 1);
      await screenshot(page, 'hostile');
    }));

  test('is cut where it is too long, and says so', () =>
    inspecting([...events.slice(0, 2), ...call({ step: 'c1', parent: 't1', title: 'long', action: { kind: 'exec', command: `echo ${'y'.repeat(MAX_TEXT * 2)}`, cwd } })], async (inspected) => {
      await openTimeline(inspected);
      await inspected.page.getByRole('treeitem', { name: /long/ }).click();
      await inspected.page.getByText('Only the beginning is shown; the whole is 390.6 KiB.').waitFor();
    }));
});

describe('what cannot be read', () => {
  test('an empty record says what to do, and is read when it is back', () =>
    inspecting([], async ({ page }, record) => {
      await page.getByText('The record does not begin with the start of a run.').waitFor();
      await record.add(tidyRun);
      await page.getByRole('button', { name: 'Read again' }).click();
      await page.getByRole('heading', { name: /Fix the rounding/ }).waitFor();
    }));
});

describe('accessibility', () => {
  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    test(`no serious fault in ${theme}`, () => {
      const access = liveAccess(waitingRun.length, ['a1']);
      return inspecting(
        waitingRun,
        async (inspected) => {
          const { page } = inspected;
          assert.deepEqual(await seriousViolations(page), []);
          await openTimeline(inspected);
          await page.getByRole('treeitem', { name: /npm publish/ }).click();
          await page.getByText('Its events').waitFor();
          assert.deepEqual(await seriousViolations(page), []);
          await screenshot(page, `${theme}-timeline`);
          await page.getByRole('tab', { name: /Raw/ }).click();
          await page.locator('signalbox-event summary').first().click();
          assert.deepEqual(await seriousViolations(page), []);
        },
        { access, theme },
      );
    });
    test(`no serious fault in the sealed run in ${theme}`, () => {
      const access = new ScriptedAccess();
      access.verification = { integrity: { state: 'passed', summary: 'Whole.', details: [] }, signature: { state: 'passed', summary: 'Valid.', details: [] }, trust: { state: 'unknown', summary: 'Not trusted.', details: [] }, linkage: { state: 'failed', summary: 'Wrong.', details: ['x: y'] }, notProven: ['z'] };
      return inspecting(
        tidyRun,
        async ({ page }) => {
          await page.getByRole('button', { name: 'Verify' }).click();
          await page.locator('[data-check=integrity]').waitFor();
          assert.deepEqual(await seriousViolations(page), []);
          await screenshot(page, `${theme}-glance`);
          await page.getByRole('tab', { name: /Changes/ }).click();
          assert.deepEqual(await seriousViolations(page), []);
        },
        { access, theme },
      );
    });
  }

  test('fits a narrow panel', () =>
    inspecting(
      tidyRun,
      async (inspected) => {
        await openTimeline(inspected);
        await inspected.page.getByRole('treeitem', { name: /npm publish/ }).click();
        await inspected.page.getByText('Ada Quist allowed it once in the quick pick').waitFor();
        await screenshot(inspected.page, 'narrow');
        assert.equal(await inspected.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
      },
      { width: 480, height: 800 },
    ));
});

describe('the page’s policy', () => {
  test('lets no foreign or inline script, style or connection through', () =>
    inspecting(tidyRun, async ({ page, complaints }) => {
      const blocked = await page.evaluate(async () => {
        const violations: string[] = [];
        document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        document.body.setAttribute('style', 'color: red');
        await fetch('/inspector.js').catch(() => undefined);
        const image = new Image();
        image.src = '/x.png';
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { violations: [...new Set(violations)].sort(), ran: Reflect.get(window, 'ran') === true };
      });
      assert.deepEqual(blocked, { violations: ['connect-src', 'img-src', 'script-src-elem', 'style-src-attr'], ran: false });
      complaints.length = 0;
    }));
});
