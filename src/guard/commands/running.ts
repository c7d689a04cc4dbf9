/** Interpreters, build tools, package managers, network programs and the system's own tools. */
import type { CommandSpec } from './types.ts';

const runs: CommandSpec = { does: ['runs-code'], keeps: 1 };
const code: CommandSpec = { does: ['runs-code'] };
const script: CommandSpec = { rest: 'value', does: ['runs-code'], stdin: 'code', keeps: 2 };
const shell: CommandSpec = {
  options: { '-c': { takes: 'shell' }, '-o +o': 'value', '--rcfile --init-file': { takes: 'code' } },
  first: ['code'],
  rest: 'value',
  stdin: 'shell',
};
const network: CommandSpec = { does: ['network'] };
const installs: CommandSpec = { does: ['network', 'runs-code', 'writes'] };
const reads: CommandSpec = { inert: true };
const project: CommandSpec = { does: ['runs-code'], keeps: 1 };

const npm: CommandSpec = {
  options: {
    '--prefix -C --dir --cwd': 'cwd',
    '--script-shell --node-options --userconfig --globalconfig': { takes: 'code' },
    '-w --workspace --filter -F --loglevel': 'value',
  },
  sub: Object.fromEntries([
    ...[
      'run',
      'run-script',
      'rum',
      'urn',
      'test',
      't',
      'tst',
      'start',
      'stop',
      'restart',
      'exec',
      'x',
      'dlx',
      'build',
      'rebuild',
      'rb',
    ].map((name) => [name, code] as const),
    ...[
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
      'init',
      'create',
      'dedupe',
      'prune',
      'clean-install',
      'import',
    ].map((name) => [name, installs] as const),
    ...[
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
    ].map((name) => [name, network] as const),
    ...['ls', 'list', 'll', 'la', 'why', 'explain', 'root', 'prefix', 'bin', 'help', 'version-check'].map((name) => [name, reads] as const),
    ['config', { does: ['environment'] }] as const,
    ['version', { does: ['changes-repository', 'runs-code'] }] as const,
  ]),
};
const yarn: CommandSpec = { ...npm, bare: ['network', 'runs-code'], otherwise: code };

export const running: Record<string, CommandSpec> = {
  'sh bash zsh dash ksh ash fish': shell,
  'node nodejs': { ...script, version: ['-v', '-h'] },
  'deno bun tsx ts-node python python2 python3 pypy ruby perl php lua Rscript julia osascript groovy scala elixir erl irb ghci swift':
    script,
  'npm pnpm': npm,
  yarn,
  'npx bunx pnpx uvx pipx': { does: ['runs-code', 'network'], keeps: 2 },
  'make gmake ninja cmake meson bazel gradle gradlew mvn ant rake just task tox nox invoke': runs,
  'tsc eslint prettier jest vitest mocha ava pytest ruff mypy black flake8 pylint biome oxlint webpack vite rollup esbuild playwright cypress rspec rubocop phpunit golangci-lint shellcheck':
    project,
  cargo: {
    options: { '--config': { takes: 'code' }, '-C': 'cwd' },
    sub: {
      ...subs(['build', 'b', 'test', 't', 'run', 'r', 'check', 'c', 'clippy', 'bench', 'doc', 'fmt', 'fix'], {
        does: ['runs-code'],
        keeps: 2,
      }),
      ...subs(['install', 'publish', 'add', 'update', 'fetch', 'login'], installs),
      ...subs(['tree', 'metadata', 'version', 'help'], reads),
    },
  },
  go: {
    sub: {
      ...subs(['build', 'test', 'run', 'generate', 'vet', 'fmt', 'tool', 'fix'], { does: ['runs-code'], keeps: 2 }),
      ...subs(['get', 'install', 'mod', 'work'], installs),
      ...subs(['version', 'help', 'doc'], reads),
      list: { options: { '-toolexec -exec -overlay -modfile': { takes: 'code' } }, singleDash: true },
      env: { options: { '-w -u': { does: 'environment' } }, singleDash: true },
    },
  },
  'pip pip3 uv poetry conda gem bundle composer brew': {
    sub: { ...subs(['list', 'show', 'freeze', 'help', 'check'], reads), run: code, exec: code },
    otherwise: installs,
  },
  'apt apt-get yum dnf apk pacman snap zypper port': { does: ['network', 'privilege', 'system'] },
  curl: {
    options: {
      '-o --output -D --dump-header -c --cookie-jar --trace --trace-ascii --stderr --etag-save --output-dir --hsts --alt-svc': 'write',
      '-O --remote-name -J --remote-header-name --remote-name-all': { does: 'writes' },
      '-K --config': { takes: 'read', does: 'unknown' },
      '-T --upload-file -b --cookie -E --cert --key --cacert --netrc-file': 'read',
      '-x --proxy --preproxy --socks5 -u --user -H --header -X --request -A --user-agent -e --referer -w --write-out -m --max-time --connect-timeout --retry -r --range -C --limit-rate --resolve --connect-to --interface':
        'value',
      '-d --data --data-raw --data-binary --data-urlencode --json -F --form': 'value',
      '--url': 'url',
    },
    rest: 'url',
    does: ['network'],
  },
  wget: {
    options: {
      '-O --output-document -o --output-file -a --append-output -P --directory-prefix --warc-file --save-cookies': 'write',
      '-i --input-file --post-file --body-file --load-cookies --config': 'read',
      '-e --execute --use-askpass': { takes: 'code' },
      '-U --user-agent --header --post-data --user --password -t -T --tries --timeout -w --wait -q -l': 'value',
    },
    rest: 'url',
    does: ['network', 'writes'],
  },
  'http https xh': { does: ['network'] },
  'ssh mosh telnet nc ncat netcat socat ftp sftp tftp': { does: ['network', 'runs-code'], rest: 'host' },
  scp: { does: ['network', 'writes'], options: { '-S -o -J -F -P -i -c -l': 'value' }, rest: 'remote' },
  'ping traceroute dig nslookup host whois': { does: ['network'], rest: 'host' },
  'gh glab hub': { does: ['network'] },
  'docker podman kubectl helm terraform ansible ansible-playbook vagrant aws gcloud az heroku vercel netlify fly wrangler firebase': {
    does: ['network', 'runs-code', 'system'],
  },
  'crontab at batch': { does: ['persists'] },
  'systemctl service launchctl loginctl update-rc.d chkconfig': { does: ['persists', 'privilege'] },
  'kill pkill killall': { does: ['system'] },
  'shutdown reboot halt poweroff init': { does: ['catastrophic'] },
  'mount umount swapoff swapon insmod modprobe rmmod sysctl iptables nft ufw ip ifconfig route useradd usermod userdel groupadd passwd chpasswd visudo setcap':
    {
      does: ['privilege', 'system'],
    },
  'gpg gpg2 openssl ssh-keygen ssh-add ssh-agent security keyctl secret-tool pass': { does: ['dumps-secrets', 'writes'] },
  'source .': { first: ['code'] },
  'alias unalias trap enable bind complete compgen set shopt history fc disown suspend': { does: ['unknown'] },
  'mapfile readarray let': { does: ['unknown'] },
};

function subs(names: readonly string[], spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}
