import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentSecurityPolicy, inspectorHtml } from '../../../src/editor/inspector/html.ts';
import { verificationOf } from '../../../src/editor/inspector/report.ts';
import type { VerifyReport } from '../../../src/record/verify.ts';

test('the page’s policy allows nothing by default and nothing inline', () => {
  const policy = contentSecurityPolicy('N', 'https://host');
  assert.match(policy, /^default-src 'none'; /);
  assert.doesNotMatch(policy, /unsafe|\*|script-src [^;]*https/);
});

test('nothing that goes into the page can leave its attribute', () => {
  const html = inspectorHtml({ script: 's', stylesheet: 'c', cspSource: 'x', nonce: 'n', title: '</title><script>', target: { run: '"><script>alert(1)</script>', folder: "'" } });
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.match(html, /data-target="{&quot;run&quot;:&quot;\\&quot;&gt;&lt;script&gt;/);
});

describe('a report of verify', () => {
  const report = (change: Partial<VerifyReport>): VerifyReport => ({
    folder: '/r',
    events: 3,
    sealed: true,
    integrity: { ok: true, problems: [] },
    signature: { status: 'valid', fingerprint: 'SHA256:k', problems: [] },
    trust: { status: 'trusted', as: 'ada', source: 'allowed_signers', line: 2 },
    linkage: { status: 'linked', commits: ['c'] },
    notProven: [{ code: 'local-log', message: 'A local log cannot prove that nothing was left out.' }],
    ok: true,
    ...change,
  });
  const states = (change: Partial<VerifyReport>): string => {
    const { integrity, signature, trust, linkage } = verificationOf(report(change));
    return [integrity, signature, trust, linkage].map(({ state }) => state).join(' ');
  };

  test('keeps its answers apart', () => {
    assert.equal(states({}), 'passed passed passed passed');
    assert.equal(states({ trust: { status: 'unknown-key', reason: 'no file names it' } }), 'passed passed unknown passed');
    assert.equal(states({ signature: { status: 'invalid', problems: [] } }), 'passed failed passed passed');
    assert.equal(states({ linkage: { status: 'not-found', commits: [] } }), 'passed passed passed unknown');
    assert.equal(states({ integrity: { ok: false, problems: [{ code: 'chain', where: { file: 'record.jsonl', line: 2 }, message: 'm' }] } }), 'failed passed passed passed');
  });

  test('a run that is not sealed yet is not broken', () => {
    assert.equal(states({ sealed: false, signature: { status: 'none', problems: [] }, integrity: { ok: false, problems: [{ code: 'not-sealed', where: { file: 'receipt.intoto.json' }, message: 'm' }] } }), 'unknown unknown passed passed');
  });

  test('says what is not proven', () => assert.deepEqual(verificationOf(report({})).notProven, ['A local log cannot prove that nothing was left out.']));
});
