/** The machine itself: services, users, devices, processes, keys, and the shell's own commands. */
import { cmdProgram } from '../powershell/cmd.ts';
import { powershellProgram } from '../powershell/program.ts';
import type { Word } from '../shell/word.ts';
import type { CommandSpec, Report } from './types.ts';

const catastrophe = (words: readonly Word[], report: Report, harmless: RegExp, what: string): void => {
  report.does('privilege', '');
  if (!words.some((word) => harmless.test(word.text ?? ''))) report.does('catastrophic', what);
};

export const system: Record<string, CommandSpec> = {
  'mkfs mkfs.ext4 mkfs.ext3 mkfs.ext2 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.exfat mkfs.ntfs mkfs.f2fs mke2fs mkswap wipefs newfs mkdosfs': { read: readFormat },
  'newfs_apfs blkdiscard lvremove vgremove pvremove mdadm': { does: ['catastrophic'] },
  'fdisk parted sgdisk sfdisk gdisk cfdisk diskutil cryptsetup hdparm nvme': {
    read: (words, report) => catastrophe(words, report, /^(?:-l|--list|list|info|print|status|-I|smart-log)$/, 'changes a disk'),
  },
  'shutdown reboot halt poweroff telinit': {
    read: (words, report) => catastrophe(words, report, /^(?:-c|--show|--help)$/, 'ends the system'),
  },
  init: { does: ['system'], read: (words, report) => catastrophe(words, report, /^[1-5sSqQ]$/, 'ends the system') },
  'batch at': { does: ['persists'], stdin: 'shell', options: { '-f': 'code' } },
  crontab: { does: ['persists'], options: { '-u': 'value' }, first: ['code'] },
  'systemctl service launchctl loginctl update-rc.d chkconfig rc-service rc-update supervisorctl pm2 sc': { read: readServices },
  'journalctl dmesg last lastb who w': { does: ['dumps-secrets'] },
  kill: {
    read: (words, report) => {
      report.does('system', 'ends a process');
      const target = words.at(-1)?.text;
      if (words.some((word) => /^-(?:0|l|L|s0)$/.test(word.text ?? ''))) return;
      if (words.length > 1 && words.some((word, index) => word.text === '-1' && (index > 0 || words.length === 1)) || target === '0' || (words.length > 1 && target === '1')) report.does('catastrophic', 'ends every process', words.at(-1));
    },
  },
  killall5: { read: (words, report) => report.does('catastrophic', 'ends every process', words[0]) },
  'pkill killall skill': { read: readKills },
  'xkill fuser': { does: ['system'] },
  'zfs zpool btrfs flashrom badblocks': { does: ['privilege', 'system'], read: readVolumes },
  'renice chrt taskset': { does: ['system'], first: ['value'], rest: 'argv' },
  'mount umount swapoff swapon insmod modprobe rmmod sysctl iptables ip6tables nft ufw firewall-cmd ifconfig route useradd adduser usermod userdel deluser groupadd groupdel gpasswd passwd chpasswd chsh chfn visudo vipw setcap setenforce timedatectl hostnamectl localectl tune2fs resize2fs e2fsck fsck losetup quotaon auditctl apparmor_parser semanage dpkg-reconfigure update-alternatives ldconfig depmod grub-install update-grub efibootmgr nvram csrutil spctl defaults dscl scutil networksetup pmset softwareupdate tmutil':
    { does: ['privilege', 'system'] },
  'ip ss netstat arp lsmod lspci lsusb lscpu lsblk blkid dmidecode sensors': { read: readIp },
  'gpg gpg2 ssh-keygen ssh-add ssh-agent ssh-copy-id security keyctl secret-tool pass op bw age sops kinit klist certutil keytool':
    {
      does: ['dumps-secrets', 'writes'],
      uploads: true,
      version: ['version'],
    },
  'ssh-keyscan': { does: ['network'] },
  'source .': { first: ['code'] },
  trap: { read: readTrap },
  alias: { read: readAlias },
  'local declare typeset readonly export': { read: readDeclaration },
  set: { read: readSet },
  shopt: { read: readShopt },
  'unalias enable bind complete compgen compopt history fc disown suspend fg bg newgrp logout caller': { does: ['unknown'] },
  'mapfile readarray let': { does: ['unknown'] },
  'osascript automator shortcuts say': { does: ['runs-code'], options: { '-e': 'program' } },
  'open xdg-open start explorer': { does: ['runs-code'], rest: 'url' },
  'pbcopy xclip xsel wl-copy': { does: ['writes'] },
  'pbpaste wl-paste': { does: ['dumps-secrets'] },
  'xdotool wmctrl screencapture scrot import ffmpeg ffprobe convert magick': { does: ['writes', 'runs-code'], rest: 'write' },
  'powershell pwsh powershell.exe pwsh.exe pwsh-preview': powershellProgram,
  'cmd cmd.exe': cmdProgram,
  'wsl wsl.exe': { does: ['runs-code', 'unknown'] },
};

