/** Labelled commands, run in `/ws`, a workspace of the user whose home is `/home/u`. */
import { catastrophic as worst } from './corpus/catastrophic.ts';
import { catastrophicFresh } from './corpus/catastrophic-fresh.ts';
import { catastrophicHands } from './corpus/catastrophic-hands.ts';
import { catastrophicInterpreters } from './corpus/catastrophic-interpreters.ts';
import { catastrophicRoundabout } from './corpus/catastrophic-roundabout.ts';
import { catastrophicRoundaboutMore } from './corpus/catastrophic-roundabout-more.ts';
import { catastrophicRunners } from './corpus/catastrophic-runners.ts';
import { catastrophicSending } from './corpus/catastrophic-sending.ts';
import { catastrophicSpelling } from './corpus/catastrophic-spelling.ts';
import { catastrophicTargets } from './corpus/catastrophic-targets.ts';
import { catastrophicMore } from './corpus/catastrophic-more.ts';
import { risky as more } from './corpus/risky.ts';
import { riskyFresh } from './corpus/risky-fresh.ts';
import { riskyPrograms } from './corpus/risky-programs.ts';
import { riskyTricks } from './corpus/risky-tricks.ts';
import { harmlessComputes, riskyComputes } from './corpus/computes.ts';
import { harmless as some } from './corpus/harmless.ts';
import { harmlessFresh } from './corpus/harmless-fresh.ts';
import { harmlessGit } from './corpus/harmless-git.ts';
import { harmlessPerl, riskyPerl } from './corpus/perl.ts';
import { harmlessTells } from './corpus/harmless-tells.ts';
import { harmlessMore } from './corpus/harmless-more.ts';
import { harmlessLooks } from './corpus/harmless-looks.ts';
import { riskyLooks } from './corpus/risky-looks.ts';
import { harmlessShell, harmlessVersions } from './corpus/harmless-shell.ts';
import { harmlessValues, riskyValues } from './corpus/shell-values.ts';
import { harmlessLoops, riskyLoops } from './corpus/shell-loops.ts';
import { harmlessListings } from './corpus/listings.ts';
import { riskyListings } from './corpus/risky-listings.ts';
import { harmlessTools } from './corpus/harmless-tools.ts';

export const harmless: readonly string[] = [...some, ...harmlessTools, ...harmlessGit, ...harmlessShell, ...harmlessVersions, ...harmlessFresh, ...harmlessValues, ...harmlessLoops, ...harmlessLooks, ...harmlessMore, ...harmlessTells, ...harmlessPerl, ...harmlessListings, ...harmlessComputes];

export const risky: readonly string[] = [...more, ...riskyPrograms, ...riskyTricks, ...riskyFresh, ...riskyValues, ...riskyLoops, ...riskyLooks, ...riskyPerl, ...riskyListings, ...riskyComputes];
export const catastrophic: readonly string[] = [
  ...worst, ...catastrophicMore, ...catastrophicFresh, ...catastrophicRunners, ...catastrophicSending, ...catastrophicInterpreters,
  ...catastrophicTargets, ...catastrophicSpelling, ...catastrophicHands, ...catastrophicRoundabout, ...catastrophicRoundaboutMore,
];
