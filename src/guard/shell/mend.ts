/**
 * What the grammar does not take although shells do, written so that it does, each character where it was: whatever is read of the tree
 * is read from the text itself. A here-document becomes a redirection from a file in place of its mark and white space in place of its lines.
 */
import type { SyntaxNode } from './tree.ts';

interface HereDocument {
  /** Where `<<` stands, where its mark ends, and from where to where its lines go. */
  at: number;
  end: number;
  body: number;
  close: number;
  quoted: boolean;
}

export interface Mended {
  text: string;
  documents: readonly HereDocument[];
}

/** What may stand behind the mark in its line: nothing that could reach over the line's end, or be a comment. */
const restOfLine = /^(?:[\w\s./|&;<>=:,%+@*^~-]|'[^'\n]*'|"[^"$`\\\n]*"|\$\w+(?!\w)|\\[|.*?$"()[\]])*$/;
const operator = /(?<![<\d$])(\d?)<<(-?)[ \t]*('[\w.!-]+'|"[\w.!-]+"|\\?[A-Za-z_][\w.-]*)/g;

/** `{a,b}` where a command begins is no group. */
const braces = /(?<=(?:^|[;&|(\n])[ \t]*)\{[^\s{}'"$`\\;|&()<>]*,[^\s{}'"$`\\;|&()<>]*\}/g;
/** `time { …; }` is no command of that name. */
const timed = /(?<=(?:^|[;&|\n]|\b(?:do|then|else)[ \t])[ \t]*)time(?:[ \t]+-p)?(?=[ \t]+(?:\{[ \t\n]|\((?!\()))/g;

/** A text as the grammar is given it from the start, for what it would take for something else. */
export function straightened(text: string): string {
  return text.includes('time') ? text.replace(timed, (found) => ' '.repeat(found.length)) : text;
}

/** @returns undefined where there is nothing that could be mended */
export function mend(text: string): Mended | undefined {
  let mended = text.replace(/<>(?!\()/g, '> ').replace(/(?<=[ \t])\\[<>](?=[ \t])/g, '==').replace(braces, (found) => 'w'.repeat(found.length));
  const documents = mended.includes('<<') ? hereDocuments(text) : [];
  if (documents === undefined) return undefined;
  for (const { at, end, body, close } of documents) {
    const mark = `<${'w'.repeat(end - at - 1)}`;
    const lines = mended.slice(body, close).replace(/[^\n]/g, ' ');
    mended = mended.slice(0, at) + mark + mended.slice(end, body) + lines + mended.slice(close);
  }
  return mended === text ? undefined : { text: mended, documents };
}

/** Every here-document of a text in its order; undefined where one does not end, or the line of its mark may not end where it seems to. */
function hereDocuments(text: string): HereDocument[] | undefined {
  const found: HereDocument[] = [];
  let line = 0;
  while (line < text.length) {
    const lineEnd = endOfLine(text, line);
    const own = [...text.slice(line, lineEnd).matchAll(operator)];
    let body = lineEnd + 1;
    for (const [index, match] of own.entries()) {
      const at = line + match.index + (match[1] ?? '').length;
      const end = line + match.index + match[0].length;
      const next = own[index + 1];
      if (!restOfLine.test(text.slice(end, next ? line + next.index : lineEnd))) return undefined;
      const mark = (match[3] ?? '').replace(/^['"\\]|['"]$/g, '');
      const quoted = mark !== match[3];
      const close = closing(text, body, mark, match[2] === '-', quoted);
      if (close === undefined) return undefined;
      found.push({ at, end, body, close, quoted });
      body = Math.min(text.length, close + 1);
    }
    line = own.length > 0 ? body : lineEnd + 1;
  }
  return found;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

/** Where the line that ends a here-document ends. */
function closing(text: string, body: number, mark: string, tabs: boolean, quoted: boolean): number | undefined {
  for (let from = body; from < text.length; ) {
    const end = endOfLine(text, from);
    const line = text.slice(from, end);
    if ((tabs ? line.replace(/^\t+/, '') : line) === mark) return end;
    // Such a line goes on in the next one, which then does not end the document.
    if (!quoted && line.endsWith('\\')) return undefined;
    from = end + 1;
  }
  return undefined;
}

/**
 * Puts the here-documents back into the tree of the mended text.
 * @param parse gives the tree of a text; undefined where it could not be read
 * @returns whether the grammar took every mark for a redirection
 */
export function restore(root: SyntaxNode, { documents }: Mended, text: string, parse: (text: string) => SyntaxNode | undefined): boolean {
  const left = new Map(documents.map((document) => [document.at, document]));
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    pending.push(...node.children);
    const at = node.children.find((child) => child.type === '<')?.start;
    const document = at === undefined || node.type !== 'file_redirect' ? undefined : left.get(at);
    if (!document || node.end !== document.end) continue;
    const mark = text.slice(document.at, document.end);
    const last = text.lastIndexOf('\n', document.close - 1) + 1;
    const body = document.quoted ? [] : expansions(`cat ${mark}\n${text.slice(document.body, document.close)}\n`, document.body - mark.length - 5, parse);
    if (!body) return false;
    left.delete(document.at);
    node.type = 'heredoc_redirect';
    const name = document.at + (/^<<-?[ \t]*/.exec(mark)?.[0].length ?? 2);
    node.children = [
      ...node.children.filter((child) => child.type === 'file_descriptor'),
      { type: 'heredoc_start', start: name, end: document.end, children: [] },
      { type: 'heredoc_body', start: document.body, end: Math.max(document.body, last), children: body },
    ];
  }
  return left.size === 0;
}

/** What the shell expands in the lines of a here-document that stands alone, moved by an offset. */
function expansions(alone: string, offset: number, parse: (text: string) => SyntaxNode | undefined): SyntaxNode[] | undefined {
  const root = parse(alone);
  if (!root) return undefined;
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'heredoc_body') return node.children.map((child) => moved(child, offset));
    pending.push(...node.children);
  }
  return /\n.*\n./s.test(alone.trimEnd()) ? undefined : [];
}

function moved(node: SyntaxNode, offset: number): SyntaxNode {
  return { ...node, start: node.start + offset, end: node.end + offset, children: node.children.map((child) => moved(child, offset)) };
}
