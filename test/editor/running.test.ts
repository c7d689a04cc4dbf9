/** A real run in a real window: the task, the prompt for approvals, the record. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { approvalScheme, commands, taskType } from '../../src/editor/ids.ts';
import { eventsOf, pause, runFolders, until, type RawEvent } from './records.ts';

const quick = (command: string) => vscode.commands.executeCommand(`workbench.action.${command}`);

/** The gate tells its clients at once; this is more than at once, in ms. */
const heard = 500;

/** Requests that wait: requested, and neither answered nor decided. */
function waitingIn(events: readonly RawEvent[]): RawEvent[] {
  const settled = new Set(events.filter(({ type }) => type === 'decision.made').map(({ step }) => step));
  return events.filter(({ type, step }) => type === 'approval.requested' && !settled.has(step));
}

const shownTabs = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === approvalScheme);
const answersIn = (events: readonly RawEvent[]) => events.filter(({ type }) => type === 'approval.answered');

describe('running an agent', () => {
  let task: vscode.Task;
  let run: string;
  const exitCodes: (number | undefined)[] = [];
  let listening: vscode.Disposable;

  before(async () => {
    await vscode.extensions.getExtension('signalbox.signalbox')?.activate();
    listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.definition.type === taskType) exitCodes.push(exitCode);
    });
  });
  after(() => {
    listening.dispose();
  });

  /** Moves down from the first item and takes what is there, once the prompt accepts anything. */
  async function pickAt(moves: number): Promise<void> {
    await pause(900);
    for (let move = 0; move < moves; move++) await quick('quickOpenSelectNext');
    await pause(150);
    await quick('acceptSelectedQuickOpenItem');
  }

  it('lists agents as tasks that need no problem matcher', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: taskType });
    const demo = tasks.find(({ definition }) => definition['agent'] === 'demo');
    assert.ok(demo, `among ${tasks.map(({ name }) => name).join(', ')}`);
    assert.deepEqual(demo.problemMatchers, []);
    task = demo;
  });

  it('runs one as a task, which waits for a person', async () => {
    await vscode.tasks.executeTask(task);
    run = await until('a record', async () => (await runFolders()).at(-1));
    await until('a request for approval', async () => waitingIn(await eventsOf(run))[0]);
    await pause(heard);
  }).timeout(60_000);

  it('approves nothing by Enter on an untouched prompt, but shows the action whole', async () => {
    void vscode.commands.executeCommand(commands.reviewApprovals);
    for (let press = 0; press < 3; press++) {
      await pause(100);
      await quick('acceptSelectedQuickOpenItem');
    }
    await pause(900);
    await quick('acceptSelectedQuickOpenItem');
    const shown = await until('the document', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === approvalScheme));
    assert.ok(shown.getText().length > 0);
    await until('its tab', () => (shownTabs().length === 1 ? true : undefined));
    await pause(900);
    await quick('acceptSelectedQuickOpenItem');
    await pause(300);
    const events = await eventsOf(run);
    assert.equal(answersIn(events).length, 0);
    assert.equal(waitingIn(events).length, 1);
  });

  it('allows once what was shown, and the answer names its digest', async () => {
    const [request] = waitingIn(await eventsOf(run));
    await pickAt(1);
    const answer = await until('the answer', async () => answersIn(await eventsOf(run))[0]);
    assert.equal(answer.data['answer'], 'allow-once');
    assert.equal(answer.data['channel'], 'quick-pick');
    assert.equal(answer.data['selfApproved'], true);
    assert.equal(answer.data['digest'], request?.data['digest']);
    assert.equal(answer.data['shown'], request?.data['shown']);
    await until('the tab that showed it to be closed', () => (shownTabs().length === 0 ? true : undefined));
  });

  it('denies a row of the tree only for the digest that the row was drawn with', async () => {
    const request = await until('another request', async () => waitingIn(await eventsOf(run))[0]);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const row = (digest: unknown) => ({ subject: { kind: 'approval', folder: folder?.uri.fsPath, approval: request.data['approval'], digest } });
    await vscode.commands.executeCommand(commands.deny, row('0'.repeat(64)));
    assert.equal(waitingIn(await eventsOf(run)).length, 1);
    await vscode.commands.executeCommand(commands.deny, row(request.data['digest']));
    const answer = await until('the answer', async () => answersIn(await eventsOf(run))[1]);
    assert.deepEqual([answer.data['answer'], answer.data['channel']], ['deny', 'tree']);
  });

  it('ends with the run, and the record is sealed', async () => {
    await until('the seal', async () => {
      const events = await eventsOf(run);
      const [request] = waitingIn(events);
      if (request !== undefined) {
        const [folder] = vscode.workspace.workspaceFolders ?? [];
        await vscode.commands.executeCommand(commands.deny, { kind: 'approval', folder: folder?.uri.fsPath, approval: request.data['approval'], digest: request.data['digest'] });
      }
      return events.find(({ type }) => type === 'run.sealed');
    }, 50_000);
    await until('the exit code of the task', () => (exitCodes.length > 0 ? exitCodes : undefined));
    assert.deepEqual(exitCodes, [0]);
  }).timeout(60_000);

  it('stops the run when the task is ended', async () => {
    const execution = await vscode.tasks.executeTask(task);
    const second = await until('another record', async () => (await runFolders()).find((dir) => dir !== run));
    await until('a request for approval', async () => waitingIn(await eventsOf(second))[0]);
    execution.terminate();
    const sealed = await until('the seal', async () => (await eventsOf(second)).find(({ type }) => type === 'run.sealed'), 30_000);
    assert.equal(sealed.data['end'], 'stopped');
  }).timeout(60_000);
});
