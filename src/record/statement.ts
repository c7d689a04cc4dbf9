/** The signed statement about a run: in-toto Statement v1 with a predicate of our own. https://github.com/in-toto/attestation */
import canonicalize from 'canonicalize';
import * as z from 'zod';
import { RECORD_FILE } from './paths.ts';
import type { RunSummary } from './summary.ts';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** Ours; the number is raised when the meaning of a field changes. */
export const PREDICATE_TYPE = 'https://signalbox.dev/operating-record/v1';

export interface BlobEntry {
  sha256: string;
  bytes: number;
}

/** All that a statement is made from. */
export interface StatementParts {
  /** SHA-256 (hex) of record.jsonl. */
  recordDigest: string;
  record: { events: number; head: string; bytes: number };
  /** In the order of their digests. */
  blobs: BlobEntry[];
  summary: RunSummary;
  /** Git ids of the tree after the run and of HEAD. */
  tree?: string;
  commit?: string;
  /** Who signs, for reading only: trust never comes from here. */
  signer: { publicKey: string; fingerprint: string };
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const GIT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const gitId = z.string().regex(GIT_ID);
const whole = z.int().nonnegative();

const subject = z.union([
  z.strictObject({ name: z.literal(RECORD_FILE), digest: z.strictObject({ sha256: digest }) }),
  z.strictObject({ name: z.literal('workspace'), digest: z.strictObject({ gitTree: gitId }) }),
  z.strictObject({ name: z.literal('HEAD'), digest: z.strictObject({ gitCommit: gitId }) }),
]);

const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(subject).min(1).max(3),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.strictObject({
    record: z.strictObject({ events: whole, head: digest, bytes: whole }),
    blobs: z.array(z.strictObject({ sha256: digest, bytes: whole })),
    signer: z.strictObject({ publicKey: z.string(), fingerprint: z.string() }),
    summary: z.looseObject({ run: z.string(), sealedAt: z.string() }),
  }),
});

/** The statement as signed: RFC 8785, so that it can be made again and compared byte by byte. */
export function encodeStatement(parts: StatementParts): Buffer {
  const { recordDigest, record, blobs, summary, tree, commit, signer } = parts;
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [
      { name: RECORD_FILE, digest: { sha256: recordDigest } },
      ...(tree === undefined ? [] : [{ name: 'workspace', digest: { gitTree: tree } }]),
      ...(commit === undefined ? [] : [{ name: 'HEAD', digest: { gitCommit: commit } }]),
    ],
    predicateType: PREDICATE_TYPE,
    predicate: { record, blobs, signer, summary },
  };
  const text = canonicalize(statement);
  if (text === undefined) throw new TypeError('no JSON value');
  return Buffer.from(text);
}

/** Reads a statement; a text says why it is none that this format knows. */
export function decodeStatement(payload: Buffer): StatementParts | string {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return 'not JSON';
  }
  const parsed = statementSchema.safeParse(value);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)[0] ?? 'not a statement';
  const { subject: subjects, predicate } = parsed.data;
  const digests: { sha256?: string; gitTree?: string; gitCommit?: string } = {};
  for (const item of subjects) Object.assign(digests, item.digest);
  if (digests.sha256 === undefined || Object.keys(digests).length !== subjects.length) return 'the record must be a subject, and each subject once';
  return {
    recordDigest: digests.sha256,
    record: predicate.record,
    blobs: predicate.blobs,
    signer: predicate.signer,
    // Only compared as a whole with the summary that the record gives.
    summary: predicate.summary as unknown as RunSummary,
    ...(digests.gitTree === undefined ? {} : { tree: digests.gitTree }),
    ...(digests.gitCommit === undefined ? {} : { commit: digests.gitCommit }),
  };
}

/** Whether two summaries say the same. */
export function sameSummary(a: RunSummary, b: RunSummary): boolean {
  return canonicalize(a) === canonicalize(b);
}

/** Whether `id` is an object id of git (SHA-1 or SHA-256) in full. A record may name another kind of tree, which is no subject. */
export function isGitId(id: string): boolean {
  return GIT_ID.test(id);
}
