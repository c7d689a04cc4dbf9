import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createPrivateKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Memento } from 'vscode';
import { ageSince, ageText, whenText } from '../../../src/editor/age.ts';
import { AcceptGuard, GRACE } from '../../../src/editor/approving/accept-guard.ts';
import { approvalOf as approvalAt, diffsOf, documentOf, ruleDocumentOf } from '../../../src/editor/approving/whole-text.ts';
import { EditorSecrets, secretHome } from '../../../src/editor/gate/secrets.ts';
import { readHead } from '../../../src/editor/records/head.ts';
import { verdictOf } from '../../../src/editor/records/verdict.ts';
import { subjectOf } from '../../../src/editor/subject.ts';
import { readDefinition } from '../../../src/editor/tasks/definition.ts';
import { approvalOf } from './states.ts';

describe('the guard of the approval prompt', () => {
  it('accepts nothing during the grace, then only harmless items until the person did something', () => {
    let now = 0;
    const guard = new AcceptGuard(() => now);
    assert.equal(guard.accepts(true), false);
    guard.touch();
    now = GRACE;
    assert.equal(guard.accepts(true), true);
    assert.equal(guard.accepts(false), false, 'what came during the grace was meant for something else');
    guard.touch();
    assert.equal(guard.accepts(false), true);
    guard.shown();
    assert.equal(guard.accepts(true), false);
    now += GRACE;
    assert.equal(guard.accepts(false), false);
  });

  it('accepts what was refused when it comes again, but not in the same breath', () => {
    let now = 0;
    const guard = new AcceptGuard(() => now);
    guard.refused();
    now = GRACE;
    assert.equal(guard.accepts(false), false, 'a refusal during the grace says nothing');
    guard.refused();
    now += GRACE - 1;
    assert.equal(guard.accepts(false), false);
    guard.refused();
    now += 1;
    assert.equal(guard.accepts(false), true);
  });
});

describe('ages', () => {
  it('tick in steps that can be read', () => {
    assert.deepEqual([0, 4999, 12_000, 60_000, 3_599_000, 3_600_000, 50 * 3_600_000, -5].map(ageText), ['0 s', '0 s', '10 s', '1 min', '59 min', '1 h 0 min', '2 days', '0 s']);
    assert.equal(ageSince('not a time', 0), '');
    assert.equal(whenText('not a time', 0), '');
  });
});

describe('arguments of commands', () => {
  const subject = { kind: 'approval', folder: '/w', approval: 'a', digest: 'd' } as const;

  it('are a subject or a row that carries one', () => {
    assert.deepEqual(subjectOf('approval', subject), subject);
    assert.deepEqual(subjectOf('approval', { id: 'row', subject }), subject);
  });

  it('are nothing when they are anything else', () => {
    for (const other of [undefined, null, 5, 'approval', [], {}, { kind: 'approval' }, { ...subject, digest: 7 }, { kind: 'run', folder: '/w', run: 'r', dir: '/d' }]) {
      assert.equal(subjectOf('approval', other), undefined);
    }
  });
});

describe('tasks of tasks.json', () => {
  it('are read, or it is said what is wrong', () => {
    assert.deepEqual(readDefinition({ type: 'signalbox', agent: 'demo', prompt: '' }), { type: 'signalbox', agent: 'demo' });
    assert.deepEqual(readDefinition({ type: 'signalbox', agent: 'demo', prompt: 'go', extra: 1 }), { type: 'signalbox', agent: 'demo', prompt: 'go' });
    assert.deepEqual(readDefinition({ type: 'signalbox', agent: 'demo', resume: 'run-1' }), { type: 'signalbox', agent: 'demo', resume: 'run-1' });
    for (const bad of [{ type: 'shell', agent: 'demo' }, { type: 'signalbox' }, { type: 'signalbox', agent: 5 }, { type: 'signalbox', agent: 'demo', prompt: 5 }, { type: 'signalbox', agent: 'x'.repeat(201) }, { type: 'signalbox', agent: 'demo', resume: 7 }]) {
      assert.equal(typeof readDefinition(bad), 'string');
    }
  });
});

