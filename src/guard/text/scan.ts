/**
 * Reads a folded text once, word by word, into a line of groups: one character for each word or mark that the lexicon knows or that ends
 * something. What the frames look for is looked for in that line.
 */
import { words } from './lexicon.ts';
import { verbs } from './lexicon-verbs.ts';
import { foreign } from './lexicon-foreign.ts';

/** What is no word. `word`: a word of no group. */
const marks = ['word', 'stop', 'comma', 'colon', 'line', 'open', 'close', 'url', 'mail', 'at', 'ident', 'fill'] as const;
export type Mark = (typeof marks)[number];

export interface Line {
  /** One character a word: see `charOf`. */
  groups: string;
  /** Where each of them starts and ends in the text. */
  starts: Int32Array;
  ends: Int32Array;
}

interface Node {
  group?: number;
  next: Map<number, Node>;
}

/** Characters from here on stand for groups. */
const FIRST = 0x30;
const LAST = 0xff;
const numbers = new Map<string, number>(marks.map((name, index) => [name, index]));
const ids = new Map<string, number>();
const stems = new Map<string, [string, number][]>();
/** Whether a hash may be that of a known word, or of the first letters of a stem. */
const known = new Uint8Array(1 << 16);
const root: Node = { next: new Map() };
const STEM = 4;
const SKIP = numberOf('skip');

function numberOf(group: string): number {
  const number = numbers.get(group) ?? numbers.size;
  if (FIRST + number > LAST) throw new Error('There are more groups than characters for them.');
  numbers.set(group, number);
  return number;
}

/** @returns the character for a group of the lexicon, a form of a verb (`send.s`, `send.ing`) or a mark; throws where there is none */
export function charOf(group: string): string {
  const number = numbers.get(group);
  if (number === undefined) throw new Error(`There is no group "${group}".`);
  return String.fromCharCode(FIRST + number);
}

const isCjk = (code: number): boolean => (code >= 0x3040 && code <= 0x30ff) || (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3);
/** Letters of words: those of ASCII and, outside of it, what is neither punctuation nor a sign that is a word by itself. */
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95 || (code >= 0xb5 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f) && !(code >= 0xff00 && code <= 0xff0f) && code !== 0xff1a && code !== 0xff1b && code !== 0xff1f && code !== 0xbb && code !== 0xb7 && !isCjk(code));

function idOf(word: string): number {
  const stem = word.endsWith('*');
  const plain = stem ? word.slice(0, -1) : word;
  const key = stem && plain.length >= STEM ? `${plain}*` : plain;
  const id = ids.get(key) ?? ids.size + 1;
  if (!ids.has(key)) {
    ids.set(key, id);
    known[hashOf(key === plain ? plain : plain.slice(0, STEM)) & 0xffff] = 1;
    if (key !== plain) stems.set(plain.slice(0, STEM), [...(stems.get(plain.slice(0, STEM)) ?? []), [plain, id]]);
  }
  return id;
}

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = (Math.imul(hash, 31) + word.charCodeAt(at)) | 0;
  return hash;
}

const phrasesOf = (list: readonly string[]): string[] => list.flatMap((line) => line.split(/,\s*/));

