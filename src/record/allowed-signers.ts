/** The file that says whose keys are trusted, in the form of ssh-keygen(1), "ALLOWED SIGNERS". */
import { formatPublicKey, parsePublicKey } from './keys.ts';
import { NAMESPACE } from './sshsig.ts';

export interface AllowedSigner {
  /** As it stands in the file: names or patterns, separated by commas. */
  principals: string;
  /** `type base64`. */
  publicKey: string;
  /** Patterns; absent: for every namespace. */
  namespaces?: string;
  validAfter?: Date;
  validBefore?: Date;
  /** From 1. */
  line: number;
}

export interface AllowedSigners {
  signers: AllowedSigner[];
  /** Lines that were passed over, and why. */
  problems: { line: number; message: string }[];
}

const MAX_TEXT = 4 * 1024 * 1024;

/** Reads the text of an `allowed_signers` file. A line that cannot be used is passed over and named in `problems`: it trusts nobody. */
export function parseAllowedSigners(text: string): AllowedSigners {
  const found: AllowedSigners = { signers: [], problems: [] };
  if (text.length > MAX_TEXT) return { signers: [], problems: [{ line: 1, message: 'the file is too large' }] };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (raw.trim() === '' || raw.trimStart().startsWith('#')) continue;
    try {
      found.signers.push(parseSigner(raw, line));
    } catch (error) {
      found.problems.push({ line, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return found;
}

function parseSigner(raw: string, line: number): AllowedSigner {
  const words = splitWords(raw);
  const [principals, second] = words;
  if (principals === undefined || principals === '' || second === undefined) throw new Error('principals and a key are needed');
  const hasOptions = !/^(?:ssh-|ecdsa-|sk-)/.test(second);
  const key = parsePublicKey(words.slice(hasOptions ? 2 : 1).join(' '));
  return { principals: principals.replaceAll('"', ''), publicKey: formatPublicKey(key), ...(hasOptions ? parseOptions(second) : {}), line };
}

/** Words are separated by blanks that are not inside double quotes. */
function splitWords(text: string): string[] {
  if (text.split('"').length % 2 === 0) throw new Error('a quote is not closed');
  return text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
}

function parseOptions(text: string): Pick<AllowedSigner, 'namespaces' | 'validAfter' | 'validBefore'> {
  const options: Pick<AllowedSigner, 'namespaces' | 'validAfter' | 'validBefore'> = {};
  for (const option of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const [, name = '', value] = /^([^=]+)(?:="(.*)")?$/.exec(option) ?? [];
    switch (name.toLowerCase()) {
      case 'namespaces':
        if (value === undefined) throw new Error('namespaces needs a quoted value');
        options.namespaces = value;
        break;
      case 'valid-after':
        options.validAfter = parseTime(value);
        break;
      case 'valid-before':
        options.validBefore = parseTime(value);
        break;
      case 'cert-authority':
        throw new Error('certificates are not supported');
      default:
        throw new Error(`an option that is not known: ${option.slice(0, 80)}`);
    }
  }
  return options;
}

/** `YYYYMMDD[Z]` or `YYYYMMDDHHMM[SS][Z]`; without `Z` in local time. */
function parseTime(value: string | undefined): Date {
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/.exec(value ?? '');
  if (match === null) throw new Error('not a time of the form YYYYMMDD[HHMM[SS]][Z]');
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(time.getTime())) throw new Error('not a time');
  return time;
}

export type TrustResult =
  | { status: 'trusted'; as: string; source: string; line: number }
  /** `reason`: in words, with what would make it trusted. */
  | { status: 'unknown-key' | 'not-valid-then' | 'wrong-namespace'; reason: string };

/** An `allowed_signers` file and where it is from, for people. */
export interface TrustSource {
  source: string;
  text: string;
}

/** Whether `publicKey` (`type base64`) may sign for Signalbox at the time `at`, according to the first of `sources` that says so. */
export function findTrust(publicKey: string, at: Date, sources: readonly TrustSource[]): TrustResult {
  let refusal: TrustResult = { status: 'unknown-key', reason: 'no allowed_signers file names this key' };
  for (const { source, text } of sources) {
    for (const signer of parseAllowedSigners(text).signers) {
      if (signer.publicKey !== publicKey) continue;
      const where = `${source}, line ${signer.line}`;
      if (signer.namespaces !== undefined && !matchesList(NAMESPACE, signer.namespaces)) {
        refusal = { status: 'wrong-namespace', reason: `${where} allows this key for ${signer.namespaces}, not for ${NAMESPACE}` };
      } else if ((signer.validAfter !== undefined && at < signer.validAfter) || (signer.validBefore !== undefined && at > signer.validBefore)) {
        refusal = { status: 'not-valid-then', reason: `${where} does not allow this key at ${at.toISOString()}` };
      } else return { status: 'trusted', as: signer.principals, source, line: signer.line };
    }
  }
  return refusal;
}

/** OpenSSH's pattern lists: `*` and `?`, separated by commas, `!` in front refuses. */
export function matchesList(text: string, list: string): boolean {
  let matched = false;
  for (const entry of list.split(',')) {
    const negated = entry.startsWith('!');
    if (!matchesPattern(text, negated ? entry.slice(1) : entry)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function matchesPattern(text: string, pattern: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[from] === '*') [star, mark, from] = [from, at, from + 1];
    else if (from < pattern.length && (pattern[from] === '?' || pattern[from] === text[at])) [at, from] = [at + 1, from + 1];
    else if (star !== -1) [from, mark, at] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  while (pattern[from] === '*') from++;
  return from === pattern.length;
}
