/**
 * A program in another language than the shell's, given as text. It runs unread, which asks; what is looked for here is only what
 * must not happen even if a person is asked. By nature a list of what is seen, not of all that there is.
 */
import type { Word } from '../shell/word.ts';
import type { GuardContext } from '../types.ts';
import { assessPath, type PathFinding } from './paths.ts';
import { putTogether, wordLists } from './pieces.ts';

const MAX_CODE = 20_000;
const MAX_LITERALS = 60;
const literal = /"((?:\\[^]|[^"\\\n])*)"|'((?:\\[^]|[^'\\\n])*)'|`((?:\\[^]|[^`\\])*)`|(?:\bqw?|\bqx|%[qxw])[{(]([^{}()\n]{1,200})[})]/g;
const deletes =
  /rmtree|\brm(?:Sync|_rf?|_r|dir\w*)?\s*[(,'" ]|removedirs|remove_(?:dir|tree|entry)\w*|unlink\w*|\bdelete\w*\(|RemoveAll|removeSync|emptyDir|rimraf|FileUtils|delete-(?:directory|file)|file\s+delete|removeItem|rm_rf|\brename\w*\(|shutil\.move|File\.rename|Remove-Item|\.remove\(/i;
const writes =
  /writ|["'](?:[wax]b?\+?|r\+b?|rb\+|\+[<>]|[<>]{1,2})["']|["']>{1,2}|>{1,2}\s*["']|truncat|copy|renam|\breplace\(|move|link|ch(?:mod|own)|mkdir|\bdump|save|touch|append|\bput|create|\bO_|extract/i;
const network =
  /requests?\b|urllib|urlopen|https?[:.]|\bfetch\(|socket|Net::|LWP|curl|wget|axios|\bnet\.|TCPSocket|fsockopen|smtplib|ftplib|httpx|aiohttp|HTTPConnection|HTTPSConnection|WebSocket|paramiko|boto3|gethostby|getaddrinfo|\bdns\b|IO::Socket|open-uri|\/inet\/|\b(?:nc|ncat|socat|telnet|scp|rsync|dig|nslookup)\s/i;
const secrets =
  /id_(?:rsa|ed25519|ecdsa|dsa)|\.ssh\b|\.aws\b|\.env\b(?!\.\w)|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials|\.gnupg|\.config\/(?:gh|gcloud)|\.docker\/config|etc\/shadow|\.kube\/config|login\.keychain|process\.env(?![.[]['"]?[A-Z_]*(?:PATH|HOME|USER|PORT|HOST|URL|CI|ENV)\b)|os\.environ\b(?!(?:\.get\(|\[)['"][A-Z_]*(?:PATH|HOME|USER|PORT|HOST|URL|CI|ENV)['"])|%ENV\b|ENV\.to_h/;
const runsText =
  /(?:\bexec|\beval|Function|\bsystem|execSync|spawn\w*|popen|check_output|subprocess\.\w+|os\.system|\bimport)\s*\(?[^;\n]*(?:urlopen|requests\.get|\bfetch\(|https?:|file_get_contents\(|open-uri|URI\.open|Net::HTTP|LWP::Simple)|(?:urlopen|requests\.get|\bfetch\(|https?:)[^]{0,200}(?:\.then\(\s*eval\b|\beval\(|[^.\w]exec\(|new Function\(|\|\s*(?:ba|z|da)?sh\b)/;
/** A shell whose input and output are a connection. */
const talksToShell =
  /(?:socket|TCPSocket|fsockopen|\bnet\b["')]*\.(?:connect|Socket|createConnection)|\/inet\/)[^]*(?:dup2|pty\.spawn|\/bin\/(?:ba|z|da)?sh\b|["'](?:ba|z|da)?sh["']|cmd\.exe)/;
const forks =
  /os\.fork\(\)\s*for\b|os\.fork\(\)[^]*os\.fork\(\)[^]*\bwhile\b|multiprocessing[^]*while\s*(?:1|True)|for\s*\(\s*;\s*;\s*\)[^]{0,40}fork\s*\(|for\s*\{[^]*exec\.Command\(os\.Args|(?:spawn|fork)\((?:process\.(?:argv|execPath)|__filename)|fork\s+while\s+(?:fork|1|true)|while\s*\(?\s*(?:1|true|True)\s*[):{\s][^]*fork\s*\(|loop\s*\{?\s*fork|fork\(\)\s*while|\b(\w+)\s*=\s*\(?\)?\s*=>\s*\{?[^}]*(?:fork|spawn)\([^}]*\1\(/;

/** What a program as text would do that cannot be taken back, as far as its literals tell. */
export function inspectCode(source: string, cwds: readonly string[], context: GuardContext, nested = false): PathFinding[] {
  const whole = source.slice(0, MAX_CODE);
  const together = putTogether(whole);
  const code = `${whole}\n${together}`;
  const found: PathFinding[] = [];
  for (const inner of nested ? [] : programsIn(together)) found.push(...inspectCode(inner, cwds, context, true));
  const catastrophe = (reason: string): void => void found.push({ id: 'command.catastrophic', severity: 'catastrophic', reason });
  if (forks.test(code)) catastrophe('starts itself again without end');
  if (runsText.test(code)) catastrophe('runs what comes from the network, unread');
  if (talksToShell.test(code)) catastrophe('gives a shell to the network');
  if (/\bkill\(\s*-1\s*,|\bkill\s*\(?\s*["':]?(?:9|KILL|SIGKILL)["']?\s*(?:,|=>)\s*-1\b|process\.kill\(\s*-1\b/.test(code)) catastrophe('ends every process');
  if (secrets.test(code) && network.test(code)) {
    found.push({ id: 'secret.to-network', severity: 'catastrophic', reason: 'names what holds secrets, and talks to the network' });
  }
  const removing = deletes.test(code);
  for (const text of removing || writes.test(code) ? paths(together) : []) {
    const path = text.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/|$)/, () => context.home);
    for (const cwd of cwds) {
      for (const finding of assessPath(path, cwd, removing ? 'delete' : 'write', context, { recursive: removing, glob: /[*?]/.test(path) })
        .findings) {
        if (finding.severity === 'catastrophic') found.push(finding);
      }
    }
  }
  return found;
}

/** Texts in a program that look like a program in its own language, for `eval`. */
function programsIn(together: string): string[] {
  return literals(together).filter((text) => /\(.*["'`]/.test(text)).slice(0, 8);
}

/** Texts in a program that look like commands of a shell. */
export function commandsIn(source: string): string[] {
  const whole = source.slice(0, MAX_CODE);
  const together = putTogether(whole);
  const all = [...literals(whole), ...wordLists(together), ...literals(together), ...programsIn(together).flatMap(literals)];
  // Tcl's words have no quotes.
  for (const [, command = ''] of together.matchAll(/(?:^|[;\n{[])\s*exec\s+([^\n;]+)/g)) all.push(command.replace(/["{}]/g, ''));
  return [...new Set(all)].map((text) => text.replace(/(?:\\[rn]|\s)+$/, '')).filter((text) => /^\s*[\w./-]+\s+\S|^:\(\)/.test(text) && text.length < 2000).slice(0, 16);
}

/** Literals that may be paths which are written or deleted. */
function paths(code: string): Set<string> {
  const found = new Set<string>();
  let count = 0;
  for (const match of code.matchAll(literal)) {
    const text = valueOf(match);
    if (text === undefined || !/[/~.]|^\$\{?HOME/.test(text) || /\s{2}|\n/.test(text)) continue;
    const before = code.slice(Math.max(0, match.index - 40), match.index);
    const after = code.slice(match.index + match[0].length, match.index + match[0].length + 24);
    // What is only read, compared or taken apart.
    if (/(?:read(?:File|dir)(?:Sync)?|exists?(?:Sync)?|l?stat(?:Sync)?|is(?:file|dir)|getsize|split|startsWith|endsWith|startswith|endswith|require|includes|[=!]=)\s*\(?\s*$/.test(before)) continue;
    if (/\bopen\(\s*$/.test(before) && /^\s*(?:\)|,\s*["']rb?t?["'])/.test(after)) continue;
    if (/^\s*\)?\.(?:read_|exists|is_file|is_dir|stat\()/.test(after)) continue;
    found.add(text);
    if ((count += 1) >= MAX_LITERALS) break;
  }
  return found;
}

function literals(code: string): string[] {
  const found: string[] = [];
  for (const match of code.matchAll(literal)) {
    const text = valueOf(match);
    if (text !== undefined) found.push(text);
    if (found.length >= MAX_LITERALS) break;
  }
  return found;
}

function valueOf(match: readonly (string | undefined)[]): string | undefined {
  const text = match[1] ?? match[2] ?? match[3] ?? match[4];
  return text === undefined || text === '' ? undefined : text.replace(/\\(["'\\`])/g, '$1');
}

/** Whether a program as text names what holds secrets. */
export function namesSecrets(source: string): boolean {
  return secrets.test(source.slice(0, MAX_CODE));
}

/** Whether an interpreter that gets these words reads its program from its input. */
export function readsInput(words: readonly Word[]): boolean {
  const hasScript = words.some(({ prefix }) => !prefix.startsWith('-') || /^-[a-z]*c$|^--(?:version|help)$/.test(prefix));
  return !hasScript || words.some((word) => word.text === '-s' || word.text === '-' || word.text === '/dev/stdin');
}
