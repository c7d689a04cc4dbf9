/** What the walker of a shell's syntax tree needs of its surroundings. */
import type { Evaluator } from './evaluate.ts';
import type { CommandResult, SimpleCommand } from './simple-command.ts';
import type { ShellState } from './state.ts';
import type { SyntaxNode } from './tree.ts';

export interface WalkHost {
  evaluator: Evaluator;
  command(command: SimpleCommand, state: ShellState): CommandResult;
  unresolved(node: SyntaxNode, reason: string): void;
  catastrophic(node: SyntaxNode, reason: string): void;
  /** Nothing more is read: the command is too long. */
  isFull(): boolean;
}

export function textOf(node: SyntaxNode, host: WalkHost): string {
  return host.evaluator.source.slice(node.start, node.end);
}

export function placeOf(node: SyntaxNode, host: WalkHost): { start: number; end: number } {
  return host.evaluator.place(node.start, node.end);
}
