/** Programs that talk to other machines. */
import { flags, values } from './tools.ts';
import type { CommandSpec } from './types.ts';

const network: CommandSpec = { does: ['network'] };
const sends: CommandSpec = { does: ['network', 'runs-code'], rest: 'host', uploads: true };

/** Looks at something of a tracker or a forge. */
const view: CommandSpec = {
  does: ['network'],
  keeps: 3,
  strict: 'option',
  options: {
    ...flags(
      '-c --comments -a --all --draft --closed --open --watch --required --fail-fast --name-only --patch --log --log-failed --verbose -v --exit-status --archived --public --private',
    ),
    ...values(
      '-L --limit -s --state -l --label -A --author -a --assignee -S --search -B --base -H --head -m --milestone --json -q --jq -t --template -w --workflow -b --branch -e --event -u --user -j --job --sort --order --mention --app --interval --per-page -P --page --color --kind --language --topic --owner --repo-filter -R --repo --status --created --commit --attempt',
    ),
  },
  rest: 'value',
};
/** Changes something of a tracker; what it is told leaves. */
const edit: CommandSpec = {
  does: ['network'],
  keeps: 3,
  strict: 'option',
  uploads: true,
  options: {
    ...flags('--fill --fill-first --fill-verbose -f -d --draft --no-maintainer-edit --edit-last --dry-run -c --comment --approve --request-changes'),
    ...values(
      '-t --title -l --label -a --assignee -m --milestone -r --reviewer -B --base -H --head --add-label --remove-label --add-assignee --remove-assignee -p --project --reason --add-reviewer --type --description',
    ),
    '-b --body': 'body',
    '-F --body-file': 'read',
  },
  rest: 'value',
};
const looks = ['list', 'ls', 'view', 'show', 'status', 'checks', 'diff'];
const changes = ['create', 'comment', 'edit', 'close', 'reopen', 'review', 'ready', 'note', 'update', 'develop'];
const forge = (): CommandSpec => ({
  sub: { ...subs(looks, view), ...subs(changes, edit) },
  otherwise: { does: ['network', 'option'], uploads: true },
});

const curl: CommandSpec = {
  options: {
    '-o --output -D --dump-header -c --cookie-jar --trace --trace-ascii --stderr --etag-save --output-dir --hsts --alt-svc --libcurl':
      'write',
    '-O --remote-name -J --remote-header-name --remote-name-all': { does: 'writes' },
    '-K --config': { takes: 'read', does: 'unknown' },
    '-T --upload-file': { takes: 'read', does: 'option' },
    '-E --cert --key --cacert --capath --netrc-file -b --cookie --proxy-cert --proxy-key': 'value',
    // It is another machine, or another service of this one, that answers.
    '-x --proxy --preproxy --socks4 --socks4a --socks5 --socks5-hostname --resolve --connect-to --interface --doh-url --dns-servers --unix-socket --abstract-unix-socket':
      { takes: 'value', does: 'unknown' },
    '-X --request': { takes: 'value', does: 'option' },
    '-A --user-agent -e --referer -w --write-out -m --max-time --connect-timeout --retry --retry-delay --retry-max-time -r --range -C --limit-rate --max-redirs':
      'value',
    '-u --user --oauth2-bearer --proxy-user': 'header',
    '-H --header --proxy-header': 'header',
    '-d --data --data-ascii --data-binary --data-urlencode --json -F --form': { takes: 'body', does: 'option' },
    '--url-query': 'body',
    '--data-raw --form-string': { takes: 'value', does: 'option' },
    '--url': 'url',
  },
  rest: 'url',
  does: ['network'],
  uploads: true,
};

