import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { absolutePath, effectModels } from '../../../src/editor/inspector/effects.ts';
import type { EffectView, ToolCallView } from '../../../src/record/view.ts';

function write(step: string, cwd: string, path: string, state: ToolCallView['state'] = 'succeeded'): ToolCallView {
  return { form: 'tool-call', step, title: '', door: 'acp', action: { kind: 'write', paths: [path], cwd }, digest: '', basis: 'mediated', findings: [], state, startedAt: '', events: [], children: [] };
}
const effect = (path: string): EffectView => ({ path, change: 'modified', before: 'a', after: 'b' });
const stepsOf = (path: string, ...calls: ToolCallView[]): string[] => effectModels([effect(path)], calls, 'app')[0]?.steps ?? [];

describe('who announced a change', () => {
  test('a path is matched however the agent wrote it', () => {
    for (const call of [write('s', '/w/app', 'src/a.ts'), write('s', '/w/app', './src/../src/a.ts'), write('s', '/w/app', '/w/app/src/a.ts'), write('s', '/w/app/src', 'a.ts'), write('s', 'C:\\w\\app', 'src\\a.ts')]) {
      assert.deepEqual(stepsOf('src/a.ts', call), ['s']);
    }
  });

  test('a file of the same name elsewhere is another file', () => {
    assert.deepEqual(stepsOf('a.ts', write('s', '/w/app/src', 'a.ts')), []);
    assert.deepEqual(stepsOf('src/a.ts', write('s', '/w/other', 'src/a.ts')), ['s'], 'without the workspace’s name, the folder of the action is all there is');
    assert.deepEqual(stepsOf('src/a.ts', write('s', '/w/app', '/w/other/src/a.ts')), []);
  });

  test('what was denied or still waits announced nothing', () => {
    for (const state of ['denied', 'waiting'] as const) assert.deepEqual(stepsOf('src/a.ts', write('s', '/w/app', 'src/a.ts', state)), []);
  });

  test('several steps are all named', () => assert.deepEqual(stepsOf('a', write('s1', '/w/app', 'a'), write('s2', '/w/app', 'a')), ['s1', 's2']));
});

test('a path never climbs above the root', () => assert.equal(absolutePath('/w', '../../../etc'), '/etc'));
