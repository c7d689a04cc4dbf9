/** The syntax tree of a command, as plain objects. */
export interface SyntaxNode {
  type: string;
  /** UTF-16 offsets into the text that was parsed. */
  start: number;
  end: number;
  children: SyntaxNode[];
}

/** `too-long`: over the bounds of what is parsed; `unparsed`: no valid shell as far as the grammar knows. */
export type SyntaxResult = { root: SyntaxNode } | { failure: 'too-long' | 'unparsed' };
