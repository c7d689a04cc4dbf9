/** Files that matter more than others, as data. */
import picomatch from 'picomatch';
import type { Severity } from '../../model/decision.ts';

export interface PathClass {
  id: string;
  severity: Severity;
  /** `write` includes deleting. */
  access: 'write' | 'any';
  what: string;
  /** Names in lower case, `/` between consecutive ones, `*` at an end for any rest. Everything below such a name counts too. */
  names: readonly string[];
  except?: readonly string[];
}

export const pathClasses: readonly PathClass[] = [
  {
    id: 'path.signalbox',
    severity: 'catastrophic',
    access: 'write',
    what: 'Signalbox’s own records and policy',
    names: ['.signalbox', 'signal~*'],
  },
  {
    id: 'path.hook',
    severity: 'high',
    access: 'write',
    what: 'a hook that git runs',
    names: ['.git/hooks', '.husky', '.githooks', 'lefthook.yml', '.pre-commit-config.yaml', 'git~1/hooks'],
  },
  { id: 'path.git-internals', severity: 'high', access: 'write', what: 'git’s own files', names: ['.git', 'git~1', '.gitmodules'] },
  {
    id: 'path.credentials',
    severity: 'high',
    access: 'any',
    what: 'a file that holds credentials',
    names: [
      ...[
        '.ssh',
        '.aws',
        '.gnupg',
        '.kube',
        '.azure',
        '.docker/config.json',
        '.npmrc',
        '.pypirc',
        '.netrc',
        '_netrc',
        '.git-credentials',
        '.pgpass',
      ],
      ...[
        '.config/gh',
        '.config/gcloud',
        '.config/op',
        '.vault-token',
        '.my.cnf',
        '.cargo/credentials',
        '.cargo/credentials.toml',
        '.terraform.d',
        '.env',
      ],
      ...[
        '.env.*',
        'id_rsa*',
        'id_ed25519*',
        'id_ecdsa*',
        'id_dsa*',
        '*.pem',
        '*.key',
        '*.p12',
        '*.pfx',
        '*.keystore',
        '*.jks',
        '*.kdbx',
        'keychains',
      ],
      ...[
        'credentials.json',
        'credentials.yml',
        'credentials.yaml',
        'credentials.toml',
        'credentials.properties',
        'client_secret*',
        'serviceaccountkey*',
        'secret.json',
        'secrets.toml',
        'kubeconfig',
        '.boto',
        '.s3cfg',
        '*.ppk',
        '*.env',
        'secrets.json',
        'secrets.yml',
        'secrets.yaml',
        'service-account*',
        'keyrings',
        'etc/shadow',
        'etc/sudoers',
        '.htpasswd',
        'environ',
      ],
      ...[
        '.envrc',
        '.m2/settings.xml',
        '.gem/credentials',
        '.yarnrc.yml',
        '.password-store',
        '.bash_history',
        '.zsh_history',
        '*.tfstate',
        '*.tfstate.backup',
        '*.tfvars',
      ],
    ],
    except: ['.env.example', '.env.sample', '.env.template', '.env.dist', '.env.defaults', '*.pub'],
  },
  {
    id: 'path.start-file',
    severity: 'high',
    access: 'write',
    what: 'a file that runs when a shell or a session starts',
    names: [
      ...[
        '.bashrc',
        '.bash_profile',
        '.bash_login',
        '.bash_logout',
        '.profile',
        '.zshrc',
        '.zshenv',
        '.zprofile',
        '.zlogin',
        '.zlogout',
        '.config/fish',
      ],
      ...[
        '.inputrc',
        '.gitconfig',
        '.config/git',
        '.config/autostart',
        '.config/systemd',
        'launchagents',
        'launchdaemons',
        '.xinitrc',
        '.xprofile',
      ],
      ...[
        '.tmux.conf',
        '.vimrc',
        '.config/nvim',
        '.envrc',
        'etc/profile*',
        'cron.d',
        'crontabs',
        '.pam_environment',
        '.ssh/rc',
        '.npmrc',
        '.curlrc',
      ],
    ],
  },
  {
    id: 'path.agent-config',
    severity: 'high',
    access: 'write',
    what: 'configuration of an agent or of the editor, which can run programs',
    names: [
      ...[
        '.claude',
        '.claude.json',
        '.codex',
        '.gemini',
        '.qwen',
        '.cursor',
        '.github/hooks',
        '.github/copilot',
        '.opencode',
        'opencode.json*',
        '.agents',
      ],
      ...[
        '.mcp.json',
        'mcp.json',
        '.vscode',
        '.idea',
        '.devcontainer',
        '*.code-workspace',
        '.windsurf',
        '.cline',
        '.clinerules',
        '.roo',
        '.continue',
        '.aider*',
        '.zed',
      ],
    ],
  },
  {
    id: 'path.ci',
    severity: 'high',
    access: 'write',
    what: 'a file that tells continuous integration what to run',
    names: [
      ...[
        '.github/workflows',
        '.github/actions',
        '.gitlab-ci.yml',
        '.gitlab-ci',
        '.circleci',
        'jenkinsfile',
        'azure-pipelines*',
        '.travis.yml',
        '.drone.yml',
      ],
      ...[
        'bitbucket-pipelines.yml',
        '.buildkite',
        '.ci',
        '.woodpecker*',
        'appveyor.yml',
        '.appveyor.yml',
        '.teamcity',
        '.cirrus.yml',
        '.forgejo',
        '.gitea',
      ],
    ],
  },
];

