/** `git`: which subcommands only look, and the options and settings by which git runs other programs. */
import type { Word } from '../shell/word.ts';
import type { CommandSpec, OptionSpec, Report } from './types.ts';

const printing: Record<string, 'value' | 'write' | OptionSpec> = {
  '--output': 'write',
  '--ext-diff': { does: 'runs-code' },
  '-n -L -S -G -U -O --max-count --skip --since --until --after --before --author --committer --grep --format --diff-filter --max-depth':
    'value',
  '--pretty --date --color --abbrev --stat --word-diff --decorate': { takes: 'value', attached: true },
};
const looks: CommandSpec = { options: printing, rest: 'revision' };
const plain: CommandSpec = {
  options: {
    '--contents --ignore-revs-file --pathspec-from-file --exclude-from': 'read',
    '-w --web': { does: 'runs-code' },
    '--textconv --filters': { does: 'runs-code' },
  },
  rest: 'revision',
};
const changes: CommandSpec = { does: ['changes-repository'], keeps: 2 };
const changesFiles: CommandSpec = { does: ['changes-repository', 'writes'], rest: 'write' };
const network: CommandSpec = { does: ['network', 'changes-repository'] };
const unknown: CommandSpec = { does: ['changes-repository', 'unknown'] };

/** Lists without operands, changes with them. */
function lister(
  listing: readonly string[],
  valued = '--sort --format --contains --no-contains --merged --no-merged --points-at -n',
): CommandSpec {
  const flags = Object.fromEntries(listing.map((name) => [name, 'none' as const]));
  return {
    options: { ...flags, [valued]: 'value', '--color --column --abbrev': { takes: 'value', attached: true } },
    strict: true,
    rest: 'value',
    first: ['value'],
    otherwise: changes,
  };
}

const branch = lister([
  '-a',
  '--all',
  '-r',
  '--remotes',
  '-v',
  '-vv',
  '--verbose',
  '-l',
  '--list',
  '--show-current',
  '-q',
  '-i',
  '--ignore-case',
  '--no-color',
]);

export const git: CommandSpec = {
  options: {
    '-C': 'cwd',
    '-c': 'setting',
    '--git-dir --work-tree --super-prefix': { takes: 'read', does: 'unknown' },
    '--namespace --attr-source --list-cmds': 'value',
    '--exec-path': { takes: 'code', attached: true },
    '--config-env': { takes: 'code' },
    '--no-pager -P --no-optional-locks --no-replace-objects --bare --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --version --help --html-path --man-path -h -v':
      'none',
    '-p --paginate': 'none',
  },
  strict: true,
  sub: {
    ...all(
      [
        'log',
        'show',
        'diff',
        'whatchanged',
        'diff-tree',
        'diff-index',
        'diff-files',
        'rev-list',
        'shortlog',
        'range-diff',
        'format-patch-id',
      ],
      looks,
    ),
    ...all(
      [
        'status',
        'rev-parse',
        'ls-files',
        'ls-tree',
        'cat-file',
        'describe',
        'name-rev',
        'merge-base',
        'for-each-ref',
        'show-ref',
        'show-branch',
        'count-objects',
        'check-ignore',
        'check-attr',
        'cherry',
        'version',
        'help',
        'verify-commit',
        'verify-tag',
        'patch-id',
      ],
      plain,
    ),
    'ls-files': { ...plain, options: { '-x --exclude': 'value', '-X --exclude-from': 'read' }, lists: true },
    ...all(['blame', 'annotate'], { options: { '--contents --ignore-revs-file -S': 'read', '-L': 'value' }, rest: 'revision' }),
    grep: {
      options: {
        '-O --open-files-in-pager': { does: 'runs-code' },
        '--ext-grep': { does: 'runs-code' },
        '-e': { takes: 'value', noFirst: true },
        '-f': { takes: 'read', noFirst: true },
        '-A -B -C -m --max-depth --max-count --threads': 'value',
      },
      first: ['value'],
      rest: 'revision',
      lists: true,
    },
    branch,
    tag: lister(['-l', '--list', '-i', '--ignore-case']),
    remote: { options: { '-v --verbose': 'none' }, sub: { show: { does: ['network'] }, 'get-url': { rest: 'value' } }, otherwise: changes },
    reflog: { sub: { show: looks, exists: plain, expire: changes, delete: changes }, otherwise: looks, options: printing },
    stash: {
      sub: { list: looks, show: looks },
      otherwise: { does: ['changes-repository', 'writes'] },
      bare: ['changes-repository', 'writes'],
    },
    worktree: { sub: { list: plain }, otherwise: { does: ['changes-repository', 'writes'], rest: 'write' } },
    submodule: { sub: { status: plain, summary: plain }, otherwise: network },
    notes: { sub: { list: plain, show: plain }, otherwise: changes },
    bisect: { sub: { log: plain, view: plain, run: { rest: 'argv', does: ['changes-repository'] } }, otherwise: changes },
    config: { read: readConfig },
    ...all(['add', 'stage'], { does: ['changes-repository'], rest: 'read', keeps: 2 }),
    commit: {
      does: ['changes-repository'],
      options: { '-m -C -c --message --author --date --fixup --squash': 'value', '-F --file -t --template': 'read' },
      keeps: 2,
    },
    ...all(
      [
        'merge',
        'rebase',
        'cherry-pick',
        'revert',
        'update-ref',
        'update-index',
        'replace',
        'gc',
        'prune',
        'repack',
        'pack-refs',
        'init',
        'symbolic-ref',
        'commit-tree',
        'write-tree',
        'hash-object',
        'mktag',
        'sparse-checkout',
        'maintenance',
        'rerere',
      ],
      { does: ['changes-repository', 'writes'] },
    ),
    ...all(
      ['checkout', 'switch', 'restore', 'reset', 'mv', 'apply', 'am', 'read-tree', 'checkout-index', 'format-patch', 'archive', 'bundle'],
      changesFiles,
    ),
    rm: { does: ['changes-repository', 'deletes'], rest: 'delete', options: { '--cached -n --dry-run': { operands: 'read' } } },
    clean: { does: ['changes-repository', 'deletes'], options: { '-e --exclude': 'value' }, rest: 'write' },
    ...all(['fetch', 'pull', 'push', 'clone', 'ls-remote', 'send-email', 'request-pull', 'svn', 'p4', 'remote-update'], network),
    ...all(
      [
        'filter-branch',
        'difftool',
        'mergetool',
        'instaweb',
        'daemon',
        'credential',
        'upload-pack',
        'receive-pack',
        'shell',
        'gui',
        'citool',
        'hook',
        'fast-import',
        'fast-export',
      ],
      unknown,
    ),
  },
};

function all(names: readonly string[], spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}

const reads = new Set(['--get', '--get-all', '--get-regexp', '--get-urlmatch', '--list', '-l', 'list', 'get']);

/** A setting can name a program that git runs, so whoever changes one asks. */
function readConfig(words: readonly Word[], report: Report): void {
  if (words.some((word) => reads.has(word.text ?? ''))) return;
  report.does('changes-repository', 'changes a setting of git');
  report.does('environment', 'a setting of git can name programs to run');
}
