/** Every id that package.json and the code share, once. `scripts/check-manifest.ts` compares them with the manifest. */

export const commands = {
  runAgent: 'signalbox.runAgent',
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
  acceptPairing: 'signalbox.acceptPairing',
  refusePairing: 'signalbox.refusePairing',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const container = 'signalbox';

export const views = { agents: 'signalbox.agents', runs: 'signalbox.runs', approvals: 'signalbox.approvals' } as const;

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
