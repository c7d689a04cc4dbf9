/** OpenSSH public keys: the one-line form, the key inside, the fingerprint. And new Ed25519 keys. */
import { createPublicKey, generateKeyPairSync, hash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { WireError, WireReader, wireString } from './ssh-wire.ts';

/** How a key signs. `sk`: in a hardware key (FIDO), which signs a counter and its application with the message. */
export interface SshPublicKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, `sk-ssh-ed25519@openssh.com`, … */
  type: string;
  /** The key in SSH's binary form. */
  blob: Buffer;
  key: KeyObject;
  /** Only for hardware keys: what the key was made for, usually `ssh:`. */
  application?: Buffer;
}

const curves = { nistp256: { crv: 'P-256', size: 32 }, nistp384: { crv: 'P-384', size: 48 }, nistp521: { crv: 'P-521', size: 66 } } as const;

/** Reads a key in SSH's binary form. @throws {WireError} when it is malformed or of a kind that is not known. */
export function parseKeyBlob(blob: Uint8Array): SshPublicKey {
  const bytes = Buffer.from(blob);
  const reader = new WireReader(bytes);
  const type = reader.text();
  const jwk = readKey(type, reader);
  const application = type.startsWith('sk-') ? Buffer.from(reader.string()) : undefined;
  reader.end();
  try {
    return { type, blob: bytes, key: createPublicKey({ key: jwk, format: 'jwk' }), ...(application === undefined ? {} : { application }) };
  } catch (error) {
    throw new WireError('not a point or number that can be a key', { cause: error });
  }
}

function readKey(type: string, reader: WireReader): JsonWebKey {
  switch (type) {
    case 'ssh-ed25519':
    case 'sk-ssh-ed25519@openssh.com': {
      const x = reader.string();
      if (x.length !== 32) throw new WireError('an Ed25519 key has 32 bytes');
      return { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') };
    }
    case 'ssh-rsa': {
      const [e, n] = [reader.integer(), reader.integer()];
      if (n.length < 256) throw new WireError('an RSA key shorter than 2048 bits');
      return { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') };
    }
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return readPoint(type, reader);
    default:
      throw new WireError(`a kind of key that is not known: ${JSON.stringify(type.slice(0, 64))}`);
  }
}

function readPoint(type: string, reader: WireReader): JsonWebKey {
  const name = reader.text();
  const curve = Object.hasOwn(curves, name) && type.includes(name) ? curves[name as keyof typeof curves] : undefined;
  const point = reader.string();
  if (curve === undefined || point[0] !== 4 || point.length !== 1 + 2 * curve.size) throw new WireError('not an uncompressed point of the curve');
  return { kty: 'EC', crv: curve.crv, x: point.subarray(1, 1 + curve.size).toString('base64url'), y: point.subarray(1 + curve.size).toString('base64url') };
}

/** Reads `type base64 [comment]`, as in a `.pub` file. @throws {WireError} */
export function parsePublicKey(line: string): SshPublicKey {
  const [type, base64] = line.trim().split(/\s+/, 2);
  const blob = base64 === undefined ? undefined : decodeBase64(base64);
  if (blob === undefined) throw new WireError('not a public key of OpenSSH');
  const key = parseKeyBlob(blob);
  if (key.type !== type) throw new WireError('the key is not of the type that its line says');
  return key;
}

/** `type base64`, without a comment, which may hold a name and a host. */
export function formatPublicKey(key: Pick<SshPublicKey, 'type' | 'blob'>): string {
  return `${key.type} ${key.blob.toString('base64')}`;
}

/** `SHA256:…` as `ssh-keygen -l` prints it. */
export function fingerprint(key: Pick<SshPublicKey, 'blob'>): string {
  return `SHA256:${hash('sha256', key.blob, 'base64').replace(/=+$/, '')}`;
}

/** An Ed25519 key of node:crypto as an OpenSSH key. @throws {TypeError} for any other kind. */
export function ed25519PublicKey(key: KeyObject): SshPublicKey {
  const { crv, x } = key.export({ format: 'jwk' });
  if (crv !== 'Ed25519' || x === undefined) throw new TypeError('not an Ed25519 key');
  return parseKeyBlob(Buffer.concat([wireString('ssh-ed25519'), wireString(Buffer.from(x, 'base64url'))]));
}

/** A new Ed25519 key: the private half as PKCS #8 PEM, to be kept secret, and the public half as an OpenSSH line. */
export function generateKey(): { privateKeyPem: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey: formatPublicKey(ed25519PublicKey(publicKey)) };
}

/** Base64 in its one canonical form; undefined for anything else. Node's own decoder passes over what it does not know. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
