/** Which programs only tell about themselves when they are asked for their version or help, whatever else they do. */
import type { Word } from '../../shell/word.ts';
import type { CommandSpec } from '../types.ts';
import { tells } from './look.ts';

/** Well known programs that are installed, by bare name. Of any other name nobody knows what it makes of its words. */
const installed = new Set(
  (
    'elfedit strip objcopy objdump readelf nm ld ranlib addr2line gold lld modinfo zip unzip vimdiff info units getent systemd isort django-admin flask celery mlflow airflow spark-submit influx etcdctl thrift dlv staticcheck gopls cargo-audit cargo-nextest trunk ocaml ant lcov openocd platformio arduino-cli molecule cdktf lefthook commitlint plantuml mmdc inkscape heaptrack gdbserver binwalk iperf3 sshpass haproxy envoy ollama pod fastlane adb gopls datamash jo gitui lazygit tokei dasel hurl k6 goreleaser kubectl-argo buildctl nerdctl wasm-tools jj sl pijul difft delta eza zoxide atuin gitleaks trufflehog semgrep bandit safety pip-audit pip-compile pipdeptree pylsp jupyter-lab nbconvert papermill streamlit gradio ray wandb huggingface-cli torchrun nvcc nsys ncu cuda-gdb bazelisk swiftformat swiftlint xcbeautify carthage tuist mint detekt ktfmt google-java-format checkstyle pmd spotbugs jmeter gatling scalafmt scalafix metals hlint ormolu fourmolu ghcid hoogle credo phpcs phpcbf php-cs-fixer rector deptrac infection behat codecept sorbet srb steep rubocop brakeman reek fasterer erb_lint haml-lint slim-lint ab ack acme.sh act actionlint ag age air alacritty alembic amp ansible ansible-playbook ansible-galaxy ansible-lint ant antora apko apt aptitude aria2c arduino-cli argocd asciidoctor asdf ast-grep astro at autoconf automake autopep8 aws awk az ' +
    'babel bandit bash bat bats bazel bazelisk bc beam bear biome bison black bloaty bpftrace brew broot btop buf buildah buildifier bun bundle busybox byobu bzip2 ' +
    'cabal caddy calc cargo cc ccache cdk certbot cfn-lint chafa checkov chezmoi chromedriver chromium clang clang++ clang-format clang-tidy clangd clj clojure cloc cloudflared cmake codespell colima composer conan conda consul containerd convert coursier cpack cpio cppcheck crane crictl crystal csvcut csvlook ctags ctest cue curl cython ' +
    'dart dasel datasette dbt deluge delta deno dhall dig direnv diff diff3 dive dlv dmd docker docker-compose doctl doggo dot dotnet doxygen dpkg duckdb duf dust dub dune dvc ' +
    'earthly eksctl elasticsearch eleventy elixir elm emacs emcc entr envsubst erl esbuild eslint etcd etcdctl eza exa exiftool ' +
    'fd fdfind ffmpeg ffprobe file filebeat find firebase firefox fish flake8 flatc flex flux flutter fly flyctl fnm foundry forge fzf ' +
    'g++ gawk gcc gcloud gcov gcovr gdb geckodriver gem gfortran gh ghc ghcup gimp ginkgo git git-lfs git-cliff gitleaks glab gleam glow gmake gnuplot go goimports golangci-lint golint gofumpt gpg gpg2 gradle grafana-server grep grpcurl gron groovy grype gsed gst-launch-1.0 guile gunicorn gzip ' +
    'hadolint hatch haxe helm helmfile hexyl hg http httpd httpie https hugo hunspell hurl hyperfine ' +
    'iconv identify influx insomnia ipython ipfs isort istioctl iverilog ' +
    'jar java javac javap jdeps jekyll jenv jest jless jq julia jupyter just jshell k3d k3s k6 k9s kafka-topics kind kotlin kotlinc ko krew kubectl kubectx kubens kubeseal kubeval kubeconform kustomize ktlint ' +
    'latexmk ld ldc2 lefthook lein less license-checker lighthouse lima limactl lld lldb llc llvm-config llvm-cov locust lsd lsof lua luac luacheck luajit luarocks lynx lz4 ' +
    'm4 magick maim make man mariadb mc mdbook mediainfo meilisearch melange memcached mercurial meson micromamba mamba milkman minikube minio mise mix mkcert mkdocs mlr mocha mongod mongosh mongo mosquitto mono mosh mpv msbuild mvn mypy mysql mysqld ' +
    'nasm nats nats-server nc ncat nerdctl netlify newman nginx nim nimble ninja nix nix-build nix-shell nix-env nmap node nodejs nodemon nomad nox npm npx ntfy nuget nushell nu nvcc nvidia-smi nvim nvm ' +
    'objdump ocaml ocamlc octave opa openapi-generator-cli openssl opam osqueryi oxlint ' +
    'packer pandoc parallel parcel patch pdm perf perl pg_config pg_ctl pg_dump pgbench phan php phpstan phpunit pico pigz pip pip3 pipenv pipx pkg-config pkgconf playwright plantuml pm2 pnpm podman poetry postgres pre-commit prettier procs prometheus promtool protoc protoc-gen-go pry psalm psql pulumi puppet pwsh pydocstyle pyenv pylint pypy3 pyright pytest python python2 python3 ' +
    'qemu-system-x86_64 qemu-img qpdf quarkus quarto R Rscript rabbitmqctl racket rails rake ranger rbenv rclone readelf rebar3 redis-cli redis-server rg ripgrep rollup rpm rspec rsync rubocop ruby ruff runc rust-analyzer rustc rustfmt rustup rye ' +
    'sam sass sbcl sbt scala scalac scc scons screen sdkmanager sed semgrep sentry-cli sh shellcheck shfmt skaffold skopeo snyk socat solc sops sort spectral sphinx-build sqlfluff sqlite3 ssh staticcheck stack starship step stern strace stripe stylelint stylua supabase surge svelte-kit svn swagger-cli swc swift swiftc swiftlint syft syncthing systemctl ' +
    'tailscale tailwindcss taplo tar task tectonic telepresence terraform terragrunt terramate tesseract tex pdflatex xelatex lualatex tfenv tflint tidy tig tilt time tmux tofu tokei tox traefik tree tree-sitter trivy tsc tsup tsx ts-node typos typst ' +
    'uv uvicorn uvx v vagrant valgrind vale valkey-cli vault vcpkg vercel verilator vi vim virtualenv vite vitest volta vue ' +
    'wasm-pack wasm2wat wasmer wasmtime watchexec watchman webpack wget wrangler wrk wat2wasm xelatex xcodebuild xh xmllint xonsh xsltproc xsv xxd xz ' +
    'yamllint yapf yarn yasm youtube-dl yq yt-dlp z3 zellij zig zip zola zoxide zsh zstd zstdcat'
  ).split(' '),
);
/** Of these `-v` is the version; others take it for “verbose” and go on. */
const shortVersion = new Set(
  'node nodejs npm pnpm yarn bun ruby php lua luajit mvn gradle docker nginx redis-server redis-cli git terraform tofu gcc g++ clang clang++ cc nvim tsc eslint stylelint jest vite vitest webpack groovy elixir perl nasm make bundle gem zip unzip'.split(
    ' ',
  ),
);
/** These read long options with one dash. */
const oneDash = new Set(
  'java javac javap mvn terraform tofu packer xcodebuild clang gcc ffmpeg ffprobe magick identify convert openssl kotlinc scala vault nomad consul sqlite3 staticcheck ocaml erl ant plantuml'.split(
    ' ',
  ),
);
/** Their first word is a subcommand, and these two are among them: to others it would be a file or an address. */
const withSubcommands = new Set(
  (
    'docker podman nerdctl buildah kubectl helm terraform tofu packer vault nomad consul pulumi hugo go cargo rustup gh glab git buf zig minikube kind k3d argocd flux istioctl eksctl kustomize skaffold golangci-lint caddy ' +
    'traefik dvc uv hatch poetry syft grype trivy cosign ko crane colima bazel bazelisk mise k6 influx etcdctl dlv gopls arduino-cli k9s lefthook gcloud az doctl flyctl rclone step adb airflow goreleaser gitleaks ollama svn hg jj openssl rebar3 brew apt aws dotnet conda'
  ).split(' '),
);
/** Their versions are two: the other one is that of what they talk to. */
const asksServer = new Set('kubectl docker podman nerdctl argocd flux istioctl'.split(' '));
/** Of these `-h` is the help; to others it is a host, or sizes that people can read. */
const shortHelp = new Set(
  'node npm npx python python3 pytest ruff mypy black tsc eslint jest vitest rustc jq rg fd bat nc entr ffmpeg ffprobe make cmake ninja gdb pandoc uv uvx pip pip3 hyperfine tokei cloc scc delta yq'.split(
    ' ',
  ),
);
const shells = new Set('sh bash zsh fish dash ksh nu pwsh xonsh'.split(' '));

