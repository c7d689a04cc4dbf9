import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importProblems } from '../../../scripts/checks/imports.ts';
import { parseSource } from '../../../scripts/checks/source.ts';

/** The problems of a project that consists of some files. */
function problems(files: Record<string, string>): string[] {
  return importProblems(Object.entries(files).map(([path, text]) => parseSource(path, text)));
}

const empty = 'export {};\n';

test('an import along the direction is no problem', () => {
  const found = problems({
    'src/model/action.ts': empty,
    'src/gate/pipeline.ts': "import { digest } from '../model/action.ts';\nexport { digest };\n",
  });
  assert.deepEqual(found, []);
});

test('an import against the direction is named with file and line', () => {
  const found = problems({ 'src/model/action.ts': "export {};\nimport { open } from '../gate/pipeline.ts';\nopen();\n", 'src/gate/pipeline.ts': empty });
  assert.deepEqual(found, ['src/model/action.ts:2: model may not import gate (src/gate/pipeline.ts)']);
});

test('a re-export, a dynamic import and a type in an import() count as imports', () => {
  const found = problems({
    'src/secrets/a.ts': "export * from '../gate/pipeline.ts';\n",
    'src/secrets/b.ts': "await import('../gate/pipeline.ts');\n",
    'src/secrets/c.ts': "export type C = import('../gate/pipeline.ts').P;\n",
    'src/gate/pipeline.ts': empty,
  });
  assert.equal(found.length, 3);
});

test('policy may import types of the record, and no values', () => {
  const record = { 'src/record/events.ts': empty };
  assert.deepEqual(problems({ ...record, 'src/policy/load.ts': "import type { Event } from '../record/events.ts';\nexport type G = Event;\n" }), []);
  assert.deepEqual(problems({ ...record, 'src/policy/load.ts': "import { type Event } from '../record/events.ts';\nexport type G = Event;\n" }), []);
  assert.equal(problems({ ...record, 'src/policy/load.ts': "import { Event } from '../record/events.ts';\nexport const g = Event;\n" }).length, 1);
  assert.equal(problems({ ...record, 'src/policy/load.ts': "import '../record/events.ts';\n" }).length, 1);
});

test('the editor runs the protocol and nothing else of the gate', () => {
  const gate = { 'src/gate/protocol.ts': empty, 'src/gate/pipeline.ts': empty };
  const view = (file: string): string[] => problems({ ...gate, 'src/editor/views/runs.ts': `import { x } from '../../gate/${file}';\nexport const y = x;\n` });
  assert.deepEqual(view('protocol.ts'), []);
  assert.deepEqual(view('pipeline.ts'), ['src/editor/views/runs.ts:1: editor may import only types of src/gate/pipeline.ts: use import type']);
});

test('the demo agent knows nothing of the product', () => {
  assert.equal(problems({ 'demo/agent.ts': "import type { Action } from '../src/model/action.ts';\nexport type A = Action;\n", 'src/model/action.ts': empty }).length, 1);
});

test('a file of the product outside of every room is a problem', () => {
  assert.equal(problems({ 'src/misc/x.ts': empty }).length, 1);
});

test('only the editor imports vscode', () => {
  const text = "import type * as vscode from 'vscode';\nexport type U = vscode.Uri;\n";
  assert.deepEqual(problems({ 'src/editor/a.ts': text }), []);
  assert.deepEqual(problems({ 'src/runs/a.ts': text }), ["src/runs/a.ts:1: 'vscode' may not be imported here"]);
});

test('only the command line reads process.argv', () => {
  const text = 'export const verb = process.argv[2];\n';
  assert.deepEqual(problems({ 'src/cli.ts': text }), []);
  assert.deepEqual(problems({ 'src/runs/a.ts': text }), ['src/runs/a.ts:1: only src/cli.ts reads process.argv']);
  assert.equal(problems({ 'src/runs/a.ts': "import { argv } from 'node:process';\nexport { argv };\n" }).length, 1);
  assert.equal(problems({ 'src/runs/a.ts': "export const verb = process['argv'][2];\n" }).length, 1);
});

test('a circle of imports is named once, with its way', () => {
  const found = problems({
    'src/model/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
    'src/model/b.ts': "import type { C } from './c.ts';\nexport type B = C;\n",
    'src/model/c.ts': "import type { A } from './a.ts';\nexport type C = A;\n",
  });
  assert.deepEqual(found, ['src/model/a.ts:1: a circle of imports: src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts']);
});

test('a file of more than 400 lines is a problem', () => {
  assert.deepEqual(problems({ 'test/unit/a.ts': 'let a;\n'.repeat(400) }), []);
  assert.equal(problems({ 'test/unit/a.ts': 'let a;\n'.repeat(401) }).length, 1);
});
