/** Secrets that only their name gives away: `password = …`, `"apiKey": "…"`, `--token …`, `Authorization: Bearer …`. */
import { characterClasses, entropy } from './entropy.ts';
import { isPlaceholder } from './formats.ts';
import type { SecretMatch } from './types.ts';

const NAME = String.raw`passwd|password|passphrase|pwd|secret|token(?!i[sz])|credential|(?:api|access|private|signing|encryption|account|auth|master)[_-]?key`;
const secretName = new RegExp(NAME, 'i');

/** The name, what is left of it, its closing quote, and the separator; or, after an option, the blank. */
const assignment = new RegExp(String.raw`(?:${NAME})[\w-]{0,40}\\{0,3}["'\`]?\]?(?:\s{0,4}(?:=>|:=|={1,3}|:)\s{0,4}|(?<=[\w-])[ ]{1,4})|authorization\\{0,3}["'\`]?\s{0,4}[:=]\s{0,4}\\{0,3}["'\`]?(?:\w{3,12}\s{1,4})?|(?<!\w)bearer\s{1,4}|(?<!\S)(?:-u|--user|--proxy-user)[ =]{1,2}["']?[^\s:"'\`]{1,128}:`, 'gi');
const quoted = /[^\s"'`\\]{8,512}/y;
const bare = /[^\s"'`\\,;<>()[\]{}|&]{8,512}/y;
const open = /\\{0,3}["'`]/y;
const option = /(?<![\w-])--?[\w-]{0,60}$/;

/** Whether a value called `name` is to be taken for a secret. For members of JSON objects. */
export function isAssignedSecret(name: string, value: string): boolean {
  return secretName.test(name) && value.length <= 65_536 && plausible(value, true);
}

function plausible(value: string, isQuoted: boolean, explicit = false): boolean {
  if (value.length < 8 || /\s/.test(value) || isPlaceholder(value)) return false;
  if (/^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/)/.test(value)) return false;
  // An expression of a program, not a value: `config.token2`, `user?.token`.
  if (!isQuoted && /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/.test(value)) return false;
  if (!explicit && !/[0-9]/.test(value) && !(isQuoted && /[^A-Za-z0-9_.:-]/.test(value))) return false;
  return characterClasses(value) >= 2 && entropy(value) >= 2.5;
}

/** Finds values by their names in `text`. Linear: each hit of a name looks at a bounded stretch after it. */
export function findAssignments(text: string): SecretMatch[] {
  const found: SecretMatch[] = [];
  assignment.lastIndex = 0;
  for (let hit = assignment.exec(text); hit !== null; hit = assignment.exec(text)) {
    const blank = hit[0].endsWith(' ') && !/[:=>]\s*$/.test(hit[0]) && !/^(?:authorization|bearer)/i.test(hit[0]);
    const resume = assignment.lastIndex;
    if (!blank || option.test(text.slice(Math.max(0, hit.index - 64), hit.index))) {
      const match = valueAt(text, resume, /^(?:authorization|-)/i.test(hit[0]));
      if (match !== undefined) {
        found.push(match);
        assignment.lastIndex = match.end;
        continue;
      }
    }
    assignment.lastIndex = Math.max(resume - 1, hit.index + 1);
  }
  return found;
}

/** `explicit`: nothing but a credential can stand here. */
function valueAt(text: string, at: number, explicit: boolean): SecretMatch | undefined {
  open.lastIndex = at;
  const isQuoted = open.test(text);
  const pattern = isQuoted ? quoted : bare;
  const start = isQuoted ? open.lastIndex : at;
  pattern.lastIndex = start;
  if (!pattern.test(text)) return undefined;
  const first = pattern.lastIndex;
  const value = text.slice(start, first);
  // A call or an index follows: `getToken1(…)`.
  if (!isQuoted && (text[first] === '(' || text[first] === '[')) return undefined;
  if (!plausible(value, isQuoted, explicit)) return undefined;
  let end = first;
  while (pattern.test(text)) end = pattern.lastIndex;
  return { kind: 'assigned-secret', start, end };
}
