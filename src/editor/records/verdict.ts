/** Reads what `signalbox verify --json` printed, for a notification and for the inspector. */
import * as z from 'zod';
import type { Check, Verification } from '../inspector/protocol.ts';

const problem = z.looseObject({ code: z.string(), message: z.string() });

/** The part of a `VerifyReport` (src/record/verify.ts) that is shown. */
const reportSchema = z.looseObject({
  sealed: z.boolean(),
  integrity: z.object({ ok: z.boolean(), problems: z.array(problem) }),
  signature: z.looseObject({ status: z.enum(['valid', 'invalid', 'none']), fingerprint: z.string().optional(), problems: z.array(problem) }),
  trust: z.looseObject({ status: z.string(), reason: z.string().optional(), as: z.string().optional(), source: z.string().optional() }),
  linkage: z.looseObject({ status: z.string(), commits: z.array(z.string()) }),
  notProven: z.array(z.looseObject({ message: z.string() })),
  ok: z.boolean(),
});
type Report = z.infer<typeof reportSchema>;

export interface Verdict {
  good: boolean;
  /** For a notification. */
  sentence: string;
  verification: Verification;
}

/**
 * @param printed one report, or a list of them alone or in a field of an object: of one run, as the editor asks for one.
 * @throws {Error} when there is no report in it.
 */
export function verdictOf(printed: string): Verdict {
  const report = findReport(JSON.parse(printed));
  if (report === undefined) throw new Error('The answer of the verifier cannot be read; extension and command line are of different versions.');
  const verification = { integrity: integrityOf(report), signature: signatureOf(report), trust: trustOf(report), linkage: linkageOf(report), notProven: report.notProven.map(({ message }) => message) };
  const parts = [verification.integrity, verification.signature, verification.trust].map(({ summary }) => summary);
  return { good: report.ok, sentence: `${report.ok ? 'The record verifies.' : 'The record does not verify.'} ${parts.join(' ')}`, verification };
}

function findReport(value: unknown): Report | undefined {
  const whole = reportSchema.safeParse(value);
  if (whole.success) return whole.data;
  if (typeof value !== 'object' || value === null) return undefined;
  const lists = Array.isArray(value) ? [value] : Object.values(value).filter((each): each is unknown[] => Array.isArray(each));
  return lists.flat().flatMap((each) => reportSchema.safeParse(each).data ?? [])[0];
}

function integrityOf({ integrity, sealed }: Report): Check {
  // That a live run has no seal yet is no damage.
  const problems = integrity.problems.filter(({ code }) => sealed || code !== 'not-sealed');
  const details = problems.map(({ code, message }) => `${code}: ${message}`);
  if (details.length > 0) return { state: 'failed', summary: details.length === 1 ? 'One thing is wrong with its bytes.' : `${details.length} things are wrong with its bytes.`, details };
  return sealed ? { state: 'passed', summary: 'Every byte is as it was sealed.', details } : { state: 'unknown', summary: 'It is not sealed.', details };
}

function signatureOf({ signature, sealed }: Report): Check {
  const details = signature.problems.map(({ code, message }) => `${code}: ${message}`);
  const key = signature.fingerprint === undefined ? [] : [signature.fingerprint];
  switch (signature.status) {
    case 'valid':
      return { state: 'passed', summary: 'The signature is valid.', details: [...key, ...details] };
    case 'invalid':
      return { state: 'failed', summary: 'The signature is not valid.', details: [...details, ...key] };
    case 'none':
      return sealed ? { state: 'failed', summary: 'There is no signature.', details } : { state: 'unknown', summary: 'It is not signed yet.', details };
  }
}

function trustOf({ trust }: Report): Check {
  if (trust.status === 'trusted') return { state: 'passed', summary: `Its key is trusted as ${trust.as ?? 'one of its signers'}.`, details: trust.source === undefined ? [] : [trust.source] };
  return { state: 'unknown', summary: 'Its key is not trusted by this repository.', details: [`${trust.status}: ${trust.reason ?? ''}`] };
}

function linkageOf({ linkage }: Report): Check {
  if (linkage.status === 'linked') return { state: 'passed', summary: linkage.commits.length === 1 ? 'Its tree is in one commit.' : `Its tree is in ${linkage.commits.length} commits.`, details: linkage.commits };
  return { state: 'unknown', summary: 'Its tree was not found in a commit.', details: [linkage.status] };
}