function* parts(phrase: string): Generator<string> {
  for (const part of phrase.replace(/(?<![^\s])(\p{L}{1,2}|dell|nell|sull)'/gu, '$1 ').replaceAll("'", '').split(/[\s/]+/)) {
    let start = 0;
    for (let at = 0; at <= part.length; at += 1) {
      if (at < part.length && !isCjk(part.charCodeAt(at))) continue;
      if (at > start) yield part.slice(start, at);
      if (at < part.length) yield part.slice(at, at + 1);
      start = at + 1;
    }
  }
}

function learn(group: string, phrase: string): void {
  let node = root;
  for (const part of parts(phrase)) {
    const id = idOf(part);
    const next = node.next.get(id) ?? { next: new Map<number, Node>() };
    node.next.set(id, next);
    node = next;
  }
  node.group ??= numberOf(group);
}

const irregular: Record<string, string> = { send: 'sent', put: 'put', write: 'written', give: 'given', read: 'read', hide: 'hidden', tell: 'told', show: 'shown', take: 'taken', make: 'made', run: 'run', get: 'gotten', find: 'found', leave: 'left', keep: 'kept', withhold: 'withheld', sell: 'sold', pay: 'paid', forget: 'forgotten', overwrite: 'overwritten', steal: 'stolen', let: 'let', set: 'set' };

/** `writes`, `writing` and `written` of `write`; of phrases, the first word changes. */
function forms(phrase: string): { s: string; ing: string; ed: string } {
  const [verb = '', ...rest] = phrase.split(' ');
  const after = rest.length > 0 ? ` ${rest.join(' ')}` : '';
  const doubled = /^(?:put|get|let|set|run|drop|stop|zip|cut|submit|transmit|dump|edit|swap|skip|quit|forget|forget)$/.test(verb) && !/^(?:dump|edit)$/.test(verb) ? `${verb}${verb.at(-1) ?? ''}` : verb.replace(/(?<![eoy])e$/, '');
  return { s: /(?:[sxz]|sh|ch)$/.test(verb) ? `${verb}es${after}` : /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies${after}` : `${verb}s${after}`, ing: `${doubled}ing${after}`, ed: `${irregular[verb] ?? (/[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${doubled}ed`)}${after}` };
}

for (const lexicon of [words, verbs, foreign]) for (const [group, list] of Object.entries(lexicon)) for (const phrase of phrasesOf(list)) learn(group, phrase);
for (const [group, list] of Object.entries(verbs)) {
  for (const phrase of phrasesOf(list)) {
    const { s, ing, ed } = forms(phrase);
    learn(`${group}.s`, s);
    learn(`${group}.ing`, ing);
    learn(`${group}.ed`, ed);
  }
}

/** Words that are known from phrases only, and the stem that they begin with. */
const stemOf = new Map<number, number>();
for (const [word, id] of ids) {
  const found = (stems.get(word.slice(0, STEM)) ?? []).find(([stem]) => word.startsWith(stem));
  if (found && root.next.get(id)?.group === undefined) stemOf.set(id, found[1]);
}
const skipped = new Set(phrasesOf(words['skip'] ?? []).map((word) => ids.get(word) ?? 0));
skipped.delete(0);
const code = (mark: Mark): number => FIRST + (numbers.get(mark) ?? 0);
const [WORD, STOP, COMMA, COLON, LINE, OPEN, CLOSE, URL, MAIL, AT, IDENT, FILL] = marks.map(code) as [number, number, number, number, number, number, number, number, number, number, number, number];
const secretName = /(?:token|key|secret|password|passwd|credentials?|database_url)s?$/;
const CRED = FIRST + numberOf('cred');
const openers = new Set(Array.from('([{<"`“「『«„|*', (one) => one.charCodeAt(0)));
const closers = new Set(Array.from(')]}>”」』»', (one) => one.charCodeAt(0)));
const scheme = /(?:https?|hxxps?|ftp|s3|gs|wss?|ssh)$/;
/** What is left of an address once what it holds for others is not counted. */
const addressRest = /[^\s<>{}$"'`)\]|?*]{0,400}/y;
const filledIn = /[^\s"')\]|]{0,80}?(?:[?&][\w.]{1,20}=(?:$|[\s"'`)\]<{$[])|[=/][<{$[])/y;
/** `?d=DATA`: to be filled in. */
const blank = /[^\s"')\]|?]{0,80}\?[^\s"')\]|]{0,80}?=[A-Z_]{4,20}(?!\w)/y;
/** A line of a log of a server orders nothing. */
const httpRequest = /(?<=\b(?:get|put|post|delete|patch|head)) \/\S{0,300} http\//y;
const ip = /\d{1,3}(?:\.\d{1,3}){3}\b|\d{1,3}_?\d{6,}/y;
const elided = /^(?:dell|nell|sull)$/;
const phone = /\+\d[\d ]{7,16}\d/y;
const mailAddress = /@[\w-]{1,60}\.\w/y;

/** @param folded what `fold` made of the text */
export function scan(folded: string): Line {
  const low = folded.toLowerCase();
  const text = low.length === folded.length ? low : folded;
  const tokens = new Int32Array(text.length + 2);
  const from = new Int32Array(text.length + 2);
  const to = new Int32Array(text.length + 2);
  let size = 0;
  const emit = (token: number, start: number, end: number): void => {
    // One mark says as much as many.
    if (token < -FIRST && size > 0 && token === tokens[size - 1]) return;
    tokens[size] = token;
    from[size] = start;
    to[size] = end;
    size += 1;
  };
  let start = -1;
  let hash = 0;
  let stem = 0;
  let tail = false;
  for (let at = 0; at <= text.length; at += 1) {
    const unit = at < text.length ? text.charCodeAt(at) : 32;
    if (isLetter(unit)) {
      if (start < 0) start = at;
      hash = (Math.imul(hash, 31) + unit) | 0;
      if (at - start === STEM - 1) stem = hash;
      if (unit === 95) tail = true;
      continue;
    }
    // `don't` is one word, `l'assistant` is two.
    if (start >= 0 && (unit === 39 || unit === 0x2019) && isLetter(text.charCodeAt(at + 1)) && at - start > 2 && !elided.test(text.slice(start, at))) continue;
    if (start >= 0) {
      // Marks are negative, words of the lexicon positive, others 0.
      const dot = text.charCodeAt(start - 1) === 46;
      let id = 0;
      if (known[hash & 0xffff] === 1 || dot || (at - start >= STEM && known[stem & 0xffff] === 1)) id = lookUp(text, start, at, dot);
      httpRequest.lastIndex = at;
      if (id > 0 && unit === 32 && text.charCodeAt(at + 1) === 47 && httpRequest.test(text)) id = 0;
      if (id === 0 && tail) id = secretName.test(text.slice(Math.max(start, at - 14), at)) ? -CRED : -IDENT;
      emit(id, start, at);
      if (unit === 58 && at - start <= 5 && text.startsWith('://', at) && scheme.test(text.slice(start, at))) {
        addressRest.lastIndex = at;
        let end = at + (addressRest.exec(text)?.[0].length ?? 0);
        // What ends the sentence is not part of the address.
        while (end > at + 3 && '.,;:!'.includes(text.charAt(end - 1))) end -= 1;
        tokens[size - 1] = -URL;
        to[size - 1] = end;
        filledIn.lastIndex = at + 3;
        blank.lastIndex = at + 3;
        if (filledIn.test(text) || text.slice(end, end + 2) === '$(' || blank.test(folded)) emit(-FILL, at, Math.max(end, at + 1));
        at = Math.max(at, end - 1);
      }
      start = -1;
      hash = 0;
      stem = 0;
      tail = false;
      if (at >= text.length || text.charCodeAt(at) !== unit) continue;
    }
    if (unit === 32) continue;
    if (isCjk(unit)) emit(ids.get(text.charAt(at)) ?? 0, at, at + 1);
    else if (unit === 10) {
      let next = at + 1;
      while (next < text.length && (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 9 || text.charCodeAt(next) === 13)) next += 1;
      emit(text.charCodeAt(next) === 10 ? -STOP : -LINE, at, at + 1);
    } else if (unit === 46 || unit === 33 || unit === 63 || unit === 0x3002 || unit === 0xff01 || unit === 0xff1f) {
      if (unit > 127 || !isLetter(text.charCodeAt(at + 1))) emit(-STOP, at, at + 1);
    } else if (unit === 44 || unit === 59 || unit === 0xff0c || unit === 0x3001 || unit === 0x2013 || unit === 0x2014) emit(-COMMA, at, at + 1);
    else if (unit === 58 || unit === 0xff1a) emit(-COLON, at, at + 1);
    else if (unit === 64) {
      mailAddress.lastIndex = at;
      const isMail = at > 0 && isLetter(text.charCodeAt(at - 1)) && mailAddress.test(text);
      if (isMail && size > 0) tokens[size - 1] = -MAIL;
      else if (!isLetter(text.charCodeAt(at - 1))) emit(-AT, at, at + 1);
    } else if (unit === 43) {
      phone.lastIndex = at;
      if (phone.test(text)) {
        emit(-MAIL, at, phone.lastIndex);
        at = phone.lastIndex - 1;
      }
    } else if (openers.has(unit)) emit(-OPEN, at, at + 1);
    else if (closers.has(unit)) emit(-CLOSE, at, at + 1);
    else if (unit === 36 && text.charCodeAt(at + 1) === 40) emit(-FILL, at, at + 2);
  }
  return grouped(tokens, from, to, size, text, folded);
}

function lookUp(text: string, start: number, end: number, dot: boolean): number {
  const written = text.slice(start, Math.min(end, start + 40));
  const word = written.includes("'") || written.includes('’') ? written.replace(/['’]/g, '') : written;
  if (dot) {
    const id = ids.get(`.${word}`);
    // Examples and public halves hold nothing.
    if (id !== undefined && !/^(?:\.(?:example|sample|template|test|dist)|\/(?:known_hosts|authorized_keys)\b|\/?[\w./-]{0,40}\.pub\b)/.test(text.slice(end, end + 60))) return id;
  }
  const id = ids.get(word);
  if (id !== undefined) return word.startsWith('id_') && text.startsWith('.pub', end) ? 0 : id;
  let best = 0;
  let length = 0;
  for (const [stem, one] of stems.get(word.slice(0, STEM)) ?? []) {
    if (stem.length > length && word.startsWith(stem)) [best, length] = [one, stem.length];
  }
  return best;
}

/** As the name of an agent it has a capital. */
const CURSOR = ids.get('cursor');
const readers = new Set(['ai', 'agent', 'agents'].map((name) => FIRST + numberOf(name)));

/** `run.agent`, `agent(`, `agent = `, `@ai-name`: a name, and nobody who reads. */
function isCode(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  if (text.charCodeAt(end) === 58 && /\{\s?$/.test(text.slice(Math.max(0, start - 2), start))) return true;
  return before === '.' || before === '$' || (before === '-' && !isLetter(text.charCodeAt(start - 2))) || /^(?:\.\w|-(?!instruct|note|direct|only|facing|agent|assist)\w|[(=#]|\s?=)/.test(text.slice(end, end + 10));
}

/** Phrases as one, the longest first. */
function grouped(tokens: Int32Array, from: Int32Array, to: Int32Array, size: number, text: string, folded: string): Line {
  const groups = new Uint8Array(size);
  const starts = new Int32Array(size);
  const ends = new Int32Array(size);
  let count = 0;
  for (let at = 0; at < size; ) {
    const token = tokens[at] ?? 0;
    let group = token < 0 ? -token : WORD;
    let last = at;
    if (token > 0) {
      let node = root.next.get(token);
      for (let next = at; node !== undefined; next += 1) {
        if (node.group !== undefined) [group, last] = [FIRST + node.group, next];
        let after = tokens[next + 1] ?? 0;
        // `the` and the like do not part the words of a phrase.
        if (skipped.has(after) && !node.next.has(after)) after = tokens[(next += 1) + 1] ?? 0;
        node = node.next.get(after);
      }
      if (readers.has(group) && (isCode(text, from[at] ?? 0, to[last] ?? 0) || (token === CURSOR && folded.charCodeAt(from[at] ?? 0) !== 67))) group = WORD;
      else if (group === WORD) group = FIRST + (root.next.get(stemOf.get(token) ?? 0)?.group ?? WORD - FIRST);
    } else if (token === 0) {
      const unit = text.charCodeAt(from[at] ?? 0);
      ip.lastIndex = from[at] ?? 0;
      if (unit >= 48 && unit <= 57 && (to[at] ?? 0) - (from[at] ?? 0) <= 3 && ip.test(text)) group = URL;
    }
    if (group !== FIRST + SKIP) {
      groups[count] = group;
      starts[count] = from[at] ?? 0;
      ends[count] = to[last] ?? 0;
      count += 1;
    }
    at = last + 1;
  }
  return { groups: Buffer.from(groups.buffer, 0, count).toString('latin1'), starts: starts.subarray(0, count), ends: ends.subarray(0, count) };
}