interface Entry {
  class: PathClass;
  parts: string[];
}

const exact = new Map<string, Entry[]>();
const starred: Entry[] = [];
for (const one of pathClasses) {
  for (const name of one.names) {
    const entry = { class: one, parts: name.split('/') };
    const first = entry.parts[0] ?? '';
    if (first.includes('*')) starred.push(entry);
    else exact.set(first, [...(exact.get(first) ?? []), entry]);
  }
}

function fits(name: string, part: string | undefined): boolean {
  if (part === undefined) return false;
  if (name.endsWith('*')) return part.startsWith(name.slice(0, -1));
  if (name.startsWith('*')) return part.endsWith(name.slice(1)) && part !== name.slice(1);
  return part === name;
}

/**
 * The classes that a path belongs to.
 * @param parts as `components` gives them
 * @param glob whether `*`, `?` and `[` in them are a pattern: then every class that a name it may stand for belongs to
 */
export function classesOf(parts: readonly string[], glob: boolean): Set<PathClass> {
  const found = new Set<PathClass>();
  parts.forEach((part, index) => {
    if (glob && /[*?[]/.test(part)) return patternClasses(part, parts, index, found);
    for (const entry of exact.get(part) ?? []) if (rest(entry, parts, index)) found.add(entry.class);
    for (const entry of starred) {
      if (fits(entry.parts[0] ?? '', part) && rest(entry, parts, index) && !entry.class.except?.some((name) => fits(name, part)))
        found.add(entry.class);
    }
  });
  return found;
}

function rest(entry: Entry, parts: readonly string[], index: number): boolean {
  return entry.parts.every((name, offset) => offset === 0 || fits(name, parts[index + offset]));
}

/** As in a shell, a pattern stands for a name with a leading dot only where it begins with one itself. */
function patternClasses(pattern: string, parts: readonly string[], index: number, found: Set<PathClass>): void {
  let matches: (name: string) => boolean;
  try {
    matches = picomatch(pattern, { dot: pattern.startsWith('.'), nocase: true });
  } catch {
    matches = () => true;
  }
  for (const [name, entries] of exact) {
    // `*.json` or `*` is not about `credentials.json`; `cred*` is.
    if (!matches(name) || (/^[*?[]/.test(pattern) && !name.startsWith('.'))) continue;
    for (const entry of entries) {
      const nested = entry.parts.slice(1);
      if (nested.every((one, offset) => parts[index + 1 + offset] === undefined || fits(one, parts[index + 1 + offset])))
        found.add(entry.class);
    }
  }
  // A pattern with a telling end (`*.pem`, `.env.*`) names a class as such.
  for (const entry of starred) {
    const name = entry.parts[0] ?? '';
    if (
      name === pattern ||
      (name.startsWith('*') && pattern.endsWith(name.slice(1))) ||
      (name.endsWith('*') && pattern.startsWith(name.slice(0, -1)))
    )
      found.add(entry.class);
  }
}

/** Whether a text that chooses among names of files (a name, a pattern, a regular expression) is about such as hold credentials. */
export function namesCredentials(text: string): boolean {
  return text
    .replace(/[\\^$()]/g, '')
    .split(/[|/]/)
    .some((part) => {
      const name = part.replace(/^\.\*/, '').toLowerCase();
      if (/^\.?env\b|^\.?(?:pem|key|p12|pfx|jks|npmrc|netrc)$/.test(name)) return true;
      for (const one of name === '' || /^[*.?]+$/.test(name) ? [] : classesOf([name], /[*?[]/.test(name))) if (one.id === 'path.credentials') return true;
      return false;
    });
}
