/** Verification of receipt.intoto.json: its one serialisation, the signature over it, and the statement inside. */
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { decodeEnvelope, encodeEnvelope, PAYLOAD_TYPE, preAuthEncoding, type Envelope } from './dsse.ts';
import { fingerprint, formatPublicKey } from './keys.ts';
import { RECEIPT_FILE } from './paths.ts';
import { readPlain } from './plain-file.ts';
import { problem, RecordError, type Problem } from './problem.ts';
import { MAX_RECEIPT } from './receipt.ts';
import { NAMESPACE, parseSshsig, verifySshsig, type SshSignature } from './sshsig.ts';
import { WireError } from './ssh-wire.ts';
import { decodeStatement, encodeStatement, type StatementParts } from './statement.ts';

export interface ReceiptRead {
  present: boolean;
  /** SHA-256 (hex) of its bytes. */
  digest?: string;
  problems: Problem[];
  /** Readable, whether or not it is good. */
  statement?: StatementParts;
  signature?: SshSignature;
  /** Empty together with a `signature`: valid. */
  signatureProblems: Problem[];
}

const where = { file: RECEIPT_FILE };

export async function readReceipt(folder: string): Promise<ReceiptRead> {
  let bytes: Buffer;
  try {
    bytes = await readPlain(join(folder, RECEIPT_FILE), MAX_RECEIPT);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const code = error.code === 'missing' ? 'not-sealed' : error.code === 'too-long' ? 'receipt-too-large' : 'not-a-file';
    const detail = error.code === 'missing' ? { detail: 'it is not there' } : {};
    return { present: error.code !== 'missing', problems: [problem(code, where, detail)], signatureProblems: [] };
  }
  return checkReceipt(bytes);
}

/** Checks the bytes of a receipt by themselves; whether they fit the record is another step. */
export function checkReceipt(bytes: Buffer): ReceiptRead {
  const read = { present: true, digest: sha256(bytes) };
  const envelope = decodeEnvelope(bytes.toString('utf8'));
  if (typeof envelope === 'string') return { ...read, problems: [problem('receipt-malformed', where, { detail: envelope })], signatureProblems: [] };
  const canonical = Buffer.from(encodeEnvelope(envelope));
  const problems: Problem[] = canonical.equals(bytes) ? [] : [problem('receipt-not-canonical', { ...where, byte: firstDifference(canonical, bytes) })];
  const signed = checkSignature(envelope);
  const statement = decodeStatement(envelope.payload);
  if (typeof statement === 'string') return { ...read, ...signed, problems: [...problems, problem('statement-malformed', where, { detail: statement })] };
  if (!encodeStatement(statement).equals(envelope.payload)) problems.push(problem('statement-malformed', where, { detail: 'not in its one serialisation' }));
  if (signed.signature !== undefined) problems.push(...checkSigner(statement, signed.signature));
  return { ...read, ...signed, statement, problems };
}

function checkSignature(envelope: Envelope): { signature?: SshSignature; signatureProblems: Problem[] } {
  try {
    const signature = parseSshsig(envelope.signature.armoured);
    const found = fingerprint(signature.key);
    const problems: Problem[] = [];
    if (signature.namespace !== NAMESPACE) problems.push(problem('signature-invalid', where, { expected: NAMESPACE, found: signature.namespace.slice(0, 200), detail: 'made for another purpose' }));
    else if (!verifySshsig(preAuthEncoding(PAYLOAD_TYPE, envelope.payload), signature)) problems.push(problem('signature-invalid', where));
    if (found !== envelope.signature.keyid) problems.push(problem('key-mismatch', where, { expected: envelope.signature.keyid, found }));
    return { signature, signatureProblems: problems };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { signatureProblems: [problem('signature-malformed', where, { detail: error.message })] };
  }
}

function checkSigner({ signer }: StatementParts, { key }: SshSignature): Problem[] {
  const publicKey = formatPublicKey(key);
  if (signer.publicKey === publicKey && signer.fingerprint === fingerprint(key)) return [];
  return [problem('key-mismatch', where, { expected: signer.publicKey.slice(0, 2000), found: publicKey })];
}

function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}
