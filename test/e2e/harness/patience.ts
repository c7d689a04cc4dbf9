/** Milliseconds that a wait lasts at most. */
export const patience = 30_000;

/** Milliseconds that one try of a gesture waits, before the gesture is made again. */
export const brief = 4000;

/** Milliseconds that a person takes at least: longer than prompts and rows ignore what a hand was already doing when they appeared or moved. */
export const grace = 900;
