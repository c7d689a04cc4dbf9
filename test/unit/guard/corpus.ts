/** Labelled commands, run in `/ws`, a workspace of the user whose home is `/home/u`. */
import { catastrophic as worst } from './corpus/catastrophic.ts';
import { catastrophicFresh } from './corpus/catastrophic-fresh.ts';
import { catastrophicMore } from './corpus/catastrophic-more.ts';
import { risky as more } from './corpus/risky.ts';
import { riskyFresh } from './corpus/risky-fresh.ts';
import { riskyPrograms } from './corpus/risky-programs.ts';
import { riskyTricks } from './corpus/risky-tricks.ts';
import { harmless as some } from './corpus/harmless.ts';
import { harmlessFresh } from './corpus/harmless-fresh.ts';
import { harmlessGit } from './corpus/harmless-git.ts';
import { harmlessShell, harmlessVersions } from './corpus/harmless-shell.ts';
import { harmlessTools } from './corpus/harmless-tools.ts';

export const harmless: readonly string[] = [...some, ...harmlessTools, ...harmlessGit, ...harmlessShell, ...harmlessVersions, ...harmlessFresh];

export const risky: readonly string[] = [...more, ...riskyPrograms, ...riskyTricks, ...riskyFresh];
export const catastrophic: readonly string[] = [...worst, ...catastrophicMore, ...catastrophicFresh];
