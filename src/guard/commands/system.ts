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
  'mkfs mkfs.ext4 mkfs.ext3 mkfs.ext2 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.exfat mkfs.ntfs mkfs.f2fs mke2fs mkswap wipefs newfs newfs_apfs blkdiscard mkdosfs zpool lvremove vgremove pvremove mdadm':
    { does: ['catastrophic'] },
  'fdisk parted sgdisk sfdisk gdisk cfdisk diskutil cryptsetup hdparm nvme': {
    read: (words, report) => catastrophe(words, report, /^(?:-l|--list|list|info|print|status|-I|smart-log)$/, 'changes a disk'),
  },
  'shutdown reboot halt poweroff telinit': {
    read: (words, report) => catastrophe(words, report, /^(?:-c|--show|--help)$/, 'ends the system'),
  },
  init: { does: ['system'], read: (words, report) => catastrophe(words, report, /^[1-5sSqQ]$/, 'ends the system') },
  'crontab batch at': { does: ['persists'], stdin: 'shell', options: { '-f': 'code' } },
  'systemctl service launchctl loginctl update-rc.d chkconfig rc-service rc-update supervisorctl pm2 sc': { read: readServices },
  'journalctl dmesg last lastb who w': { does: ['dumps-secrets'] },
  kill: {
    read: (words, report) => {
      report.does('system', 'ends a process');
      const target = words.at(-1)?.text;
      if (words.length > 1 && (target === '-1' || target === '0')) report.does('catastrophic', 'ends every process', words.at(-1));
    },
  },
  killall5: { read: (words, report) => report.does('catastrophic', 'ends every process', words[0]) },
  'pkill killall skill xkill fuser': { does: ['system'] },
  'renice chrt taskset': { does: ['system'], first: ['value'], rest: 'argv' },
  'mount umount swapoff swapon insmod modprobe rmmod sysctl iptables ip6tables nft ufw firewall-cmd ifconfig route useradd adduser usermod userdel deluser groupadd groupdel gpasswd passwd chpasswd chsh chfn visudo vipw setcap setenforce timedatectl hostnamectl localectl tune2fs resize2fs e2fsck fsck losetup quotaon auditctl apparmor_parser semanage dpkg-reconfigure update-alternatives ldconfig depmod grub-install update-grub efibootmgr nvram csrutil spctl defaults dscl scutil networksetup pmset softwareupdate tmutil':
    { does: ['privilege', 'system'] },
  'ip ss netstat arp lsmod lspci lsusb lscpu lsblk blkid dmidecode sensors': { read: readIp },
  'gpg gpg2 openssl ssh-keygen ssh-add ssh-agent ssh-copy-id security keyctl secret-tool pass op bw age sops kinit klist certutil keytool':
    {
      does: ['dumps-secrets', 'writes'],
      uploads: true,
      version: ['version'],
    },
  'ssh-keyscan': { does: ['network'] },
  'source .': { first: ['code'] },
  trap: { options: { '-l -p': { does: 'unknown' } }, first: ['shell'], does: ['unknown'] },
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

function readServices(words: readonly Word[], report: Report): void {
  const verbs = words.filter((word) => !word.prefix.startsWith('-')).map((word) => word.text ?? '');
  if (/^(?:poweroff|reboot|halt|emergency|rescue|kexec|suspend|hibernate)$/.test(verbs[0] ?? ''))
    report.does('catastrophic', 'ends the system');
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

/** Options that only make a script stop earlier. */
function readSet(words: readonly Word[], report: Report): void {
  const isCareful =
    words.length > 0 && words.every((word) => /^[-+](?:[eu]*o?|[eu]+)$|^(?:pipefail|errexit|nounset)$/.test(word.text ?? 'x'));
  if (words.length === 0) report.does('dumps-secrets', 'prints every variable');
  if (!isCareful) report.does('unknown', 'changes the shell or its arguments, or prints every variable');
}

function readShopt(words: readonly Word[], report: Report): void {
  if (!words.every((word) => /^(?:-s|-u|-q|globstar|nullglob|failglob|lastpipe|inherit_errexit)$/.test(word.text ?? 'x')))
    report.does('unknown', 'changes how the shell reads what follows');
}
