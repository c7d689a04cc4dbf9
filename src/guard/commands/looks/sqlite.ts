/** SQLite's shell, where it is opened for reading only: https://www.sqlite.org/cli.html */
import { readsOnly } from '../sql.ts';
import type { Report } from '../types.ts';
import type { Word } from '../../shell/word.ts';
import type { Look } from './look.ts';

const dotCommand =
  /^\.(?:tables|schema|indexes|indices|databases|fullschema|dbinfo|dump|mode|headers?|width|stats|show|timer|nullvalue|separator|changes|eqp|limit|version|help)(?:[ \t][^|;\n]*)?$/;
/** Pragmas that tell; one with a value in parentheses names a table or index. */
const pragma =
  /^pragma\s+(?:\w+\.)?(?:table_info|table_xinfo|table_list|index_list|index_info|index_xinfo|foreign_key_list|foreign_key_check|integrity_check|quick_check|database_list|collation_list|function_list|compile_options|user_version|schema_version|page_count|page_size|freelist_count|encoding|application_id|journal_mode|synchronous|foreign_keys)\s*(?:\(\s*['"]?\w*['"]?\s*\))?\s*;?\s*$/i;
const sqliteFlag =
  /^--?(?:readonly|header|noheader|column|csv|json|line|list|html|markdown|table|box|tabs|quote|batch|bail|safe|ascii|stats)$/;
const sqliteValue = /^--?(?:separator|nullvalue|newline|maxsize|mmap|cachesize)$/;
/** Told nothing by which it writes a file or runs a program. */
function isLook(text: string): boolean {
  // In brackets stands a name, in which a quote is none.
  return dotCommand.test(text.trim()) || pragma.test(text.trim()) || (!text.includes('[') && readsOnly(text));
}

/** The same of a whole script: statements that end where a line does, and commands of the shell's own, each in a line. */
function isLookingScript(script: string): boolean {
  const lines = script.split('\n').filter((line) => !/^\s*--[^'"`[\]]*$/.test(line));
  const pieces = lines.join('\n').split(/;[ \t]*(?:\n|$)/);
  return pieces.every((piece) => {
    const own = /^(?:\s*\.[^\n]*(?:\n|$))*/.exec(piece)?.[0] ?? '';
    const statement = piece.slice(own.length).trim();
    // A line that is no more than this ends a statement too.
    if (/^\s*(?:\.|\/\s*$|go\s*$)/im.test(statement)) return false;
    return own.split('\n').every((line) => line.trim() === '' || dotCommand.test(line.trim())) && (statement === '' || isLook(statement));
  });
}

/** The options and the file, and what stands behind them; undefined where it could write. */
function statementsOf(given: readonly string[]): string[] | undefined {
  const words = given.filter((word, index) => !sqliteValue.test(word) && !sqliteValue.test(given[index - 1] ?? ''));
  const at = words.findIndex((word) => !word.startsWith('-'));
  const [file = '', ...statements] = words.slice(at);
  const forReading =
    words.some((word) => /^--?readonly$/.test(word)) || /^file:[\w./-]+\?(?:mode=ro|immutable=1)(?:&(?:mode=ro|immutable=1))*$/.test(file);
  const options = words.filter((word) => word.startsWith('-'));
  return at >= 0 && forReading && options.every((word) => sqliteFlag.test(word)) ? statements.filter((word) => !word.startsWith('-')) : undefined;
}

function readFile(words: readonly Word[], report: Report): void {
  const file = words.find(({ prefix }, index) => !prefix.startsWith('-') && !sqliteValue.test(words[index - 1]?.text ?? ''));
  if (!file) return;
  const path = /^file:([^?]*)/.exec(file.text ?? '')?.[1];
  report.touch('read', path === undefined ? file : { ...file, text: path, prefix: path });
}

export const sqlite: readonly Look[] = [
  { when: (words) => /^--?version$/.test(words.join(' ')), spec: { inert: true } },
  {
    when: (words) => {
      const texts = statementsOf(words) ?? [];
      return texts.length > 0 && texts.every(isLook);
    },
    spec: { singleDash: true, read: readFile },
  },
  {
    when: (words) => statementsOf(words)?.length === 0,
    spec: {
      singleDash: true,
      read: (words, report) => {
        readFile(words, report);
        if (!isLookingScript(report.input() ?? '.')) report.does('runs-code', 'what it is told on its input');
      },
    },
  },
];