describe('what an approval shows, whole', () => {
  it('stands at addresses that name the approval', () => {
    const presentation = { form: 'diff' as const, title: 't', files: [{ path: 'src/a.ts', before: null, after: 'x' }, { path: '..\\b.ts', before: 'y', after: null }] };
    const approval = approvalOf({ presentation });
    const diffs = diffsOf(approval, presentation);
    assert.deepEqual(diffs.map(({ before, after }) => [before.text, after.text]), [['', 'x'], ['y', '']]);
    assert.match(diffs[1]?.title ?? '', /^delete /);
    const paths = diffs.flatMap(({ before, after }) => [before.path, after.path]);
    assert.equal(new Set(paths).size, 4);
    for (const path of paths) {
      assert.equal(approvalAt(path), approval.id);
      assert.doesNotMatch(path, /\.\.|\\/);
    }
  });

  it('is the text itself, and the rule with its file', () => {
    const approval = approvalOf({ suggestion: { rule: '{ "id": "x" }', file: '/w/.signalbox/policy.jsonc', digest: 'r'.repeat(64) } });
    assert.ok(approval.presentation.form === 'document');
    assert.equal(documentOf(approval, approval.presentation).text, 'npm publish\n');
    assert.match(ruleDocumentOf(approval)?.text ?? '', /policy\.jsonc:\n\{ "id": "x" \}/);
    assert.equal(ruleDocumentOf(approvalOf()), undefined);
  });
});

describe('the secrets of the editor', () => {
  it('are made once, kept, and differ by folder', async () => {
    const kept = new Map<string, string>();
    const storage = {
      get: (key: string) => Promise.resolve(kept.get(key)),
      store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    };
    const secrets = new EditorSecrets(storage);
    const [a, again, b, pem] = await Promise.all([secrets.forFolder('/a'), secrets.forFolder('/a'), secrets.forFolder('/b'), secrets.signingKey()]);
    assert.match(a, /^[0-9a-f]{64}$/);
    assert.equal(a, again);
    assert.notEqual(a, b);
    assert.equal(createPrivateKey(pem).asymmetricKeyType, 'ed25519');
    const reloaded = new EditorSecrets(storage);
    assert.equal(await reloaded.forFolder('/a'), a);
    assert.equal(await reloaded.signingKey(), pem);
  });

  it('outlive the page in a browser, and are in no plain file on a desktop', async () => {
    for (const inBrowser of [true, false]) {
      const state = new Map<string, string>();
      const memento = { get: (key: string) => state.get(key), update: (key: string, value: string) => Promise.resolve(void state.set(key, value)) } as Pick<Memento, 'get' | 'update'>;
      const page = () => {
        const kept = new Map<string, string>();
        return { get: (key: string) => Promise.resolve(kept.get(key)), store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)) };
      };
      const first = await new EditorSecrets(secretHome(page(), memento, inBrowser)).forFolder('/a');
      const second = await new EditorSecrets(secretHome(page(), memento, inBrowser)).forFolder('/a');
      assert.equal(first === second, inBrowser);
      assert.equal(state.size, inBrowser ? 1 : 0);
    }
  });

  it('are tried anew after the key ring was locked', async () => {
    let locked = true;
    const storage = { get: () => (locked ? Promise.reject(new Error('locked')) : Promise.resolve('kept')), store: () => Promise.resolve() };
    const secrets = new EditorSecrets(storage);
    await assert.rejects(secrets.signingKey(), /locked/);
    locked = false;
    assert.equal(await secrets.signingKey(), 'kept');
  });
});

