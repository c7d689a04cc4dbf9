/** Where a path leads: made absolute, links resolved, compared with the roots. Pure but for `GuardContext.realpath`. */
import { posix, win32 } from 'node:path';
import type { GuardContext } from './types.ts';

/**
 * An absolute path with links resolved, step by step where there is a `..` after a possible link. What follows the first glob
 * is kept as it is.
 */
export function resolvePath(text: string, cwd: string, context: GuardContext, glob = false): string {
  const path = context.platform === 'win32' ? win32 : posix;
  const separator = context.platform === 'win32' ? /[\\/]+/ : /\/+/;
  const absolute = path.isAbsolute(text);
  let current = absolute ? path.parse(text).root : cwd;
  const parts = (absolute ? text.slice(path.parse(text).root.length) : text).split(separator);
  let stillReal = true;
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part === '..') current = path.dirname(stillReal ? context.realpath(current) : current);
    else {
      if (glob && stillReal && /[*?[]/.test(part)) {
        current = context.realpath(current);
        stillReal = false;
      }
      current = path.join(current, part);
    }
  }
  return stillReal ? context.realpath(current) : current;
}

/** Absolute, but no links resolved: how it was named. */
export function namedPath(text: string, cwd: string, context: GuardContext): string {
  return (context.platform === 'win32' ? win32 : posix).resolve(cwd, text);
}

export function isInside(path: string, root: string, context: GuardContext): boolean {
  const folded = fold(path, context);
  const base = fold(root, context);
  return folded === base || folded.startsWith(base.endsWith('/') ? base : `${base}/`);
}

function fold(path: string, context: GuardContext): string {
  const slashes = context.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  return context.platform === 'linux' ? slashes : slashes.toLowerCase();
}

const devices = /^\/dev\/(?:null|zero|u?random|stdin|stdout|stderr|tty|fd\/\d+)$/;

/** Not a file: reading or writing it touches nothing. */
export function isHarmlessDevice(path: string): boolean {
  return devices.test(path);
}

/** Components in a form in which two names of the same file are equal on every file system. */
export function components(path: string): string[] {
  return path
    .split(/[\\/]+/)
    .filter((part) => part !== '')
    .map((part) =>
      part
        .normalize('NFKC')
        // Ignored by HFS+ in names, as git's own protection of `.git` takes into account.
        .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
        .toLowerCase()
        .replace(/[. ]+$/, '')
        .replace(/^([^:]+):.*$/, '$1'),
    );
}
