/** The beginning of a record: its folder, its redactor, and the first event, which says what is about to run. */
import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { newSecret } from '../gate/proof.ts';
import { digestOf } from '../model/digest.ts';
import type { EventData } from '../record/events.ts';
import { runFolder } from '../record/paths.ts';
import { Redactor } from '../record/redact.ts';
import { RecordWriter } from '../record/writer.ts';
import { knownSecrets } from './known-secrets.ts';
import type { RunParts, RunSpec } from './run-types.ts';
import { snapshotFolder } from './seal.ts';
import { takeSnapshot } from './effects/snapshot.ts';
import type { Snapshot } from './effects/types.ts';

export interface OpenedRecord {
  run: string;
  folder: string;
  /** What programs of this run prove themselves with; known to the redactor. */
  token: string;
  redactor: Redactor;
  writer: RecordWriter;
  before: Snapshot;
}

/** Resolves when the first event is on disk, and this machine knows that the run is open. */
export async function openRecord(parts: RunParts, spec: RunSpec): Promise<OpenedRecord> {
  const run = ulid(parts.now().getTime());
  const folder = runFolder(parts.signalboxFolder, run);
  const token = newSecret();
  const redactor = new Redactor(randomBytes(32), [{ kind: 'run-token', value: token }, ...knownSecrets(spec.agent.env, spec.servers.servers)]);
  const before = await takeSnapshot(parts.folder, snapshotFolder(parts.seal, run));
  await parts.openRuns.save({ run, folder, before });
  const writer = await RecordWriter.create(folder, { redactor, clock: parts.now });
  await writer.append([
    { type: 'run.started', basis: 'mediated', data: startData(parts, spec, run, before) },
    ...before.limits.map(({ code, message }) => ({ type: 'fault.noted' as const, basis: 'unobserved' as const, data: { code, message } })),
  ]);
  return { run, folder, token, redactor, writer, before };
}

function startData(parts: RunParts, { agent, launch, workspace, policy, previousReceipts, resume, door }: RunSpec, run: string, before: Snapshot): EventData<'run.started'> {
  // Of a session that a person started alone the command is not known.
  const command = agent.command === '' ? [] : [agent.command, ...agent.args];
  return {
    run,
    ...(resume === undefined ? {} : { parentRun: resume.run }),
    'gen_ai.agent.id': agent.id,
    'gen_ai.agent.name': agent.name,
    ...(agent.version === undefined ? {} : { 'gen_ai.agent.version': agent.version }),
    command,
    configuration: digestOf({ command, environment: Object.keys(agent.env).sort() }),
    door,
    host: parts.host,
    person: parts.person,
    workspace: { ...workspace, ...(before.kind === 'git' ? { tree: before.tree } : { files: before.digest }) },
    policy: { ...policy, trusted: launch.trusted, approve: launch.approve ?? 'ask' },
    guardVersion: parts.pipeline.guardVersion,
    previousReceipts,
  };
}
