/** `git`: which subcommands only look, and the options and settings by which git runs other programs. */
import type { Word } from '../shell/word.ts';
import { readWords } from './options.ts';
import type { CommandSpec, OptionSpec, Report } from './types.ts';

const printing: Record<string, 'value' | 'write' | OptionSpec> = {
  '--output': 'write',
  '--ext-diff --textconv': { does: 'runs-code' },
  '-O': { takes: 'read' },
  '-n -L -S -G -U --max-count --skip --since --until --after --before --author --committer --grep --format --diff-filter --max-depth':
    'value',
  '--pretty --date --color --abbrev --stat --word-diff --decorate': { takes: 'value', attached: true },
};
const looks: CommandSpec = { options: printing, rest: 'revision' };
/** With that option, nothing but names of files is printed. */
const names: CommandSpec = { ...looks, lists: /^--name-only$/ };
const plain: CommandSpec = {
  options: {
    '--contents --ignore-revs-file --pathspec-from-file --exclude-from': 'read',
    '-w --web': { does: 'runs-code' },
    '--lost-found': { does: 'writes' },
    '--textconv --filters': { does: 'runs-code' },
  },
  rest: 'revision',
};
const changes: CommandSpec = { does: ['changes-repository'], keeps: 2 };
const changesFiles: CommandSpec = { does: ['changes-repository', 'writes'], rest: 'write' };
const network: CommandSpec = { does: ['network', 'changes-repository'] };
/** Gets what the remotes of the repository have; an address or a path in their place is an option of note. */
const updates: CommandSpec = {
  ...network,
  strict: 'option',
  options: {
    '--all -p --prune -t --tags --no-tags -q --quiet -v --verbose --progress --no-progress --ff-only --no-rebase --rebase -r --autostash --no-edit --stat --no-stat -n --dry-run --no-recurse-submodules --unshallow --atomic --no-auto-gc --ff':
      'none',
    '--depth --deepen --shallow-since -j --jobs': 'value',
  },
  rest: 'reference',
  keeps: 2,
};
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
    otherwise: changes,
  };
}

