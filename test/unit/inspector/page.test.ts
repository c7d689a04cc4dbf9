import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentSecurityPolicy, inspectorHtml } from '../../../src/editor/inspector/html.ts';

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
