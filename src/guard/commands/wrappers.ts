/** Programs that run another one: what follows is read as a command of its own. */
import type { Word } from '../shell/word.ts';
import type { CommandSpec, Report } from './types.ts';

export const wrappers: Record<string, CommandSpec> = {
  'nohup setsid builtin time coproc unbuffer': { options: { '-a': 'value', '-f -o': 'write' }, rest: 'argv', inert: true },
  command: { options: { '-v -V': { operands: 'value' } }, rest: 'argv', inert: true },
  eval: { read: readEval, inert: true },
  exec: { options: { '-a': 'value' }, rest: 'argv', inert: true },
  env: {
    options: {
      '-u --unset': 'value',
      '-C --chdir': 'cwd',
      '-S --split-string': { takes: 'shell', does: 'unknown' },
      '-i --ignore-environment - -0 --null -v --debug': 'none',
      '--block-signal --default-signal --ignore-signal': { takes: 'value', attached: true },
    },
    strict: true,
    assignments: true,
    rest: 'argv',
    inert: true,
    bare: ['dumps-secrets'],
  },
  timeout: { options: { '-k --kill-after -s --signal': 'value' }, first: ['value'], rest: 'argv', inert: true },
  nice: { options: { '-n --adjustment': 'value' }, rest: 'argv', inert: true },
  ionice: { options: { '-c -n --class --classdata': 'value', '-p --pid': 'value' }, rest: 'argv', inert: true },
  stdbuf: { options: { '-i -o -e --input --output --error': 'value' }, rest: 'argv', inert: true },
  gtime: { options: { '-o --output': 'write', '-f --format': 'value' }, rest: 'argv', inert: true },
  flock: { options: { '-c --command': { takes: 'shell' }, '-w --timeout -E': 'value' }, first: ['write'], rest: 'argv' },
  watch: { read: readWatch },
  parallel: { does: ['runs-code'] },
  'script expect tmux screen': { does: ['runs-code'] },
  caffeinate: { options: { '-t -w': 'value' }, rest: 'argv', inert: true },
  'arch setarch linux64': { rest: 'argv', inert: true },
  'sudo doas': {
    options: {
      '-u -g -h -p -U -r -t -C -T --user --group --host --prompt': 'value',
      '-D --chdir': 'cwd',
      '-e --edit': { operands: 'write' },
      '-s --shell -i --login': { does: 'runs-code' },
    },
    assignments: true,
    rest: 'argv',
    does: ['privilege'],
  },
  su: { options: { '-c --command': { takes: 'shell' }, '-s --shell': { takes: 'code' } }, does: ['privilege', 'runs-code'] },
  'pkexec runuser chroot unshare nsenter': { options: { '-u --user': 'value' }, rest: 'argv', does: ['privilege'] },
  xargs: {
    options: {
      '-I -n -P -L -s -d -E --max-args --max-procs --delimiter --max-chars --process-slot-var': 'value',
      '-i -l -e --replace --max-lines --eof': { takes: 'value', attached: true },
      '-a --arg-file': 'read',
    },
    rest: 'argv',
    inert: true,
  },
};

/** `watch` gives its words, joined, to a shell. */
function readWatch(words: readonly Word[], report: Report): void {
  let at = 0;
  while (words[at]?.prefix.startsWith('-')) at += /^(?:-n|--interval|-q|--equexit)$/.test(words[at]?.text ?? '') ? 2 : 1;
  readEval(words.slice(at), report);
}

/** `eval` joins its words by spaces and reads the result as a command. */
function readEval(words: readonly Word[], report: Report): void {
  const [first] = words;
  if (!first) return;
  const unknown = words.find((word) => word.text === undefined || word.glob);
  if (unknown) report.unresolved(unknown, 'a command that is put together at run time');
  else report.shell({ ...first, text: words.map((word) => word.text).join(' '), end: words.at(-1)?.end ?? first.end });
}
