/** The machine, its packages and services, containers and certificates: what only tells. */
import { allOf, local, looking, only, reads, tells, type Look } from './look.ts';
import type { CommandSpec, OptionSpec, Role } from '../types.ts';
import { sqlite } from './sqlite.ts';

const value = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'value' });
const flag = (names: string): Record<string, Role | OptionSpec> => ({ [names]: 'none' });
const line = (pattern: RegExp, spec: CommandSpec = tells): Look => ({ when: (words) => pattern.test(words.join(' ')), spec });

/** Of a certificate or a request they print what everybody may see, whatever else stands in the file. */
const certificate: CommandSpec = {
  singleDash: true,
  options: { '-in -CAfile -untrusted': 'read', '-inform -nameopt -certopt -ext -checkend -checkhost -checkip -dateopt -purpose': 'value' },
  rest: 'read',
  namesOnly: true,
};
const certificateOptions = allOf(
  '-in -inform PEM DER pem der -noout -text -subject -issuer -dates -startdate -enddate -serial -fingerprint -sha256 -sha1 -md5 -hash -subject_hash -issuer_hash -pubkey -modulus -email -purpose -ext -nameopt -certopt -alias -checkend -checkhost -checkip -ocsp_uri -dateopt -verify -print_certs -crlnumber -lastupdate -nextupdate -CAfile -untrusted',
);
const digest = allOf('-sha1 -sha224 -sha256 -sha384 -sha512 -sha3-256 -sha3-512 -blake2b512 -blake2s256 -md5 -r -c -hex -binary');
const openssl: readonly Look[] = [
  {
    when: ([sub, ...words]) =>
      /^(?:x509|req|crl|pkcs7|verify)$/.test(sub ?? '') && certificateOptions(words) && (sub !== 'verify' || words.length > 0),
    spec: { ...certificate, first: ['value'] },
  },
  {
    when: ([sub, ...words]) => /^(?:dgst|sha1|sha256|sha512|md5)$/.test(sub ?? '') && digest(words),
    spec: { singleDash: true, first: ['value'], rest: 'read', namesOnly: true },
  },
  line(
    /^(?:version(?: -[a-z])*|list -[a-z-]+|ciphers(?: -(?:v|V|s|tls1_[23]))*(?: [\w:+!@.-]+)?|help(?: [\w-]+)?|rand -(?:hex|base64) \d+|prime \d+|errstr \w+)$/,
  ),
  {
    when: ([sub, ...words]) => /^(?:asn1parse)$/.test(sub ?? '') && allOf('-in -inform PEM DER -i -dump')(words),
    spec: { singleDash: true, options: { '-in': 'read', '-inform': 'value' }, first: ['value'], rest: 'read' },
  },
];

const terraform: readonly Look[] = [
  line(/^(?:version|-version|--version|-v|-help|--help|help)(?: -json)?$/),
  {
    when: (words) => {
      const rest = words[0]?.startsWith('-chdir=') ? words.slice(1) : words;
      return (
        rest[0] === 'fmt' &&
        rest.some((word) => /^--?(?:check|write=false)$/.test(word)) &&
        rest
          .slice(1)
          .every((word) => /^--?(?:check|diff|recursive|no-color|list=(?:true|false)|write=false|check=true|diff=true)$|^[^-]/.test(word))
      );
    },
    spec: { singleDash: true, options: { '-chdir': 'read' }, first: ['value'], rest: 'read' },
  },
];

const systemctl = line(
  /^(?:--user )?(?:(?:is-active|is-enabled|is-failed|list-dependencies)(?: [\w.@-]+)*|(?:list-units|list-unit-files|list-timers|list-sockets|get-default|--version|is-system-running)(?: (?:--type=[\w,]+|--state=[\w,]+|--all|-a|--no-pager|--no-legend|--failed|[\w.@*-]+))*|--failed)$/,
);

