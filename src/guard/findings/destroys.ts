/** Which changes of a file cannot be taken back: of the system, the home folder, the workspace, its repository, a device. */
import picomatch from 'picomatch';
import { components, isInside } from '../paths.ts';
import { FRESH_FOLDER } from '../shell/word.ts';
import type { GuardContext, Touch } from '../types.ts';

const devices = /^\/dev\/(?:sd|hd|nvme|vd|xvd|disk|rdisk|mmcblk|dm-|md|loop|mapper|mem|kmem|sg\d)/;
const tops = 'bin boot dev etc lib lib32 lib64 libx32 opt proc root sbin srv sys usr var home Users System Library Applications'.split(' ');
const systemFolder = new RegExp(`^/(?:${tops.join('|')})?$`);
/** Without these, or with others in their place, a system does not start or lets anybody in. */
const vital = /^\/(?:boot\/|etc\/(?:passwd|shadow|group|sudoers(?:$|\.d\/)|fstab|ld\.so\.preload|pam\.d\/)|proc\/sysrq-trigger$)/;
const ofTheSystem = /^\/(?:bin|boot|dev|etc|lib\w*|proc|root|sbin|sys|usr(?!\/(?:local|src)\/)|System|Library|var\/lib)\//;
const fresh = new RegExp(`^(?:/private)?${FRESH_FOLDER.replace('.', '\\.')}/`);
const personal = ['.ssh', '.gnupg', '.config', '.local', 'documents', 'desktop', 'pictures', 'library', 'downloads'];

/**
 * Why the change is a catastrophe; undefined where it is none.
 * @param path absolute, links resolved
 */
export function destroys(
  path: string,
  access: Touch['access'],
  { recursive, glob }: { recursive: boolean; glob: boolean },
  context: GuardContext,
): string | undefined {
  if (access === 'read') return undefined;
  if (devices.test(path)) return 'a device';
  if (!isIn(path, context) && vital.test(path)) return 'the system';
  // A repository in a folder that the line itself has just made.
  const ofGit = fresh.test(path) ? undefined : repository(path, access, recursive);
  if (ofGit) return ofGit;
  const everything = glob && /\/[^/]*[*?][^/]*$/.test(path) && /^[.*?[\]!^]*$/.test(path.slice(path.lastIndexOf('/') + 1));
  const target = everything ? path.slice(0, path.lastIndexOf('/')) || '/' : path.replace(/[\\/]\*{1,2}$/, '') || '/';
  // Nobody writes the root folder but to change who may enter it.
  if (access === 'write' && !recursive) return path === '/' ? 'the system' : undefined;
  if (systemFolder.test(target) || /^[A-Za-z]:[\\/]?$/.test(target)) return 'the system';
  if (recursive && !isIn(path, context) && ofTheSystem.test(`${target}/`)) return 'the system';
  if (isInside(context.home, target, context) || /^\/(?:home|Users)\/[^/]+$/.test(target)) return 'the home folder';
  if (access === 'write') return undefined;
  if (recursive && isPersonal(target, context)) return 'what a person keeps in the home folder';
  if (everything && !recursive) return undefined;
  if (context.roots.some((root) => isInside(root, target, context))) return 'the whole workspace, with its repository and records';
  return glob ? matched(path, context) : undefined;
}

function isIn(path: string, context: GuardContext): boolean {
  return context.roots.some((root) => isInside(path, root, context));
}

/** A folder `.git` as a whole, or what in it holds the history. */
function repository(path: string, access: Touch['access'], recursive: boolean): string | undefined {
  const parts = components(path);
  const at = parts.lastIndexOf('.git');
  if (at < 0) return undefined;
  const [below] = parts.slice(at + 1);
  if (below === undefined || /^[*?.[\]]+$/.test(below)) return access === 'delete' || recursive ? 'the repository itself' : undefined;
  return ['objects', 'refs', 'head', 'packed-refs', 'logs', 'index'].includes(below) ? 'the history in the repository' : undefined;
}

function isPersonal(target: string, context: GuardContext): boolean {
  if (!isInside(target, context.home, context) || isIn(target, context)) return false;
  const below = components(target).slice(components(context.home).length);
  return below.length === 1 && personal.includes(below[0] ?? '');
}

/** What a pattern of the shell may stand for. */
function matched(pattern: string, context: GuardContext): string | undefined {
  const candidates: [string, string][] = [
    ...tops.map((name): [string, string] => [`/${name}`, 'the system']),
    ...above(context.home).map((path): [string, string] => [path, 'the home folder']),
    ...context.roots.flatMap((root): [string, string][] => [
      [`${root}/.git`, 'the repository itself'],
      ...above(root).map((path): [string, string] => [path, 'the whole workspace']),
    ]),
  ];
  let test: (path: string) => boolean;
  try {
    // A leading dot is not matched by `*`, as in a shell.
    test = picomatch(pattern, { dot: false });
  } catch {
    return undefined;
  }
  return candidates.find(([path]) => test(path))?.[1];
}

/** The path and every folder above it but the root. */
function above(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 2).join('/'));
}
