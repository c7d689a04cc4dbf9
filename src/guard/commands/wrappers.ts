/** Programs that run another one: what follows is read as a command of its own. */
import type { Word } from '../shell/word.ts';
import type { CommandSpec, Report } from './types.ts';

export const wrappers: Record<string, CommandSpec> = {
  setsid: { options: { '-c -f -w --ctty --fork --wait': 'none' }, rest: 'argv', inert: true },
  'nohup builtin time coproc': { options: { '-a': 'value', '-f -o': 'write' }, rest: 'argv', inert: true },
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
  parallel: { read: readParallel },
  hyperfine: {
    does: ['runs-code'],
    options: {
      '-w -r -m -M -p -c -n --warmup --runs': 'value',
      '--export-json --export-markdown': 'write',
      '--prepare --setup --cleanup': 'shell',
    },
    rest: 'shell',
  },
  'entr watchexec chronic ts': { does: ['runs-code'], rest: 'argv' },
  script: { does: ['runs-code', 'writes'], options: { '-c --command': 'shell' }, rest: 'write' },
  expect: { does: ['runs-code'], options: { '-c': 'program' }, first: ['code'] },
  'tmux screen zellij byobu': { read: readTerminals },
  'systemd-run systemd-inhibit xvfb-run dbus-run-session dbus-launch firejail bwrap proot fakeroot setpriv runcon numactl rlwrap unbuffer ssh-agent start-stop-daemon op-run aws-vault chpst tini dumb-init catchsegv':
    { does: ['runs-code'], rest: 'argv', options: { '-p -u -g -c -n -t --property --unit': 'value' } },
  'dotenv envsubst-run env-cmd cross-env-shell': { does: ['runs-code'], rest: 'argv', assignments: true },
  sg: { does: ['privilege'], options: { '-c': 'shell' } },
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
  'pkexec runuser unshare nsenter': { options: { '-u --user -t --target': 'value' }, rest: 'argv', does: ['privilege'] },
  chroot: { first: ['read'], rest: 'argv', does: ['privilege'] },
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

/** `parallel COMMAND ::: WORDS`: each word is appended. */
function readParallel(words: readonly Word[], report: Report): void {
  report.does('runs-code', 'runs a command for each of its words');
  const first = words.findIndex((word) => !word.prefix.startsWith('-'));
  const mark = words.findIndex((word) => /^:{3,4}\+?$/.test(word.text ?? ''));
  if (first < 0 || first === mark) return;
  const command = words.slice(first, mark < 0 ? undefined : mark);
  for (const word of mark < 0 ? [] : words.slice(mark + 1, mark + 9)) report.runs([...command, word]);
  if (mark < 0) report.runs(command);
}

/** A terminal inside the terminal: the last words are a command of a shell. */
function readTerminals(words: readonly Word[], report: Report): void {
  report.does('runs-code', 'runs commands in another terminal');
  for (const word of words) if (word.text !== undefined && /\s/.test(word.text)) report.shell(word);
  const program = words.findIndex((word) => /^(?:rm|sh|bash|dd|sudo|mkfs.*)$/.test(word.text ?? ''));
  if (program >= 0) report.runs(words.slice(program));
}

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
  if (unknown) report.shell({ ...unknown, text: undefined });
  else report.shell({ ...first, text: words.map((word) => word.text).join(' '), end: words.at(-1)?.end ?? first.end });
}
