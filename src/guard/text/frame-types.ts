import type { Surface } from './types.ts';

/** What kind of evidence a frame is; of each kind the strongest near one another counts. */
export type Kind = 'address' | 'conceal' | 'override' | 'role' | 'send' | 'prompt' | 'authority' | 'obey' | 'steer' | 'persist' | 'urge' | 'tool' | 'marker' | 'deed' | 'bidden';

export interface Frame {
  kind: Kind;
  id: string;
  /** In words, of the text. */
  reason: string;
  /** Six are a finding. */
  points: number;
  /** One of these patterns, of groups of the lexicon: see `compile`. */
  of: readonly string[];
  surface?: Surface;
}
