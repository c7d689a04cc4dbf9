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
