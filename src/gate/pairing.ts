/**
 * How an operator's secret reaches a client that an operator accepted, although anybody of the same user may stand between the two on the
 * socket: it is encrypted to a key of that client, and the code that the person compares on both sides is a digest of the key.
 */
import { createCipheriv, createDecipheriv, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync, type KeyObject } from 'node:crypto';
import { sha256 } from '../model/digest.ts';

/** An X25519 public key as RFC 8037 writes it: 32 bytes in base64url. */
export const PAIRING_KEY = /^[A-Za-z0-9_-]{43}$/;

const TAG = 16;
/** Each key encrypts one message. */
const IV = Buffer.alloc(12);

export interface PairingKey {
  /** What the person compares, e.g. `4f0a-91c2-77de`. */
  code: string;
  publicKey: string;
  /** Decrypts what `sealTo` made for this key. @throws {Error} for anything else. */
  open(sealed: string): string;
}

/** A key for one request to pair. */
export function newPairingKey(): PairingKey {
  const { privateKey, publicKey: own } = generateKeyPairSync('x25519');
  const publicKey = textOf(own);
  return {
    code: codeOf(publicKey),
    publicKey,
    open(sealed) {
      const [theirs = '', body = ''] = sealed.split('.');
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', keyFor(privateKey, theirs, theirs, publicKey), IV, { authTagLength: TAG });
      decipher.setAuthTag(bytes.subarray(-TAG));
      return Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()]).toString('utf8');
    },
  };
}

/** 48 bits of the key's digest: nobody finds another key with the same ones while a person looks. */
export function codeOf(publicKey: string): string {
  return sha256(publicKey).slice(0, 12).replace(/(.{4})(?=.)/g, '$1-');
}

/** Encrypts a text so that only the holder of the key reads it: X25519, HKDF-SHA256, AES-256-GCM. @throws {Error} for no real key. */
export function sealTo(publicKey: string, text: string): string {
  const once = generateKeyPairSync('x25519');
  const mine = textOf(once.publicKey);
  const cipher = createCipheriv('aes-256-gcm', keyFor(once.privateKey, publicKey, mine, publicKey), IV, { authTagLength: TAG });
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${mine}.${body.toString('base64url')}`;
}

function keyFor(privateKey: KeyObject, theirs: string, sender: string, receiver: string): Buffer {
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: theirs }, format: 'jwk' });
  return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), `${sender}.${receiver}`, 'signalbox pairing', 32));
}

function textOf(publicKey: KeyObject): string {
  return publicKey.export({ format: 'jwk' }).x ?? '';
}
