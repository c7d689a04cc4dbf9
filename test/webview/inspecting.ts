/** What every test of the inspector in a browser does: open a record, look, and complain of what the page complained about. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { RUN, type Timed } from '../fixtures/runs/tidy.ts';
import { bundleWebview, inspect, ScriptedAccess, startBrowser, type Bundle, type Inspected, type Settings } from './harness.ts';
import { scriptedRecord, type ScriptedRecord } from './record.ts';

let browser: Browser;
let bundle: Bundle;

/** One browser and one bundle for the tests of a file. */
export function useBrowser(): void {
  before(async () => {
    [browser, bundle] = await Promise.all([startBrowser(), bundleWebview()]);
  });
  after(() => browser.close());
}

/** Opens a record of `events`, runs `body`, and fails on anything that the page complained about. */
export async function inspecting(events: readonly Timed[], body: (inspected: Inspected, record: ScriptedRecord) => Promise<void>, settings: Settings = {}): Promise<void> {
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
export function liveAccess(events: number, approvals: string[] = []): ScriptedAccess {
  const access = new ScriptedAccess();
  access.run = { run: RUN, agent: { id: 'demo', name: 'Demo agent' }, title: 'Publish', phase: approvals.length > 0 ? 'waiting' : 'running', startedAt: '2026-11-20T14:03:22.000Z', folder: '', events };
  access.approvals = approvals;
  return access;
}

export const openTimeline = ({ page }: Inspected): Promise<void> => page.getByRole('tab', { name: /Timeline/ }).click();

export async function expectSoon(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`never: ${condition.toString()}`);
}
