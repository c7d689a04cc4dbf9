/** What *gate this agent here* puts into a person's own configuration of an agent, and how exactly that is taken out again. Pure. */
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parse, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { canonical } from '../../model/digest.ts';

/** Where a file is written, absolute. */
export type ConfigEdit =
  /** Adds `value` to the list at `path` of a JSON file (comments are kept). */
  | { form: 'json-item'; file: string; path: readonly string[]; value: unknown }
  /** Sets one key of a JSON file. */
  | { form: 'json-key'; file: string; path: readonly string[]; value: unknown }
  /** Puts a block of lines at the end of a text file, between two marked comments. */
  | { form: 'block'; file: string; text: string }
  /** A file of its own. */
  | { form: 'file'; file: string; text: string };

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const formatting = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };
const BEGIN = '# >>> signalbox: gates this agent in folders that you chose; removed by "signalbox uninstall"';
const END = '# <<< signalbox';

/**
 * The file with the edit made. @param before its text; undefined: it is not there.
 * @throws {ConfigError} the file is not what the edit needs; nothing may be written then.
 */
export function applyEdit(before: string | undefined, edit: ConfigEdit): string {
  switch (edit.form) {
    case 'file':
      if (before !== undefined && before !== edit.text) throw new ConfigError(`${edit.file} is there already and is not Signalbox's. Move it away first.`);
      return edit.text;
    case 'block': {
      const gap = before === undefined || before === '' || before.endsWith('\n') ? '' : '\n';
      return `${before ?? ''}${gap}${BEGIN}\n${edit.text}\n${END}\n`;
    }
    case 'json-key':
      return edited(before, edit.file, [...edit.path], edit.value, false);
    case 'json-item': {
      const source = checked(before, edit.file);
      const list = at(source, edit.path);
      if (list !== undefined && list.type !== 'array') throw new ConfigError(`${edit.file}: ${edit.path.join('.')} is not a list. Correct it first.`);
      return list === undefined ? edited(before, edit.file, [...edit.path], [edit.value], false) : edited(before, edit.file, [...edit.path, list.children?.length ?? 0], edit.value, true);
    }
  }
}

/**
 * The file without the edit, where others have changed it since; `undefined`: remove the file.
 * @throws {ConfigError} it cannot be read any more; it stays as it is.
 */
export function takeOut(now: string, edit: ConfigEdit): string | undefined {
  switch (edit.form) {
    case 'file':
      if (now !== edit.text) throw new ConfigError(`${edit.file} was changed since. Remove it by hand if it is not needed.`);
      return undefined;
    case 'block': {
      const block = `${BEGIN}\n${edit.text}\n${END}\n`;
      return now.includes(block) ? now.replace(block, () => '') : now;
    }
    case 'json-key': {
      const node = at(checked(now, edit.file), edit.path);
      if (node === undefined || !holds(node, edit.value)) return now;
      return withoutEmpty(edited(now, edit.file, [...edit.path], undefined, false), edit);
    }
    case 'json-item': {
      let text = now;
      for (;;) {
        const list = at(checked(text, edit.file), edit.path);
        const index = list?.children?.findIndex((child) => holds(child, edit.value)) ?? -1;
        if (index === -1) break;
        text = edited(text, edit.file, [...edit.path, index], undefined, false);
      }
      return text === now ? now : withoutEmpty(text, edit);
    }
  }
}

/** Lists and objects on the way that are empty now hold nothing of anybody. */
function withoutEmpty(source: string, { file, path }: Extract<ConfigEdit, { path: readonly string[] }>): string {
  let text = source;
  for (let depth = path.length; depth > 0; depth--) {
    const node = at(checked(text, file), path.slice(0, depth));
    if (node === undefined || (node.type !== 'array' && node.type !== 'object') || (node.children?.length ?? 0) > 0) continue;
    text = edited(text, file, [...path.slice(0, depth)], undefined, false);
  }
  return text;
}

function edited(before: string | undefined, file: string, path: (string | number)[], value: unknown, insert: boolean): string {
  const source = checked(before, file);
  const indent = /^([ \t]+)\S/m.exec(source)?.[1] ?? '  ';
  const options = indent.includes('\t') ? { insertSpaces: false, tabSize: 1, eol: '\n' } : { ...formatting.formattingOptions, tabSize: indent.length };
  const text = applyEdits(source, modify(source, path, value, { formattingOptions: options, isArrayInsertion: insert }));
  return before === undefined && !text.endsWith('\n') ? `${text}\n` : text;
}

/** @throws {ConfigError} for what is no JSON object with comments. */
function checked(before: string | undefined, file: string): string {
  const source = before === undefined || before.trim() === '' ? '{}' : before;
  const errors: ParseError[] = [];
  const value: unknown = parse(source, errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value)) throw new ConfigError(`${file} is not a JSON object. Correct it first; nothing was changed.`);
  return source;
}

function at(source: string, path: readonly string[]): Node | undefined {
  const tree = parseTree(source, [], { allowTrailingComma: true });
  return tree === undefined ? undefined : findNodeAtLocation(tree, [...path]);
}

function holds(node: Node, value: unknown): boolean {
  return canonical(getNodeValue(node)) === canonical(value);
}