/** Programs with subcommands that take `--help` for themselves, wherever it stands, and the subcommands of each. */
const helped: Record<string, string> = {
  'docker podman nerdctl':
    'attach build builder buildx commit compose config container context cp create diff events exec export history image images import info inspect kill load login logout logs manifest network node pause plugin port ps pull push rename restart rm rmi run save search secret service stack start stats stop swarm system tag top trust unpause update version volume wait',
  kubectl:
    'annotate api-resources api-versions apply attach auth autoscale certificate cluster-info completion config cordon cp create debug delete describe diff drain edit events exec explain expose get kustomize label logs options patch plugin port-forward proxy replace rollout run scale set taint top uncordon version wait',
  helm: 'completion create dependency env get history install lint list package plugin pull push registry repo rollback search show status template test uninstall upgrade verify version',
  'terraform tofu':
    'apply console destroy fmt force-unlock get graph import init login logout metadata output plan providers refresh show state taint test untaint validate version workspace',
  gh: 'api auth browse cache codespace completion config extension gist gpg-key issue label org pr project release repo ruleset run search secret ssh-key status variable workflow',
  glab: 'api auth ci config incident issue label mr pipeline release repo snippet user variable',
  cargo:
    'add bench build check clean clippy doc fetch fix fmt generate-lockfile init install login metadata new owner package publish remove run rustc rustdoc search test tree uninstall update vendor verify-project version yank',
  rustup: 'check component default doc override run self set show target toolchain update which',
  npm: 'access adduser audit bugs cache ci config dedupe deprecate diff dist-tag docs doctor edit exec explain explore fund help init install link login logout ls org outdated owner pack ping pkg prefix profile prune publish query rebuild repo root run search sbom star test token uninstall unpublish update version view whoami',
  'pip pip3': 'cache check config debug download freeze hash index inspect install list search show uninstall wheel',
  uv: 'add build cache export help init lock pip publish python remove sync tool tree venv version',
  poetry: 'about add build cache check config env export init install list lock new publish remove search self show source update version',
  'apt apt-get': 'autoremove install list purge remove search show source update upgrade',
  brew: 'cleanup config deps doctor info install leaves link list outdated search tap uninstall update upgrade uses',
  aws: 'ec2 s3 s3api lambda iam sts ecs eks ecr rds dynamodb cloudformation logs ssm secretsmanager configure',
  gcloud: 'auth compute config container functions iam projects run storage',
  conda: 'activate clean config create deactivate env info init install list remove run search update',
  go: 'build clean doc env fix fmt generate get install list mod run test tool version vet work',
  dotnet: 'add build clean format list new nuget pack publish remove restore run sln test tool watch',
  pulumi: 'about cancel config destroy import login logout new org plugin policy preview refresh stack up version',
  openssl: 'x509 req rsa ec genrsa genpkey pkcs12 s_client s_server enc dgst rand verify ciphers asn1parse ca crl pkey pkcs8',
  'playwright vercel netlify wrangler fly flyctl firebase supabase railway heroku':
    'build deploy dev env init install login logs open run secrets status test version',
};
const subcommands = new Map<string, Set<string>>();
for (const [names, subs] of Object.entries(helped)) for (const name of names.split(' ')) subcommands.set(name, new Set(subs.split(' ')));

