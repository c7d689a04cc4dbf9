/** What the room for texts hands around. */

/** Where a text comes from. */
export type Surface = 'tool_result' | 'tool_description' | 'file';

export interface Cue {
  id: string;
  /** The words that it begins with, `|` between them. */
  words: string;
  /** What follows, from the end of that word on. Bounded in length. */
  pattern: string;
  /** How much it says by itself; three are a finding. */
  points: 1 | 2 | 3;
  /** In words, of the text. */
  reason: string;
  /** It counts less where it is told of and not ordered; where it is a condition; where it is forbidden; where it does not begin a line. */
  quiet?: 'if-described' | 'if-conditional' | 'if-negated' | 'unless-line-start';
  /** It only says something where one of these follows within its reach: looked for first, because it is rare. */
  needs?: RegExp;
  /** Only in, or worth other points in, texts of this surface. */
  surface?: Surface;
}

/** One place where a cue was found; offsets are those of the folded text. */
export interface Hit {
  id: string;
  reason: string;
  points: number;
  start: number;
  end: number;
}
