/** Files of the system that say nothing about a person, hold no secret, and are read to know the machine one works on. */
import type { GuardContext } from '../types.ts';

const files = new Set(
  (
    '/proc/cpuinfo /proc/meminfo /proc/version /proc/loadavg /proc/uptime /proc/stat /proc/vmstat /proc/filesystems /proc/partitions /proc/swaps /proc/devices /proc/diskstats /proc/interrupts /proc/modules /proc/mounts /proc/self/mounts ' +
    '/proc/self/status /proc/self/limits /proc/self/cgroup /proc/sys/kernel/ostype /proc/sys/kernel/osrelease /proc/sys/kernel/hostname /proc/sys/fs/file-max /proc/sys/fs/inotify/max_user_watches /proc/sys/vm/max_map_count /proc/sys/vm/swappiness ' +
    '/sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max /sys/fs/cgroup/memory.current /sys/devices/system/cpu/online ' +
    '/etc/os-release /usr/lib/os-release /etc/lsb-release /etc/debian_version /etc/alpine-release /etc/redhat-release /etc/fedora-release /etc/system-release /etc/issue /etc/hostname /etc/timezone /etc/localtime /etc/shells /etc/services /etc/protocols /etc/mime.types /etc/locale.conf /etc/default/locale'
  ).split(' '),
);
const folders = [
  '/usr/include',
  '/usr/local/include',
  '/usr/share/doc',
  '/usr/share/dict',
  '/usr/share/zoneinfo',
  '/usr/share/man',
  '/usr/share/info',
  '/usr/share/common-licenses',
  '/usr/share/licenses',
  '/usr/share/mime',
];

/**
 * Whether anybody may read it.
 * @param path absolute, with links resolved
 * @param named the same as it was named: where a pattern is followed by `..`, it is not known where that leads
 */
export function isPublic(path: string, named: string, glob: boolean, context: GuardContext): boolean {
  if (context.platform === 'win32' || (glob && named.includes('..'))) return false;
  // `/proc/self` is resolved to the process that looks.
  if (files.has(path) || (files.has(named) && /^\/proc\/(?:self|\d+)\/(?:mounts|status|limits|cgroup)$/.test(path))) return true;
  return folders.some((folder) => (path === folder || path.startsWith(`${folder}/`)) && !path.slice(folder.length).includes('/..'));
}