export const networking: Record<string, CommandSpec> = {
  curl,
  wget: {
    options: {
      '-O --output-document -o --output-file -a --append-output -P --directory-prefix --warc-file --save-cookies': 'write',
      '-i --input-file --post-file --body-file': 'read',
      '-e --execute --use-askpass': { takes: 'code' },
      '--load-cookies --config --certificate --private-key --ca-certificate -U --user-agent -t -T --tries --timeout -w --wait -l --level -A -R -D --method':
        'value',
      '--header --user --password --http-user --http-password': 'header',
      '--post-data --body-data': 'value',
    },
    rest: 'url',
    does: ['network', 'writes'],
    uploads: true,
  },
  'http https xh httpie curlie': { does: ['network'], uploads: true, rest: 'body' },
  'aria2c axel lynx links w3m elinks': { does: ['network', 'writes'], rest: 'url' },
  'youtube-dl yt-dlp': { does: ['network', 'writes', 'runs-code'] },
  ssh: {
    options: { '-i -p -l -F -o -J -L -R -D -W -b -c -e -m -E -S -Q -w -B -I -O -P': 'value' },
    first: ['host'],
    rest: 'script',
    does: ['network', 'runs-code'],
    uploads: true,
  },
  'mosh telnet nc ncat netcat socat ftp sftp tftp lftp rlogin rsh': {
    ...sends,
    options: { '-e --exec --sh-exec -c': { takes: 'shell' }, '-l -p -s -w -q': 'value' },
  },
  scp: { does: ['network', 'writes'], options: { '-S -o -J -F -P -i -c -l': 'value' }, rest: 'remote', uploads: true },
  rsync: {
    options: {
      '-e --rsh --rsync-path': { takes: 'code' },
      '--exclude --include -f --filter --bwlimit --timeout --chmod --chown': 'value',
      '--exclude-from --include-from --files-from --password-file': 'read',
      '--delete --del --delete-before --delete-after --delete-during --delete-delay --delete-excluded': { does: 'deletes', last: 'delete' },
      '--remove-source-files': { does: 'deletes' },
      '--log-file --backup-dir --partial-dir -T --temp-dir': 'write',
    },
    rest: 'remote',
    last: 'write',
    does: ['writes', 'runs-code', 'network'],
    recursive: ['--delete', '--del', '--delete-before', '--delete-after', '--delete-during', '--delete-delay', '--delete-excluded'],
    uploads: true,
  },
  'rclone s3cmd mc gsutil': { does: ['network', 'runs-code'], rest: 'remote', uploads: true },
  'mail mailx sendmail mutt msmtp swaks wall write': { does: ['network'], options: { '-a -A': 'read', '-s': 'value' }, uploads: true },
  'ping ping6 traceroute tracepath mtr dig nslookup host whois drill arping fping': { does: ['network'], rest: 'host', uploads: true },
  'nmap masscan tcpdump tshark wireshark ab wrk hey siege k6 locust': { does: ['network', 'runs-code'] },
  'ngrok cloudflared localtunnel lt tailscale wg wg-quick openvpn': { does: ['network', 'system'] },
  gh: {
    options: { '--version --help': 'none' },
    sub: {
      ...subs(['issue', 'pr'], forge()),
      ...subs(['run', 'workflow', 'release', 'repo', 'label', 'milestone', 'cache', 'ruleset', 'project'], {
        sub: subs(['list', 'ls', 'view', 'watch'], view),
        otherwise: { does: ['network', 'runs-code', 'option'], uploads: true },
      }),
      search: { sub: subs(['issues', 'prs', 'code', 'repos', 'commits'], view), otherwise: network },
      status: { ...view, keeps: 2 },
      auth: { sub: { status: { ...view, options: { ...view.options, '-t --show-token': { does: 'dumps-secrets' } } }, token: { does: ['dumps-secrets'] } }, otherwise: { does: ['network', 'privilege'] } },
      version: { rest: 'value' },
      help: { rest: 'value' },
      // Without these it only gets.
      api: {
        does: ['network'],
        strict: 'option',
        keeps: 2,
        uploads: true,
        options: {
          '-f --raw-field': { takes: 'body', does: 'option' },
          '-F --field': { takes: 'body', does: 'option' },
          '--input': { takes: 'read', does: 'option' },
          '-H --header': { takes: 'header', does: 'option' },
          '-X --method': { takes: 'value', does: 'option' },
          '-q --jq -t --template --cache': 'value',
          '--paginate --slurp -i --include --silent --verbose': 'none',
        },
        rest: 'endpoint',
      },
      gist: { does: ['network', 'option'], uploads: true, rest: 'read' },
      secret: { does: ['network', 'dumps-secrets'], uploads: false },
    },
    otherwise: { does: ['network', 'runs-code', 'option'], uploads: true },
  },
  glab: {
    sub: {
      ...subs(['issue', 'mr', 'incident'], forge()),
      ...subs(['ci', 'pipeline', 'repo', 'release', 'label'], {
        sub: subs(['list', 'ls', 'view', 'status', 'get'], view),
        otherwise: { does: ['network', 'runs-code', 'option'], uploads: true },
      }),
    },
    otherwise: { does: ['network', 'runs-code', 'option'], uploads: true },
  },
  'hub tea berg': { does: ['network', 'option'], uploads: true },
  'kubectl k oc helm terraform tofu terragrunt pulumi ansible ansible-playbook vagrant packer nomad consul vault kind minikube k9s kustomize skaffold argocd flux istioctl eksctl kops':
    {
      does: ['network', 'runs-code', 'system'],
    },
  'aws gcloud az doctl linode-cli oci ibmcloud aliyun heroku fly flyctl railway supabase eb sam cdk serverless sls': {
    does: ['network', 'runs-code', 'system'],
    rest: 'remote',
    uploads: true,
  },
  'psql mysql mariadb mongo mongosh redis-cli sqlcmd cqlsh clickhouse-client influx': {
    does: ['network', 'runs-code'],
    options: {
      '-f --file -i': { takes: 'code' },
      '-o --output': 'write',
      '-L --log-file': 'write',
      '-h -U -p -d -P --host --username --port --dbname -u': 'value',
      '-c --command -e --execute --eval': 'program',
    },
    version: ['-V'],
  },
  'pg_dump pg_dumpall mysqldump mongodump pg_restore createdb dropdb createuser dropuser mysqladmin pg_ctl initdb mongorestore': {
    does: ['network', 'writes', 'dumps-secrets'],
  },
  'sqlite3 sqlite duckdb': {
    does: ['writes', 'runs-code'],
    options: { '-cmd -init': 'program' },
    singleDash: true,
    first: ['write'],
    rest: 'program',
    version: ['-version'],
  },
};

function subs(names: readonly string[], spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}
