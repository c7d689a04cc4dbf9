/** Package managers, and the programs that they run. */
import { languages } from './languages.ts';
import { flags, scriptOptions, values } from './tools.ts';
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

const npm: CommandSpec = {
  options: {
    '--prefix -C --dir --cwd': 'cwd',
    '--script-shell --node-options --userconfig --globalconfig': { takes: 'code', does: 'option' },
    '-w --workspace --filter -F --loglevel': 'value',
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
        'install',
        'i',
        'ci',
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
        'clean-install',
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
        'audit',
        'outdated',
        'view',
        'info',
        'show',
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
};
/** These also run a script, or a program that is installed, by its bare name. */
const anyScript: CommandSpec = { ...testRun, first: ['value'], keeps: 2 };
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
  rest: 'tool',
  strict: 'option',
  options: {
    ...flags('-q --quiet --frozen --no-sync --locked --offline --active'),
    ...values('--group --extra -p --python --only-group'),
    '-m --module': 'tool',
  },
};

export const packages: Record<string, CommandSpec> = {
  npm,
  pnpm: { ...npm, otherwise: anyScript },
  yarn: {
    ...npm,
    bare: ['network', 'runs-code'],
    otherwise: anyScript,
    sub: { ...npm.sub, workspace: { does: ['runs-code'] }, workspaces: { does: ['runs-code'] }, info: network },
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
      tool: { sub: { run: runsIn, list: reads }, otherwise: installs },
    },
    otherwise: installs,
    options: { '--directory --project': 'cwd' },
  },
  'poetry pdm hatch rye pipenv': {
    sub: { run: runsIn, ...subs(['show', 'check', 'env', 'version', 'help', 'graph'], reads) },
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

/** Some of these keys hold tokens. */
function readConfigKey(words: readonly Word[], report: Report): void {
  if (words.length === 0 || !words.every((word) => /^(?:registry|prefix|cache|userconfig|globalconfig|node-version|init[.-]\w+|save-\w+|engine-strict|fund|audit)$/.test(word.text ?? '')))
    report.does('dumps-secrets', '');
}
