/** What the room for texts hands around. */

/** Where a text comes from. */
export type Surface = 'tool_result' | 'tool_description' | 'file';

/** One place where a cue was found; offsets are those of the folded text. */
export interface Hit {
  kind: string;
  id: string;
  reason: string;
  points: number;
  start: number;
  end: number;
}
