/** How paths of a record stand in the workspace, whatever system they are of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathModel } from '../../../src/editor/inspector/paths.ts';

const names = (cwd: string, root: string, ...paths: string[]) => paths.map((path) => pathModel(path, cwd, root).name);

test('from the workspace folder, wherever the action was; whole for what is elsewhere', () => {
  assert.deepEqual(names('/w/app/src', '/w/app', 'a.ts', '../b.ts', '/w/app/c.ts', '/w/app', '/w/app/', '../../x', '/w/apple/a', '/etc/passwd'), ['src/a.ts', 'b.ts', 'c.ts', '.', '.', '/w/app/src/../../x', '/w/apple/a', '/etc/passwd']);
  assert.deepEqual(names('/w', '/', 'a'), ['/w/a']);
});

test('the whole path is as it was recorded, or from the folder that it was recorded in', () => {
  assert.equal(pathModel('a.ts', '/w/app/src', '/w/app').path, '/w/app/src/a.ts');
  assert.equal(pathModel('/w/app/./a.ts', '/w', '/w/app').path, '/w/app/./a.ts');
});

test('of Windows too', () => {
  assert.deepEqual(names(String.raw`C:\w\app`, String.raw`C:\w\app`, String.raw`C:\w\app\src\a.ts`, 'b.ts', String.raw`D:\x`), ['src/a.ts', 'b.ts', String.raw`D:\x`]);
  assert.equal(pathModel('b.ts', String.raw`C:\w\app`, String.raw`C:\w\app`).path, String.raw`C:\w\app\b.ts`);
});
