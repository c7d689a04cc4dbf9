/** Subcommands of git that only look, for certain options at least. https://git-scm.com/docs */
import { readWords } from '../options.ts';
import type { CommandSpec } from '../types.ts';
import { allOf, looking, only, reads, type Look } from './look.ts';

const flag = (one: string, more = ''): CommandSpec['options'] & object => ({ [one]: 'none', ...(more && { [more]: 'value' as const }) });
/** Objects, references and files of the repository, named by the operands. */
const revisions: CommandSpec = { rest: 'revision' };
/** What it prints are ids of objects or names of references: neither can be an option, or lead out of the workspace. */
const ids: CommandSpec = { rest: 'revision', lists: true };

const patch: CommandSpec = only(
  {
    '--stdout --no-stat -p --patch --stat --numstat --shortstat --summary -s --signoff --root --full-index --binary -k --keep-subject -n --numbered -N --no-numbered --no-signature --zero-commit --no-renames -M -C -B -D -w -b --no-color --no-prefix --ignore-if-in-upstream --attach --inline --thread --no-thread --cover-letter -q --quiet -1 -2 -3 -4 -5 -6 -7 -8 -9':
      'none',
    '-v --reroll-count --start-number --subject-prefix --rfc --in-reply-to --to --cc --base -U': 'value',
    '--from --signature --stat-width --color --find-renames --diff-algorithm': { takes: 'value', attached: true },
  },
  { rest: 'revision' },
);

const formatsIds = /^--(?:format|pretty)=(?:t?format:)?%(?:[hHtTpP]|%n)+$/;
const plainHistory =
  /^(?:-n|-?\d+|-n\d+|--all|--reverse|--follow|--no-merges|--merges|--first-parent|--topo-order|--date-order|--max-count=\d+|--skip=\d+|--(?:since|until|after|before|author|committer|grep|diff-filter|max-parents|min-parents|branches|tags|remotes|exclude)=.*|-i|-E|-F|--|[^-].*|…)$/;

/** What is none of these may be the path of a file, which `git rev-parse` gives back as it is. */
const objectName = /^[\w@][\w@^~{}:+.-]*(?:\/[\w@^~{}+-][\w@^~{}+.-]*)*$/;

/** The whole history with nothing but ids of commits. */
const idsOnly: Look = {
  when: (words) => words.some((word) => formatsIds.test(word)) && words.every((word) => formatsIds.test(word) || plainHistory.test(word)),
  spec: {
    lists: true,
    options: {
      '-n': 'value',
      '--since --until --after --before --author --committer --grep --format --pretty --diff-filter': { takes: 'value', attached: true },
    },
    rest: 'revision',
  },
};

const archive = only(
  {
    '--format --prefix': { takes: 'value', attached: true },
    '-l --list -v --verbose --worktree-attributes -0 -1 -2 -3 -4 -5 -6 -7 -8 -9': 'none',
  },
  { rest: 'revision' },
);
const applied = only({
  ...flag(
    '--check --stat --numstat --summary --index --cached -R --reverse -v --verbose -q --quiet -z --recount --inaccurate-eof --unidiff-zero --ignore-space-change --ignore-whitespace --allow-empty --allow-overlap --no-add --unsafe-paths',
  ),
  '-p -C --directory --exclude --include --whitespace': 'value',
});
const removes: Look['when'] = (words) =>
  words.some((word) => word === '--dry-run' || /^-[dxXfq]*n[dxXfqn]*$/.test(word)) &&
  words.every((word) => /^-[ndxXfq]+$|^--(?:dry-run|quiet|force)?$|^[^-]/.test(word));
const dry: Look['when'] = (words) => words.some((word) => word === '-n' || word === '--dry-run');
const oneOf = (names: string): Look => ({ when: ([first = '']) => names.split(' ').includes(first), spec: { rest: 'revision' } });
const bare: Look['when'] = (words) => words.length === 0;

