/** What a cmdlet prints, and small things about the nodes of commands. */
import { taint, type Stream } from '../shell/simple-command.ts';
import type { SyntaxNode } from '../shell/tree.ts';
import { FROM_NETWORK, FROM_SECRET, staticWord, type Word } from '../shell/word.ts';
import type { Argument } from './values.ts';

const unknown: Stream = { from: 'unknown' };

/** @param gives as in its specification; `own`: what its reading says; `inner`: what its script blocks print */
export function printed(name: string, gives: string | undefined, words: readonly Word[], own: Stream, inner: Stream | undefined, input: Stream): Stream {
  if (name === 'Join-Path' && words.length > 0 && words.every((word) => word.text !== undefined && !word.text.startsWith('-'))) return { from: 'text', text: words.map((word) => word.text).join('/') };
  if (name === 'ForEach-Object') return taint(inner ?? unknown, own, input);
  if (name === 'Where-Object' || gives === 'same') return taint(input.from === 'nothing' ? unknown : input, own);
  if (gives === 'listed') return own;
  if (gives === 'said') {
    const [only, ...more] = words;
    const variables = words.flatMap((word) => word.variables);
    const origins = { network: variables.includes(FROM_NETWORK), secret: variables.includes(FROM_SECRET) };
    return only?.text !== undefined && more.length === 0 ? taint({ from: 'text', text: only.text }, own, { ...unknown, ...origins }) : taint(unknown, own, { ...unknown, ...origins });
  }
  return name === 'Invoke-Expression' ? unknown : taint(unknown, own, input);
}

export function parameterWord({ start, end, parameter }: Argument): Word {
  return staticWord(`-${parameter ?? ''}`, start, end);
}

/** The block of `& { … }`. */
export function findBlock(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'script_block_expression') return node;
  return node.children.length === 1 && node.children[0] ? findBlock(node.children[0]) : undefined;
}
