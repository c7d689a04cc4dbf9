/** What the readers of programs say. */
export interface PlainCode {
  /** Files that it reads, as they stand in the program. */
  reads: string[];
  /** It reads the files that are its operands, or what it gets on its standard input. */
  readsOperands: boolean;
  readsInput: boolean;
}
