import { setTimeout as sleep } from 'node:timers/promises';
import { patience as usual } from './patience.ts';

/**
 * Runs an assertion until it holds: `await eventually(async () => assert.deepEqual(await tree.texts(), [...]))`.
 * @throws what the assertion threw last, when it still fails after `patience` milliseconds
 */
export async function eventually(assertion: () => Promise<void> | void, patience = usual): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await sleep(100);
  }
}
