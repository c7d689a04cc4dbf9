/** The inspector in a real Chromium, under its real policy, over a record that the project's writer wrote. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { MAX_TEXT } from '../../src/editor/inspector/protocol.ts';
import { call, RUN, says, started, tidyRun, told, waitingRun, type Timed } from '../fixtures/runs/tidy.ts';
import { bundleWebview, inspect, screenshot, ScriptedAccess, startBrowser, type Bundle, type Inspected, type Settings } from './harness.ts';
import { scriptedRecord, type ScriptedRecord } from './record.ts';
import { seriousViolations } from './accessibility.ts';

let browser: Browser;
let bundle: Bundle;
before(async () => {
  [browser, bundle] = await Promise.all([startBrowser(), bundleWebview()]);
});
after(() => browser.close());

const cwd = '/home/ada/parcel-rates';
const rule = { id: 'reads', text: '{ "id": "reads" }', layer: 'built-in' as const };

/** Opens a record of `events`, runs `body`, and fails on anything that the page complained about. */
async function inspecting(events: readonly Timed[], body: (inspected: Inspected, record: ScriptedRecord) => Promise<void>, settings: Settings = {}): Promise<void> {
  const record = await scriptedRecord(events);
  const inspected = await inspect(browser, bundle, record, settings);
  try {
    await body(inspected, record);
    assert.deepEqual(inspected.complaints, []);
  } finally {
    await inspected.close();
    await record.remove();
  }
}

/** As the gate would say of a run that is under way. */
function liveAccess(events: number, approvals: string[] = []): ScriptedAccess {
  const access = new ScriptedAccess();
  access.run = { run: RUN, agent: { id: 'demo', name: 'Demo agent' }, title: 'Publish', phase: approvals.length > 0 ? 'waiting' : 'running', startedAt: '2026-11-20T14:03:22.000Z', folder: '', events };
  access.approvals = approvals;
  return access;
}

const openTimeline = ({ page }: Inspected): Promise<void> => page.getByRole('tab', { name: /Timeline/ }).click();

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
      for (const question of ['What it could do', 'What really changed', 'How it ended', 'What it used', 'Gate alive']) assert.match(await row(question).innerText(), /unobserved/);
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
      const kept = await page.evaluate(() => Reflect.get(window, 'keptState')() as unknown);
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

async function expectSoon(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${condition.toString()}`);
}

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
    const events: Timed[] = [started0, told('t1', 'Read on.')];
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

const started0 = tidyRun[0]!;

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
  test('a record that is not there says what to do, and is read when it is back', async () => {
    const record = await scriptedRecord([]);
    const inspected = await inspect(browser, bundle, record);
    try {
      await inspected.page.getByText('The record does not begin with the start of a run.').waitFor();
      await record.add(tidyRun);
      await inspected.page.getByRole('button', { name: 'Read again' }).click();
      await inspected.page.getByRole('heading', { name: /Fix the rounding/ }).waitFor();
    } finally {
      await inspected.close();
      await record.remove();
    }
  });
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
