/** A command line as a person types it, into a program and its arguments. Quotes hold words together; nothing else has a meaning. */

/** @returns the words, or what is wrong with the line. */
export function wordsOf(line: string): string[] | { problem: string } {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const letter of line) {
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (quote !== undefined) return { problem: `The quote ${quote} is not closed.` };
  if (word !== undefined) words.push(word);
  return words.length === 0 || words[0] === '' ? { problem: 'Say which program is started.' } : words;
}

/** Names of environment variables, apart by spaces or commas. */
export function namesOf(text: string): string[] | { problem: string } {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const wrong = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name));
  return wrong === undefined ? [...new Set(names)] : { problem: `"${wrong}" is no name of a variable. Give names only, never values.` };
}