const bareName = /^[\w.+-]+$/;
const systemFolder = /^(?:\/usr)?(?:\/local)?\/s?bin\//;

/**
 * What a program does that is asked for its version or help and nothing else.
 * @param words what follows its name
 * @returns undefined where that is not what is asked, or where nobody can tell
 */
export function telling(program: string, words: readonly Word[]): CommandSpec | undefined {
  const name = program.replace(systemFolder, '');
  if (!bareName.test(name) || words.length === 0 || words.length > 4) return undefined;
  const texts = words.map(({ text, glob }) => (glob ? undefined : text));
  return isTelling(name, texts) ? tells : undefined;
}

function isTelling(name: string, words: readonly (string | undefined)[]): boolean {
  const [first = '', second] = words;
  if (words.length === 1 && (installed.has(name) || withSubcommands.has(name))) {
    if (first === '--version' || first === '--help') return true;
    if (first === '-h') return shortHelp.has(name) || withSubcommands.has(name);
    if (first === '-V') return !shells.has(name);
    if (first === '-v') return shortVersion.has(name);
    if (first === 'version') return withSubcommands.has(name) && !asksServer.has(name);
    if (first === 'help') return withSubcommands.has(name);
    return (first === '-version' || first === '-help') && oneDash.has(name);
  }
  const subs = subcommands.get(name);
  if (!subs) return false;
  const last = words.at(-1);
  if (words.length === 2 && first === 'help' && second !== undefined && subs.has(second)) return true;
  if (name === 'kubectl' && first === 'version')
    return /^(?:version) (?:(?:-o ?|--output[ =])(?:json|yaml) )?--client(?:=true)?(?: --short| (?:-o ?|--output[ =])(?:json|yaml))?$/.test(words.join(' '));
  // The plugins of docker tell their own version.
  if (words.length <= 3 && /^(?:compose|buildx) version(?: --short)?$/.test(words.join(' '))) return /^(?:docker|podman)$/.test(name);
  if (words.length === 2 && first === 'version')
    return /^(?:--short|--json|-o=?(?:json|yaml)?|-json)$/.test(second ?? '') && /^(?:helm|terraform|tofu|pulumi)$/.test(name);
  if (words.length === 2 && last === '-help') return /^(?:terraform|tofu)$/.test(name) && subs.has(first);
  if (last !== '--help' && !(last === '-h' && /^(?:cargo|kubectl|helm|gh|pip3?|uv|poetry|dotnet|conda)$/.test(name))) return false;
  // What stands between them may be what is run.
  if (words.length === 3 && !nested.test(`${first} ${second ?? ''}`)) return false;
  return (words.length === 2 || words.length === 3) && subs.has(first);
}

