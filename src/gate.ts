/** The gate process: builds everything in order, says that it listens, and ends when nobody needs it. */
import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ulid } from 'ulid';
import { Approvals } from './gate/approvals.ts';
import { Asking } from './gate/asking.ts';
import { Attendance } from './gate/attendance.ts';
import { bootstrapSchema, type Bootstrap, type Ready } from './gate/bootstrap.ts';
import { ownFolders, folderKey, privateFolder } from './gate/folders.ts';
import { createLog } from './gate/log.ts';
import { readGated } from './gate/gated-folders.ts';
import { HookServer } from './gate/hook-server.ts';
import { Operators } from './gate/operators.ts';
import { Pipeline } from './gate/pipeline.ts';
import { PolicyStore } from './gate/policy-store.ts';
import { PROTOCOL } from './gate/protocol.ts';
import { Questions } from './gate/questions.ts';
import { newSocketPath, publish } from './gate/rendezvous.ts';
import { GateServer } from './gate/server.ts';
import { shadowingIn } from './guard/code/shadowing.ts';
import { createGuard } from './guard/guard.ts';
import { realPath, repositoryOf } from './guard/real-path.ts';
import { rememberOwnKey } from './record/own-key.ts';
import { ALLOWED_SIGNERS_FILE, POLICY_FILE, SIGNALBOX_FOLDER } from './record/paths.ts';
import { softwareSigner, sshKeygenSigner, type Signer } from './record/signer.ts';
import { personOf } from './runs/identity.ts';
import { OpenRuns } from './runs/open-runs.ts';
import { ownName } from './runs/processes/table.ts';
import { recover } from './runs/recover.ts';
import { Runs } from './runs/runs.ts';

const dist = import.meta.dirname;

async function main(): Promise<Ready | undefined> {
  const bootstrap = bootstrapSchema.parse(JSON.parse(await text(process.stdin)));
  const folder = realpathSync.native(bootstrap.folder);
  const { version } = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as { version: string };
  const folders = ownFolders(process.env);
  const dir = join(privateFolder(folders.runtime), folderKey(folder));
  const socket = newSocketPath(dir, process.platform);
  const now = () => new Date();

  const touch = () => server.touch();
  const log = createLog((level, line) => server.broadcastLog(level, line));
  const operators = new Operators(bootstrap.operatorSecret, touch);
  const approvals = new Approvals(touch, now);
  const questions = new Questions(touch, now);
  const attendance = new Attendance(bootstrap.unattendedTime ?? 120_000, () => {
    approvals.expireUnattended();
    questions.expireUnattended();
  });
  const signalboxFolder = join(folder, SIGNALBOX_FOLDER);
  const scope = { roots: [folder], home: homedir() };
  const policies = new PolicyStore({ user: join(folders.config, POLICY_FILE), workspace: join(signalboxFolder, POLICY_FILE) }, scope, touch);
  const guard = await createGuard(join(dist, 'wasm'));
  const guardContext = { ...scope, platform: process.platform, realpath: realPath, repository: repositoryOf(folder), shadowing: shadowingIn };
  const pipeline = new Pipeline({ guard, guardContext, policies, approvals, attended: () => attendance.attended, now, newId: () => ulid() });
  const asking = new Asking({ questions, policies, attended: () => attendance.attended, now, newId: () => ulid() });
  const person = await personOf();
  const state = privateFolder(join(privateFolder(folders.state), folderKey(folder)));
  const openRuns = new OpenRuns(join(state, 'open-runs'), await ownName());
  const signer = await signerOf(bootstrap);
  const seal = { folder, snapshots: join(state, 'snapshots'), signer };
  const host = { signalbox: version, node: process.version, platform: `${process.platform}-${process.arch}`, client: bootstrap.client };
  const hookServer: HookServer = new HookServer(() => runs);
  const hooks = { dist, nodePath: process.execPath, electron: process.versions['electron'] !== undefined, timeout: bootstrap.hookTimeout ?? 3600, url: () => hookServer.url() };
  const launches = privateFolder(join(state, 'launches'));
  const canaryTime = bootstrap.canaryTime ?? 30_000;
  const runs: Runs = new Runs({ pipeline, asking, openRuns, seal, folder, signalboxFolder, person, host, socket, hooks, launches, canaryTime, sessionSilence: bootstrap.sessionSilence ?? 30 * 60_000, now, log }, policies, { dist, folder, nodePath: process.execPath, environment: process.env, version }, folders, touch);
  const server: GateServer = new GateServer({
    version,
    operators,
    approvals,
    questions,
    policies,
    operations: runs,
    folder,
    gated: () => readGated(folders.config),
    pipeline,
    person,
    log,
    now,
    onOperators: (count) => attendance.now(count),
    onShutdown: () => void end(0),
  });

  await server.listen(socket);
  const withdraw = await publish(dir, { pid: process.pid, socket, protocol: PROTOCOL, version, folder, ...(bootstrap.unattended ? { unattended: true } : {}) });
  if (withdraw === undefined) {
    await server.close();
    return { status: 'taken' };
  }
  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    withdraw();
    await runs.stopAll('the end of the gate');
    pipeline.close();
    hookServer.close();
    await server.close();
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  // A limit on the size of files is to fail the write that meets it, not to end the gate.
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => undefined);
  process.on('uncaughtException', (error) => log('error', `unexpected: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log('error', `unexpected: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`));

  // Records verify without it, as those of a key that is not known yet: no reason not to start.
  void rememberOwnKey(join(folders.config, ALLOWED_SIGNERS_FILE), person, signer.publicKey).catch((error: unknown) => log('warn', `the person's list of signers cannot be written: ${(error as Error).message}`));
  let recovering = true;
  void recover({ openRuns, seal, now, log }).finally(() => (recovering = false));
  attendance.whenIdle(bootstrap.idleTime ?? 30_000, () => recovering || runs.busy > 0, () => void end(0));
  policies.watch();
  log('info', `gate ${version} listens for ${folder}`);
  return { status: 'listening', socket, pid: process.pid };
}

async function signerOf({ signer }: Bootstrap): Promise<Signer> {
  return signer.type === 'pem' ? softwareSigner(signer.pem) : sshKeygenSigner(signer.path);
}

function answer(ready: Ready): void {
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

try {
  const ready = await main();
  if (ready !== undefined) answer(ready);
  if (ready?.status === 'taken') process.exit(0);
} catch (error) {
  answer({ status: 'failed', message: `The gate cannot start: ${(error as Error).message}` });
  process.exit(1);
}
