/** The VS Code versions that the suites run on, and where they are kept. */
import { join } from 'node:path';

/** The project's folder. */
export const root = join(import.meta.dirname, '..', '..');

/** Everything downloaded for tests; not committed. */
export const cache = join(root, '.vscode-test');

export type HostId = 'newest' | 'floor';

export interface HostVersion {
  id: HostId;
  /** Version of VS Code. */
  editor: string;
  /** Version of the npm package `code-server` that carries it. */
  carrier: string;
  /** Version of Node that it needs; absent: the project's own. */
  node?: string;
}

/** `floor` is the lowest version that `engines.vscode` in package.json admits. */
export const hostVersions: Record<HostId, HostVersion> = {
  newest: { id: 'newest', editor: '1.139.1', carrier: '4.139.1' },
  floor: { id: 'floor', editor: '1.110.0', carrier: '4.110.0', node: '22.23.3' },
};

/** Narrows a word from the command line or the environment. */
export function isHostId(word: string): word is HostId {
  return Object.hasOwn(hostVersions, word);
}

/** The packaged extension, as `npm run package` leaves it. */
export const vsix = join(root, 'out', 'signalbox.vsix');
