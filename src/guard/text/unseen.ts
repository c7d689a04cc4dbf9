/** Characters that a person does not see and a model reads, where no writing needs them. */
import type { Finding } from '../../model/decision.ts';

/** One of all that is looked for, in UTF-16 units. */
const suspect = /[\u00ad\u200b\u200c\u200e\u200f]|\u200d|[\u202a-\u202e]|[\u2060-\u206f]|[\ufe00-\ufe0f]|\ufeff|\udb40/;
/** England, Scotland and Wales have flags that are written with tag characters. */
const flag = /\u{1f3f4}[\u{e0061}-\u{e007a}]{2,6}\u{e007f}/gu;
const tag = /\udb40[\udc00-\udc7f]/;
const override = /[\u202d\u202e]/;
const embedding = /[\u202a\u202b\u2066-\u2069]/;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** Runs of characters without width, and letters that are kept apart by them one by one. */
const spread = /[\u200b-\u200d\u2060-\u2064\ufeff]{8,}|(?:[A-Za-z][\u200b-\u200d\u2060-\u2064\ufeff\u00ad]){3,}[A-Za-z]/;
const variation = /[\ufe00-\ufe0f]{4,}|(?:\udb40[\udd00-\uddef]){4,}/;

export function unseen(text: string): Finding[] {
  if (!suspect.test(text)) return [];
  const plain = text.includes('\udb40') ? text.replace(flag, (one) => '.'.repeat(one.length)) : text;
  const patterns = [tag, override, spread, variation, ...(rightToLeft.test(text) ? [] : [embedding])];
  for (const pattern of patterns) {
    const at = plain.search(pattern);
    if (at >= 0)
      return [{ id: 'text.hidden-characters', severity: 'high', reason: 'holds characters that a person does not see', at: { field: 'text', start: at, end: at + 1 } }];
  }
  return [];
}
