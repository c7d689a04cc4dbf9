/** `signalbox trust RUN --as NAME`: from now on the repository trusts the key that signed this run. A person's act, never done by itself. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { allowSigner } from '../record/own-key.ts';
import { ALLOWED_SIGNERS_FILE } from '../record/paths.ts';
import { verifyRun } from '../record/verify.ts';
import { CannotError } from './cannot.ts';
import { findRun } from './find-run.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, { cwd }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { as: { type: 'string' }, workspace: { type: 'string', default: '.' } } });
  if (positionals.length !== 1 || values.as === undefined) throw new UsageError('trust takes one run and --as NAME.');
  const folder = await findRun(positionals[0]!, resolve(cwd, values.workspace));
  const { ok, signature } = await verifyRun(folder, { allowedSigners: [] });
  if (!ok || signature.publicKey === undefined) throw new CannotError('This run does not verify; only the key of a whole, signed run can be trusted.');
  const file = join(folder, '..', '..', '..', ALLOWED_SIGNERS_FILE);
  const added = await allowSigner(file, values.as, signature.publicKey, 0o644);
  process.stdout.write(`${file} ${added ? 'now names' : 'already names'} ${signature.fingerprint ?? signature.publicKey}. Commit it for others to rely on.\n`);
  return 0;
};
