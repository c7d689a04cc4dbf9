/**
 * Loads a bundle with the code that V8 made of it at an earlier start, which spares most of what a cold start takes: to parse and to
 * compile. That code is kept in a folder of the person's own, one file for the newest bundle and V8, and only ever saves time: V8 refuses
 * what is not of its version and flags, the file's name holds the digest of the bundle, and since V8 does not notice bytes that have
 * changed, a checksum stands at its end.
 */
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { codeFolder, ownFolders, privateFolder } from '../gate/folders.ts';
import { sha256 } from '../model/digest.ts';

/** A bundle made for this begins with its own digest in a comment, see scripts/build/cached-script.ts. */
const digestAtStart = /^\/\*([0-9a-f]{16})\*\//;

/** Characters of it, in hexadecimal. */
const CHECKSUM = 64;

export interface LoadedBundle<T> {
  exports: T;
  /** Keeps the code as V8 has it now, if there was none: what has been used by then needs no compiling next time. Before anything sets flags of V8. Never throws. */
  keep: () => void;
}

/** @param file a bundle of ASCII whose value is `(require, module, __filename) => void` */
export function loadBundle<T>(file: string, env: NodeJS.ProcessEnv): LoadedBundle<T> {
  const source = readFileSync(file, 'latin1');
  const digest = digestAtStart.exec(source.slice(0, 20))?.[1];
  const folder = codeFolder(ownFolders(env).state);
  const kept = join(folder, `${digest}-${process.versions.v8}-${process.arch}`);
  const cachedData = digest === undefined ? undefined : ownFile(folder, kept);
  const script = new Script(source, { filename: file, ...(cachedData === undefined ? {} : { cachedData }) });
  const module = { exports: {} as T };
  const run = script.runInThisContext() as (require: NodeJS.Require, module: { exports: T }, __filename: string) => void;
  run(createRequire(file), module, file);
  let done = digest === undefined || (cachedData !== undefined && script.cachedDataRejected !== true);
  const keep = () => {
    if (done) return;
    done = true;
    replace(folder, kept, () => script.createCachedData());
  };
  return { exports: module.exports, keep };
}

/** What was kept, from a file that nobody else can have written; undefined where there is none. */
function ownFile(folder: string, file: string): Buffer | undefined {
  try {
    const uid = process.getuid?.();
    for (const path of [folder, file]) {
      const stat = lstatSync(path);
      if (stat.isSymbolicLink() || (uid !== undefined && (stat.uid !== uid || (stat.mode & 0o022) !== 0))) return undefined;
    }
    const bytes = readFileSync(file);
    const code = bytes.subarray(0, -CHECKSUM);
    return bytes.length > CHECKSUM && bytes.toString('latin1', code.length) === sha256(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Makes `file` the only one in the folder. */
function replace(folder: string, file: string, make: () => Buffer): void {
  const made = `${file}.${process.pid}`;
  try {
    privateFolder(dirname(folder));
    privateFolder(folder);
    const code = make();
    writeFileSync(made, Buffer.concat([code, Buffer.from(sha256(code), 'latin1')]), { mode: 0o600, flag: 'wx' });
    renameSync(made, file);
    for (const name of readdirSync(folder)) if (join(folder, name) !== file) rmSync(join(folder, name), { force: true });
  } catch {
    // The next start is as slow as this one.
  }
}
