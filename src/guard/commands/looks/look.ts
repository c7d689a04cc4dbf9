/** What a command is where its words only look, laid over what it is otherwise. */
import { readWords } from '../options.ts';
import type { CommandSpec, OptionSpec, Role } from '../types.ts';

/** A way to call a program by which it does no more than `spec` says. */
export interface Look {
  /** @param words all that follow the program's (or subcommand's) name; none depends on run time, but for listed paths, which are `…` */
  when: (words: readonly string[]) => boolean;
  spec: CommandSpec;
}

/** Stands for a word that can only be a path inside the workspace. */
const LISTED = '…';

/** The first look that fits, or else `base`, which also says how a rule for it is generalised. */
export function looking(base: CommandSpec, looks: readonly Look[]): CommandSpec {
  const kept: CommandSpec = { ...base };
  delete kept.does;
  return {
    ...kept,
    read: (words, report) => {
      const texts: string[] = [];
      for (const { text, listed, parts, prefix, glob } of words) {
        // A file may have the name of an option.
        const isKnown = text === undefined ? listed || (parts && !prefix.startsWith('-')) : !(glob && text === '*');
        if (isKnown) texts.push(text ?? prefix + LISTED);
      }
      const look = texts.length === words.length ? looks.find(({ when }) => when(texts)) : undefined;
      readWords(look?.spec ?? base, words, report);
    },
  };
}

/** Only the options named here are known; with any other one the command is unknown. */
export function only(options: Record<string, Role | OptionSpec>, more: Partial<CommandSpec> = {}): CommandSpec {
  return { strict: true, options: { '--help --version': 'none', ...options }, rest: 'read', ...more };
}

/** For `when`: each word is an option of the list (`--name=` for any value that is attached), or an operand like that. */
export function allOf(options: string, operand: RegExp | undefined = /^[^-]/): Look['when'] {
  const names = options.split(' ');
  const exact = new Set(names.filter((name) => !name.endsWith('=')));
  const begins = names.filter((name) => name.endsWith('='));
  return (words) =>
    words.every((word) => exact.has(word) || begins.some((name) => word.startsWith(name)) || (operand !== undefined && operand.test(word)));
}

/** For `when`: the first word is one of these. */
export function firstIs(names: string): Look['when'] {
  const known = new Set(names.split(' '));
  return ([first]) => first !== undefined && known.has(first);
}

/** An operand `@file` stands for the words in that file, whatever they are. */
export function spelledOut(spec: CommandSpec): CommandSpec {
  return looking({ ...spec, does: ['unknown'] }, [{ when: (words) => !words.some((word) => word.startsWith('@')), spec }]);
}

/** Only files: where an operand is an address, it is fetched. */
export function local(spec: CommandSpec): CommandSpec {
  return looking({ ...spec, does: ['network', 'unknown'] }, [{ when: (words) => !words.some((word) => word.includes('://')), spec }]);
}

/** It tells about itself or the machine, and touches no file. */
export const tells: CommandSpec = { inert: true };
/** Its operands are files that it reads. */
export const reads: CommandSpec = { rest: 'read' };