/** Subcommands of subcommands that are commonly asked for their help. */
const nested =
  /^(?:s3 (?:cp|ls|sync|mv|rm|mb|rb|presign)|(?:compose|container|image|volume|network|system|buildx|context|builder) (?:up|down|build|config|logs|ls|ps|run|exec|prune|rm|inspect|create|start|stop|pull|push|df|info|use|imagetools)|(?:config|create|get|rollout|set|auth|top) (?:view|use-context|get-contexts|current-context|deployment|secret|configmap|namespace|job|service|pods|status|restart|undo|history|image|can-i|nodes)|(?:pr|issue|repo|run|release|workflow|auth|api|mr|ci|secret|variable|label|gist|project|search|cache) (?:create|list|view|edit|close|merge|checkout|review|comment|status|diff|checks|clone|fork|delete|watch|rerun|download|upload|set|login|code|issues|prs|repos|commits)|(?:repo|dependency|registry|show|plugin) (?:add|list|update|remove|index|build|login|values|chart|readme|all|install)|(?:state|workspace|providers) (?:list|show|mv|rm|pull|push|new|select|delete|lock|mirror|schema)|(?:mod|work|tool) (?:tidy|why|graph|vendor|download|init|edit|verify|use|sync)|(?:pip|python|tool|cache) (?:install|list|freeze|show|compile|sync|tree|check|find|pin|run|uninstall|upgrade|clean|dir|prune)|(?:toolchain|target|component) (?:list|add|remove|install|uninstall)|(?:tool|nuget|sln) (?:list|install|update|add|remove|restore))$/;
