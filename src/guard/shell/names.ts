/** Variables by whose value other programs are run, or run differently. */

const exact = new Set(
  (
    'PATH ENV BASH_ENV IFS CDPATH HOSTALIASES LOCPATH NLSPATH TERMINFO GLOBIGNORE SHELLOPTS BASHOPTS PROMPT_COMMAND PS0 PS1 PS2 PS4 HOME SHELL EDITOR VISUAL PAGER MANPAGER MANOPT MANROFFSEQ BROWSER LESS ' +
    'LESSOPEN LESSCLOSE LESSKEY RIPGREP_CONFIG_PATH GREP_OPTIONS TAR_OPTIONS SSH_ASKPASS SUDO_ASKPASS CC CXX LD AR MAKEFLAGS MAKEFILES JAVA_TOOL_OPTIONS ' +
    '_JAVA_OPTIONS CLASSPATH RUSTC_WRAPPER RUSTC RUSTFLAGS CARGO_HOME GOFLAGS GOPROXY GOSUMDB GONOSUMDB GONOSUMCHECK GOINSECURE GOPRIVATE GOROOT GOPATH XDG_CONFIG_HOME XDG_DATA_HOME TMPDIR FPATH ZDOTDIR FZF_DEFAULT_COMMAND BAT_PAGER'
  ).split(' '),
);
const families =
  /^(?:LD_|DYLD_|GIT_|NODE_(?!ENV$)|NPM_|npm_|PYTHON|PERL|RUBY|GEM_|BUNDLE_|PHP|LUA_|DOTNET_|AWS_|KUBE|DOCKER_|SSH_|GPG|CURL_|WGET|PIP_|UV_|BASH_FUNC|PYTEST_|TS_NODE_|CARGO_|RUST(?!_BACKTRACE$|_LOG$)|MOCHA_|JEST_|ESLINT_|BABEL_|YARN_|PNPM_|COREPACK_|DENO_|BUN_|SSL_|OPENSSL_|RES_|MALLOC_|GCONV_|XDG_|CMAKE_|GRADLE_|MAVEN_|TERRAFORM|TF_CLI)|_(?:PROXY|proxy|PAGER|EDITOR|WRAPPER|OPTS|OPTIONS|PRELOAD)$/;
const harmlessValues = new Set(['', 'cat', 'less', 'true', '0']);

/** Whether setting it can change what runs. `value`: what it is set to, where that is known. */
export function changesWhatRuns(name: string, value: string | undefined): boolean {
  if (name === 'PYTHONDONTWRITEBYTECODE' || name === 'PYTHONUNBUFFERED' || name === 'GIT_OPTIONAL_LOCKS' || name === 'GIT_TERMINAL_PROMPT')
    return false;
  // With these the message stays as it is.
  if (/^(?:GIT_|GIT_SEQUENCE_)?EDITOR$/.test(name) && (value === 'true' || value === ':')) return false;
  // Words are still parted, if not at every white space.
  if (name === 'IFS') return value !== '\n' && value !== ' \t\n' && value !== '\n\t';
  if (name === 'PAGER' || name === 'GIT_PAGER' || name === 'MANPAGER') return !harmlessValues.has(value ?? 'unknown');
  return exact.has(name) || families.test(name);
}

/** Variables whose value is likely a secret: printing one is worth a question. */
export function isSecretVariable(name: string): boolean {
  return /(?:^|_)(?:KEY|TOKEN|SECRET|SECRETS|PASS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|CREDENTIALS|AUTH|APIKEY|PAT|PRIVATE|DSN|WEBHOOK|CONNECTION_STRING|(?:DATABASE|DB|REDIS|MONGO|MONGODB|POSTGRES|MYSQL|AMQP|SMTP)_UR[LI])(?:_|$|\d)/i.test(
    name,
  );
}
