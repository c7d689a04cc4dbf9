/** Who signs receipts: a key held by Signalbox, or the person's own through `ssh-keygen`, which reaches agents and hardware keys. */
import { spawn } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { codeOf } from './disk.ts';
import { ed25519PublicKey, formatPublicKey, parsePublicKey } from './keys.ts';
import { RecordError } from './problem.ts';
import { NAMESPACE, signSshsig } from './sshsig.ts';

export interface Signer {
  /** As an OpenSSH line, `type base64`, without a comment. */
  readonly publicKey: string;
  /** An armoured OpenSSH signature over `message`, namespace `signalbox`. Rejects with `RecordError` `signing`. */
  sign(message: Uint8Array): Promise<string>;
}

/** Signs with an Ed25519 key that is at hand as PKCS #8 PEM. @throws when it is no such key. */
export function softwareSigner(privateKeyPem: string): Signer {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = ed25519PublicKey(createPublicKey(privateKey));
  return {
    publicKey: formatPublicKey(publicKey),
    sign: async (message) => signSshsig(message, privateKey, publicKey),
  };
}

const MAX_OUTPUT = 64 * 1024;

/**
 * Signs with `ssh-keygen -Y sign`. `keyPath`: a private key, or a public one whose private half is in the SSH agent or a hardware key.
 * @param options.timeout how long a signature may take in ms, a touch or passphrase included; 60 s by default.
 * @throws {RecordError} `signing` when there is no such key or no `ssh-keygen`.
 */
export async function sshKeygenSigner(keyPath: string, options: { timeout?: number; program?: string } = {}): Promise<Signer> {
  const { timeout = 60_000, program = 'ssh-keygen' } = options;
  const line = await readPublicHalf(keyPath);
  const publicKey = formatPublicKey(parsePublicKey(line));
  return { publicKey, sign: (message) => run(program, ['-q', '-Y', 'sign', '-n', NAMESPACE, '-f', keyPath], message, timeout) };
}

async function readPublicHalf(keyPath: string): Promise<string> {
  const file = keyPath.endsWith('.pub') ? keyPath : `${keyPath}.pub`;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new RecordError('signing', `the public key ${file} cannot be read (${codeOf(error) ?? 'error'}); make it with: ssh-keygen -y -f KEY > KEY.pub`, { cause: error });
  }
}

function run(program: string, args: readonly string[], input: Uint8Array, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    // Not spawn's own time-out: its timer goes on when the program could not be started.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    let output = '';
    let errors = '';
    const fail = (message: string, cause?: unknown): void => {
      clearTimeout(timer);
      reject(new RecordError('signing', message, { cause }));
    };
    child.stdout.setEncoding('latin1').on('data', (text: string) => (output = (output + text).slice(0, MAX_OUTPUT)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(0, 2000)));
    child.on('error', (error) => fail(`${program} could not be started: ${error.message}`, error));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else fail(signal === null ? `${program} could not sign: ${errors.trim()}` : `${program} gave no signature within ${timeout} ms`);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
