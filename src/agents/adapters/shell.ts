/** Quoting for the command lines that agents give to a shell: POSIX `sh`, or `cmd.exe` on Windows. */

/** One command line of these arguments, for the shell of the platform. */
export function shellLine(argv: readonly string[], platform: NodeJS.Platform = process.platform): string {
  return argv.map(platform === 'win32' ? quoteCmd : quotePosix).join(' ');
}

function quotePosix(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function quoteCmd(text: string): string {
  return /^[\w@+=:,.\\/-]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/** For agents that take only exit code 2 with words on standard error for a refusal: a hook that is gone, crashes or is killed refuses as well. For a POSIX shell. */
export function orRefuse(command: string): string {
  return `${command} || { echo 'Not allowed: Signalbox has not decided.' >&2; exit 2; }`;
}

/** For events that ask for no decision: an agent may take a refusal there for a wish to go on, again and again. */
export function neverRefuse(command: string): string {
  return `${command} || exit 0`;
}

/** The words of a simple POSIX command line, as a program that quotes its arguments prints it; undefined where a quote is left open. */
export function words(line: string): string[] | undefined {
  const found: string[] = [];
  let word: string | undefined;
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\]+)/gy;
  for (let match = piece.exec(line); match !== null; match = piece.exec(line)) {
    const [all, single, double, escaped, plain] = match;
    if (/^\s/.test(all)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + (single ?? double?.replaceAll(/\\([\\"$`\n])/g, '$1') ?? escaped ?? plain ?? '');
    if (piece.lastIndex === line.length) return word === undefined ? found : [...found, word];
  }
  return line === '' ? [] : undefined;
}
