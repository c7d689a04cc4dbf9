/** What runs in a container, as seen from outside of it: paths below what is mounted are those of this machine, all others are not. */
import { programName } from '../commands/index.ts';
import { resolvePath } from '../paths.ts';
import type { Input } from '../shell/simple-command.ts';
import { staticWord, type Word } from '../shell/word.ts';
import type { GuardContext } from '../types.ts';

const engines = new Set(['docker', 'podman', 'nerdctl']);
/** Options of `docker run` that take a word. https://docs.docker.com/reference/cli/docker/container/run/ */
const takes =
  /^(?:-[aceflhlmpuvw]|--(?:add-host|annotation|attach|blkio-weight|cap-add|cap-drop|cgroup-parent|cgroupns|cidfile|cpus?|cpuset-cpus|detach-keys|device|dns|entrypoint|env|env-file|expose|gpus|group-add|health-cmd|hostname|ip|ipc|label|link|log-driver|log-opt|mac-address|memory|mount|name|net|network|network-alias|pid|platform|publish|pull|restart|runtime|security-opt|shm-size|stop-signal|stop-timeout|storage-opt|tmpfs|ulimit|user|userns|uts|volume|volumes-from|workdir))$/;
/** A folder that nobody has. */
const ELSEWHERE = '/(container)';

interface Mount {
  from: string;
  to: string;
}

export interface Contained {
  words: readonly Word[];
  input: Input;
  cwds: readonly string[];
}

/** Whether the program runs things in containers: what it is told is for them, not for this machine. */
export function isEngine(words: readonly Word[]): boolean {
  return engines.has(programName(words[0]?.text ?? '') ?? '');
}

/** The command that is run in a container, with its paths as they are on this machine; undefined where none is. */
export function inContainer(words: readonly Word[], input: Input, context: GuardContext): Contained | undefined {
  if (!isEngine(words)) return undefined;
  const verb = words.findIndex((word) => /^(?:run|exec|create)$/.test(word.text ?? ''));
  if (verb < 0) return undefined;
  const mounts: Mount[] = [];
  let devices = false;
  let workdir: string | undefined;
  let entry: Word | undefined;
  let at = verb + 1;
  for (; at < words.length; at += 1) {
    const word = words[at] as Word;
    if (!word.prefix.startsWith('-')) break;
    const [name = '', attached] = (word.text ?? word.bare).split(/=([^]*)/, 2);
    const value = attached ?? (takes.test(name) ? (words[(at += 1)]?.text ?? '') : (/^-[vw](.+)/.exec(name)?.[1] ?? ''));
    if (/^(?:-v|--volume)/.test(name)) mounts.push(...volume(value, context));
    else if (name === '--mount') mounts.push(...mount(value, context));
    else if (/^(?:-w|--workdir)/.test(name)) workdir = value;
    else if (name === '--entrypoint') entry = { ...word, text: value, prefix: value, bare: value };
    devices ||= name === '--privileged' || name === '--device';
  }
  const rest = words.slice(at + 1);
  const command = entry ? [entry, ...rest] : rest;
  if (command.length === 0) return undefined;
  // `chroot /host` and `nsenter` of the first process leave the container.
  const leaves = command.some((word, index) => word.text === 'nsenter' || (word.text === 'chroot' && outside(command[index + 1]?.text ?? '', mounts) === '/'));
  const map = (text: string): string => (leaves ? text : mapped(text, mounts, devices, context));
  const moved = command.map((word) => (word.text === undefined ? word : staticWord(map(word.text), word.start, word.end)));
  const given: Input = input.from === 'text' || input.from === 'lines' ? { ...input, text: map(input.text) } : input;
  return { words: moved, input: given, cwds: [leaves ? '/' : (outside(workdir ?? '', mounts) ?? ELSEWHERE)] };
}

function volume(value: string, context: GuardContext): Mount[] {
  const [from = '', to = ''] = value.split(':');
  return /^[/.~]/.test(from) && to.startsWith('/') ? [{ from: resolvePath(from.replace(/^~/, () => context.home), context.roots[0] ?? '/', context), to: trimmed(to) }] : [];
}

function mount(value: string, context: GuardContext): Mount[] {
  const fields = new Map(value.split(',').map((field) => [field.split('=')[0] ?? '', field.split('=')[1] ?? '']));
  const [from, to] = [fields.get('source') ?? fields.get('src') ?? '', fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? ''];
  return volume(`${from}:${to}`, context);
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** Where a path of the container is on this machine. */
function outside(path: string, mounts: readonly Mount[]): string | undefined {
  const found = mounts.filter(({ to }) => path === to || path.startsWith(to === '/' ? '/' : `${to}/`)).sort((a, b) => b.to.length - a.to.length)[0];
  return found && (`${found.from}${path.slice(found.to.length)}`.replace(/\/{2,}/g, '/') || '/');
}

/** A text in which every absolute path is the one of this machine. */
function mapped(text: string, mounts: readonly Mount[], devices: boolean, context: GuardContext): string {
  const own = text.replace(/(^|[\s'"=;&|(])(?:~|\$HOME|\$\{HOME\})(?=$|[/\s'";&|)])/g, `$1${ELSEWHERE}/root`);
  return own.replace(/(^|[^\w.:/~$})-])(\/[^\s'";|&<>()]*)/g, (whole, before: string, path: string) => {
    if (path.startsWith(ELSEWHERE) || path.startsWith(context.home)) return path.startsWith(context.home) ? `${before}${outside(path, mounts) ?? ELSEWHERE + path}` : whole;
    if (devices && path.startsWith('/dev/')) return whole;
    // The name of a shell or a tool is as good in there.
    if (/^\/(?:usr\/)?(?:local\/)?s?bin\/\w/.test(path) && before !== ' ') return whole;
    return `${before}${outside(path, mounts) ?? ELSEWHERE + path}`;
  });
}
