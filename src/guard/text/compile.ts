/**
 * Makes regular expressions over a line of groups (`scan.ts`) of what `frames.ts` says:
 * `a|b` one of these groups · `a?` maybe · `a+` up to three · `~4` up to four of anything within the sentence · `_4` within the line too · `^` where an order may begin ·
 * `^^` where somebody may be spoken to · `!a|b` none of these follows within five · `!<a|b` none of these stands within the three before, `!<<a|b` within the nine before · `$` an end
 */
import { charOf } from './scan.ts';

const escape = (group: string): string => `\\x${charOf(group).charCodeAt(0).toString(16)}`;
const set = (groups: string): string => `[${groups.split('|').map(escape).join('')}]`;
const stop = escape('stop');
const line = escape('line');
/** What stands before the imperative. */
const beforeOrder = set('stop|comma|colon|line|open|close|and|lead|must|at|ai|urgent|silent|announce');
const ending = set('stop|close|line|comma|colon|and');
const beforeAddress = set('stop|colon|line|open|close|comma|at');

export interface Pattern {
  regexp: RegExp;
  /** Of each of these strings one group must be there. */
  needs: string[];
}

/** @throws Error when a pattern names a group that does not exist */
export function compile(pattern: string): Pattern {
  let source = '';
  const needs: string[] = [];
  for (const part of pattern.split(' ')) {
    if (part === '^') source += `(?<=(?:^|${beforeOrder}))`;
    else if (part === '^^') source += `(?<=(?:^|${beforeAddress}))`;
    else if (part === '$') source += `(?=$|${ending})`;
    else if (part.startsWith('~')) source += `[^${stop}]{0,${part.slice(1)}}?`;
    else if (part.startsWith('_')) source += `[^${stop}${line}]{0,${part.slice(1)}}?`;
    else if (part.startsWith('!<<')) source += `(?<!${set(part.slice(3))}[^${stop}]{0,8})`;
    else if (part.startsWith('!<')) source += `(?<!${set(part.slice(2))}[^${stop}]{0,2})`;
    else if (part.startsWith('!')) source += `(?![^${stop}]{0,4}?${set(part.slice(1))})`;
    else if (part.endsWith('?')) source += `${set(part.slice(0, -1))}?`;
    else {
      const groups = part.replace(/\+$/, '');
      needs.push(groups.split('|').map(charOf).join(''));
      source += `${set(groups)}${part.endsWith('+') ? '{1,3}' : ''}`;
    }
  }
  return { regexp: new RegExp(source, 'g'), needs };
}
