import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestProblems, strayIds, type DeclaredIds } from '../../../scripts/checks/manifest.ts';
import { parseSource } from '../../../scripts/checks/source.ts';

const ids: DeclaredIds = {
  commands: { stop: 'signalbox.stop' },
  views: { runs: 'signalbox.runs' },
  settings: { notify: 'signalbox.notify' },
  contexts: { live: 'signalbox.live' },
  container: 'signalbox',
  taskType: 'signalbox',
};

const contributes = {
  commands: [{ command: 'signalbox.stop', title: 'Stop', enablement: 'signalbox.live' }],
  views: { signalbox: [{ id: 'signalbox.runs', name: 'Runs' }] },
  viewsContainers: { activitybar: [{ id: 'signalbox', title: 'Signalbox' }] },
  configuration: { properties: { 'signalbox.notify': { type: 'boolean' } } },
  taskDefinitions: [{ type: 'signalbox' }],
};

test('a manifest that agrees with the code has no problem', () => {
  assert.deepEqual(manifestProblems(contributes, ids), []);
});

test('an id on one side only is named, whichever side it is', () => {
  const lessCode = { ...ids, commands: {}, contexts: { live: 'signalbox.live' } };
  assert.deepEqual(manifestProblems(contributes, lessCode), ['package.json: command signalbox.stop is not declared in src/editor/ids.ts']);
  const lessManifest = { ...contributes, configuration: [] };
  assert.deepEqual(manifestProblems(lessManifest, ids), ['src/editor/ids.ts: setting signalbox.notify is not contributed by package.json']);
});

test('a when clause that names an unknown key is a problem', () => {
  const typo = { ...contributes, commands: [{ command: 'signalbox.stop', enablement: '!signalbox.alive && x' }] };
  assert.deepEqual(manifestProblems(typo, ids), ['package.json: signalbox.alive in a clause is not declared in src/editor/ids.ts']);
});

test('an id that the code writes out is named with file and line', () => {
  const source = parseSource('src/editor/a.ts', "const a = 'other';\nrun('signalbox.stop', a);\n");
  assert.deepEqual(strayIds([source], ['signalbox.stop']), ["src/editor/a.ts:2: 'signalbox.stop' is written out; take it from src/editor/ids.ts"]);
});
