/** Programs that change files. */
import type { CommandSpec } from './types.ts';

const backup = {
  '-S --suffix': 'value',
  '--backup --context -Z --reflink --sparse --update --preserve --no-preserve': { takes: 'value', attached: true },
} as const;
const mode = { '-m --mode': 'value' } as const;

export const writing: Record<string, CommandSpec> = {
  rm: { rest: 'delete', does: ['deletes'], recursive: ['-r', '-R', '--recursive'] },
  rmdir: { rest: 'delete', does: ['deletes'] },
  unlink: { rest: 'delete', does: ['deletes'] },
  'shred srm': { options: { '-n -s --iterations --size': 'value', '--random-source': 'read' }, rest: 'delete', does: ['deletes'] },
  'trash trash-put': { rest: 'delete', does: ['deletes'] },
  cp: { options: { ...backup, '-t --target-directory': { takes: 'write' } }, rest: 'read', last: 'write', does: ['writes'] },
  mv: { options: { ...backup, '-t --target-directory': { takes: 'write' } }, rest: 'delete', last: 'write', does: ['writes'] },
  install: {
    options: { ...mode, '-o -g --owner --group': 'value', '-t --target-directory': 'write', '-d --directory': { operands: 'write' } },
    rest: 'read',
    last: 'write',
    does: ['writes'],
  },
  ln: { options: { ...backup, '-t --target-directory': 'write' }, rest: 'read', last: 'write', does: ['writes'] },
  touch: { options: { '-d -t --date --time': 'value', '-r --reference': 'read' }, rest: 'write', does: ['writes'], keeps: 1 },
  mkdir: { options: mode, rest: 'write', does: ['writes'], keeps: 1 },
  mkfifo: { options: mode, rest: 'write', does: ['writes'] },
  mknod: { options: mode, first: ['write'], does: ['writes', 'system'] },
  // To `/dev/stderr` and such it writes nothing.
  tee: { rest: 'write' },
  sponge: { rest: 'write', does: ['writes'] },
  'rename prename mmv': { does: ['writes', 'runs-code'], first: ['value'], rest: 'write' },
  'rimraf del-cli rm-rf': { rest: 'delete', does: ['deletes'], recursive: true },
  'ditto pax': { rest: 'write', does: ['writes', 'runs-code'] },
  truncate: { options: { '-s --size': 'value', '-r --reference': 'read' }, rest: 'write', does: ['writes'] },
  chmod: {
    options: { '--reference': { takes: 'read', noFirst: true } },
    first: ['value'],
    rest: 'write',
    does: ['writes'],
    recursive: ['-R', '--recursive'],
  },
  'chown chgrp': {
    options: { '--reference': { takes: 'read', noFirst: true }, '--from': 'value' },
    first: ['value'],
    rest: 'write',
    does: ['writes'],
    recursive: ['-R', '--recursive'],
  },
  chattr: { first: ['value'], rest: 'write', does: ['writes'], recursive: ['-R'] },
  setfacl: { options: { '-m -x --modify --remove': 'value' }, rest: 'write', does: ['writes'] },
  dd: {
    read: (words, report) => {
      report.does('writes', 'copies blocks');
      for (const word of words) {
        const equals = word.prefix.indexOf('=');
        const name = word.prefix.slice(0, Math.max(equals, 0));
        const file = { ...word, text: word.text?.slice(equals + 1), prefix: word.prefix.slice(equals + 1), glob: false };
        if (equals < 0 && word.text === undefined) report.unresolved(word, 'an operand that depends on run time');
        if (name === 'of') report.touch('write', file);
        if (name === 'if') report.touch('read', file);
      }
    },
  },
  patch: {
    options: { '-i --input': 'read', '-o --output -r --reject-file': 'write', '-d --directory': 'cwd', '-p -F --strip --fuzz': 'value' },
    first: ['write', 'read'],
    does: ['writes'],
  },
  split: {
    options: { '-b -l -n -C -a --bytes --lines --number --suffix-length': 'value', '--filter': { takes: 'shell' } },
    first: ['read', 'write'],
    does: ['writes'],
  },
  csplit: { options: { '-f -n -b --prefix': 'value' }, first: ['read'], does: ['writes'] },
  'gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd pigz unpigz brotli lz4': {
    options: {
      '-S --suffix': 'value',
      '-c --stdout --to-stdout -l --list -t --test': { operands: 'read' },
      '-o --output --output-dir-flat --output-dir-mirror': { takes: 'write' },
      '--rm': { does: 'deletes' },
      '-D --patch-from --filelist --files --files0': { takes: 'read', attached: true },
    },
    rest: 'write',
  },
};
