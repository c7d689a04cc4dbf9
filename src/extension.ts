/** Composition root of the extension: builds everything in order and passes it on. Nothing heavy happens here. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { AddedAgents } from './editor/agents/added.ts';
import { GatingCommands } from './editor/agents/gating.ts';
import { ImportCommand } from './editor/agents/importing.ts';
import { InstallCommands } from './editor/agents/installing.ts';
import { UngatedNotice } from './editor/agents/ungated-notice.ts';
import { Answers } from './editor/approving/answers.ts';
import { approvalNotice, questionNotice, WaitingNotice } from './editor/approving/notice.ts';
import { PairingRequests } from './editor/approving/pairings.ts';
import { Review } from './editor/approving/review.ts';
import { WaitingStatus } from './editor/approving/status.ts';
import { WholeDocuments } from './editor/approving/whole.ts';
import { ApprovalCommands } from './editor/commands/approval-commands.ts';
import { chooseFolder, chooseRun } from './editor/commands/choose.ts';
import { RecordCommands } from './editor/commands/record-commands.ts';
import { registerCommands } from './editor/commands/registry.ts';
import { RunCommands } from './editor/commands/run-commands.ts';
import { ContextKey } from './editor/context-key.ts';
import { GateLinks } from './editor/gate/gate-links.ts';
import { linkMaker } from './editor/gate/link-maker.ts';
import { EditorSecrets, secretHome } from './editor/gate/secrets.ts';
import { Transcripts } from './editor/gate/transcripts.ts';
import { questionsIn, Waited, waitingIn } from './editor/gate/waiting.ts';
import { commands, contexts, inspectorPanel, taskType, views } from './editor/ids.ts';
import { Inspecting } from './editor/inspecting.ts';
import { OpenInputs } from './editor/open-inputs.ts';
import { FeedbackCommands } from './editor/policy/feedback-commands.ts';
import { PolicyHistory } from './editor/policy/history.ts';
import { openPolicy } from './editor/policy/open-policy.ts';
import { PolicyCommands } from './editor/policy/policy-commands.ts';
import { policyFilesOf } from './editor/policy/policy-files.ts';
import { PolicyHelp } from './editor/policy/policy-help.ts';
import { PolicyProblems } from './editor/policy/policy-problems.ts';
import { Reports } from './editor/policy/reports.ts';
import { RuleTrials, trialWords } from './editor/policy/rule-trial.ts';
import { Answering } from './editor/questions/answering.ts';
import { RecordWatcher } from './editor/records/record-watcher.ts';
import { RunDisk, runFolderOf } from './editor/records/run-disk.ts';
import { subjectOf } from './editor/subject.ts';
import { askPrompt } from './editor/tasks/ask-prompt.ts';
import { recentPrompts } from './editor/tasks/prompts.ts';
import { RunTerminals } from './editor/tasks/pseudoterminal.ts';
import { RunTasks } from './editor/tasks/provider.ts';
import { Ticker } from './editor/ticker.ts';
import { AgentsModel } from './editor/views/agents-model.ts';
import { ApprovalsModel } from './editor/views/approvals-model.ts';
import { RulesModel } from './editor/views/rules-model.ts';
import { RunsModel } from './editor/views/runs-model.ts';
import { showTree } from './editor/views/tree-view.ts';
import type { AgentStatus } from './gate/protocol.ts';

/** How often ages are looked at, in ms; they are drawn when they read differently. */
const TICK = 1000;

