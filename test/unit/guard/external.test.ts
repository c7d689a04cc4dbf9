import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ExternalGuard } from '../../../src/guard/external/external-guard.ts';

const folder = mkdtempSync(join(tmpdir(), 'external-guard-'));
const guards: ExternalGuard[] = [];
after(() => {
  for (const guard of guards) guard.close();
  rmSync(folder, { recursive: true, force: true });
});

function made(script: string, timeout = 20_000): ExternalGuard {
  const file = join(folder, `${guards.length}.mjs`);
  writeFileSync(file, script);
  const guard = new ExternalGuard({ command: [process.execPath, file], timeout, cwd: folder });
  guards.push(guard);
  return guard;
}

const lines = (body: string): string => `
import { createInterface } from 'node:readline';
import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(join(folder, 'started'))}, import.meta.url + '\\n');
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const answer = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
  ${body}
}`;
const armorer = lines(
  `const bad = request.text.includes('evil');
   answer({ id: request.id, sanitized_text: request.text, suspicious: bad, reasons: bad ? ['semantic:prompt_injection', 'policy:dangerous_tool_call'] : ['learning:local_allow_match'], confidence: bad ? 0.9 : 0, scan_id: 'x', model_version: 'word-sgd-native-v1', learning_version: 'none' });`,
);
const request = (text: string) => ({ text, context: { eval_surface: 'tool_call_args', trace_stage: 'action' } as const });
const starts = (guard: ExternalGuard) => readFileSync(join(folder, 'started'), 'utf8').split('\n').filter((line) => line.endsWith(`/${guards.indexOf(guard)}.mjs`)).length;

test('answers in the form of Armorer Guard become findings, in order, by one process', async () => {
  const guard = made(armorer);
  const answers = await Promise.all(['ls', 'evil', 'git status', 'evil too'].map((text) => guard.inspect(request(text))));
  assert.deepEqual(answers.map(({ findings }) => findings.map(({ id }) => id)), [[], ['external.semantic.prompt_injection', 'external.policy.dangerous_tool_call'], [], ['external.semantic.prompt_injection', 'external.policy.dangerous_tool_call']]);
  assert.equal(answers[0]?.version, 'word-sgd-native-v1+none');
  assert.equal(answers[1]?.findings[0]?.severity, 'high');
  await guard.inspect(request('again'));
  assert.equal(starts(guard), 1);
});

test('answers with findings of its own; it cannot refuse by itself', async () => {
  const guard = made(lines(`answer({ findings: [{ id: 'Bad Thing!', severity: 'catastrophic', reason: 'it is bad' }], version: '2' });`));
  const { findings, version } = await guard.inspect(request('x'));
  assert.deepEqual(findings, [{ id: 'external.bad.thing', severity: 'high', reason: 'it is bad' }]);
  assert.equal(version, '2');
});

test('slow, ending, garbage, silent, endless, another’s answer: each fails closed, and the next request starts it again', async () => {
  const bad: [string, string, number?][] = [
    ['slow', lines(`await new Promise((done) => setTimeout(done, 5000)); answer({ suspicious: false, reasons: [] });`), 200],
    ['ending', lines(`process.exit(3);`)],
    ['garbage', lines(`process.stdout.write('all is well\\n');`)],
    ['wrong shape', lines(`answer({ suspicious: 'no', reasons: [] });`)],
    ['empty', lines(`answer({});`)],
    ['another id', lines(`answer({ id: 'x' + request.id, suspicious: false, reasons: [] });`)],
    ['endless', lines(`process.stdout.write('x'.repeat(3_000_000));`)],
    ['no program', 'throw new Error()'],
    ['two answers', lines(`answer({ suspicious: false, reasons: [] }); answer({ suspicious: false, reasons: [] });`)],
  ];
  for (const [name, script, timeout] of bad) {
    const guard = made(script, timeout);
    const [first, second] = [await guard.inspect(request('a')), await guard.inspect(request('b'))];
    const failed = [first, second].filter(({ findings }) => findings[0]?.id === 'guard.external-failed');
    assert.ok(failed.length >= (name === 'two answers' ? 0 : 2), `${name}: ${JSON.stringify([first, second])}`);
    for (const { findings } of failed) assert.equal(findings[0]?.severity, 'high');
  }
});

test('a program that is not there, and one that was closed', async () => {
  const missing = new ExternalGuard({ command: [join(folder, 'not-there')], timeout: 1000, cwd: folder });
  assert.equal((await missing.inspect(request('a'))).findings[0]?.id, 'guard.external-failed');
  const guard = made(armorer);
  const waiting = guard.inspect(request('a'));
  guard.close();
  assert.equal((await waiting).findings[0]?.id, 'guard.external-failed');
  assert.equal((await guard.inspect(request('b'))).findings[0]?.id, 'guard.external-failed');
});

test('one that has ended is started again and works', async () => {
  const guard = made(lines(`answer({ suspicious: false, reasons: [], model_version: 'v' }); if (request.text === 'die') process.exit(0);`));
  assert.deepEqual((await guard.inspect(request('die'))).findings, []);
  assert.deepEqual((await guard.inspect(request('a'))).findings, []);
  assert.equal(starts(guard), 2);
});

test('one that ends at a request is asked once more, with all that waits in their order; at the second end they have failed', async () => {
  const guard = made(lines(`if (request.text === 'die') process.exit(1); answer({ suspicious: request.text === 'evil', reasons: request.text === 'evil' ? ['semantic:x'] : [] });`));
  await guard.inspect(request('a'));
  const answers = await Promise.all(['b', 'die', 'evil'].map((text) => guard.inspect(request(text))));
  assert.deepEqual(answers.map(({ findings }) => findings.map(({ id }) => id)), [[], ['guard.external-failed'], ['guard.external-failed']]);
  assert.equal(starts(guard), 2);
  assert.deepEqual((await guard.inspect(request('evil'))).findings.map(({ id }) => id), ['external.semantic.x']);
});