/** `--list` makes patterns of the operands. */
function listing(spec: CommandSpec): CommandSpec {
  const only: CommandSpec = { ...spec };
  delete only.otherwise;
  return {
    read: (words, report) => readWords(words.some((word) => word.text === '-l' || word.text === '--list') ? only : spec, words, report),
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
    '--no-pager -P --no-optional-locks --no-replace-objects --bare --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --version --build-options --help --html-path --man-path -h -v':
      'none',
    '-p --paginate': 'none',
  },
  strict: true,
  sub: {
    ...all(
      [
        'log',
        'show',
        'whatchanged',
        'rev-list',
        'shortlog',
        'range-diff',
        'format-patch-id',
      ],
      looks,
    ),
    ...all(['diff', 'diff-tree', 'diff-index', 'diff-files'], names),
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
        'var',
        'diff-pairs',
        'fsck',
      ],
      plain,
    ),
    'ls-tree': { ...plain, lists: /^--name-only$/ },
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
    branch: listing(branch),
    tag: listing(lister(['-l', '--list', '-i', '--ignore-case', '-n'])),
    remote: { options: { '-v --verbose': 'none' }, sub: { show: { does: ['network'] }, 'get-url': { rest: 'value' } }, otherwise: changes },
    reflog: { sub: { show: looks, exists: plain, expire: changes, delete: changes }, otherwise: looks, options: printing },
    stash: {
      sub: {
        list: looks,
        show: looks,
        push: {
          does: ['changes-repository', 'writes'],
          strict: 'option',
          options: { '-m --message': 'value', '-k --keep-index --no-keep-index -u --include-untracked -S --staged -q --quiet -p --patch': 'none' },
          rest: 'write',
          keeps: 3,
        },
        ...all(['drop', 'clear'], { does: ['changes-repository', 'deletes'] }),
      },
      otherwise: { does: ['changes-repository', 'writes'] },
      bare: ['changes-repository', 'writes'],
    },
    worktree: { sub: { list: plain }, otherwise: { does: ['changes-repository', 'writes'], rest: 'write' } },
    submodule: {
      sub: {
        status: plain,
        summary: plain,
        foreach: { does: ['runs-code', 'changes-repository'], options: { '--recursive --quiet': 'none' }, rest: 'script' },
      },
      otherwise: network,
    },
    notes: { sub: { list: plain, show: plain }, otherwise: changes },
    bisect: { sub: { log: plain, view: plain, run: { rest: 'argv', does: ['changes-repository'] } }, otherwise: changes },
    'symbolic-ref': { read: readSymbolicRef },
    config: { read: readConfig },
    ...all(['add', 'stage'], {
      does: ['changes-repository'],
      strict: 'option',
      options: {
        '-A --all --no-all -u --update -n --dry-run -v --verbose -N --intent-to-add --refresh --ignore-errors --renormalize -p --patch':
          'none',
      },
      rest: 'read',
      keeps: 2,
    }),
    commit: {
      does: ['changes-repository'],
      strict: 'option',
      // Without hooks, in another's name, or over what is there already: each is a question of its own.
      options: {
        '-m --message --trailer': 'value',
        '-C -c --author --date --fixup --squash --reuse-message --reedit-message': { takes: 'value', does: 'option' },
        '-F --file': 'read',
        '-a --all -v --verbose -q --quiet -s --signoff --allow-empty --dry-run --no-status --no-edit --short --status -o --only -i --include':
          'none',
      },
      rest: 'read',
      keeps: 2,
    },
    ...all(
      [
        'merge',
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
      ['checkout', 'switch', 'reset', 'apply', 'am', 'read-tree', 'checkout-index', 'format-patch', 'archive', 'bundle'],
      changesFiles,
    ),
    rebase: {
      does: ['changes-repository', 'writes'],
      options: { '-x --exec': { takes: 'shell', does: 'runs-code' }, '--onto -s -X -C --strategy': 'value' },
    },
    'filter-branch': {
      ...unknown,
      options: {
        '--tree-filter --index-filter --msg-filter --env-filter --commit-filter --parent-filter --tag-name-filter --setup': {
          takes: 'shell',
        },
      },
    },
    rm: {
      recursive: ['-r'],
      does: ['changes-repository', 'deletes'],
      strict: 'option',
      rest: 'delete',
      options: { '--cached -n --dry-run': { operands: 'read' }, '-q --quiet --ignore-unmatch': 'none', '-r -f --force': { does: 'option' } },
      keeps: 2,
    },
    mv: { ...changesFiles, strict: 'option', options: { '-k -n --dry-run -v --verbose': 'none' }, keeps: 2 },
    restore: {
      ...changesFiles,
      strict: 'option',
      options: { '-S --staged': { operands: 'read' }, '-q --quiet -p --patch': 'none', '-s --source': { takes: 'value', does: 'option' } },
    },
    clean: { does: ['changes-repository', 'deletes'], options: { '-e --exclude': 'value' }, rest: 'write' },
    push: {
      ...network,
      strict: 'option',
      uploads: true,
      options: { '-u --set-upstream -q --quiet -v --verbose -n --dry-run --progress --no-progress --porcelain': 'none' },
      first: ['name'],
      rest: 'pushed',
    },
    ...all(['fetch', 'pull'], updates),
    ...all(['clone', 'ls-remote', 'send-email', 'request-pull', 'svn', 'p4', 'remote-update'], network),
    ...all(
      [
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

const takesFile = /^(?:-f|--file|--blob)$/;
const secretKeys = /extraheader|password|token|credential|secret/i;
const harmlessFlags = new Set([
  '--global',
  '--local',
  '--system',
  '--worktree',
  '--includes',
  '-z',
  '--null',
  '--show-origin',
  '--show-scope',
  '--bool',
  '--int',
  '--path',
]);
const reads = new Set(['--get', '--get-all', '--get-regexp', '--get-urlmatch', '--list', '-l', 'list', 'get']);

/** A setting can name a program that git runs, so whoever changes one asks. */
function readConfig(words: readonly Word[], report: Report): void {
  const operands = words.filter((word, index) => !word.prefix.startsWith('-') && !takesFile.test(words[index - 1]?.text ?? ''));
  words.forEach((word, index) => {
    if (takesFile.test(words[index - 1]?.text ?? '')) report.touch('read', word);
    const file = /^--file=(.+)$/.exec(word.text ?? '')?.[1];
    if (file !== undefined) report.touch('read', { ...word, text: file, prefix: file });
  });
  const asked = words.some((word) => word.prefix.startsWith('-') && reads.has(word.text ?? '')) || reads.has(operands.at(0)?.text ?? '');
  const only = operands.length === 1 ? operands.at(0) : undefined;
  const isKey = /^[\w-]+\.[\w.-]+$/.test(only?.text ?? '') && words.every((word) => word === only || harmlessFlags.has(word.text ?? ''));
  if (words.some((word) => secretKeys.test(word.text ?? '?'))) report.does('dumps-secrets', 'prints a setting that holds secrets');
  if (asked || isKey) return;
  for (const word of words) if (word.text?.startsWith('!')) report.shell({ ...word, text: word.text.slice(1), glob: false });
  report.does('changes-repository', 'changes a setting of git');
  report.does('environment', 'a setting of git can name programs to run');
}

/** With one name it tells, with two it changes. */
function readSymbolicRef(words: readonly Word[], report: Report): void {
  const tells = words.every((word) => /^(?:-q|--quiet|--short|HEAD)$/.test(word.text ?? ''));
  readWords(tells ? plain : { ...changes, does: ['changes-repository', 'writes'] }, words, report);
}
