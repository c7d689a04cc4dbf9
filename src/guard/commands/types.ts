/**
 * What programs do, as data. One `CommandSpec` a program (or subcommand) says which of its words are files it reads, writes or
 * deletes, which are a command it runs, and what else an option or the whole makes it do.
 */
import type { Word } from '../shell/word.ts';

/** What a word means to the program. `argv`: it and all that follow are a command. `none`: the option takes no word. */
export type Role =
  | 'none'
  | 'value'
  | 'read'
  | 'write'
  | 'delete'
  | 'url'
  | 'host'
  | 'revision'
  | 'setting'
  | 'filter'
  | 'remote'
  | 'argv'
  | 'shell'
  | 'code'
  | 'cwd'
  /** Text that leaves, or with a leading `@` a file that does. */
  | 'body'
  /** Text that leaves and commonly holds a secret for the one it is sent to. */
  | 'header'
  /** It and all that follow are a command that runs in this one's place (`npx`, `python -m`). */
  | 'tool'
  /** A program as text, in a language that is not the shell's. */
  | 'program'
  /** A plain name: one that could be a file or a module is an option of note. */
  | 'name'
  /** A word that only chooses (a package, a service); one that looks like an option is an option of note. */
  | 'choice'
  /** A branch, tag or remote of this repository by its name: an address, a path or a pair of names is an option of note. */
  | 'reference'
  /** A task of the project; one whose name says that it publishes or destroys is an option of note. */
  | 'task'
  /** As `tool`; a program that the guard does not know is one of the project. */
  | 'project'
  /** `pytest -p no:NAME` leaves a plugin out, and some are known; any other is an option of note. */
  | 'plugin'
  /** What is asked of a service that is known: an address elsewhere is an option of note. */
  | 'endpoint'
  /** `tar`'s `exec=COMMAND`. */
  | 'action'
  /** An operand that this command usually does not have. */
  | 'unusual'
  /** What git sends, and where to. */
  | 'pushed'
  /** `ssh`'s command: the words, joined, for a shell elsewhere. */
  | 'script';

/** What a command does that is not about one named file. Each is a finding `command.…`. */
export type Does =
  | 'writes'
  | 'deletes'
  | 'runs-code'
  | 'network'
  | 'changes-repository'
  | 'option'
  | 'privilege'
  | 'persists'
  | 'system'
  | 'environment'
  | 'dumps-secrets'
  | 'unknown'
  | 'catastrophic';

export interface OptionSpec {
  /** Meaning of its value; absent: it takes none. */
  takes?: Role;
  /** The value can only be attached (`--color=always`, `-i.bak`), never the next word. */
  attached?: boolean;
  does?: Does;
  /** With this option the operands mean this (`sed -i`: `write`). */
  operands?: Role;
  /** With this option the last operand means this (`rsync --delete`). */
  last?: Role;
  /** With this option the first operand is not special any more (`grep -e PATTERN`). */
  noFirst?: boolean;
}

export interface CommandSpec {
  /** By name; several spellings in one key, separated by spaces. An unknown option is a flag that does nothing of note. */
  options?: Record<string, Role | OptionSpec>;
  /** Options that are not listed make the command unknown: for programs with many dangerous ones. `option`: a finding of that name. */
  strict?: boolean | 'option';
  /** Long options have one dash (`find -name`, `java -jar`): clusters are not split. */
  singleDash?: boolean;
  /** Meaning of the first operands, of the rest, and of the last where there are two or more. */
  first?: readonly Role[];
  rest?: Role;
  last?: Role;
  /** What it does however it is called. */
  does?: readonly Does[];
  /** Without any operand it does this (a shell reads commands, `tsc` builds). */
  bare?: readonly Does[];
  /** By the name of the first operand. An operand that is not in here makes the command unknown. */
  sub?: Record<string, CommandSpec>;
  /** For an operand that is not in `sub`. */
  otherwise?: CommandSpec;
  /** `NAME=value` words before the command are assignments (`env`). */
  assignments?: boolean;
  /** The deletion or write reaches everything below its operands (`rm -r`, `chmod -R`) when one of these options is there. */
  recursive?: readonly string[] | true;
  /** Options end at the first operand: what follows is for the script that it names. */
  stops?: boolean;
  /** What stands after `--` is for another program, whose options are read like its own. */
  passes?: boolean;
  /** Touches no file and says nothing: the folder it runs in does not matter. */
  inert?: boolean;
  /** Options that print the version, where one stands alone; besides `--version`, `--help` and `-V`. */
  version?: readonly string[];
  /** Reads commands from its input when it has no operand (`sh`, `python`). `shell`: in the shell's language. */
  stdin?: 'shell' | 'code';
  /** Prints paths of files inside the folders that it is given; a pattern: with an option like that. */
  lists?: boolean | RegExp;
  /** Of its files, it prints names, dates and sizes, never what is in them. */
  namesOnly?: boolean;
  /** What it is given, it can send away. */
  uploads?: boolean;
  /** Prints what it is given: what follows in a pipe gets exactly that. */
  echoes?: boolean;
  /** It is code of the project, even where it is only asked for its version. */
  ownCode?: boolean;
  /** Its words have a language of their own. */
  read?: (words: readonly Word[], report: Report) => void;
  /** Subcommands that *always allow* takes for one another: they do the same kind of thing. */
  together?: readonly (readonly string[])[];
  /** How many leading words *always allow* keeps before it allows any others; absent: the exact words only. */
  keeps?: number;
}

/** What was read out of the words of one command. */
export interface Report {
  /** The specification by which the words are read; the last one given is that of the subcommand. */
  reads(spec: CommandSpec): void;
  touch(access: 'read' | 'write' | 'delete', word: Word, recursive?: boolean): void;
  does(what: Does, reason: string, word?: Word): void;
  runs(words: readonly Word[]): void;
  shell(word: Word): void;
  /** A text in the language of PowerShell; undefined: what comes on the input. */
  powershell(word: Word | undefined): void;
  cwd(word: Word): void;
  /** The folder that the shell itself goes to. */
  enters(word: Word): void;
  /** Reads the words as another command, without making it a command of its own. `own`: an unknown one is a program of the project. */
  tool(words: readonly Word[], own?: boolean): void;
  /** Code that runs: a file of it, or the text itself. */
  code(word: Word, text: boolean): void;
  /** A word that may hold a secret though it leaves. */
  mayHoldSecret(word: Word): void;
  /** A folder all files of which are printed. `partly`: those of some age or size. */
  lists(folder: Word, partly?: boolean): void;
  url(word: Word): void;
  host(word: Word): void;
  assign(name: string, value: Word): void;
  unresolved(word: Word, reason: string): void;
  /** Whether something in the folder that it runs in may be taken for a module of Python's own, or nobody can tell. */
  shadowed(): boolean;
  /** All of what the command gets on its input, where that is known. */
  input(): string | undefined;
}
