/** What a command does: how much that matters, and in words. */
import type { Severity } from '../../model/decision.ts';
import type { Does } from '../commands/types.ts';

export const severities: Record<Does, Severity> = {
  writes: 'medium',
  deletes: 'high',
  'runs-code': 'medium',
  network: 'medium',
  'changes-repository': 'medium',
  option: 'medium',
  privilege: 'high',
  persists: 'high',
  system: 'high',
  environment: 'high',
  'dumps-secrets': 'high',
  unknown: 'medium',
  catastrophic: 'catastrophic',
};

export const reasons: Record<Does, string> = {
  writes: 'writes files',
  deletes: 'deletes files',
  'runs-code': 'runs code that the guard does not read',
  network: 'talks to the network',
  'changes-repository': 'changes the repository',
  option: 'has an option by which it may do more than it usually does',
  privilege: 'asks for more rights',
  persists: 'leaves something that runs later',
  system: 'changes the system',
  environment: 'changes what other programs run',
  'dumps-secrets': 'can print secrets',
  unknown: 'what it does is not known',
  catastrophic: 'cannot be undone',
};
