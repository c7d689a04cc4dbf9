/** DSSE envelopes, v1.0.2. https://github.com/secure-systems-lab/dsse */
import * as z from 'zod';
import { decodeBase64 } from './keys.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** The pre-authentication encoding: what is signed, so that the type cannot be exchanged. Lengths are in bytes. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

export interface Envelope {
  payloadType: string;
  payload: Buffer;
  /** Here: one, an armoured OpenSSH signature. `keyid`: the key's fingerprint. */
  signature: { keyid: string; armoured: string };
}

const envelopeSchema = z.strictObject({
  payload: z.string(),
  payloadType: z.literal(PAYLOAD_TYPE),
  signatures: z.tuple([z.strictObject({ keyid: z.string().max(200), sig: z.string().max(100_000) })]),
});

/** The bytes of the file: compact JSON, keys in alphabetical order, standard base64 with padding, one line end. */
export function encodeEnvelope({ payload, payloadType, signature }: Envelope): string {
  const sig = Buffer.from(signature.armoured, 'latin1').toString('base64');
  return `${JSON.stringify({ payload: payload.toString('base64'), payloadType, signatures: [{ keyid: signature.keyid, sig }] })}\n`;
}

/** Reads an envelope; a text says why it is none. */
export function decodeEnvelope(text: string): Envelope | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) return parsed.error.issues[0]?.message ?? 'not an envelope';
  const { payload, payloadType, signatures } = parsed.data;
  const [bytes, sig] = [decodeBase64(payload), decodeBase64(signatures[0].sig)];
  if (bytes === undefined || sig === undefined) return 'not base64';
  return { payload: bytes, payloadType, signature: { keyid: signatures[0].keyid, armoured: sig.toString('latin1') } };
}
