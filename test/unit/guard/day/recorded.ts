/** Days that were written down without looking at the rules, call by call, for a project in `/home/dev/project`. */
import { readFileSync } from 'node:fs';
import { actionSchema, type Action } from '../../../../src/model/action.ts';

/** @param name of the file next to this one: `{"id","action"}` a line, as `signalbox check` takes it */
export function recordedDay(name: 'typescript' | 'python' | 'npm' | 'go'): Action[] {
  return readFileSync(new URL(`${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { action } = JSON.parse(line) as { action: Record<string, unknown> };
      return actionSchema.parse('path' in action ? { ...action, paths: [action['path']] } : action);
    });
}