/** A file system is made in a device, or in a file that is an image of one. */
function readFormat(words: readonly Word[], report: Report): void {
  const operands = words.filter((word) => !word.prefix.startsWith('-'));
  if (operands.length === 0 || operands.some(({ text }) => text === undefined || text.startsWith('/dev/'))) report.does('catastrophic', 'makes a file system anew');
  for (const word of operands) report.touch('write', word);
}

/** Names of processes that stand for all, or all of somebody. */
function readKills(words: readonly Word[], report: Report): void {
  report.does('system', 'ends processes');
  const ofUser = words.some((word) => /^-[uUG]\w*$|^--(?:user|euid|uid)/.test(word.text ?? ''));
  const names = words.filter((word, index) => !word.prefix.startsWith('-') && !/^-[uUGtgPs]$/.test(words[index - 1]?.text ?? ''));
  const all = names.some((word) => /^(?:\^?\.[*+]?\$?|\^|\$|)$/.test(word.text ?? 'x')) || words.some((word) => /^-v$|^--inverse$/.test(word.text ?? ''));
  if (all || (ofUser && names.length === 0)) report.does('catastrophic', 'ends every process', words[0]);
}

function readVolumes(words: readonly Word[], report: Report): void {
  if (words.some((word) => /^(?:destroy|delete|labelclear|-w|-E|--erase)$/.test(word.text ?? ''))) report.does('catastrophic', 'destroys what is on a disk', words[0]);
}

function readServices(words: readonly Word[], report: Report): void {
  const verbs = words.filter((word) => !word.prefix.startsWith('-')).map((word) => word.text ?? '');
  if (/^(?:poweroff|reboot|halt|emergency|rescue|kexec|suspend|hibernate)$/.test(verbs[0] ?? ''))
    report.does('catastrophic', 'ends the system');
  if (/^(?:terminate|kill)-user$/.test(verbs[0] ?? '')) report.does('catastrophic', 'ends every process');
  report.does('persists', 'changes or asks about services');
  report.does('privilege', '');
}

/** Only these look without a change. */
function readIp(words: readonly Word[], report: Report): void {
  const acts = words.find(
    (word) => word.text === undefined || /^(?:add|del|delete|set|flush|change|replace|-K|--kill|exec|netns|-batch|-b)$/.test(word.text),
  );
  if (acts) {
    report.does('system', '', acts);
    report.does('privilege', '', acts);
  }
}

function readAlias(words: readonly Word[], report: Report): void {
  report.does('unknown', 'makes a name stand for another command');
  for (const word of words) {
    const equals = word.prefix.indexOf('=');
    if (equals > 0) report.shell({ ...word, text: word.text?.slice(equals + 1), glob: false });
  }
}

/** Where the grammar takes a declaration for a command (`! local -n x=y`). */
function readDeclaration(words: readonly Word[], report: Report): void {
  if (words.length === 0) report.does('dumps-secrets', 'prints every variable');
  for (const word of words) {
    const equals = word.prefix.indexOf('=');
    // In an index a substitution would run.
    if (equals > 0 && !/^\w+\+?=/.test(word.prefix)) report.does('unknown', 'a declaration', word);
    if (equals > 0) report.assign(word.prefix.slice(0, equals), { ...word, text: word.text?.slice(equals + 1) });
    else report.does('unknown', 'a declaration', word);
  }
}

/** What runs at the end or at a signal: read like any other command, though in which folder is not known. */
function readTrap(words: readonly Word[], report: Report): void {
  const [command, ...signals] = words[0]?.text === '--' ? words.slice(1) : words;
  if (!command || command.prefix.startsWith('-') || signals.length === 0) {
    if (command?.text !== '-' && command?.text !== '-l') report.does('unknown', 'says what the shell does at a signal');
    return;
  }
  if (command.text !== '' && !/^(?:echo|printf|:|true|exit|return|kill %?\d*)(?: [\w "'.,:!-]*)?$/.test(command.text ?? '$')) report.does('unknown', 'says what the shell does at a signal');
  if (command.text !== '') report.shell(command);
}

/** Options that only make a script stop earlier. */
function readSet(words: readonly Word[], report: Report): void {
  // The shell's arguments, which are followed.
  if (words[0]?.text === '--') {
    for (const word of words) if (word.glob) report.touch('read', word);
    return;
  }
  const isCareful =
    words.length > 0 && words.every((word) => /^[-+](?:[eu]*o?|[eu]+)$|^(?:pipefail|errexit|nounset)$/.test(word.text ?? 'x'));
  if (words.length === 0) report.does('dumps-secrets', 'prints every variable');
  if (!isCareful) report.does('unknown', 'changes the shell or its arguments, or prints every variable');
}

function readShopt(words: readonly Word[], report: Report): void {
  if (!words.every((word) => /^(?:-s|-u|-q|globstar|nullglob|failglob|lastpipe|inherit_errexit)$/.test(word.text ?? 'x')))
    report.does('unknown', 'changes how the shell reads what follows');
}
