/** Seals a run: signs what its record says and writes the receipt. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { codeOf, writeDurably } from './disk.ts';
import { encodeEnvelope, PAYLOAD_TYPE, preAuthEncoding } from './dsse.ts';
import type { AnyEvent } from './events.ts';
import { fingerprint, formatPublicKey, parsePublicKey } from './keys.ts';
import { listRuns } from './list.ts';
import { BLOBS_FOLDER, RECEIPT_FILE } from './paths.ts';
import { openPlain, readPlain } from './plain-file.ts';
import { RecordError } from './problem.ts';
import { checkRecord, MAX_BLOB } from './reader.ts';
import type { Signer } from './signer.ts';
import { parseSshsig, verifySshsig } from './sshsig.ts';
import { encodeStatement, isGitId, type BlobEntry } from './statement.ts';
import { SummaryBuilder } from './summary.ts';

/** The largest receipt that is read. */
export const MAX_RECEIPT = 16 * 1024 * 1024;

export interface SealExtra {
  /** Git id of the tree after the run, and of HEAD; by default what `run.sealed` says. */
  tree?: string;
  head?: string;
}

/**
 * Writes the receipt of the run in `folder`, whose record must be whole and end in `run.sealed`. The receipt is there whole or
 * not at all, and no other may be there.
 * @returns `digest`: SHA-256 (hex) of the bytes of the receipt, as later runs name it in `previousReceipts`.
 * @throws {RecordError} `sealed` when there is a receipt; `broken` (with the problem) or `invalid` when the record cannot be sealed;
 * `signing` when the signer fails or gives a signature that is not its own.
 */
export async function sealReceipt(folder: string, signer: Signer, extra: SealExtra = {}): Promise<{ digest: string }> {
  if (await exists(join(folder, RECEIPT_FILE))) throw new RecordError('sealed', `${folder} has a receipt`);
  const { read, recordDigest, builder, sealed } = await digestRecord(folder);
  const [broken] = read.problems;
  if (broken !== undefined) throw new RecordError('broken', broken.message, { problem: broken });
  const summary = builder.result();
  if (summary === undefined || sealed === undefined) throw new RecordError('invalid', 'the record does not end in run.sealed');
  const tree = extra.tree ?? sealed.data.tree;
  const commit = extra.head ?? sealed.data.head;
  const key = parsePublicKey(signer.publicKey);
  const payload = encodeStatement({
    recordDigest,
    record: { events: read.lines, head: read.head, bytes: read.bytes },
    blobs: await listBlobs(folder),
    summary,
    ...(tree === undefined || !isGitId(tree) ? {} : { tree }),
    ...(commit === undefined || !isGitId(commit) ? {} : { commit }),
    signer: { publicKey: formatPublicKey(key), fingerprint: fingerprint(key) },
  });
  const armoured = await signChecked(signer, preAuthEncoding(PAYLOAD_TYPE, payload));
  const text = encodeEnvelope({ payloadType: PAYLOAD_TYPE, payload, signature: { keyid: fingerprint(key), armoured } });
  await writeDurably(folder, RECEIPT_FILE, Buffer.from(text));
  return { digest: sha256(text) };
}

async function digestRecord(folder: string) {
  const hash = createHash('sha256');
  const builder = new SummaryBuilder();
  let sealed: Extract<AnyEvent, { type: 'run.sealed' }> | undefined;
  const onEvent = (event: AnyEvent): void => {
    builder.apply(event);
    if (event.type === 'run.sealed') sealed = event;
  };
  const read = await checkRecord(folder, onEvent, { onChunk: (chunk) => hash.update(chunk) });
  return { read, recordDigest: hash.digest('hex'), builder, sealed };
}

/** A receipt with a bad signature would be found when it is too late to make a better one. */
async function signChecked(signer: Signer, message: Uint8Array): Promise<string> {
  const armoured = await signer.sign(message);
  try {
    const signature = parseSshsig(armoured);
    if (formatPublicKey(signature.key) === formatPublicKey(parsePublicKey(signer.publicKey)) && verifySshsig(message, signature)) return armoured;
  } catch (error) {
    throw new RecordError('signing', 'the signer gave something that is no signature', { cause: error });
  }
  throw new RecordError('signing', 'the signer gave a signature that is not its own');
}

async function listBlobs(folder: string): Promise<BlobEntry[]> {
  const blobs: BlobEntry[] = [];
  const names = await readdir(join(folder, BLOBS_FOLDER)).catch((error: unknown): string[] => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((entry) => /^[0-9a-f]{64}$/.test(entry)).sort()) {
    const bytes = await readPlain(join(folder, BLOBS_FOLDER, name), MAX_BLOB);
    if (sha256(bytes) !== name) throw new RecordError('broken', `blob ${name} is not what its name says`);
    blobs.push({ sha256: name, bytes: bytes.length });
  }
  return blobs;
}

async function exists(path: string): Promise<boolean> {
  try {
    await (await openPlain(path)).close();
    return true;
  } catch (error) {
    if (error instanceof RecordError && error.code === 'missing') return false;
    throw error;
  }
}

/** SHA-256 (hex) of the receipt of the run in `folder`; undefined when it has none. */
export async function receiptDigest(folder: string): Promise<string | undefined> {
  try {
    return sha256(await readPlain(join(folder, RECEIPT_FILE), MAX_RECEIPT));
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}

/** The digests of all receipts under the folder `.signalbox`. */
export async function receiptDigests(signalboxFolder: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { folder, sealed } of await listRuns(signalboxFolder)) {
    const digest = sealed ? await receiptDigest(folder) : undefined;
    if (digest !== undefined) found.add(digest);
  }
  return found;
}

/**
 * What a new run names as `previousReceipts`: the digests of the newest receipts in this workspace, newest first.
 * @param count how many; more than one, so that a few runs that are removed together are missed too.
 */
export async function newestReceipts(signalboxFolder: string, count = 3): Promise<string[]> {
  const found: string[] = [];
  for (const { folder, sealed } of await listRuns(signalboxFolder)) {
    if (found.length >= count) break;
    const digest = sealed ? await receiptDigest(folder) : undefined;
    if (digest !== undefined) found.push(digest);
  }
  return found;
}
