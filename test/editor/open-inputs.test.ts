/** What the approval prompt leaves alone, and what it cleans up, in the editor's real quick input and tabs; the queue is the test's own. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Approval } from '../../src/model/approval.ts';
import type { GivenAnswer, Shown } from '../../src/editor/approving/answers.ts';
import { Review } from '../../src/editor/approving/review.ts';
import { WholeDocuments } from '../../src/editor/approving/whole.ts';
import { Listeners } from '../../src/editor/listeners.ts';
import { OpenInputs } from '../../src/editor/open-inputs.ts';
import { pause, until } from './records.ts';

const quick = (command: string) => vscode.commands.executeCommand(`workbench.action.${command}`);
const settled = 900;

const approvalOf = (id: string, presentation: Approval['presentation'] = { form: 'document', title: id, language: 'plaintext', text: `${id}\n` }): Approval => ({
  id,
  run: 'run',
  step: id,
  agent: 'An agent',
  title: `npm run ${id}`,
  kind: 'exec',
  digest: id.repeat(64),
  shown: 's'.repeat(64),
  presentation,
  findings: [],
  rule: { id: 'ask', text: '{}', layer: 'built-in' },
  reason: 'no rule allows it',
  requestedAt: new Date().toISOString(),
});

describe('an input that a person has open', () => {
  const changed = new Listeners<void>();
  const inputs = new OpenInputs(() => void quick('focusQuickOpen'));
  let queue: Approval[] = [];
  let given: [string, GivenAnswer['answer']][] = [];
  let heard: Promise<void> = Promise.resolve();
  let hear: () => void = () => undefined;
  const review = new Review({
    waiting: () => queue.map((approval) => ({ folder: '/w', approval, task: 'Fix it' })),
    onChange: (listener) => changed.add(listener),
    inputs,
    whole: { open: () => Promise.resolve(), openRule: () => Promise.resolve() },
    tryRule: () => Promise.resolve(''),
    answers: {
      give: async ({ approval }: Shown, { answer }: GivenAnswer) => {
        given.push([approval, answer]);
        await heard;
        queue = queue.filter(({ id }) => id !== approval);
        changed.fire();
        return true;
      },
    },
  });
  const shownOf = ({ id, digest }: Approval): Shown => ({ folder: '/w', approval: id, digest, channel: 'tree' });
  const pending = async (work: Promise<unknown>) => (await Promise.race([work.then(() => 'done'), pause(settled).then(() => 'open')])) === 'open';

  beforeEach(() => {
    queue = ['a', 'b', 'c'].map((id) => approvalOf(id));
    given = [];
    heard = new Promise((resolve) => (hear = resolve));
  });
  afterEach(() => quick('closeQuickOpen'));

  it('stays when the prompt would go on to what else waits', async () => {
    const reviewed = review.one('a');
    await pause(settled);
    await quick('quickOpenSelectNext');
    await pause(200);
    await quick('acceptSelectedQuickOpenItem');
    await until('the answer', () => given[0]);
    const denied = review.denyWithReason(shownOf(queue[1]!));
    await pause(200);
    hear();
    await reviewed;
    assert.equal(await pending(denied), true, 'the box for the reason is still there');
    assert.deepEqual(given, [['a', 'allow-once']]);
    await quick('closeQuickOpen');
    assert.equal(await denied, false);
  });

  it('stays when something else is to be reviewed or denied; without it that opens', async () => {
    const denied = review.denyWithReason(shownOf(queue[0]!));
    await pause(200);
    await Promise.all([review.queue(), review.one('b'), review.denyWithReason(shownOf(queue[2]!))]);
    assert.equal(await pending(denied), true);
    await quick('closeQuickOpen');
    assert.equal(await denied, false);
    const reviewed = review.one('b');
    assert.equal(await pending(reviewed), true, 'the prompt is open');
    await quick('closeQuickOpen');
    await reviewed;
    assert.deepEqual(given, []);
  });
});

describe('the tabs of approvals', () => {
  const whole = new WholeDocuments();
  const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)).filter((label) => label.includes('asked by An agent'));
  const files = (...names: string[]) => ({ form: 'diff' as const, title: 't', files: names.map((path) => ({ path, before: 'a\n', after: 'b\n' })) });
  after(async () => {
    await quick('closeAllEditors');
    whole.dispose();
  });

  it('are closed when they are answered, and no others; the editor in front stays there', async () => {
    const own = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'mine' }), { preview: false });
    const [several, alike, pinned] = [approvalOf('e', files('x.txt', 'y.txt')), approvalOf('f', files('x.txt', 'y.txt')), approvalOf('g', files('z.txt'))];
    await whole.open(pinned);
    await until('the diff', () => (labels().length === 1 ? true : undefined));
    await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', 1);
    await quick('pinEditor');
    await whole.open(several);
    await until('the diff of several files', () => (labels().length === 2 ? true : undefined));
    await vscode.window.showTextDocument(own.document, { preview: false });
    await whole.close(['other', alike.id, pinned.id]);
    assert.equal(labels().length, 2, 'one waits, the other is pinned');
    await whole.close([several.id]);
    await until('the tab to be closed', () => (labels().length === 1 ? true : undefined));
    assert.match(labels()[0]!, /z\.txt/);
    assert.equal(vscode.window.activeTextEditor?.document, own.document);
  });
});
