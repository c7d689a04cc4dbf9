/** What `verify --require` can demand beyond a whole, signed record. */
import type { VerifyReport } from '../record/verify.ts';

export const requirements = ['trusted', 'reviewed', 'linked', 'no-reported-writes'] as const;
export type Requirement = (typeof requirements)[number];

export function isRequirement(name: string): name is Requirement {
  return (requirements as readonly string[]).includes(name);
}

/** Why a report does not meet a requirement: no sentence, or one. */
export function unmet(requirement: Requirement, report: VerifyReport): string[] {
  switch (requirement) {
    case 'trusted':
      return report.trust.status === 'trusted' ? [] : ['The key is not one that allowed_signers trusts.'];
    case 'linked':
      return report.linkage.status === 'linked' ? [] : ['The tree after the run is in no commit of this repository.'];
    case 'reviewed':
      return ['No second person has signed for this run: there is no format for a review yet.'];
    case 'no-reported-writes':
      return (report.summary?.calls.unasked ?? 1) === 0 ? [] : ['The agent did something without asking, known only from its own report.'];
  }
}
