/**
 * A program in another language than the shell's, given as text. It runs unread, which asks; what is looked for here is only what
 * must not happen even if a person is asked. By nature a list of what is seen, not of all that there is.
 */
import type { Word } from '../shell/word.ts';
import type { GuardContext } from '../types.ts';
import { assessPath, type PathFinding } from './paths.ts';

const MAX_CODE = 20_000;
const MAX_LITERALS = 60;
const literal = /"((?:\\[^]|[^"\\\n])*)"|'((?:\\[^]|[^'\\\n])*)'|`((?:\\[^]|[^`\\])*)`|(?:\bqw?|\bqx|%[qxw])[{(]([^{}()\n]{1,200})[})]/g;
const deletes =
  /rmtree|\brm(?:Sync|_rf?|_r|dir\w*)?\s*[(,'" ]|removedirs|remove_(?:dir|tree|entry)\w*|unlink\w*|\bdelete\w*\(|RemoveAll|removeSync|emptyDir|rimraf|FileUtils|Remove-Item|\.remove\(/i;
const home = /homedir\(\)|Path\.home|Dir\.home|expanduser|user_home|\bHOME\b|UserHomeDir/;
const network = /requests?\b|urllib|urlopen|https?[:.]|\bfetch\(|socket|Net::|LWP|curl|axios|\bnet\.|TCPSocket|fsockopen|smtplib|ftplib/i;
const secrets =
  /id_(?:rsa|ed25519|ecdsa)|\.ssh\b|\.aws\b|\.env\b|\.netrc|\.npmrc|\.pgpass|\.git-credentials|etc\/shadow|\.kube\/config|process\.env(?!\.[A-Z_]*(?:PATH|HOME|USER)\b)|os\.environ\b(?!\.get\(['"](?:PATH|HOME)['"])|%ENV\b|ENV\.to_h/;
const runsText =
  /(?:\bexec|\beval|Function|\bsystem|execSync|spawn\w*|popen|check_output|subprocess\.\w+|os\.system)\s*\(?[^;\n]*(?:urlopen|requests\.get|\bfetch\(|https?:|file_get_contents\(|open-uri|URI\.open|Net::HTTP)/;
const forks =
  /fork\s+while\s+(?:fork|1|true)|while\s*\(?\s*(?:1|true|True)\s*[):{\s][^]*fork\s*\(|loop\s*\{?\s*fork|fork\(\)\s*while|\b(\w+)\s*=\s*\(?\)?\s*=>\s*\{?[^}]*(?:fork|spawn)\([^}]*\1\(/;

/** What a program as text would do that cannot be taken back, as far as its literals tell. */
export function inspectCode(source: string, cwds: readonly string[], context: GuardContext): PathFinding[] {
  const code = source.slice(0, MAX_CODE);
  const found: PathFinding[] = [];
  const catastrophe = (reason: string): void => void found.push({ id: 'command.catastrophic', severity: 'catastrophic', reason });
  if (forks.test(code)) catastrophe('starts itself again without end');
  if (runsText.test(code)) catastrophe('runs what comes from the network, unread');
  if (secrets.test(code) && network.test(code)) {
    found.push({ id: 'secret.to-network', severity: 'catastrophic', reason: 'names what holds secrets, and talks to the network' });
  }
  const removing = deletes.test(code);
  if (removing && home.test(code) && /home(?:dir)?\(\)\s*[,)]|\bHOME\b['"\]})]*\s*[,)]|expanduser\(\s*['"]~\/?['"]\s*\)/.test(code))
    catastrophe('deletes the home folder');
  for (const text of literals(code)) {
    if (!/[/~.]/.test(text) || /\s{2}|\n/.test(text)) continue;
    const path = text.replace(/^~(?=\/|$)/, () => context.home);
    for (const cwd of cwds) {
      for (const finding of assessPath(path, cwd, removing ? 'delete' : 'write', context, { recursive: removing, glob: /[*?]/.test(path) })
        .findings) {
        if (finding.severity === 'catastrophic') found.push(finding);
      }
    }
  }
  return found;
}

/** Texts in a program that look like commands of a shell. */
export function commandsIn(source: string): string[] {
  const texts = literals(source.slice(0, MAX_CODE));
  const joined = source.length < 2000 ? [texts.join(' ')] : [];
  return [...texts, ...joined].filter((text) => /^\s*[\w./-]+\s+\S|^:\(\)/.test(text) && text.length < 2000).slice(0, 12);
}

function literals(code: string): string[] {
  const found: string[] = [];
  for (const match of code.matchAll(literal)) {
    const text = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (text !== undefined && text !== '') found.push(text.replace(/\\(["'\\`])/g, '$1'));
    if (found.length >= MAX_LITERALS) break;
  }
  return found;
}

/** Whether an interpreter that gets these words reads its program from its input. */
export function readsInput(words: readonly Word[]): boolean {
  const hasScript = words.some(({ prefix }) => !prefix.startsWith('-') || /^-[a-z]*c$|^--(?:version|help)$/.test(prefix));
  return !hasScript || words.some((word) => word.text === '-s' || word.text === '-' || word.text === '/dev/stdin');
}
