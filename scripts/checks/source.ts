/** Reads what the checks need to know of a source file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface Import {
  /** As written. */
  specifier: string;
  /** Only types are imported, so that nothing of it is left at run time. */
  typeOnly: boolean;
  line: number;
}

export interface Source {
  /** From the project's folder, with forward slashes. */
  path: string;
  lines: number;
  imports: Import[];
  /** Lines that read `process.argv`. */
  argumentReads: number[];
  /** String literals with their lines, imports' own left out. */
  strings: { value: string; line: number }[];
}

/** @throws {Error} when the file does not parse */
export async function readSource(root: string, path: string): Promise<Source> {
  return parseSource(path, await readFile(join(root, path), 'utf8'));
}

/** @throws {Error} when the text does not parse */
export function parseSource(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} does not parse: ${errors[0].message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const source: Source = { path, lines: text.trimEnd().split('\n').length, imports: [], argumentReads: [], strings: [] };

  for (const { moduleRequest, entries, start } of module.staticImports) {
    // An import of nothing runs the module all the same.
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    const declared = /^import\s+type\b/.test(text.slice(start));
    source.imports.push({ specifier: moduleRequest.value, typeOnly: typeOnly || declared, line: lineAt(start) });
  }
  for (const { entries, start } of module.staticExports) {
    const from = entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (!from) continue;
    source.imports.push({ specifier: from.value, typeOnly: entries.every((entry) => entry.isType), line: lineAt(start) });
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const written = text.slice(moduleRequest.start, moduleRequest.end);
    if (/^(['"]).*\1$/.test(written)) source.imports.push({ specifier: written.slice(1, -1), typeOnly: false, line: lineAt(start) });
  }
  new Visitor({
    MemberExpression(node) {
      const names = node.computed ? node.property.type === 'Literal' && node.property.value : node.property.type === 'Identifier' && node.property.name;
      if (names === 'argv' && node.object.type === 'Identifier' && node.object.name === 'process') source.argumentReads.push(lineAt(node.start));
    },
    ImportDeclaration(node) {
      const named = node.specifiers.some((part) => part.type === 'ImportSpecifier' && part.imported.type === 'Identifier' && part.imported.name === 'argv');
      if (named && /^(node:)?process$/.test(node.source.value)) source.argumentReads.push(lineAt(node.start));
    },
    TSImportType(node) {
      if (node.source.type === 'Literal') source.imports.push({ specifier: node.source.value, typeOnly: true, line: lineAt(node.start) });
    },
    Literal(node) {
      if (typeof node.value === 'string') source.strings.push({ value: node.value, line: lineAt(node.start) });
    },
  }).visit(program);
  return source;
}
