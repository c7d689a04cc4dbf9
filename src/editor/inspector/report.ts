/** The report of *Verify* in the inspector's words. */
import type { VerifyReport } from '../../record/verify.ts';
import type { Check, Verification } from './protocol.ts';

const MAX_DETAILS = 100;

function integrity({ integrity: { ok, problems }, sealed, events }: VerifyReport): Check {
  const details = problems.slice(0, MAX_DETAILS).map((one) => `${one.code}: ${one.message}`);
  if (ok) return { state: 'passed', summary: `Every byte of ${events} events and their blobs is what the receipt says.`, details };
  const onlyOpen = problems.every((one) => one.code === 'not-sealed');
  if (onlyOpen && !sealed) return { state: 'unknown', summary: 'The run is not sealed, so nothing says what the record must be. Its chain holds.', details };
  return { state: 'failed', summary: `${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} not as recorded.`, details };
}

function signature({ signature: { status, fingerprint, problems } }: VerifyReport): Check {
  const details = problems.slice(0, MAX_DETAILS).map((one) => `${one.code}: ${one.message}`);
  switch (status) {
    case 'valid':
      return { state: 'passed', summary: `Valid, by the key ${fingerprint ?? ''}.`, details };
    case 'invalid':
      return { state: 'failed', summary: 'The signature does not fit the receipt.', details };
    case 'none':
      return { state: 'unknown', summary: 'There is no signature: the run has no receipt.', details };
  }
}

function trust({ trust: found }: VerifyReport): Check {
  if (found.status === 'trusted') return { state: 'passed', summary: `The key is allowed, as ${found.as}.`, details: [`${found.source}, line ${found.line}`] };
  return { state: 'unknown', summary: found.status === 'not-checked' ? `Not checked: ${found.reason}` : `The key is not trusted: ${found.reason}`, details: [] };
}

function linkage({ linkage: { status, commits } }: VerifyReport): Check {
  switch (status) {
    case 'linked':
      return { state: 'passed', summary: 'The recorded tree is in this repository.', details: commits.slice(0, MAX_DETAILS).map((commit) => `commit ${commit}`) };
    case 'not-found':
      return { state: 'unknown', summary: 'The recorded tree is in no commit of this repository.', details: [] };
    case 'no-repository':
      return { state: 'unknown', summary: 'There is no git repository to look in.', details: [] };
    case 'not-recorded':
      return { state: 'unknown', summary: 'The record names no git tree.', details: [] };
    case 'not-checked':
      return { state: 'unknown', summary: 'Not checked.', details: [] };
  }
}

/** A key that is not allowed makes a record untrusted, not broken: only what is proven wrong is `failed`. */
export function verificationOf(report: VerifyReport): Verification {
  return {
    integrity: integrity(report),
    signature: signature(report),
    trust: trust(report),
    linkage: linkage(report),
    notProven: report.notProven.map((claim) => claim.message),
  };
}
