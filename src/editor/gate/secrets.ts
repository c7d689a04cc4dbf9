/**
 * The two secrets of this editor, made once and kept in its secret storage: what proves that it is an operator, and the key that
 * signs receipts. They never go to settings, logs or an environment.
 */
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Memento, SecretStorage } from 'vscode';

/** Where the secrets are kept. */
export type SecretHome = Pick<SecretStorage, 'get' | 'store'>;

/**
 * The secret storage of an editor that runs in a browser may be gone with the page, and this window would not be the operator of
 * its own gate any more. There the extension's state, which is in the browser's storage and not on the machine of the agents,
 * keeps the secrets too. On a desktop that state is a plain file, and never used.
 */
export function secretHome(secrets: SecretHome, state: Pick<Memento, 'get' | 'update'>, inBrowser: boolean): SecretHome {
  if (!inBrowser) return secrets;
  return {
    get: async (name) => (await secrets.get(name)) ?? state.get<string>(name),
    store: async (name, value) => {
      await secrets.store(name, value);
      await state.update(name, value);
    },
  };
}

const operatorName = 'operator';
const signingName = 'signing-key';

export class EditorSecrets {
  private readonly storage: SecretHome;
  private readonly pending = new Map<string, Promise<string>>();

  constructor(storage: SecretHome) {
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
