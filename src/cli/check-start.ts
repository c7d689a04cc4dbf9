/** `signalbox check`, started anew for every action by some: the code of it is what V8 made at an earlier start. */
import { join } from 'node:path';
import type * as CheckVerb from './check-verb.ts';
import { loadBundle } from './code-cache.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, context) => {
  const { exports, keep } = loadBundle<Pick<typeof CheckVerb, 'check'>>(join(context.dist, 'check-verb.cjs'), context.env);
  try {
    return await exports.check(args, context, keep);
  } finally {
    keep();
  }
};
