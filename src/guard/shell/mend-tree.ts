/** Where the tree of the grammar says something else than the text: https://github.com/tree-sitter/tree-sitter-bash */
import type { SyntaxNode } from './tree.ts';

/** The grammar passes over the lone `-` of `python - <<EOF` or `cat - 2>&1`: it becomes the word that it is. */
export function mendDash(root: SyntaxNode, text: string): void {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    pending.push(...node.children);
    const [command, redirect] = node.children;
    if (node.type !== 'redirected_statement' || command?.type !== 'command' || !redirect?.type.endsWith('_redirect')) continue;
    const gap = text.slice(command.end, redirect.start);
    if (!/^[ \t]+-[ \t]*$/.test(gap)) continue;
    const start = command.end + gap.indexOf('-');
    command.children.push({ type: 'word', start, end: start + 1, children: [] });
    command.end = start + 1;
  }
}

const opening = new Set(['$(', '${', '$((', '$', '`']);

/** In `"$a $(b)"` the grammar takes the white space for a part of what follows: it goes back to the string. */
export function mendSpace(node: SyntaxNode, text: string): void {
  for (const child of node.children) mendSpace(child, text);
  if (node.type !== 'string' && node.type !== 'heredoc_body' && node.type !== 'translated_string') return;
  for (const child of node.children) {
    const blank = /^\s+/.exec(text.slice(child.start, child.end))?.[0].length ?? 0;
    const first = child.children[0];
    if (blank === 0 || !first || first.start !== child.start || !opening.has(first.type) || !text.startsWith(first.type, first.start + blank)) continue;
    child.start += blank;
    first.start += blank;
  }
}

/** A sum, a product or the like of numbers and variables. */
const sum = /^\$\(\([ \t]*\$?\w+(?:[ \t]*[-+*/%][ \t]*\$?\w+)*[ \t]*\)\)$/;

/** In a here-document the grammar takes `$((1+1))` for a command; with nothing in it but sums no shell does. */
export function mendSums(node: SyntaxNode, text: string): void {
  for (const child of node.children) mendSums(child, text);
  if (node.type !== 'heredoc_body') return;
  node.children = node.children.map((child) => {
    if (child.type !== 'command_substitution' || !sum.test(text.slice(child.start, child.end))) return child;
    const { start, end } = child;
    const opens = { type: '$((', start, end: start + 3, children: [] };
    return { type: 'arithmetic_expansion', start, end, children: [opens, { type: '))', start: end - 2, end, children: [] }] };
  });
}

/** `>& file 0>&1`: the grammar takes the number for another file. */
export function mendNumber(node: SyntaxNode, text: string): void {
  node.children.forEach((child, index) => {
    mendNumber(child, text);
    const next = node.children[index + 1];
    const last = child.children.at(-1);
    if (child.type !== 'file_redirect' || next?.type !== 'file_redirect' || !last || child.children.length < 3) return;
    if (last.end !== next.start || next.children[0]?.type === 'file_descriptor' || !/^\d+$/.test(text.slice(last.start, last.end))) return;
    child.children.pop();
    child.end = child.children.at(-1)?.end ?? child.end;
    next.start = last.start;
    next.children.unshift({ ...last, type: 'file_descriptor', children: [] });
  });
}
