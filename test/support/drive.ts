/** A person for tests: answers what waits, one after another, until a run has ended. */
import type { GateConnection } from '../../src/gate/client-types.ts';
import type { Answer } from '../../src/gate/protocol.ts';
import type { Approval } from '../../src/model/approval.ts';
import type { RunEnd } from '../../src/model/outcome.ts';

export type Choice = Pick<Answer, 'answer' | 'reason' | 'ruleDigest'>;

/** @param choose says what to answer. @returns how the run ended, and what was asked in order. */
export async function answerAll(operator: GateConnection, run: string, choose: (approval: Approval) => Choice): Promise<{ end: RunEnd; folder: string; asked: Approval[] }> {
  const asked: Approval[] = [];
  const seen = new Set<string>();
  const look = () => {
    for (const approval of operator.state.approvals) {
      if (approval.run !== run || seen.has(approval.id)) continue;
      seen.add(approval.id);
      asked.push(approval);
      void operator.request('approval/answer', { approval: approval.id, digest: approval.digest, channel: 'other', ...choose(approval) });
    }
  };
  const off = operator.on('state', look);
  look();
  try {
    const { end, folder } = await operator.request('run/wait', { run });
    return { end, folder, asked };
  } finally {
    off();
  }
}
