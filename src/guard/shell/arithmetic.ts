/** The value of a simple `$((…))`: sums and products of whole numbers, as every shell reckons them. */
import { withVariable, type ShellState } from './state.ts';
import { NUMBER } from './word.ts';

/**
 * @param text what stands between the brackets
 * @returns undefined where it is not as simple, or a variable in it is not known
 */
export function reckon(text: string, state: ShellState): number | undefined {
  const known = text.replace(/\$?\b([A-Za-z_]\w*)\b|\$(\d)|\$\{(\w+)\}/g, (_, bare?: string, place?: string, braced?: string) => {
    const value = state.variables.get(bare ?? place ?? braced ?? '');
    return value !== undefined && /^[qu]+$/.test(value.marks) && /^\d+$/.test(value.text) ? value.text : '?';
  });
  const tokens = known.match(/\d+|\S/g) ?? [];
  // A leading zero makes it octal, in some shells.
  if (tokens.length > 100 || !tokens.every((token) => /^(?:0|[1-9]\d{0,8}|[-+*()])$/.test(token))) return undefined;
  let at = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      at += 1;
      value = tokens[at - 1] === '+' ? value + product() : value - product();
    }
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === '*') {
      at += 1;
      value *= factor();
    }
    return value;
  };
  const factor = (): number => {
    const token = tokens[at];
    at += 1;
    if (token !== '(') return /^\d+$/.test(token ?? '') ? Number(token) : Number.NaN;
    const value = sum();
    at += 1;
    return tokens[at - 1] === ')' ? value : Number.NaN;
  };
  const value = sum();
  return at === tokens.length && Number.isSafeInteger(value) ? value : undefined;
}

/** The state after an arithmetic expression: whatever it sets is a number. */
export function reckoned(text: string, state: ShellState): ShellState {
  let next = state;
  for (const [, before, after] of text.matchAll(/(?:\+\+|--)\s*([A-Za-z_]\w*)|([A-Za-z_]\w*)(?:\[[^\]]*\])?\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))/g))
    next = withVariable(next, before ?? after ?? '', NUMBER);
  return next;
}
