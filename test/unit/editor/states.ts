/** Plain data for the models of the editor. */
import type { Approval } from '../../../src/model/approval.ts';
import type { Question } from '../../../src/model/question.ts';
import type { GateState, LiveRun } from '../../../src/gate/protocol.ts';
import type { LinkStatus } from '../../../src/editor/gate/gate-link.ts';
import type { FolderState, Folders } from '../../../src/editor/gate/folders.ts';
import { Listeners } from '../../../src/editor/listeners.ts';

export const digest = 'd'.repeat(64);

export function approvalOf(change: Partial<Approval> = {}): Approval {
  return {
    id: 'approval-1',
    run: 'run-1',
    step: 'step-1',
    agent: 'Demo agent',
    title: 'npm publish',
    kind: 'exec',
    digest,
    shown: 's'.repeat(64),
    presentation: { form: 'document', title: 'npm publish', language: 'shellscript', text: 'npm publish\n' },
    findings: [],
    rule: { id: 'built-in.ask', text: '{}', layer: 'built-in' },
    reason: 'no rule allows it',
    requestedAt: '2026-11-22T10:00:00.000Z',
    ...change,
  };
}

export function questionOf(change: Partial<Question> = {}): Question {
  return { id: 'question-1', run: 'run-1', agent: 'Demo agent', asked: { mode: 'form', message: 'Which colour?', fields: [] }, digest, requestedAt: '2026-11-22T10:00:00.000Z', ...change };
}

export function liveRunOf(change: Partial<LiveRun> = {}): LiveRun {
  return {
    run: 'run-1',
    agent: { id: 'demo', name: 'Demo agent' },
    title: 'Fix the tests',
    phase: 'running',
    startedAt: '2026-11-22T09:59:00.000Z',
    folder: '/w/.signalbox/runs/2026-11/run-1',
    events: 3,
    ...change,
  };
}

export function stateOf(change: Partial<GateState> = {}): GateState {
  return { revision: 1, runs: [], approvals: [], pairings: [], policy: { digest, posture: 'ask', problems: [] }, ...change };
}

/** Folders whose states a test sets. */
export class FolderStates implements Folders {
  private states: FolderState[] = [];
  private readonly changed = new Listeners<void>();

  all(): FolderState[] {
    return this.states;
  }

  onChange(listener: () => void): () => void {
    return this.changed.add(listener);
  }

  set(...folders: { path: string; status?: LinkStatus; state?: GateState }[]): void {
    this.states = folders.map(({ path, status, state }) => ({
      path,
      name: path.split('/').at(-1) ?? path,
      status: status ?? (state === undefined ? { phase: 'off' } : { phase: 'connected', state }),
    }));
    this.changed.fire();
  }
}
