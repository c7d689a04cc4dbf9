/** Every id that package.json and the code share, once. `scripts/check-manifest.ts` compares them with the manifest. */

export const commands = {
  runAgent: 'signalbox.runAgent',
  gateHere: 'signalbox.gateHere',
  ungateHere: 'signalbox.ungateHere',
  installAgent: 'signalbox.installAgent',
  openAgentPage: 'signalbox.openAgentPage',
  addAgent: 'signalbox.addAgent',
  removeAgent: 'signalbox.removeAgent',
  openAgentsFile: 'signalbox.openAgentsFile',
  importTranscript: 'signalbox.importTranscript',
  continueRun: 'signalbox.continueRun',
  stopAgent: 'signalbox.stopAgent',
  stopRun: 'signalbox.stopRun',
  cancelTurn: 'signalbox.cancelTurn',
  sendPrompt: 'signalbox.sendPrompt',
  inspectRun: 'signalbox.inspectRun',
  showTerminal: 'signalbox.showTerminal',
  revealRecord: 'signalbox.revealRecord',
  verifyRun: 'signalbox.verifyRun',
  copyRunId: 'signalbox.copyRunId',
  openPolicy: 'signalbox.openPolicy',
  showLog: 'signalbox.showLog',
  refresh: 'signalbox.refresh',
  connect: 'signalbox.connect',
  reviewApprovals: 'signalbox.reviewApprovals',
  reviewApproval: 'signalbox.reviewApproval',
  seeWhole: 'signalbox.seeWhole',
  allowOnce: 'signalbox.allowOnce',
  deny: 'signalbox.deny',
  denyWithReason: 'signalbox.denyWithReason',
  answerQuestion: 'signalbox.answerQuestion',
  declineQuestion: 'signalbox.declineQuestion',
  acceptPairing: 'signalbox.acceptPairing',
  refusePairing: 'signalbox.refusePairing',
  replayRun: 'signalbox.replayRun',
  replayAll: 'signalbox.replayAll',
  previewPolicy: 'signalbox.previewPolicy',
  showPolicyUse: 'signalbox.showPolicyUse',
  revoke: 'signalbox.revoke',
  acceptOffer: 'signalbox.acceptOffer',
  markFalse: 'signalbox.markFalse',
  markMissed: 'signalbox.markMissed',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const container = 'signalbox';

export const views = { agents: 'signalbox.agents', runs: 'signalbox.runs', approvals: 'signalbox.approvals', rules: 'signalbox.rules' } as const;

export const settings = {
  notify: 'signalbox.approvals.notify',
  reveal: 'signalbox.terminal.reveal',
} as const;

/** Keys for `when` clauses. */
export const contexts = {
  /** Something waits for a person. */
  waiting: 'signalbox.waiting',
  /** At least one run is live. */
  live: 'signalbox.live',
} as const;

export const taskType = 'signalbox';
/** Panels of the inspector. */
export const inspectorPanel = 'signalbox.inspector';
/** The status bar item. */
export const waitingItem = 'signalbox.waiting-item';
/** Scheme of the read-only documents that show an approval whole. */
export const approvalScheme = 'signalbox-approval';
/** Scheme of the read-only documents about the policy. */
export const reportScheme = 'signalbox-report';
