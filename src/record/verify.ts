/**
 * Verifies a run: integrity, signature, trust, linkage, and what is not proven, each reported by itself. `docs/RECORD.md`,
 * "Verification", is the specification; the steps here stand in its order.
 */
import { lstat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { findTrust, type TrustResult, type TrustSource } from './allowed-signers.ts';
import { fingerprint, formatPublicKey } from './keys.ts';
import { RECEIPT_FILE, RECORD_FILE, RUN_ID } from './paths.ts';
import { problem, type Problem } from './problem.ts';
import { isGitId, sameSummary, type StatementParts } from './statement.ts';
import type { RunSummary } from './summary.ts';
import { missingReceipts, notProven, type Unproven } from './verify-claims.ts';
import { checkBlobs, checkEntries } from './verify-files.ts';
import { readReceipt, type ReceiptRead } from './verify-receipt.ts';
import { verifyRecord, type RecordVerified } from './verify-record.ts';

/** Finds recorded git trees in a repository; src/git/linkage.ts has the real one. */
export type Linkage = (trees: { tree?: string; head?: string; folder: string }) => Promise<LinkageResult>;

export interface LinkageResult {
  status: 'linked' | 'not-found' | 'no-repository' | 'not-recorded';
  commits: string[];
}

export interface VerifyOptions {
  /** The files that say whose keys are trusted: the repository's, the person's own. */
  allowedSigners: readonly TrustSource[];
  /** Absent: linkage is `not-checked`. */
  linkage?: Linkage;
  /** Digests of the receipts that are there; by default those of the folder of runs that this run is in. */
  receipts?: ReadonlySet<string>;
}

export interface VerifyReport {
  folder: string;
  run?: string;
  events: number;
  sealed: boolean;
  integrity: { ok: boolean; problems: Problem[] };
  signature: { status: 'valid' | 'invalid' | 'none'; fingerprint?: string; publicKey?: string; problems: Problem[] };
  trust: TrustResult | { status: 'not-checked'; reason: string };
  linkage: LinkageResult | { status: 'not-checked'; commits: string[] };
  notProven: Unproven[];
  summary?: RunSummary;
  /** SHA-256 (hex) of the receipt's bytes. */
  receiptDigest?: string;
  /** Sealed, whole, and validly signed. Says nothing of who signed: see `trust`. */
  ok: boolean;
}

/** Verifies the run in `folder`. Never throws because of what the folder holds; every failure is a `Problem`. */
export async function verifyRun(folder: string, options: VerifyOptions): Promise<VerifyReport> {
  const path = resolve(folder);
  const isFolder = (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
  const entries = isFolder ? await checkEntries(path) : [problem('folder-missing', { file: '.' })];
  const receipt = await readReceipt(path);
  const record = await verifyRecord(path, receipt.statement?.record.head);
  const blobs = isFolder ? await checkBlobs(path, receipt.statement?.blobs, record.blobs) : [];
  const problems = [...entries, ...record.problems, ...ownFolder(path, record), ...receipt.problems, ...agree(receipt.statement, record), ...blobs];
  const signature = signatureOf(receipt);
  return {
    folder: path,
    ...(record.run === undefined ? {} : { run: record.run }),
    events: record.events,
    sealed: record.sealed && receipt.present,
    integrity: { ok: problems.length === 0, problems },
    signature,
    trust: trustOf(receipt, options.allowedSigners),
    linkage: options.linkage === undefined ? { status: 'not-checked', commits: [] } : await options.linkage({ ...record.git, folder: path }),
    notProven: [...notProven(record.claims), ...(await missingReceipts(path, record.previousReceipts, options.receipts))],
    ...(record.summary === undefined ? {} : { summary: record.summary }),
    ...(receipt.digest === undefined ? {} : { receiptDigest: receipt.digest }),
    ok: problems.length === 0 && signature.status === 'valid',
  };
}

/** The folder of a run bears its id, so that two records cannot change places. A copy under another kind of name is let pass. */
function ownFolder(path: string, record: RecordVerified): Problem[] {
  const name = basename(path);
  if (record.run === undefined || !RUN_ID.test(name) || name === record.run) return [];
  return [problem('wrong-run', { file: RECORD_FILE, line: 1 }, { expected: name, found: record.run })];
}

/** What was signed is what is there. */
function agree(statement: StatementParts | undefined, record: RecordVerified): Problem[] {
  if (statement === undefined || !record.present) return [];
  const where = { file: RECORD_FILE };
  const found: Problem[] = [];
  if (statement.record.events !== record.events) found.push(problem('event-count', where, { expected: `${statement.record.events}`, found: `${record.events}` }));
  if (statement.record.head !== record.head) found.push(problem('head-digest', where, { expected: statement.record.head, found: record.head }));
  if (statement.recordDigest !== record.digest) found.push(problem('record-digest', where, { expected: statement.recordDigest, found: record.digest }));
  if (found.length > 0) return found;
  const { tree, head } = record.git;
  if (tree !== undefined && isGitId(tree) && statement.tree !== tree) found.push(problem('subject-mismatch', { file: RECEIPT_FILE }, { expected: tree, found: statement.tree ?? 'none' }));
  if (head !== undefined && isGitId(head) && statement.commit !== head) found.push(problem('subject-mismatch', { file: RECEIPT_FILE }, { expected: head, found: statement.commit ?? 'none' }));
  if (record.summary !== undefined && !sameSummary(record.summary, statement.summary)) found.push(problem('summary-mismatch', { file: RECEIPT_FILE }));
  return found;
}

function signatureOf(receipt: ReceiptRead): VerifyReport['signature'] {
  const { signature, signatureProblems: problems } = receipt;
  if (signature === undefined) return { status: receipt.present ? 'invalid' : 'none', problems };
  return { status: problems.length === 0 ? 'valid' : 'invalid', fingerprint: fingerprint(signature.key), publicKey: formatPublicKey(signature.key), problems };
}

/** Whether the key that signed is one that the repository or the person trusts; a key found in the receipt trusts nobody. */
function trustOf(receipt: ReceiptRead, sources: readonly TrustSource[]): VerifyReport['trust'] {
  const { signature, signatureProblems, statement } = receipt;
  if (signature === undefined || statement === undefined || signatureProblems.length > 0) return { status: 'not-checked', reason: 'there is no valid signature' };
  return findTrust(formatPublicKey(signature.key), new Date(statement.summary.sealedAt), sources);
}