describe('the head of a record', () => {
  const started = { v: 1, seq: 0, time: '2026-11-22T10:00:00.000Z', type: 'run.started', data: { 'gen_ai.agent.name': 'Demo agent' } };
  const input = { v: 1, seq: 1, type: 'input.given', data: { text: 'Fix it\nplease' } };
  const sealed = { v: 1, seq: 2, type: 'run.sealed', data: { end: 'stopped' } };

  async function headOf(text: string | undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-head-'));
    try {
      if (text !== undefined) await writeFile(join(folder, 'record.jsonl'), text);
      return await readHead(folder, 'run-1');
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const lines = (...events: unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

  it('is agent, first line of the first input, and how it ended', async () => {
    assert.deepEqual(await headOf(lines(started, input, sealed)), { run: 'run-1', agent: 'Demo agent', title: 'Fix it', prompt: input.data.text, startedAt: started.time, end: 'stopped' });
  });

  it('knows whose session can go on', async () => {
    const named = { ...started, data: { ...started.data, 'gen_ai.agent.id': 'demo' } };
    const capabilities = (data: object) => ({ type: 'capabilities.observed', data });
    const head = await headOf(lines(named, capabilities({ canResume: true }), capabilities({ canResume: true, 'gen_ai.conversation.id': 'c-1' }), sealed));
    assert.deepEqual([head.agentId, head.continuable], ['demo', true]);
    for (const data of [{ canResume: true }, { canResume: false, 'gen_ai.conversation.id': 'c-1' }]) assert.equal((await headOf(lines(named, capabilities(data), sealed))).continuable, undefined);
  });

  it('is found in a long record by its ends alone', async () => {
    const filler = Array.from({ length: 400 }, (_, seq) => ({ seq, type: 'message', data: { text: 'x'.repeat(1000) } }));
    const head = await headOf(lines(started, input, ...filler, sealed));
    assert.equal(head.end, 'stopped');
    assert.equal(head.title, 'Fix it');
  });

  it('has no end where there is no seal, or a torn one', async () => {
    assert.equal((await headOf(lines(started, input))).end, undefined);
    assert.equal((await headOf(lines(started, input) + JSON.stringify(sealed).slice(0, -3))).end, undefined);
  });

  it('says what is wrong instead of failing', async () => {
    for (const text of [undefined, '', 'nonsense', lines(input), '{"type":"run.started"']) assert.ok((await headOf(text)).unreadable);
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-head-'));
    await mkdir(join(folder, 'record.jsonl'));
    assert.ok((await readHead(folder, 'run-1')).unreadable);
    await rm(folder, { recursive: true });
  });
});

describe('what verify printed', () => {
  const report = {
    folder: '/r',
    events: 3,
    sealed: true,
    integrity: { ok: true, problems: [] },
    signature: { status: 'valid', fingerprint: 'SHA256:abc', problems: [] },
    trust: { status: 'unknown-key', reason: 'no allowed_signers file names this key' },
    linkage: { status: 'not-recorded', commits: [] },
    notProven: [{ code: 'local-log', message: 'Whoever holds the key can leave things out.' }],
    ok: true,
  };

  it('is told in a sentence; an unknown key is not a broken record', () => {
    const { good, sentence, verification } = verdictOf(JSON.stringify({ runs: [report] }));
    assert.equal(good, true);
    assert.match(sentence, /^The record verifies\./);
    assert.equal(verification.integrity.state, 'passed');
    assert.equal(verification.trust.state, 'unknown');
    assert.deepEqual(verification.notProven, ['Whoever holds the key can leave things out.']);
  });

  it('names each failure by its code', () => {
    const bad = { ...report, ok: false, integrity: { ok: false, problems: [{ code: 'chain', message: 'line 3 does not follow' }] }, signature: { status: 'invalid', problems: [] } };
    const { good, verification } = verdictOf(JSON.stringify(bad));
    assert.equal(good, false);
    assert.deepEqual(verification.integrity.details, ['chain: line 3 does not follow']);
    assert.equal(verification.signature.state, 'failed');
  });

  it('calls a run that has no seal yet neither whole nor broken', () => {
    const live = { ...report, ok: false, sealed: false, integrity: { ok: false, problems: [{ code: 'not-sealed', message: 'no receipt' }] }, signature: { status: 'none', problems: [] } };
    const { good, verification } = verdictOf(JSON.stringify(live));
    assert.equal(good, false);
    assert.deepEqual([verification.integrity.state, verification.signature.state], ['unknown', 'unknown']);
    const torn = { ...live, integrity: { ok: false, problems: [...live.integrity.problems, { code: 'chain', message: 'line 3 does not follow' }] } };
    assert.equal(verdictOf(JSON.stringify(torn)).verification.integrity.state, 'failed');
  });

  it('is refused when it is no report', () => {
    assert.throws(() => verdictOf('{"runs":[{"ok":true}]}'), /different versions/);
    assert.throws(() => verdictOf('nonsense'));
  });
});
