/** Carries a person's answer to the gate, and explains one that did not count. */
import * as vscode from 'vscode';
import type { Channel } from '../../model/approval.ts';
import type { Answer } from '../../gate/protocol.ts';
import type { GateLink } from '../gate/gate-link.ts';

/** What was shown to the person; the answer is bound to it. */
export interface Shown {
  folder: string;
  approval: string;
  digest: string;
  channel: Channel;
}

export type GivenAnswer = Pick<Answer, 'answer' | 'reason' | 'ruleDigest'>;

export class Answers {
  private readonly links: { of(folder: string): GateLink | undefined };

  constructor(links: { of(folder: string): GateLink | undefined }) {
    this.links = links;
  }

  /** @returns whether the answer counted. Where it did not, the person has been told why. */
  async give({ folder, approval, digest, channel }: Shown, given: GivenAnswer): Promise<boolean> {
    const link = this.links.of(folder);
    if (link === undefined) return this.explain('The folder of this approval is not open any more.');
    try {
      const result = await link.request('approval/answer', { approval, digest, channel, ...given });
      return result.accepted || this.explain(result.message);
    } catch (error) {
      return this.explain(error instanceof Error ? error.message : String(error));
    }
  }

  private explain(message: string): false {
    void vscode.window.showWarningMessage(`Signalbox: your answer did not count. ${message}`);
    return false;
  }
}
