/**
 * Puts together what a program as text puts together: strings joined from pieces, characters by number, what was encoded or reversed,
 * the home folder. Only for looking at what must not happen: what comes out need not be the same program.
 */

const MAX_ROUNDS = 5;
/** While it is worked on, a text stands between two characters that no program has, so that its begin and its end cannot be mistaken. */
const [open, close] = ['\ue000', '\ue001'];
const text = `${open}([^${close}]*)${close}`;
const texts = `${open}[^${close}]*${close}(?:\\s*,\\s*${open}[^${close}]*${close})*`;
const anyLiteral = /"""([^]*?)"""|'''([^]*?)'''|"((?:\\[^]|[^"\\\n])*)"|'((?:\\[^]|[^'\\\n])*)'|`((?:\\[^]|[^`\\])*)`/g;

/** What gives the home folder, in the languages that one writes lines in. */
const home = [
  String.raw`(?:os\.environ(?:\.get\(|\[)|(?:os\.)?[gG]etenv\(|\bENV(?:\.fetch\(|\[)|process\.env\[|\$ENV\{|\$_(?:SERVER|ENV)\[|Deno\.env\.get\(|System\.getenv\(|ENVIRON\[)\s*\\?['"]?HOME\\?['"]?(?:\s*,\s*[^)\]}]{0,40})?\s*[)\]}]`,
  String.raw`(?:process|Bun)\.env\.HOME\b`,
  String.raw`\$(?:::)?env\(HOME\)`,
  String.raw`(?:(?:require|import)\(\\?['"](?:node:)?os\\?['"]\)|\bos)?\.?\bhomedir\(\)`,
  String.raw`(?:pathlib\.)?\bPath\.home\(\)`,
  String.raw`[\w.]*\bexpand(?:user|_path)\(\s*\\?['"]~\/?\\?['"]\s*\)`,
  String.raw`(?:pathlib\.)?\bPath\(\\?['"]~\/?\\?['"]\)\.expanduser\(\)`,
  String.raw`\bDir\.home\b(?:\(\))?`,
  String.raw`\bos\.UserHomeDir\(\)`,
  String.raw`\bSystem\.user_home!?(?:\(\))?`,
  String.raw`\bNSHomeDirectory\(\)`,
  String.raw`System\.getProperty\(\\?['"]user\.home\\?['"]\)`,
].join('|');
const homeInside = new RegExp(`[$#]?\\{\\s*(?:${home})\\s*\\}`, 'g');
const homeAlone = new RegExp(home, 'g');

const codes = /\b(?:String\.)?(?:chr|fromCharCode|fromCodePoint|Chr)\(\s*((?:0x[\da-f]{2}|\d{2,3})(?:\s*,\s*(?:0x[\da-f]{2}|\d{2,3}))*)\s*\)/gi;
const numbers = /[[({]\s*((?:(?:0x[\da-f]{2}|\d{2,3})\s*,\s*){2,400}(?:0x[\da-f]{2}|\d{2,3}))\s*,?\s*[\])}]/gi;
const constant = new RegExp(`(?:^|[^\\w.])[$@]?([A-Za-z_]\\w*)\\s*:?=\\s*${text}(?=\\s*(?:[;,\\n)&]|$))`, 'g');
const added = new RegExp(`${text}\\s*(?:\\+|\\.{1,3}|<>)?\\s*${text}`, 'g');
const joinedBy = new RegExp(`${text}\\.join\\(\\s*[[(]\\s*(${texts})\\s*,?\\s*[\\])]\\s*\\)`, 'g');
const joinedWith = new RegExp(`[[(]\\s*(${texts})\\s*,?\\s*[\\])]\\s*\\.join\\(\\s*(?:${text})?\\s*\\)`, 'g');
const joinedPerl = new RegExp(`(?<![.\\w])(?:join|implode)\\(?\\s*${open}([^\\w~/${close}]{0,2})${close}\\s*,\\s*[[(]?\\s*(${texts})\\s*[\\])]*`, 'g');
const joinedPath = new RegExp(`\\b(?:os\\.path\\.join|path\\.(?:posix\\.)?join|path\\.resolve|File\\.join|filepath\\.Join|join|Path|PurePath)\\(\\s*(${texts})\\s*([,)])`, 'g');
const slashed = new RegExp(`(?:Path\\()?${text}\\)?\\s*\\/\\s*${text}`, 'g');
const formatted = new RegExp(`(?:\\b(?:sprintf|[Ff]ormat|Sprintf|printf)\\(?\\s*)${text}\\s*,\\s*(${texts})\\s*\\)?`, 'g');
const percent = new RegExp(`${text}\\s*%\\s*[[(]?\\s*(${texts})\\s*[\\])]?`, 'g');
const braced = new RegExp(`${text}\\.format\\(\\s*(${texts})\\s*\\)`, 'g');
const replacing = new RegExp(`${text}\\.(?:replace|replaceAll|gsub|sub)\\(\\s*${text}\\s*,\\s*${text}\\s*\\)`, 'g');

/** @returns the program with every string that it puts together of known pieces as one in double quotes */
export function putTogether(source: string): string {
  const plain = source.replace(/[\ue000\ue001]/g, '');
  const inText = plain.replace(anyLiteral, (whole) => whole.replace(homeInside, '~').replace(homeAlone, '~')).replace(/<([~/][^<>\n]*)>/g, '"$1"');
  let code = inText.replace(homeInside, '~').replace(homeAlone, '"~"').replace(anyLiteral, (...match) => quote(decoded(inside(match))));
  code = code.replace(codes, (whole, list: string) => characters(list) ?? whole).replace(numbers, (whole, list: string) => characters(list) ?? whole);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = once(code);
    if (next === code || next.length > 2 * source.length + 400) break;
    code = next;
  }
  return (code + hiddenIn(code)).replace(new RegExp(text, 'g'), (_, one: string) => `"${one.replace(/["\\]/g, '\\$&')}"`);
}

