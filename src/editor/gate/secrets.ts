/**
 * The two secrets of this editor, made once and kept in its secret storage: what proves that it is an operator, and the key that
 * signs receipts. They never go to settings, logs or an environment.
 */
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { SecretStorage } from 'vscode';

const operatorName = 'operator';
const signingName = 'signing-key';

export class EditorSecrets {
  private readonly storage: Pick<SecretStorage, 'get' | 'store'>;
  private readonly pending = new Map<string, Promise<string>>();

  constructor(storage: Pick<SecretStorage, 'get' | 'store'>) {
    this.storage = storage;
  }

  /** The operator secret of one folder, hex: HMAC-SHA256 of its path under this editor's master secret. */
  async forFolder(folder: string): Promise<string> {
    const master = await this.once(operatorName, () => randomBytes(32).toString('hex'));
    return createHmac('sha256', master).update(folder).digest('hex');
  }

  /** The Ed25519 private key that signs receipts: PEM, PKCS #8. */
  signingKey(): Promise<string> {
    return this.once(signingName, () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  }

  /**
   * Two callers at once get the same secret; of two windows at once the last one stored wins, and both read it back. One that
   * failed (a locked key ring) is tried anew.
   */
  private once(name: string, make: () => string): Promise<string> {
    const running = this.pending.get(name) ?? this.load(name, make);
    this.pending.set(name, running);
    running.catch(() => this.pending.delete(name));
    return running;
  }

  private async load(name: string, make: () => string): Promise<string> {
    const stored = await this.storage.get(name);
    if (stored !== undefined) return stored;
    const made = make();
    await this.storage.store(name, made);
    return (await this.storage.get(name)) ?? made;
  }
}
