/** Package managers, and the programs that they run. */
import { languages } from './languages.ts';
import { readWords } from './options.ts';
import { flags, scriptOptions, tools, values } from './tools.ts';
import type { Word } from '../shell/word.ts';
import type { CommandSpec, Report } from './types.ts';

const code: CommandSpec = { does: ['runs-code'] };
const network: CommandSpec = { does: ['network'] };
const reads: CommandSpec = { rest: 'value' };
const installs: CommandSpec = { does: ['network', 'runs-code', 'writes'] };
/** A script of the project. What is after `--` goes to it, so only options that no script could misuse pass unnoticed. */
const scriptRun: CommandSpec = {
  does: ['runs-code'],
  first: ['value'],
  rest: 'read',
  strict: 'option',
  options: scriptOptions,
  passes: true,
  keeps: 3,
};
const testRun: CommandSpec = { ...scriptRun, first: [], keeps: 2 };
const executes: CommandSpec = {
  does: ['runs-code'],
  options: {
    '-c --call --shell-mode': { takes: 'shell' },
    '-y --yes --no-install --no -q --quiet': 'none',
    '-p --package': { takes: 'value', does: 'option' },
  },
  strict: 'option',
  rest: 'tool',
};

/** Gets what the lock file names. A package that is named is another question. */
const installsLocked: CommandSpec = {
  ...installs,
  strict: 'option',
  options: {
    ...flags(
      '--frozen-lockfile --no-frozen-lockfile --immutable --prefer-offline --offline --lockfile-only --ignore-scripts --no-audit --no-fund --silent -s -q --quiet -r --recursive --production -P --prefer-frozen-lockfile --no-progress --fix-lockfile',
    ),
    ...values('--omit --include --network-timeout --reporter --loglevel'),
    '-w --workspace --filter -F': 'choice',
  },
  rest: 'unusual',
  keeps: 2,
};
/** Asks the registry about packages. */
const asks: CommandSpec = {
  ...network,
  strict: 'option',
  options: { ...flags('--json --long -l -r --recursive --prod --production -P --dev -D --compatible --no-optional -g --global'), ...values('--omit --audit-level --depth --format') },
  rest: 'reference',
  keeps: 2,
};

const npm: CommandSpec = {
  options: {
    '--prefix -C --dir --cwd': 'cwd',
    '--script-shell --node-options --userconfig --globalconfig': { takes: 'code', does: 'option' },
    '-w --workspace --filter -F --loglevel': 'choice',
    '--version -v --help -h -s --silent -ws --workspaces -r --recursive --if-present -q --quiet --offline --no-color': 'none',
  },
  strict: 'option',
  version: ['-v'],
  sub: {
    ...subs(['run', 'run-script', 'rum', 'urn'], { ...scriptRun }),
    ...subs(['test', 't', 'tst', 'start', 'stop', 'restart', 'build', 'lint'], testRun),
    ...subs(['exec', 'x'], executes),
    ...subs(['dlx'], { ...executes, does: ['runs-code', 'network'] }),
    ...subs(['rebuild', 'rb', 'install-test', 'it', 'edit', 'explore'], code),
    ...subs(
      [
        'add',
        'update',
        'up',
        'upgrade',
        'uninstall',
        'remove',
        'rm',
        'link',
        'unlink',
        'init',
        'create',
        'dedupe',
        'prune',
        'import',
        'cache',
        'shrinkwrap',
        'set-script',
        'patch',
        'approve-builds',
        'self-update',
        'store',
        'deploy',
      ],
      installs,
    ),
    ...subs(
      [
        'publish',
        'unpublish',
        'login',
        'adduser',
        'logout',
        'token',
        'owner',
        'access',
        'deprecate',
        'dist-tag',
        'search',
        'ping',
        'whoami',
        'fund',
        'doctor',
        'pack',
        'star',
        'team',
        'profile',
        'hook',
        'org',
      ],
      network,
    ),
    ...subs(['install', 'i', 'ci', 'clean-install'], installsLocked),
    ...subs(['view', 'info', 'show'], asks),
    ...subs(['outdated', 'audit'], { ...asks, rest: 'unusual' }),
    ...subs(['ls', 'list', 'll', 'la', 'why', 'explain', 'root', 'prefix', 'bin', 'help', 'query'], reads),
    config: {
      sub: { get: { read: readConfigKey }, list: { does: ['dumps-secrets'] }, ls: { does: ['dumps-secrets'] } },
      otherwise: { does: ['environment'] },
      bare: ['dumps-secrets'],
    },
    ...subs(['set'], { does: ['environment'] }),
    pkg: { sub: { get: reads }, otherwise: { does: ['writes'] } },
    version: { does: ['changes-repository', 'runs-code'] },
  },
  together: [
    ['view', 'info', 'show', 'outdated', 'audit'],
    ['install', 'i'],
  ],
};
/** These also run a script, or a program that is installed, by its bare name. */
const script: CommandSpec = { ...testRun, first: ['value'] };
const anyScript: CommandSpec = {
  keeps: 2,
  read: (words, report) => {
    if (!isProjectTool(words[0]?.text ?? '')) return readWords(script, words, report);
    report.does('runs-code', '');
    report.tool(words);
  },
};