const added: Record<string, CommandSpec> = {
  'verify-pack': only({ '-v -s --verbose --stat-only': 'none', '--object-format': { takes: 'value', attached: true } }),
  'show-index': only({ '--object-format': { takes: 'value', attached: true } }),
  'check-ref-format': only(
    { '--branch --normalize --allow-onelevel --no-allow-onelevel --refspec-pattern --print': 'none' },
    { rest: 'value' },
  ),
  'check-mailmap': only({ '--stdin': 'none', '--mailmap-file': 'read' }, { rest: 'value' }),
  stripspace: only({ '-s --strip-comments -c --comment-lines': 'none' }),
  column: only({ '--mode --raw-mode --width --indent --nl --padding --command': { takes: 'value', attached: true } }),
  'merge-file': looking({ does: ['writes'], rest: 'write' }, [
    {
      when: (words) =>
        words.some((word) => word === '-p' || word === '--stdout') &&
        allOf('-p --stdout -q --quiet --diff3 --zdiff3 --ours --theirs --union -L')(words),
      spec: { options: { '-L': 'value' }, rest: 'read' },
    },
  ]),
  'get-tar-commit-id': only({}),
  'fmt-merge-msg': only({ '-F --file': 'read', '-m --message --into-name': 'value', '--log --no-log': { takes: 'value', attached: true } }),
  'merge-tree': only(
    {
      '--write-tree --trivial-merge --name-only --messages --no-messages --quiet --allow-unrelated-histories -z': 'none',
      '--merge-base -X --strategy-option': 'value',
    },
    { rest: 'revision' },
  ),
  'for-each-repo': { does: ['runs-code', 'changes-repository'] },
  'diff-files': { options: { '--output': 'write', '--ext-diff --textconv': { does: 'runs-code' } }, rest: 'revision' },
  'ls-remote': { does: ['network'], keeps: 2 },
  lfs: looking({ does: ['network', 'changes-repository', 'writes'] }, [
    {
      when: (words) =>
        /^(?:ls-files|status|env|version|locks --local)$/.test(words[0] ?? '') && !words.some((word) => /^-(?:I|X)$/.test(word)),
      spec: revisions,
    },
  ]),
  'interpret-trailers': looking({ does: ['runs-code', 'writes'], rest: 'read' }, [
    {
      // Without these a setting can name a command for each trailer.
      when: (words) =>
        words.some((word) => word === '--parse' || word === '--only-input') &&
        allOf('--parse --only-input --only-trailers --unfold --no-divider')(words),
      spec: reads,
    },
  ]),
};

/** Nothing but the names of files. */
const filesOnly: Look = {
  when: (words) =>
    words.includes('--name-only') &&
    words.some((word) => /^--(?:format|pretty)=(?:t?format:)?$/.test(word)) &&
    words.every((word) => /^--(?:name-only|(?:format|pretty)=(?:t?format:)?|no-renames)$/.test(word) || plainHistory.test(word)),
  spec: { lists: true, options: { '-n': 'value', '--since --until --after --before --author --committer --diff-filter': { takes: 'value', attached: true } }, rest: 'revision' },
};

