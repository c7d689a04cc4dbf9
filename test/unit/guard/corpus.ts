/** Labelled commands, run in `/ws`, a workspace of the user whose home is `/home/u`. */
export { harmless } from './corpus/harmless.ts';
export { risky } from './corpus/risky.ts';
export { catastrophic } from './corpus/catastrophic.ts';
