/** `signalbox import`: a record of a session that an agent has kept by itself. */
import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ownFolders } from '../gate/folders.ts';
import { ownSigner } from '../record/own-signer.ts';
import { SIGNALBOX_FOLDER } from '../record/paths.ts';
import { softwareSigner } from '../record/signer.ts';
import { personOf } from '../runs/identity.ts';
import { findTranscripts } from '../runs/transcripts/find.ts';
import { importTranscript } from '../runs/transcripts/import.ts';
import { CannotError } from './cannot.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';
import { visibleLine } from '../model/visible.ts';

export const verb: Verb = async (args, { dist, env, cwd }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { workspace: { type: 'string', default: '.' } } });
  const folder = realpathSync.native(resolve(cwd, values.workspace));
  if (positionals.length === 0) {
    for (const { agent, file, changedAt, title } of await findTranscripts(folder, homedir(), env)) process.stdout.write(`${agent}  ${changedAt}  ${visibleLine(title)}\n  ${file}\n`);
    return 0;
  }
  const [agent, file, ...more] = positionals;
  if (agent === undefined || file === undefined || more.length > 0) throw new UsageError('import takes an agent and a file, or nothing to list what there is.');
  const { version } = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as { version: string };
  const signer = softwareSigner(ownSigner(ownFolders(env).state));
  const host = { signalbox: version, node: process.version, platform: `${process.platform}-${process.arch}`, client: 'signalbox import' };
  try {
    const made = await importTranscript({ folder, signalboxFolder: join(folder, SIGNALBOX_FOLDER), signer, person: await personOf(), host }, agent, resolve(cwd, file));
    process.stdout.write(`${made.folder}\n`);
    return 0;
  } catch (error) {
    throw new CannotError((error as Error).message);
  }
};