const looks: Record<string, readonly Look[]> = {
  log: [idsOnly, filesOnly],
  show: [filesOnly],
  'format-patch': [{ when: (words) => words.includes('--stdout'), spec: patch }],
  apply: [
    {
      when: (words) =>
        words.some((word) => /^--(?:check|stat|numstat|summary)$/.test(word)) &&
        !words.some((word) => /^--(?:apply|build-fake-ancestor|3way|reject)|^-3$/.test(word)),
      spec: applied,
    },
  ],
  'hash-object': [
    {
      when: (words) => allOf('--stdin --no-filters --literally -t blob tree commit tag --path=')(words),
      spec: { options: { '-t': 'value', '--path': { takes: 'value', attached: true } }, rest: 'read', namesOnly: true, lists: true },
    },
  ],
  archive: [
    {
      when: (words) =>
        !words.some((word) => /^-o|^--(?:ou|rem|ex|add)/.test(word)) &&
        words.every((word) => !word.startsWith('--format=') || /=(?:tar|zip|tgz|tar\.gz)$/.test(word)),
      spec: archive,
    },
  ],
  bundle: [oneOf('verify list-heads')],
  notes: [{ when: bare, spec: revisions }, oneOf('list show get-ref')],
  bisect: [oneOf('log terms')],
  rerere: [oneOf('status diff remaining')],
  replace: [
    { when: (words) => bare(words) || (allOf('-l --list --format=')(words) && /^(?:-l|--list)$/.test(words[0] ?? '')), spec: revisions },
  ],
  'sparse-checkout': [{ when: (words) => words.join(' ') === 'list', spec: revisions }],
  clean: [{ when: removes, spec: { options: { '-e --exclude': 'value' }, rest: 'read', namesOnly: true, lists: true } }],
  add: [
    {
      when: (words) => dry(words) && allOf('-n --dry-run -A --all -u --update -v --verbose -f --force --ignore-errors -- .')(words),
      spec: reads,
    },
  ],
  rm: [
    {
      when: (words) =>
        words.some((word) => /^-[rfq]*n[rfqn]*$|^--dry-run$/.test(word)) &&
        words.every((word) => /^(?:-[nrfq]+|--(?:dry-run|cached|ignore-unmatch|quiet)?|[^-].*)$/.test(word)),
      spec: { rest: 'read', namesOnly: true },
    },
  ],
  mv: [{ when: (words) => dry(words) && allOf('-n --dry-run -v -k -f --')(words), spec: { rest: 'read', namesOnly: true } }],
  difftool: [{ when: (words) => words.join(' ') === '--tool-help', spec: revisions }],
  mergetool: [{ when: (words) => words.join(' ') === '--tool-help', spec: revisions }],
  commit: [
    {
      when: (words) => words.includes('--dry-run') && allOf('--dry-run --short --porcelain --long -z -a --all -v -s -q --branch')(words),
      spec: reads,
    },
  ],
  prune: [{ when: (words) => dry(words) && allOf('-n --dry-run -v --verbose')(words), spec: revisions }],
  remote: [
    {
      when: (words) =>
        words[0] === 'show' && words.includes('-n') && words.length === 3 && words.every((word) => /^(?:show|-n|[\w.-]+)$/.test(word)),
      spec: { rest: 'value' },
    },
    { when: (words) => words.length === 2 && /^-v$|^--verbose$/.test(words[0] ?? '') && words[1] === 'show', spec: { rest: 'value' } },
    { when: (words) => words.join(' ') === 'show', spec: { rest: 'value' } },
  ],
  'symbolic-ref': [
    {
      when: (words) =>
        allOf('-q --quiet --short --recurse --no-recurse')(words) && words.filter((word) => !word.startsWith('-')).length === 1,
      spec: { ...ids, options: { '--short': 'none' } },
    },
  ],
  'merge-base': [{ when: (words) => allOf('--all -a --octopus --independent --fork-point')(words), spec: ids }],
  'rev-list': [
    {
      when: (words) =>
        words.every(
          (word) =>
            plainHistory.test(word) || /^--(?:count|ancestry-path|full-history|boundary|left-only|right-only|cherry-pick)$/.test(word),
        ),
      spec: { ...ids, options: { '-n': 'value', '--since --until --author --grep --committer': { takes: 'value', attached: true } } },
    },
  ],
  'rev-parse': [
    {
      when: (words) => allOf('--short --verify -q --quiet --abbrev-ref --symbolic --symbolic-full-name --short=', objectName)(words),
      spec: ids,
    },
  ],
  describe: [
    {
      when: (words) =>
        allOf(
          '--tags --all --always --long --abbrev=0 --abbrev= --exact-match --first-parent --contains --match= --exclude= --candidates=',
        )(words),
      spec: ids,
    },
  ],
  branch: [
    { when: (words) => words.join(' ') === '--show-current', spec: { ...ids, rest: 'value' } },
    {
      when: (words) =>
        words.some((word) => /^--format=%\(refname(?::short)?\)$/.test(word)) &&
        allOf('-a --all -r --remotes -l --list --merged --no-merged --sort= --format= --contains')(words),
      spec: { ...ids, rest: 'value' },
    },
  ],
  tag: [
    {
      when: (words) => /^(?:-v|--verify)$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: { rest: 'value' },
    },
    {
      when: (words) =>
        allOf('-l --list --sort= --merged --no-merged --contains --points-at')(words) &&
        (bare(words) || /^-l$|^--list$/.test(words[0] ?? '') || (words[0]?.startsWith('--sort=') === true && words.length === 1)),
      spec: { ...ids, rest: 'value' },
    },
  ],
  'for-each-ref': [
    {
      when: (words) =>
        words.some((word) => /^--format=%\((?:refname|objectname)(?::short)?\)$/.test(word)) &&
        allOf('--format= --sort= --count= --merged= --no-merged= --contains= --points-at=')(words),
      spec: { ...ids, rest: 'value' },
    },
  ],
};

/** `--git-dir=.git` and such say what is so anyway. */
function ownFolders(base: CommandSpec): CommandSpec['read'] {
  return (words, report) => {
    const kept = words.filter(({ text }) => !/^--(?:git-dir=(?:\.\/)?\.git|work-tree=\.)\/?$/.test(text ?? ''));
    readWords(base, kept, report);
  };
}

/** @param git what git does by its subcommands; @returns the same, knowing which of their options leave all as it is */
export function lookingGit(git: CommandSpec): CommandSpec {
  const sub = { ...git.sub, ...added };
  for (const [name, ways] of Object.entries(looks)) {
    const base = sub[name];
    if (base && ways.length > 0) sub[name] = looking(base, ways);
  }
  const base = { ...git, sub };
  return { ...base, read: ownFolders(base) };
}
