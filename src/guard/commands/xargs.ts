/** Where `xargs` puts what it reads: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/xargs.html */
import type { SimpleCommand, Stream } from '../shell/simple-command.ts';
import { append, BELOW, finished, FROM_NETWORK, FROM_SECRET, LISTED, marked, NAME, NUMBER, staticWord, unknownWord, type Marked, type Word } from '../shell/word.ts';

const MAX_ITEMS = 20;

/** The words of `xargs` with what it reads from its input put in: one list for each command that it runs, as far as that is known. */
export function withItems(rest: readonly Word[], { input, start, end }: Pick<SimpleCommand, 'input' | 'start' | 'end'>): Word[][] {
  // Without a command it is `echo`.
  if (/^(?:-(?:[0rt]|[nL] ?\d+|d ?\S+)(?: |$))*$/.test(rest.map((word) => word.text ?? '?').join(' '))) return [];
  const variables = [...(input.network === true ? [FROM_NETWORK] : []), ...(input.secret === true ? [FROM_SECRET] : [])];
  const value = itemOf(input);
  const item: Word = { ...(value ? finished(value, { start, end }) : unknownWord(start, end)), variables };
  const text = input.from === 'text' || input.from === 'lines' ? input.text : undefined;
  const mark = replacementMark(rest);
  const quoted = /["'\\]/.test(text ?? '');
  const items = quoted
    ? undefined
    : text
        ?.split(mark === undefined ? /\s+/ : '\n')
        .map((one) => one.trim())
        .filter((one) => one !== '');
  const known = items && items.length <= MAX_ITEMS ? items.map((one) => staticWord(one, start, end)) : [item];
  return mark === undefined ? [[...rest, ...known]] : known.map((one) => rest.map((word) => replaced(word, mark, one)));
}

/** The text that stands for an item; undefined where items are appended. */
function replacementMark(rest: readonly Word[]): string | undefined {
  for (let at = 0; at < rest.length; at += 1) {
    const text = rest[at]?.text ?? '';
    if (text === '-I' || text === '-J') return rest[at + 1]?.text ?? '{}';
    if (/^-[IJ]./.test(text)) return text.slice(2);
    if (/^-i|^--replace/.test(text)) return /^-i$|^--replace$/.test(text) ? '{}' : text.replace(/^-i|^--replace=/, '');
    if (!text.startsWith('-')) break;
    if (/^-\w*[adnLPsERS]$|^--(?:arg-file|delimiter|max-\w+|eof|process-slot-var)$/.test(text)) at += 1;
  }
  return undefined;
}

/** A word of the command with the item in place of the mark. */
function replaced(word: Word, mark: string, item: Word): Word {
  if (word.text === undefined || !word.text.includes(mark) || /^-[IJi]|^--replace/.test(word.text)) return word;
  const { start, end } = word;
  const variables = [...word.variables, ...item.variables];
  if (item.text === undefined) {
    const bare = word.text.replaceAll(mark, '');
    if (item.parts) return { ...finished(around(word.text, mark, item.parts), { start, end }), bare, variables };
    return {
      ...unknownWord(start, end, item.listed && word.text === mark),
      prefix: word.text.slice(0, word.text.indexOf(mark)),
      bare,
      variables,
    };
  }
  const text = word.text.replaceAll(mark, () => item.text ?? '');
  return { ...word, text, prefix: text, bare: text, variables };
}

/** What one item is, where it is not known. */
function itemOf({ from, below }: Stream): Marked | undefined {
  if (from === 'listed') return below === true ? BELOW : LISTED;
  return from === 'name' ? NAME : from === 'number' ? NUMBER : undefined;
}

function around(text: string, mark: string, item: Marked): Marked {
  const all = marked();
  for (const [index, part] of text.split(mark).entries()) {
    if (index > 0) append(all, item);
    append(all, marked(part));
  }
  return all;
}
