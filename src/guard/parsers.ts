/** What reads the languages in which commands are written. */
import type { PowerShellParser } from './powershell/syntax.ts';
import type { SyntaxResult } from './shell/tree.ts';

export interface ShellParser {
  parse: (text: string) => SyntaxResult;
  /** A text in the language of PowerShell. */
  powershell: PowerShellParser;
}
