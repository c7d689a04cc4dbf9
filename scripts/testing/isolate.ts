/** Runs a command where it reaches nothing but this machine, and leaves nothing behind. */
import { spawnSync } from 'node:child_process';

export interface Isolation {
  /** What stands in front of the command. */
  prefix: readonly string[];
  env: Readonly<Record<string, string>>;
  /** What was done, for a person. */
  title: string;
}

/** Loopback comes up, the command runs; the shell stays, as the first process of the namespace, and collects those that lose their parent. */
const inside = 'ip link set lo up && "$@"; exit $?';
const own = { SIGNALBOX_TEST_OFFLINE: 'namespace' };

/**
 * Needs root, `unshare` and `ip`: then the command gets a network of its own with only loopback, and, where that works, process ids of
 * its own that end with it. Otherwise agents are given a proxy that is not there.
 */
export function isolation(): Isolation {
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    for (const { flags, title } of [
      { flags: ['-n', '-p', '-f', '--kill-child', '--mount-proc'], title: 'a network with only loopback, and processes that end with the tests' },
      { flags: ['-n'], title: 'a network with only loopback' },
    ]) {
      const prefix = ['unshare', ...flags, '--', 'sh', '-c', inside, 'sh'];
      if (spawnSync(prefix[0]!, [...prefix.slice(1), 'true'], { stdio: 'ignore' }).status === 0) return { prefix, env: own, title };
    }
  }
  return { prefix: [], env: { SIGNALBOX_TEST_OFFLINE: 'proxy' }, title: 'a proxy that is not there (a network of their own needs Linux, root, unshare and ip)' };
}
