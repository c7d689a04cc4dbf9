/** What a program as text is given from outside: variables that are set by an option, and arguments. */
import type { Word } from '../shell/word.ts';

const setting = /^(?:-v|--assign|--var|--variable|--set|--arg|--argjson|--define|-D|-e|--eval-var)$/;
const attached = /^(?:-v|-D|--assign=|--var=|--variable=|--set=|--define=)([A-Za-z_]\w*)=([^]*)$/;
const MAX_GIVEN = 8;

/** Where a program as text stands. */
export interface GivenTo {
  /** The words behind the name of what runs it. */
  rest: readonly Word[];
  /** The arguments that it gets. */
  given: readonly string[];
  home: string;
  /** Variables of the environment that are known. */
  env?: ReadonlyMap<string, string>;
}

/** @returns the program with what it is given in its place */
export function withGiven(code: string, { rest, given, home, env = new Map() }: GivenTo): string {
  const values = new Map<string, string>();
  const texts = rest.map((word) => word.text ?? '');
  for (const [at, text] of texts.entries()) {
    const [, name, value] = attached.exec(text) ?? (setting.test(text) ? (/^([A-Za-z_]\w*)=([^]*)$/.exec(texts[at + 1] ?? '') ?? []) : []);
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  let result = given.length > 0 || env.size > 0 ? withArguments(code, given, env) : code;
  for (const [name, value] of values) result = result.replace(new RegExp(`(?<![\\w:]):(?:'${name}'|"${name}"|${name}\\b)`, 'g'), () => value);
  const known = [...values].slice(0, MAX_GIVEN).map(([name, value]) => `${name} = ${JSON.stringify(value)};\n`).join('');
  result = result.replace(/"echo (?:~|\$HOME)"\s*\|\s*getline\s+(\w+)/g, (_, name: string) => `${name} = "${home}"`);
  return `${known}${result}`;
}

/** The words behind the one that holds or names a program; where it comes on the input, behind the option that says so. */
export function argumentsBehind(words: readonly Word[], at: Partial<Word>): string[] {
  const own = words.findIndex((word) => word === at || (at.text !== undefined && word.text === at.text));
  const from = own >= 0 ? own : words.findIndex((word) => /^(?:-s|-|\/dev\/stdin)$/.test(word.text ?? ''));
  if (from < 0) return [];
  const behind = words.slice(from + 1).map((word) => word.text ?? '');
  return (behind[0] === '--' ? behind.slice(1) : behind).filter((text) => !/^-[a-z]$/.test(text)).slice(0, MAX_GIVEN);
}

/** The first argument, under the names that languages have for it: a program as text has no file of its own that would be counted. */
function withArguments(code: string, given: readonly string[], env: ReadonlyMap<string, string>): string {
  let taken = 0;
  const text = (value: string | undefined, whole: string): string => (value === undefined ? whole : JSON.stringify(value));
  const one = (whole: string, index: string): string => text(given[Math.max(0, Number(index) - 1)] ?? given.at(-1), whole);
  let result = code;
  if (given.length > 0) {
    result = result
      .replace(/#\{\s*ARGV(?:\[(\d)\]|\.(?:first|shift|last))\s*\}/g, (whole, index?: string) => given[Number(index ?? 0)] ?? whole)
      .replace(/\$ARGV\[(\d)\](?=[^"'`\n]*["'`])/g, (whole, index: string) => given[Number(index)] ?? whole)
      .replace(/(?:\bsys\.argv|\bprocess\.argv|\$argv|\bARGV|\barg|\bDeno\.args|\bBun\.argv)\[\s*(-?\d)\s*\]/g, (whole, index: string) => one(whole, index))
      .replace(/\*?\bsys\.argv\[1:\]|\.{0,3}process\.argv\.slice\(\d\)(?:\[\d\])?|@ARGV\b|\*ARGV\b/g, () => text(given[0], '""'))
      .replace(/\bprocess\.argv\.(?:at\(-?\d\)|pop\(\))|\bsys\.argv\.pop\(\w*\)|\bARGV\.(?:first|last|shift|pop)\b/g, () => text(given[0], '""'))
      .replace(/\bshift\b(?:\s*\(?@ARGV\)?)?(?=\s*[;),}])/g, (whole) => text(given[(taken += 1) - 1], whole));
  }
  for (const [name, value] of env)
    result = result.replace(new RegExp(`(?:os\\.environ(?:\\.get\\(|\\[)|(?:os\\.)?[gG]etenv\\(|\\bENV(?:\\.fetch\\(|\\[)|process\\.env\\[|\\$ENV\\{|ENVIRON\\[)\\s*\\\\?['"]?${name}\\\\?['"]?\\s*[)\\]}]|process\\.env\\.${name}\\b`, 'g'), () => JSON.stringify(value));
  return result;
}