function once(code: string): string {
  return withConstants(code)
    .replace(joinedBy, (_, by: string, list: string) => quote(listOf(list).join(by)))
    .replace(joinedWith, (_, list: string, by: string | undefined) => quote(listOf(list).join(by ?? '')))
    .replace(joinedPerl, (_, by: string, list: string) => quote(listOf(list).join(by)))
    .replace(joinedPath, (whole, list: string, end: string) => {
      const parts = listOf(list);
      if (parts.length < 2 && end === ',') return whole;
      const path = parts.join('/').replace(/\/{2,}/g, '/');
      return end === ')' ? quote(path) : `join(${quote(path)},`;
    })
    .replace(slashed, (_, a: string, b: string) => quote(`${a}/${b}`))
    .replace(braced, (_, format: string, list: string) => quote(filled(format, /\{\d*\}/, listOf(list))))
    .replace(formatted, (_, format: string, list: string) => quote(filled(format, /%[sdv]/, listOf(list))))
    .replace(percent, (_, format: string, list: string) => quote(filled(format, /%[sd]/, listOf(list))))
    .replace(replacing, (_, whole: string, from: string, to: string) => quote(from === '' ? whole : whole.replaceAll(from, () => to)))
    .replace(added, (_, a: string, b: string) => quote(a + b));
}

/** Names that are set to one text, in the place of which that text is put; also inside of other texts (`$name`, `{name}`). */
function withConstants(code: string): string {
  const known = new Map<string, string>();
  const twice = new Set<string>();
  for (const [, name = '', value = ''] of code.matchAll(constant)) {
    if (known.has(name) && known.get(name) !== value) twice.add(name);
    known.set(name, value);
  }
  for (const name of twice) known.delete(name);
  if (known.size === 0) return code;
  return code.replace(/\ue000([^\ue001]*)\ue001|[$@]?\b([A-Za-z_]\w*)\b(?!\s*(?::?=[^=]|\())/g, (whole, literal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return known.has(name) ? quote(known.get(name) ?? '') : whole;
    return quote((literal ?? '').replace(/[$#]?\{(\w+)\}|\$(\w+)/g, (part, a?: string, b?: string) => known.get(a ?? b ?? '') ?? part));
  });
}

/** What the program would decode, or read from the end, as further texts. */
function hiddenIn(code: string): string {
  const found: string[] = [];
  const encoded = /base64|b64|atob|Buffer\.from|unhexlify|fromhex|hex|pack\b|decode/i.test(code);
  const reversed = /\[::-1\]|reverse|strrev|\brev\b/.test(code);
  if (!encoded && !reversed) return '';
  for (const [, literal = ''] of code.matchAll(new RegExp(text, 'g'))) {
    if (reversed) found.push(Array.from(literal).reverse().join(''));
    if (encoded && /^[\da-f]{8,}$/i.test(literal) && literal.length % 2 === 0) found.push(Buffer.from(literal, 'hex').toString());
    if (encoded && /^[\w+/-]{8,}={0,2}$/.test(literal)) found.push(Buffer.from(literal, 'base64').toString());
    if (found.length > 40) break;
  }
  return found.filter((one) => /^[\t\n\x20-\x7e]+$/.test(one)).map((one) => `\n;${quote(one)}`).join('');
}

function characters(list: string): string | undefined {
  const values = list.split(',').map(Number);
  return values.every((value) => value === 10 || (value >= 32 && value < 127)) ? quote(String.fromCharCode(...values)) : undefined;
}

/** The text of a literal, whichever quotes it has. */
function inside(match: readonly unknown[]): string {
  return match.slice(1, 6).find((one): one is string => typeof one === 'string') ?? '';
}

function decoded(literal: string): string {
  return literal.replace(/\\(?:x([\da-fA-F]{2})|u\{?([\da-fA-F]{4})\}?|([0-3][0-7]{2})|(["'`\\]))/g, (_, hex?: string, long?: string, octal?: string, other?: string) =>
    other ?? String.fromCharCode(octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex ?? long ?? '20', 16)),
  );
}

function quote(value: string): string {
  return `${open}${value}${close}`;
}

function listOf(list: string): string[] {
  return [...list.matchAll(new RegExp(text, 'g'))].map(([, one = '']) => one);
}

function filled(format: string, mark: RegExp, values: readonly string[]): string {
  return values.reduce((before, value) => before.replace(mark, () => value), format);
}

/**
 * Lists of texts that may be the words of one command: `["rm", "-rf", "~"]`, `system("rm", "-rf", "~")`.
 * @param code as `putTogether` gives it
 */
export function wordLists(code: string): string[] {
  const literal = /"(?:\\[^]|[^"\\])*"/g;
  const bare = code.replace(literal, (one) => `${open}${one.slice(1, -1).replace(/\\(["\\])/g, '$1')}${close}`);
  const lists = bare.matchAll(new RegExp(`${open}[^${close}]*${close}(?:\\s*[,[\\]]+\\s*${open}[^${close}]*${close})+`, 'g'));
  return [...lists].slice(0, 12).map(([list]) => listOf(list).map(shellQuoted).join(' '));
}

function shellQuoted(word: string): string {
  return /^[\w@%+=:,./~$-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
