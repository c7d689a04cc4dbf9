/**
 * Which one-line programs of Perl only read and print: those that are written with nothing but what is known here. All else is code
 * that is not read. https://perldoc.perl.org/perlop, https://perldoc.perl.org/perlrun
 */

const functions = new Set(
  (
    'print printf sprintf if unless and or not xor else elsif while until for foreach my our local keys values each sort reverse map grep split join lc uc lcfirst ucfirst length substr index rindex push pop shift unshift ' +
    'splice scalar defined exists delete undef next last return int abs sqrt hex oct ord chr chomp eq ne lt gt le ge cmp x BEGIN END eof close exit STDERR STDOUT STDIN ARGV'
  ).split(' '),
);
/** Behind these a slash begins an expression. */
const awaits = new Set(
  'for foreach if unless and or not xor while until return split grep print x eq ne lt gt le ge cmp push join'.split(' '),
);
const variable = /(?:(?:[$@%]|\$#)[A-Za-z_]\w*(?!\w)|\$[0-9&.,/\\!+])(?!')/y;
const reserved = /^[$@%]#?(?:ENV|INC|SIG)$|^[@%]ARGV$/;
const operators =
  /<=>|=>|&&|\|\||\.\.\.?|\*\*|\+\+|--|[=!]~|[=!<>]=|[-+.|]?=(?![A-Za-z])|<>|<STDIN>|-(?!>)|[(){}[\];,.?:=+!~>]|[*%]=?(?![A-Za-z_{*])|\|\|=/y;

/** @param code the text behind `-e` */
export function onlyPrints(code: string): boolean {
  if (code.length > 2000 || /[`]|\(\?p?\??\{|\(\*|::|<<|__|\n=|[}\]]\s*\(/.test(code)) return false;
  // What stood before: `operand`, behind which a slash divides and `<` compares; `term`, where one is awaited; `other`.
  let before: 'operand' | 'term' | 'other' = 'term';
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const text = pattern.exec(code)?.[0];
    if (text !== undefined) at += text.length;
    return text;
  };
  while (at < code.length) {
    if (match(/\s+(?:#[^\n]*)?/y) !== undefined) continue;
    const name = match(/[A-Za-z_]\w*/y);
    if (name !== undefined) {
      if (/^(?:m|qr|s|tr|y|q|qq|qw)$/.test(name)) {
        const quoted = match(/[/|!](?:\\[^]|[^\\/|!\n])*[/|!]/y);
        if (quoted === undefined || quoted[0] !== quoted.at(-1) || !harmlessText(quoted)) return false;
        if (name === 's' || name === 'tr' || name === 'y') {
          const rest = match(/(?:\\[^]|[^\\/|!\n])*[/|!]/y);
          if (rest === undefined || rest.at(-1) !== quoted[0] || !harmlessText(rest)) return false;
        }
        match(/[gimsxnrcd]*/y);
        if (/[A-Za-z_]/.test(code[at] ?? '')) return false;
        before = 'operand';
      } else if (!functions.has(name) || code[at] === "'") return false;
      else before = awaits.has(name) ? 'term' : 'other';
      continue;
    }
    const found = match(variable);
    if (found !== undefined) {
      if (reserved.test(found) || (found === '$ARGV' && code[at] === '[')) return false;
      // A name in braces right behind a variable is a key, not a command.
      match(/\{(?:\w+|'[^'\\]*')\}/y);
      before = 'operand';
      continue;
    }
    const text = match(/"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\d[\d_.]*/y);
    if (text !== undefined) {
      if (text.startsWith('"') && !harmlessText(text)) return false;
      before = 'operand';
      continue;
    }
    if (code[at] === '/' && before === 'term') {
      const expression = match(/\/(?:\\[^]|[^\\/\n])*\/[gimsxnoc]*/y);
      if (expression === undefined || !harmlessText(expression) || /[A-Za-z_]/.test(code[at] ?? '')) return false;
      before = 'operand';
      continue;
    }
    if (before === 'operand' && match(/\/\/?|<(?![<>])/y) !== undefined) {
      before = 'term';
      continue;
    }
    const operator = match(operators);
    // Where a term is awaited, these name a variable by what another one holds.
    if (operator === undefined || (/^[*%]/.test(operator) && before !== 'operand')) return false;
    before = operator === ')' || operator === ']' ? 'operand' : operator === '}' ? 'other' : 'term';
    if (operator === '<>' || operator === '<STDIN>' || operator === '++' || operator === '--') before = 'operand';
  }
  return true;
}

/** In a text with double quotes, or an expression, the index of a variable is code: only a number, a name or another variable is let pass. */
function harmlessText(text: string): boolean {
  if (/[@$]\s*[{$^]|[$@%](?:ENV|INC|SIG)\b|[@$]ARGV\[|->\s*[(\w]/.test(text)) return false;
  for (const [, open, index = '', next = ''] of text.matchAll(/[$@]\w+(?:->)?([[{])([^\]}]*)[\]}]?(.{0,3})/gs)) {
    if (!(open === '[' ? /^(?:-?\d+|\$\w+)$/ : /^(?:\w+|\$\w+|'[^']*')$/).test(index) || /^(?:->)?[[{]/.test(next)) return false;
  }
  return true;
}

/** Perl opens what ends or begins with a bar as a command. */
const plainFile = /^[\w./][^|<>]*$/;

/** `perl -lane PROGRAM FILE…`, without modules, and without writing files in place. */
export function printsOnly(words: readonly string[]): boolean {
  let programs = 0;
  let at = 0;
  for (; at < words.length && /^-./.test(words[at] ?? ''); at += 1) {
    const word = words[at] ?? '';
    if (/^-[nplaw]*(?:0[0-7]*)?[nplaw]*[eE]$/.test(word)) {
      programs += 1;
      if (!onlyPrints(words[(at += 1)] ?? '`')) return false;
    } else if (!/^-(?:[nplaw]+|[nplaw]*0[0-7]*|F(?:[,:;|.=\s-]|\\[ts|.+*]|\\s\+)|CS?D?A?)$/.test(word)) return false;
  }
  // Without anything that it looks at it is code that runs.
  const looks = words.slice(0, at).some((word) => /^-[law0-7]*[np]|<(?:STDIN)?>/.test(word));
  if (!looks && at === words.length) return false;
  // What a pattern of the shell stands for may end as it does not itself.
  return programs > 0 && words.slice(at).every((word) => plainFile.test(word) && !/[*?\]]$|^[*?[]/.test(word));
}
