/**
 * Signatures as `ssh-keygen -Y sign` makes them.
 * https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig
 */
import { hash, sign, verify, type KeyObject } from 'node:crypto';
import { decodeBase64, parseKeyBlob, type SshPublicKey } from './keys.ts';
import { uint32, WireError, WireReader, wireString } from './ssh-wire.ts';

/** What the signatures of Signalbox are for; a signature made for another purpose is none. */
export const NAMESPACE = 'signalbox';
const MAGIC = Buffer.from('SSHSIG');
const VERSION = 1;
const BEGIN = '-----BEGIN SSH SIGNATURE-----\n';
const END = '-----END SSH SIGNATURE-----\n';
const LINE_LENGTH = 70;

export interface SshSignature {
  key: SshPublicKey;
  namespace: string;
  hash: 'sha256' | 'sha512';
  algorithm: string;
  /** What stands after the algorithm. */
  signature: Buffer;
}

/** Signs `message` with an Ed25519 private key; gives the armoured signature, ending in a line end. */
export function signSshsig(message: Uint8Array, privateKey: KeyObject, publicKey: SshPublicKey): string {
  const signature = sign(null, signedData(message, NAMESPACE, 'sha512'), privateKey);
  return armour(Buffer.concat([
    MAGIC,
    uint32(VERSION),
    wireString(publicKey.blob),
    wireString(NAMESPACE),
    wireString(''),
    wireString('sha512'),
    wireString(Buffer.concat([wireString(publicKey.type), wireString(signature)])),
  ]));
}

/** Reads an armoured signature, whose form must be exactly the one that `ssh-keygen` writes. @throws {WireError} */
export function parseSshsig(armoured: string): SshSignature {
  const body = armoured.startsWith(BEGIN) && armoured.endsWith(END) ? armoured.slice(BEGIN.length, -END.length) : undefined;
  const bytes = body === undefined ? undefined : decodeBase64(body.replaceAll('\n', ''));
  if (bytes === undefined || armour(bytes) !== armoured) throw new WireError('not an armoured SSH signature');
  const reader = new WireReader(bytes);
  if (!reader.take(MAGIC.length).equals(MAGIC)) throw new WireError('not an SSH signature');
  if (reader.uint32() !== VERSION) throw new WireError('an SSH signature of another version');
  const key = parseKeyBlob(reader.string());
  const namespace = reader.text();
  if (reader.string().length > 0) throw new WireError('the reserved field is not empty');
  const digest = reader.text();
  if (digest !== 'sha256' && digest !== 'sha512') throw new WireError('a digest that is not allowed');
  const inner = new WireReader(reader.string());
  reader.end();
  const algorithm = inner.text();
  const { signature } = readSignature(key, algorithm, inner);
  return { key, namespace, hash: digest, algorithm, signature };
}

function readSignature(key: SshPublicKey, algorithm: string, inner: WireReader): { signature: Buffer } {
  const allowed = key.type === 'ssh-rsa' ? ['rsa-sha2-256', 'rsa-sha2-512'] : [key.type];
  if (!allowed.includes(algorithm)) throw new WireError('an algorithm that does not belong to the key');
  const blob = inner.string();
  const rest = key.application === undefined ? Buffer.alloc(0) : inner.take(5);
  inner.end();
  return { signature: Buffer.concat([wireString(blob), rest]) };
}

/** Whether `signature` is one over `message`, for this purpose, by the key in it. Whether that key is to be trusted is another question. */
export function verifySshsig(message: Uint8Array, signature: SshSignature): boolean {
  if (signature.namespace !== NAMESPACE) return false;
  const data = signedData(message, signature.namespace, signature.hash);
  const reader = new WireReader(signature.signature);
  try {
    const blob = reader.string();
    if (signature.key.application === undefined) return verifyRaw(signature, data, blob);
    const [flags, counter] = [reader.take(1), reader.take(4)];
    // Bit 0: the person touched the key.
    if ((flags[0]! & 1) === 0) return false;
    const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
    return verifyRaw(signature, Buffer.concat([sha256(signature.key.application), flags, counter, sha256(data)]), blob);
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

function verifyRaw({ key, algorithm }: SshSignature, data: Buffer, blob: Buffer): boolean {
  if (key.type.includes('ed25519')) return blob.length === 64 && verify(null, data, key.key, blob);
  if (key.type === 'ssh-rsa') return verify(algorithm === 'rsa-sha2-512' ? 'sha512' : 'sha256', data, key.key, blob);
  const digest = key.type.includes('nistp521') ? 'sha512' : key.type.includes('nistp384') ? 'sha384' : 'sha256';
  const size = key.type.includes('nistp521') ? 66 : key.type.includes('nistp384') ? 48 : 32;
  const reader = new WireReader(blob);
  const [r, s] = [reader.integer(), reader.integer()];
  reader.end();
  if (r.length > size || s.length > size) return false;
  const pad = (number: Buffer): Buffer => Buffer.concat([Buffer.alloc(size - number.length), number]);
  return verify(digest, data, { key: key.key, dsaEncoding: 'ieee-p1363' }, Buffer.concat([pad(r), pad(s)]));
}

function signedData(message: Uint8Array, namespace: string, digest: 'sha256' | 'sha512'): Buffer {
  return Buffer.concat([MAGIC, wireString(namespace), wireString(''), wireString(digest), wireString(hash(digest, message, 'buffer'))]);
}

function armour(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return `${BEGIN}${lines.map((line) => `${line}\n`).join('')}${END}`;
}
