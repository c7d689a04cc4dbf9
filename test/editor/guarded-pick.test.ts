/** The prompt for approvals in the editor's real quick input, over a queue of the test's own. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { GRACE } from '../../src/editor/approving/accept-guard.ts';
import { guardedPick, type PickContent } from '../../src/editor/approving/guarded-pick.ts';
import { pause } from './records.ts';

const quick = (command: string) => vscode.commands.executeCommand(`workbench.action.${command}`);
const settled = 900;

describe('the prompt for approvals', () => {
  let content: PickContent<string> | undefined;
  let changed: () => void = () => undefined;
  let seen = 0;
  const onChange = (listener: () => void) => {
    changed = listener;
    return () => (changed = () => undefined);
  };
  const open = () => guardedPick<string>({ content: () => content, onChange });

  beforeEach(() => {
    seen = 0;
    content = {
      title: 'An agent asks',
      placeholder: 'npm publish',
      items: [
        {
          label: 'See it whole',
          harmless: true,
          stay: () => {
            seen++;
            return Promise.resolve();
          },
        },
        { label: 'Allow once', value: 'once' },
        { label: 'Deny', value: 'deny' },
      ],
    };
  });
  afterEach(() => quick('closeQuickOpen'));

  it('takes no key that was on its way when it appeared', async () => {
    // On a busy machine keys may take too long to have been on their way.
    for (let tooLate = true; tooLate; ) {
      const start = Date.now();
      const picked = open();
      await quick('quickOpenSelectNext');
      await quick('acceptSelectedQuickOpenItem');
      tooLate = Date.now() - start >= GRACE;
      await pause(200);
      await quick('closeQuickOpen');
      if (tooLate) seen = 0;
      else assert.deepEqual(await picked, { how: 'left' });
    }
    assert.equal(seen, 0);
  });

  it('does only what is harmless by Enter on an untouched prompt', async () => {
    const picked = open();
    await pause(settled);
    await quick('acceptSelectedQuickOpenItem');
    await pause(settled);
    await quick('acceptSelectedQuickOpenItem');
    await pause(200);
    assert.equal(seen, 2);
    await quick('closeQuickOpen');
    assert.deepEqual(await picked, { how: 'left' });
  });

  it('takes what the person moved to', async () => {
    const picked = open();
    await pause(settled);
    await quick('quickOpenSelectNext');
    await pause(200);
    await quick('acceptSelectedQuickOpenItem');
    assert.deepEqual(await picked, { how: 'picked', value: 'once' });
  });

  it('takes what was moved to too soon when the person insists', async () => {
    const picked = open();
    await quick('quickOpenSelectNext');
    await pause(settled);
    await quick('acceptSelectedQuickOpenItem');
    await quick('acceptSelectedQuickOpenItem');
    assert.equal(await Promise.race([picked, pause(settled)]), undefined, 'the move, and keys in one breath, may have been meant for something else');
    await quick('acceptSelectedQuickOpenItem');
    assert.deepEqual(await picked, { how: 'picked', value: 'once' });
  });

  it('stays when something else takes the focus while it appears, and is left by that later', async () => {
    const picked = open();
    await quick('focusSideBar');
    assert.equal(await Promise.race([picked, pause(settled)]), undefined);
    await quick('focusQuickOpen');
    await quick('focusSideBar');
    assert.deepEqual(await picked, { how: 'left' });
  });

  it('ends when what it shows does not wait any more', async () => {
    const picked = open();
    await pause(settled);
    await quick('quickOpenSelectNext');
    content = undefined;
    changed();
    assert.deepEqual(await picked, { how: 'gone' });
  });

  it('keeps what is active when the queue grows above it', async () => {
    const picked = open();
    await pause(settled);
    await quick('quickOpenSelectNext');
    await pause(200);
    assert.ok(content);
    content = { ...content, items: [{ label: 'Newcomer', value: 'newcomer' }, ...content.items] };
    changed();
    await pause(200);
    await quick('acceptSelectedQuickOpenItem');
    assert.deepEqual(await picked, { how: 'picked', value: 'once' });
  });

  it('is not there at all when nothing waits', async () => {
    content = undefined;
    assert.deepEqual(await open(), { how: 'gone' });
  });
});
