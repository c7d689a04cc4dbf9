/** Findings about the free-form arguments of a tool that the guard does not know. */
import type { Finding } from '../../model/decision.ts';
import type { GuardContext } from '../types.ts';
import { assessPath } from './paths.ts';
import { secretsIn } from './secrets.ts';

const MAX_STRINGS = 2000;
const MAX_PATH = 4096;

/**
 * Every text in a JSON value: secrets in it, and whether it names a file of Signalbox. What such a tool does with a path is not
 * known, so naming one counts as writing it.
 */
export function assessValue(value: unknown, field: string, context: GuardContext): Finding[] {
  const findings: Finding[] = [];
  let count = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const one = pending.pop();
    if (typeof one === 'string') {
      count += 1;
      if (count > MAX_STRINGS)
        return [
          ...findings,
          { id: 'tool.too-large', severity: 'medium', reason: 'has arguments that are too large to be read whole', at: { field } },
        ];
      findings.push(...secretsIn(one, field), ...signalboxPaths(one, field, context));
    } else if (typeof one === 'object' && one !== null) {
      for (const [key, child] of Object.entries(one)) pending.push(key, child);
    }
  }
  return findings;
}

function signalboxPaths(text: string, field: string, context: GuardContext): Finding[] {
  if (text.length > MAX_PATH || text.includes('\n') || text === '') return [];
  const path = text.startsWith('file://') && URL.canParse(text) ? safeDecode(new URL(text).pathname) : text;
  for (const root of context.roots) {
    const found = assessPath(path, root, 'write', context).findings.find((finding) => finding.id === 'path.signalbox');
    if (found) return [{ ...found, at: { field } }];
  }
  return [];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