/** The editor shows no notification of its own when an extension fails to activate. */
export function activate(context: vscode.ExtensionContext): void {
  try {
    compose(context);
  } catch (error) {
    void vscode.window.showErrorMessage(`Signalbox could not start: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

function compose(context: vscode.ExtensionContext): void {
  const own = <T extends { dispose(): unknown }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const dist = join(context.extensionPath, 'dist');
  const { version } = context.extension.packageJSON as { version: string };
  const log = own(vscode.window.createOutputChannel('Signalbox', { log: true }));

  const secrets = new EditorSecrets(secretHome(context.secrets, context.globalState, vscode.env.uiKind === vscode.UIKind.Web));
  const links = own(new GateLinks(linkMaker({ dist, version, secrets, log })));
  const transcripts = new Transcripts();
  const waiting = () => waitingIn(links.all());
  const questions = () => questionsIn(links.all());

  const disk = new RunDisk(async (dir) => (await import('./editor/records/follow.ts')).followRecord(dir));
  const agents = new AgentsModel({
    folders: links,
    list: async (folder) => (await links.of(folder)?.request('agents/list', {}))?.agents ?? [],
  });
  const runs = new RunsModel(links, disk, Date.now);
  const approvals = new ApprovalsModel(links, Date.now);
  const history = new PolicyHistory((folder) => disk.list(folder));
  const rules = new RulesModel({ folders: links, files: policyFilesOf, history, now: Date.now });

  const visible = new Set<string>();
  const onVisible = (view: string) => (shown: boolean) => {
    if (shown) visible.add(view);
    else visible.delete(view);
    links.show(visible.size > 0);
  };
  own(showTree(views.agents, agents, onVisible(views.agents)));
  own(showTree(views.runs, runs, onVisible(views.runs)));
  own(showTree(views.rules, rules, onVisible(views.rules)));
  const approvalsTree = own(showTree(views.approvals, approvals, onVisible(views.approvals)));

  const answers = new Answers(links);
  const whole = own(new WholeDocuments());
  const trials = new RuleTrials(dist);
  const inputs = new OpenInputs(() => void vscode.commands.executeCommand('workbench.action.focusQuickOpen'));
  const review = new Review({ waiting, onChange: (listener) => links.onChange(listener), answers, whole, inputs, tryRule: async (folder, rule) => trialWords(await trials.of(folder, rule)) });
  const status = own(new WaitingStatus(approvalsTree.view));
  const answering = new Answering({
    waiting: questions,
    onChange: (listener) => links.onChange(listener),
    links,
    show: ({ id, digest }, text) => whole.openText({ path: `/${id}/${digest.slice(0, 12)}/question`, text }),
  });
  const answerQuestion = async (id?: string) => {
    if (!inputs.goBack()) await inputs.hold(() => answering.answer(id));
  };
  const busy = () => review.active || answering.active;
  const notice = own(new WaitingNotice({ ...approvalNotice, busy }));
  const questionCall = own(new WaitingNotice({ ...questionNotice, busy }));
  const ungated = new UngatedNotice();
  const pairings = new PairingRequests(links);
  const policyProblems = own(new PolicyProblems());
  own(new PolicyHelp(history));
  const reports = own(new Reports());

  const terminals = own(new RunTerminals());
  const ask = async (folder: string, agent: Pick<AgentStatus, 'id' | 'name'>) => {
    const recent = await recentPrompts(disk, folder, agent.id);
    return inputs.hold(() => askPrompt(agent.name, recent));
  };
  const tasks = new RunTasks({ links, agents: (folder) => agents.agents(folder), transcripts, terminals, ask });
  own(vscode.tasks.registerTaskProvider(taskType, tasks));

  const inspector = own(new Inspecting({ extensionUri: context.extensionUri, dist, links, review: (approval) => review.one(approval), answer: answerQuestion, log }));
  own(vscode.window.registerWebviewPanelSerializer(inspectorPanel, inspector));

  const [waitingKey, liveKey] = [new ContextKey(contexts.waiting), new ContextKey(contexts.live)];
  const ticker = own(
    new Ticker(TICK, () => {
      runs.tick();
      approvals.tick();
      status.draw(waiting(), questions());
    }),
  );
  own({ dispose: links.each((link) => link.on('log', ({ level, text }) => log[level](text))) });
  const waited = new Waited();
  const draw = () => {
    const [folders, queue, asked] = [links.all(), waiting(), questions()];
    const live = folders.some((folder) => folder.status.state?.runs.some((run) => run.phase !== 'ended'));
    waitingKey.set(queue.length + asked.length > 0);
    liveKey.set(live);
    ticker.run(live || queue.length + asked.length > 0);
    status.draw(queue, asked);
    notice.draw(queue.map(({ approval }) => approval.id));
    questionCall.draw(asked.map(({ question }) => question.id));
    pairings.draw(folders);
    void whole.close(waited.settled(folders));
    ungated.draw(folders);
    policyProblems.draw(folders);
  };
  own({ dispose: links.onChange(draw) });
  draw();

  const onRuns = (folder: string) => {
    runs.refresh();
    history.refresh();
    void links.of(folder)?.joinLive();
  };
  const watcher = own(new RecordWatcher(onRuns, () => agents.refresh()));

  const runCommands = new RunCommands({ links, agents: (folder) => agents.agents(folder), tasks, terminals, transcripts, disk, ask, inputs, movedAt: (dir) => runs.movedAt(dir) });
  const agentParts = { links, agents: (folder: string) => agents.agents(folder), refresh: () => agents.refresh() };
  const gating = new GatingCommands(agentParts);
  const installing = own(new InstallCommands(agentParts));
  const added = new AddedAgents({ ...agentParts, inputs });
  const importing = new ImportCommand({ ...agentParts, inspect: (target) => inspector.open(target) });
  const recordCommands = new RecordCommands({ disk, folders: links, dist });
  const approvalCommands = new ApprovalCommands({ review, answers, whole, waiting, movedAt: () => approvals.movedAt });
  const policyCommands = new PolicyCommands({ dist, disk, links, history, reports });
  const feedback = new FeedbackCommands({ dist, disk, waiting, dirOf: runFolderOf });
  const answerPairing = (accepted: boolean) => (argument: unknown) => {
    const subject = subjectOf('pairing', argument);
    return subject === undefined ? undefined : pairings.answer(subject.folder, subject.pairing, accepted);
  };
  own(
    registerCommands(
      {
        [commands.runAgent]: (argument) => runCommands.runAgent(argument),
        [commands.gateHere]: (argument) => gating.gateHere(argument),
        [commands.ungateHere]: (argument) => gating.ungateHere(argument),
        [commands.installAgent]: (argument) => installing.install(argument),
        [commands.openAgentPage]: (argument) => installing.openPage(argument),
        [commands.addAgent]: (argument) => added.add(argument),
        [commands.removeAgent]: (argument) => added.remove(argument),
        [commands.openAgentsFile]: (argument) => added.open(argument),
        [commands.importTranscript]: (argument) => importing.run(argument),
        [commands.continueRun]: (argument) => runCommands.continueRun(argument),
        [commands.stopAgent]: (argument) => runCommands.stopAgent(argument),
        [commands.stopRun]: (argument) => runCommands.stopRun(argument),
        [commands.cancelTurn]: (argument) => runCommands.cancelTurn(argument),
        [commands.sendPrompt]: (argument) => inputs.hold(() => runCommands.sendPrompt(argument)),
        [commands.showTerminal]: (argument) => runCommands.showTerminal(argument),
        [commands.inspectRun]: async (argument) => {
          const run = await chooseRun(argument, disk, 'Inspect which run?');
          if (run !== undefined) await inspector.open({ folder: run.folder, run: run.run, dir: run.dir });
        },
        [commands.revealRecord]: (argument) => recordCommands.reveal(argument),
        [commands.verifyRun]: (argument) => recordCommands.verify(argument),
        [commands.copyRunId]: (argument) => recordCommands.copyId(argument),
        [commands.openPolicy]: openPolicy,
        [commands.showLog]: () => log.show(true),
        [commands.refresh]: () => {
          agents.refresh();
          runs.refresh();
        },
        [commands.connect]: async (argument) => {
          const folder = await chooseFolder(argument);
          if (folder !== undefined) await links.of(folder.uri.fsPath)?.open();
        },
        // From the status bar and the row of a run: whatever waits.
        [commands.reviewApprovals]: () => (waiting().length === 0 && questions().length > 0 ? answerQuestion() : review.queue()),
        [commands.answerQuestion]: (argument) => answerQuestion(subjectOf('question', argument)?.question),
        [commands.declineQuestion]: (argument) => answering.declineOne(subjectOf('question', argument)?.question ?? ''),
        [commands.reviewApproval]: (argument) => approvalCommands.reviewOne(argument),
        [commands.seeWhole]: (argument) => approvalCommands.seeWhole(argument),
        [commands.allowOnce]: (argument) => approvalCommands.allowOnce(argument),
        [commands.deny]: (argument) => approvalCommands.deny(argument),
        [commands.denyWithReason]: (argument) => approvalCommands.denyWithReason(argument),
        [commands.acceptPairing]: answerPairing(true),
        [commands.refusePairing]: answerPairing(false),
        [commands.replayRun]: (argument) => policyCommands.replayRun(argument),
        [commands.replayAll]: (argument) => policyCommands.replayAll(argument),
        [commands.previewPolicy]: (argument) => policyCommands.preview(argument),
        [commands.showPolicyUse]: (argument) => policyCommands.showUse(argument),
        [commands.revoke]: (argument) => policyCommands.revoke(argument),
        [commands.acceptOffer]: (argument) => policyCommands.acceptOffer(argument),
        [commands.markFalse]: (argument) => feedback.markFalse(argument),
        [commands.markMissed]: (argument) => feedback.markMissed(argument),
      },
      log,
    ),
  );
  watcher.start();
}
