/** Which actions bring something in, and which can carry something out. */
import type { Action } from '../../model/action.ts';
import type { Finding } from '../../model/decision.ts';
import { programName } from '../commands/index.ts';
import type { Assessment, Segment } from '../types.ts';

const acting =
  /^(?:command\.(?:deletes|runs-code|network|changes-repository|privilege|persists|system|environment|dumps-secrets|unknown|unresolved|option)|path\.|shell\.(?:unresolved|unparsed|too-long|hidden-characters)|secret\.|net\.|guard\.|tool\.)/;

/** It does more than to read or to edit ordinary files of the workspace: it runs code, talks, deletes, or leaves the workspace. */
export function isRisky(action: Action, { findings }: Assessment): boolean {
  if (action.kind === 'fetch') return true;
  if (action.kind === 'mcp') return action.annotations?.['readOnlyHint'] !== true || action.annotations['openWorldHint'] !== false;
  if (action.kind === 'other') return true;
  return findings.some(({ id }) => acting.test(id));
}

export function readsSecrets(findings: readonly Finding[]): boolean {
  return findings.some(({ id }) => id === 'path.credentials' || id === 'command.dumps-secrets' || id === 'secret.variable');
}

export function readsForeign(action: Action, findings: readonly Finding[]): boolean {
  if (action.kind === 'fetch') return true;
  if (action.kind === 'mcp') return action.annotations?.['openWorldHint'] !== false;
  return action.kind === 'exec' && findings.some(({ id }) => id === 'command.network') && /\b(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|gh|glab|lynx|http)\b/.test(action.command);
}

/** `data`: it is given something to send; `maybe`: it talks to the outside, and nobody knows what it says. */
export function isLeaving(action: Action, { segments, findings }: Assessment): 'no' | 'maybe' | 'data' {
  switch (action.kind) {
    case 'fetch':
      return (action.body ?? '') !== '' || !/^(?:get|head)?$/i.test(action.method ?? '') || /[?&][^=]+=.{12}/.test(action.url) ? 'data' : 'maybe';
    case 'mcp': {
      const said = action.annotations ?? {};
      if (said['openWorldHint'] === false) return 'no';
      return said['readOnlyHint'] === true ? 'maybe' : 'data';
    }
    case 'exec': {
      const talking = segments.filter((segment) => segment.findings.some((index) => findings[index]?.id === 'command.network'));
      if (talking.some(sendsData)) return 'data';
      return talking.some((segment) => !installs.has(nameOf(segment)) && !fetchesOnly(segment)) ? 'maybe' : 'no';
    }
    default:
      return 'no';
  }
}

const installs = new Set('npm pnpm yarn bun npx bunx pip pip3 uv uvx poetry conda cargo go gem bundle composer brew apt apt-get dnf yum apk pacman mvn gradle dotnet nuget'.split(' '));
const remote = new Set('ssh scp sftp rsync nc ncat netcat socat telnet ftp mosh Send-MailMessage'.split(' '));

function nameOf({ argv: [program] }: Segment): string {
  return program === undefined ? '' : (programName(program) ?? program);
}

function fetchesOnly(segment: Segment): boolean {
  return nameOf(segment) === 'git' && /^(?:fetch|pull|clone|ls-remote|submodule|remote)$/.test(segment.argv.find((word, index) => index > 0 && word !== undefined && !word.startsWith('-')) ?? '');
}

function sendsData(segment: Segment): boolean {
  const name = nameOf(segment);
  const words = segment.argv.slice(1);
  if (remote.has(name)) return true;
  if (name === 'gh' || name === 'glab') return words.some((word) => word !== undefined && /^(?:create|comment|edit|upload|set|api|close|merge|review|--body|-b|-F|-f)$/.test(word));
  return words.some((word) => word === undefined || /^(?:-d|--data\S*|--json|-F|--form\S*|-T|--upload-file|--post-data\S*|--post-file\S*|--body-\S*|-Body|-InFile|-Method|-X)$|^--data|^-d.|^-F./i.test(word) || /^https?:\S+[?&][^=]+=.{12}/.test(word));
}
