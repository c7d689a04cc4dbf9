/** Real repositories in temporary folders, and what tells whether one was touched. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

export function temporaryFolder(t: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'signalbox-test-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Git as a person runs it, without this machine's settings. Gives its output less the last line end. */
export function sh(cwd: string, ...args: string[]): string {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    GIT_ALLOW_PROTOCOL: 'file',
  };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(/\n$/, '');
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A repository with these files in one commit (none: no commit). */
export function repository(t: TestContext, files: Record<string, string> = {}, ...initArgs: string[]): string {
  const root = join(temporaryFolder(t), 'project');
  mkdirSync(root);
  sh(root, 'init', '--quiet', '--initial-branch=main', ...initArgs);
  if (Object.keys(files).length > 0) {
    write(root, files);
    commit(root, 'first');
  }
  return root;
}

export function commit(root: string, message: string): string {
  sh(root, 'add', '--all');
  sh(root, 'commit', '--quiet', '--allow-empty', '-m', message);
  return sh(root, 'rev-parse', 'HEAD');
}

/** Every file below a folder with its content's digest, mode and time of change: two equal answers say that nothing was written. */
export function everything(folder: string): string[] {
  const seen: string[] = [];
  const visit = (parent: Buffer): void => {
    for (const name of readdirSync(parent, { encoding: 'buffer' }).toSorted((a, b) => a.compare(b))) {
      const path = Buffer.concat([parent, Buffer.from('/'), name]);
      const found = lstatSync(path, { bigint: true });
      const content = found.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : found.isSymbolicLink() ? readlinkSync(path) : '';
      seen.push(`${path.toString('latin1')} ${found.mode} ${found.mtimeNs} ${content}`);
      if (found.isDirectory()) visit(path);
    }
  };
  visit(Buffer.from(folder));
  return seen;
}

/** What `git add --all && git commit` would make of the work tree, less `.signalbox`, by git itself with an index aside. */
export function treeByGit(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'signalbox-oracle-'));
  try {
    execFileSync('cp', ['-a', root, join(copy, 'copy')]);
    const there = join(copy, 'copy');
    sh(there, 'add', '--all');
    sh(there, 'rm', '-r', '--quiet', '--cached', '--ignore-unmatch', '.signalbox');
    return sh(there, 'write-tree');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
