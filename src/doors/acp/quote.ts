/** Writing words so that a POSIX shell reads them back as they are. */

/** A list of words as a command line of a POSIX shell. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