/** A tool that projects install, by the name of which package managers run it, too: `pnpm vitest`. */
export function isProjectTool(name: string): boolean {
  return tools[name] !== undefined || toolNames.has(name);
}
const toolNames = new Set([...Object.keys(tools).flatMap((names) => names.split(' ')), 'tsx', 'ts-node', 'rimraf', 'del-cli']);
const pip: CommandSpec = {
  options: { '--version -V': 'none', '--python': { takes: 'code' } },
  sub: {
    ...subs(['list', 'show', 'freeze', 'help', 'check', 'inspect'], {
      ...reads,
      options: {
        '-i --index-url --extra-index-url': { takes: 'url', does: 'network' },
        '-o --outdated -u --uptodate': { does: 'network' },
      },
    }),
  },
  otherwise: installs,
};
const runsIn: CommandSpec = {
  does: ['runs-code'],
  rest: 'project',
  strict: 'option',
  options: {
    ...flags('-q --quiet --frozen --no-sync --locked --offline --active'),
    ...values('--group --extra -p --python --only-group'),
    '-m --module': 'tool',
  },
};

/** Brings the environment to what the project names, or writes that down. */
const syncs: CommandSpec = {
  ...installs,
  strict: 'option',
  options: {
    ...flags(
      '--all-extras --all-groups --all-packages --frozen --locked --check --dev --no-dev --no-default-groups --inexact --offline -U --upgrade -q --quiet -v --verbose --no-install-project --no-root --sync --no-hashes --no-emit-project --no-header --no-annotate --no-editable -n --no-interaction',
    ),
    '--extra --group --only-group --no-group --package -P --upgrade-package --with --without --only -E --extras --format': 'choice',
    '-o --output-file': 'write',
  },
  rest: 'unusual',
  keeps: 2,
};

export const packages: Record<string, CommandSpec> = {
  npm,
  pnpm: {
    ...npm,
    otherwise: anyScript,
    options: {
      ...npm.options,
      // Here it takes no word.
      '-w --workspace-root': 'none',
      '--filter -F --filter-prod --workspace-concurrency --reporter --loglevel': 'choice',
    },
  },
  yarn: {
    ...npm,
    bare: ['network', 'runs-code'],
    otherwise: anyScript,
    sub: { ...npm.sub, workspace: { read: readWorkspace }, workspaces: { does: ['runs-code'] }, info: network },
  },
  bun: { ...npm, otherwise: { does: ['runs-code'], first: ['code'] }, bare: ['runs-code'], sub: { ...npm.sub, x: executes } },
  'npx bunx pnpx pnpm-exec': { ...executes, does: ['runs-code', 'network'] },
  'uvx pipx': {
    does: ['runs-code', 'network'],
    rest: 'tool',
    sub: { run: { does: ['runs-code', 'network'], rest: 'tool' }, list: reads },
    otherwise: { does: ['runs-code', 'network'], rest: 'tool' },
  },
  corepack: installs,
  'nvm fnm volta n asdf mise rtx pyenv rbenv nodenv sdk jenv direnv': { does: ['runs-code', 'environment'] },
  'pip pip3': pip,
  uv: {
    sub: {
      pip,
      run: runsIn,
      ...subs(['version', 'help', 'tree'], reads),
      ...subs(['sync', 'lock', 'export'], syncs),
      tool: { sub: { run: runsIn, list: reads }, otherwise: installs },
    },
    otherwise: installs,
    options: { '--directory --project': 'cwd' },
    together: [['sync', 'lock', 'export']],
  },
  'poetry pdm hatch rye pipenv': {
    sub: { run: runsIn, ...subs(['install', 'lock', 'sync'], syncs), ...subs(['show', 'check', 'env', 'version', 'help', 'graph'], reads) },
    otherwise: installs,
  },
  'conda mamba micromamba': {
    sub: { run: { ...runsIn, options: { ...runsIn.options, '-n --name': 'value' } }, ...subs(['list', 'info', 'env'], reads) },
    otherwise: installs,
  },
  bundle: {
    sub: { exec: { does: ['runs-code'], rest: 'tool' }, ...subs(['list', 'show', 'info', 'check', 'platform', 'version'], reads) },
    otherwise: installs,
  },
  gem: { sub: { ...subs(['list', 'contents', 'which', 'environment', 'help', 'specification'], { ...reads, options: { '-r --remote -b --both': { does: 'network' } } }) }, otherwise: installs },
  composer: {
    sub: {
      exec: { does: ['runs-code'], rest: 'tool' },
      ...subs(['show', 'validate', 'licenses', 'why', 'check-platform-reqs'], { does: ['runs-code'], keeps: 2 }),
    },
    otherwise: installs,
  },
  brew: { sub: { ...subs(['list', 'ls', 'leaves', 'deps', 'uses', 'help', '--prefix', '--version'], reads) }, otherwise: installs },
  'apt apt-get aptitude yum dnf apk pacman snap zypper port emerge flatpak nix nix-env nix-shell guix choco winget scoop dpkg rpm': {
    does: ['network', 'privilege', 'system', 'runs-code'],
  },
  'apt-cache dpkg-query': { rest: 'value' },
  busybox: { rest: 'argv', does: ['runs-code'] },
  toybox: { rest: 'argv', does: ['runs-code'] },
  artisan: languages['php'] ?? code,
};

function subs(names: readonly string[], spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}

/** `yarn workspace NAME …`: as `yarn …` in another folder of the project. */
function readWorkspace([name, ...words]: readonly Word[], report: Report): void {
  report.does('runs-code', '');
  if (!name || name.prefix.startsWith('-')) report.does('option', '', name);
  const yarn = packages['yarn'];
  if (yarn) readWords(yarn, words, report);
}

/** Some of these keys hold tokens. */
function readConfigKey(words: readonly Word[], report: Report): void {
  if (words.length === 0 || !words.every((word) => /^(?:registry|prefix|cache|userconfig|globalconfig|node-version|init[.-]\w+|save-\w+|engine-strict|fund|audit)$/.test(word.text ?? '')))
    report.does('dumps-secrets', '');
}