const dpkg = looking({ does: ['privilege', 'system', 'runs-code'] }, [
  {
    when: (words) =>
      /^(?:-l|-L|-s|-S|--list|--listfiles|--status|--search|--get-selections|--print-architecture|--print-foreign-architectures|--audit|-C|--compare-versions|--version|-V|--verify)$/.test(
        words[0] ?? '',
      ) && words.slice(1).every((word) => /^[^-]/.test(word)),
    spec: tells,
  },
  {
    when: (words) => /^(?:-c|--contents|-I|--info|-f|--field)$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
    spec: { options: { '-c -I -f --contents --info --field': 'none' }, rest: 'read' },
  },
]);
const rpmOptions =
  /^(?:-q[aipfldcRv]*|--queryformat|--qf|--last|--changelog|--requires|--provides|--scripts|--whatprovides|--whatrequires|--version|[^-%].*|%.*)$/;

export const machines: Record<string, CommandSpec> = {
  dpkg,
  'dpkg-deb': looking({ does: ['writes', 'runs-code'] }, [
    {
      when: (words) =>
        /^(?:-c|--contents|-I|--info|-f|--field)$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: reads,
    },
  ]),
  'dpkg-query': only(
    { ...flag('-l -s -S -L --list --status --search --listfiles -p --print-avail --no-pager'), ...value('-W -f --showformat') },
    { rest: 'value', inert: true },
  ),
  'apt-cache': only(
    flag(
      '--names-only -n --full -f --installed --no-all-versions --recurse -i --important --no-recommends --no-suggests --no-conflicts -q',
    ),
    {
      sub: Object.fromEntries(
        'show showpkg policy search depends rdepends pkgnames madison stats unmet dump showsrc'
          .split(' ')
          .map((name) => [
            name,
            only(
              flag(
                '--names-only -n --full -f --installed --no-all-versions --recurse -i --important --no-recommends --no-suggests --no-conflicts -q',
              ),
              { rest: 'value', inert: true },
            ),
          ]),
      ),
    },
  ),
  'getconf errno uuidgen mcookie lslocks lsipc lsmem lsns findmnt pwdx pmap users': tells,
  modinfo: only({ ...flag('-0 --null -a --author -d --description -l --license -p --parameters -n --filename'), ...value('-F --field') }),
  'objcopy strip': looking({ does: ['writes'], rest: 'write' }, [line(/^(?:--info|-i)$/)]),
  hash: { inert: true, options: { '-p -d': { does: 'unknown' } } },
  help: tells,
  'mapfile readarray': { inert: true, options: { ...value('-d -n -O -s -u -c'), '-C': { takes: 'shell', does: 'runs-code' } } },
  let: {
    inert: true,
    read: (words, report) => {
      for (const word of words) if (word.text === undefined) report.unresolved(word, 'an expression that depends on run time');
    },
  },
  dc: looking({ does: ['unknown'], rest: 'read' }, [
    { when: (words) => words.length === 2 && /^(?:-e|--expression)$/.test(words[0] ?? '') && /^[^!?]+$/.test(words[1] ?? ''), spec: tells },
  ]),
  fzf: looking({ does: ['runs-code'] }, [
    {
      when: (words) => /^(?:(?:-e|-i|\+i|-x|\+s|--no-sort|--exact|--tac) )*(?:-f|--filter)[ =][\w .^$!'|/-]+$/.test(words.join(' ')),
      spec: tells,
    },
  ]),
  ts: looking({ does: ['runs-code'], rest: 'argv' }, [line(/^(?:-[is] ?)*(?:\[?%[\w%:.\] -]*)?$/)]),
  stty: looking({ does: ['unknown'] }, [line(/^(?:-a|--all|size|speed|)$/)]),
  'figlet toilet cowsay': only({ ...value('-w') }, { rest: 'value', inert: true }),
  'dos2unix unix2dos': looking({ does: ['writes'], rest: 'write' }, [
    {
      when: (words) => /^(?:-i\w*|--info(?:=\w+)?)$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: reads,
    },
  ]),
  'nvidia-smi': looking({ does: ['system'] }, [
    line(/^(?:-L|-q|--list-gpus|(?:--query-[\w-]+=[\w.,]+|--format=[\w,]+)(?: (?:--query-[\w-]+=[\w.,]+|--format=[\w,]+))*|)$/),
  ]),
  'pdfinfo pdffonts': only(
    { ...flag('-box -meta -js -struct -isodates -rawdates -dests -subst'), ...value('-f -l -enc') },
    { singleDash: true },
  ),
  pdftotext: looking({ does: ['writes'], rest: 'write' }, [
    {
      when: (words) =>
        words.length >= 2 &&
        words.at(-1) === '-' &&
        /^[^-]/.test(words.at(-2) ?? '') &&
        allOf('-layout -raw -nopgbrk -f -l -enc UTF-8 -htmlmeta -q -')(words),
      spec: { singleDash: true, options: value('-f -l -enc'), rest: 'read' },
    },
  ]),
  pdfgrep: { options: value('-A -B -C -m -p --include --exclude --color'), first: ['value'], rest: 'read' },
  identify: looking({ does: ['runs-code'], rest: 'read' }, [
    {
      when: (words) =>
        words.length > 0 &&
        words.every(
          (word, index) =>
            /^(?:-verbose|-format|-ping|[^-:|@]*\.(?:png|jpe?g|gif|webp|bmp|tiff?|ico))$/i.test(word) ||
            (words[index - 1] === '-format' && /^[^@]/.test(word)),
        ),
      spec: { singleDash: true, options: value('-format'), rest: 'read' },
    },
  ]),
  ffprobe: looking({ does: ['runs-code'], rest: 'read' }, [
    {
      when: (words) =>
        words.every(
          (word, index) =>
            /^(?:-hide_banner|-show_\w+|-i|-pretty|[^-:|]*\.(?:mp4|mkv|mov|mp3|wav|flac|ogg|webm|m4a|avi))$/i.test(word) ||
            /^-(?:v|loglevel|of|print_format|select_streams|show_entries)$/.test(word) ||
            /^-(?:v|loglevel|of|print_format|select_streams|show_entries)$/.test(words[index - 1] ?? ''),
        ),
      spec: {
        singleDash: true,
        options: { ...value('-v -loglevel -of -print_format -select_streams -show_entries'), '-i': 'read' },
        rest: 'read',
      },
    },
  ]),
  h5dump: only({
    ...flag('-H --header -A -n --contents -p --properties -r -y -B -i -V --onlyattr'),
    ...value('-d --dataset -a --attribute -g --group -w -m -s -S -c -k'),
  }),
  h5ls: only({ ...flag('-r -v -d -f -l -s -S -x -a -g -e -V'), ...value('-w') }),
  ncdump: local(only({ ...flag('-h -c -s -t -i -k -x'), ...value('-v -b -f -l -n -p -d -g -L') })),
  gdalinfo: local(only(flag('-json -nomd -norat -noct -nogcp -checksum -proj4 -mm'), { singleDash: true })),
  plutil: looking({ does: ['writes'], rest: 'write' }, [
    {
      when: (words) => /^-(?:p|lint)$/.test(words[0] ?? '') && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: { singleDash: true, rest: 'read' },
    },
  ]),
  'xcode-select xcrun xcodebuild': looking({ does: ['runs-code', 'system'] }, [
    line(/^(?:-p|--print-path|--show-sdk-(?:path|version)|--find [\w+-]+|-version|--version|-showsdks)$/),
  ]),
  dot: only({ ...flag('-Tsvg -Tplain -Tdot -Tjson -Txdot -Tcanon -V -v -q'), ...{} }, { singleDash: true }),
  xmlstarlet: {
    sub: Object.fromEntries(
      ['sel', 'el', 'fo'].map((name) => [
        name,
        only({
          ...flag('-t -T -n -a -u -v -d -R -Q -B -I --text --template --nl --quiet --noindent --indent-tab'),
          ...value('-v --value-of -c --copy-of -o --output -m --match -i --if -N -s --indent-spaces'),
        }),
      ]),
    ),
    otherwise: { does: ['writes', 'unknown'], rest: 'write' },
  },
  pg_restore: looking({ does: ['network', 'writes', 'dumps-secrets'] }, [
    {
      when: (words) => words.some((word) => word === '-l' || word === '--list') && allOf('-l --list -Fc -Ft -Fd -v --verbose')(words),
      spec: reads,
    },
  ]),
  'sqldiff sqlite3_analyzer': { ...only(flag('--schema --summary --transaction --primarykey')) },
};

/** By program: looks over what other tables say. */
export const machineLooks: Record<string, readonly Look[]> = {
  'terraform tofu': terraform,
  openssl,
  'ssh-keygen': [
    {
      when: (words) =>
        /^-(?:l|lv|vl)?f?$|^-lf$/.test(words[0] ?? '') &&
        allOf('-l -lf -lvf -lv -f -v -E md5 sha256')(words) &&
        words.some((word) => word.startsWith('-l')) &&
        words.at(-1)?.endsWith('.pub') === true,
      spec: { options: { '-f': 'read', '-E': 'value' }, rest: 'read', namesOnly: true },
    },
  ],
  // With a pager that only prints.
  man: [
    {
      when: (words) =>
        words.some((word) => /^(?:-P|--pager=?.*)$/.test(word)) &&
        /^(?:(?:-P ?|--pager[ =])(?:cat|head|less|more)|-[afkKwW]|[1-8])(?: (?:(?:-P ?|--pager[ =])(?:cat|head|less|more)|-[afkKwW]|[\w.+:-]+))*$/.test(words.join(' ')) &&
        !words.some((word) => /^-[^PafkKwW-]/.test(word)),
      spec: tells,
    },
  ],
  ssh: [line(/^(?:-V|-Q [\w-]+)$/)],
  sqlite3: sqlite,
  systemctl: [systemctl],
  ldconfig: [line(/^(?:-p|--print-cache)$/)],
  sysctl: [line(/^(?:(?:-n|-b) )?[a-z]\w*(?:\.\w+)+(?: [a-z]\w*(?:\.\w+)+)*$/)],
  go: [
    line(/^list -m(?: -f \S+)?$/),
    { when: (words) => /^tool cover -func[ =]\S+$/.test(words.join(' ')), spec: { first: ['value', 'value'], options: { '-func': 'read' }, singleDash: true } },
    {
      when: (words) => /^tool pprof(?: -(?:cum|flat|nodecount=\d+|sample_index=\w+))*(?: -(?:top|text))(?: -(?:cum|flat|nodecount=\d+|sample_index=\w+))*(?: [\w./-]+)+$/.test(words.join(' ')),
      spec: { first: ['value', 'value'], rest: 'read', singleDash: true },
    },
  ],
  'apt apt-get': [
    line(
      /^(?:list(?: (?:--installed|--upgradable|-a|--all-versions|[\w.+*-]+))*|show(?: [\w.+-]+)+|policy(?: [\w.+-]+)*|search(?: [\w.+-]+)+|depends [\w.+-]+|rdepends [\w.+-]+|--version|-v|help)$/,
    ),
  ],
  rpm: [
    {
      when: (words) => /^-q|^--version$/.test(words[0] ?? '') && words.every((word) => rpmOptions.test(word) && !word.includes('://')),
      spec: { options: { '-q -a -i -l -d -c -R -v': 'none', '--queryformat --qf --whatprovides --whatrequires': 'value' }, rest: 'read' },
    },
  ],
  pacman: [line(/^-Q[a-z]*(?: [\w.+-]+)*$/)],
  apk: [line(/^(?:info|list)(?: (?:-[vdLIae]+|--installed|[\w.+-]+))*$/)],
  'snap flatpak': [line(/^list(?: --app| --runtime| --all)*$|^version$/)],
  npm: [line(/^(?:run|run-script)(?: --json)?$/)],
  pnpm: [line(/^run$/)],
  'pip pip3': [
    line(/^cache (?:dir|info|list)$/),
    {
      when: (words) => words[0] === 'hash' && words.slice(1).every((word) => /^[^-]/.test(word)),
      spec: { first: ['value'], rest: 'read' },
    },
  ],
  nvm: [line(/^(?:ls|list|current|version|--version|which(?: [\w.]+)?)$/)],
  'pyenv rbenv': [line(/^(?:versions|version|root|--version|-v|which \w+)$/)],
  pipx: [line(/^list(?: --short| --json)*$/)],
  ruff: [line(/^(?:rule [A-Z]+\d+|linter|version)$/)],
  'fnm volta asdf n': [line(/^(?:list|ls|current|--version|version)$/)],
};
