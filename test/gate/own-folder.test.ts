/** Nothing that an agent does through a door changes a file of Signalbox's own, whatever the policy and the person's flags allow. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connectTo } from '../../src/gate/client.ts';
import type { GateConnection } from '../../src/gate/client-types.ts';
import { sha256 } from '../../src/model/digest.ts';
import { until, type TestGate } from '../support/gate.ts';
import { puppetGate, type Puppet, type Strings } from '../support/puppet.ts';

const { gate, strings }: { gate: TestGate; strings: Strings } = puppetGate();
const { folder } = gate.workspace;
const own = join(folder, '.signalbox');
/** Loosens all that a policy can. */
const policy = { version: 1, posture: 'trusting', rules: [{ id: 'anything', effect: 'allow', match: { kind: ['exec', 'read', 'write', 'fetch', 'mcp', 'other'] } }] };

let operator: GateConnection;
let kept: Map<string, string>;

before(async () => {
  writeFileSync(join(own, 'policy.jsonc'), JSON.stringify(policy));
  symlinkSync('.signalbox', join(folder, 'notes'));
  symlinkSync('notes/policy.jsonc', join(folder, 'settings.json'));
  symlinkSync('.signalbox/new.json', join(folder, 'new.json'));
  mkdirSync(join(folder, 'deep'));
  symlinkSync('../.signalbox', join(folder, 'deep', 'er'));
  operator = await gate.connect();
  assert.deepEqual(operator.state.policy.problems, []);
  const { run } = await operator.request('run/launch', { agent: 'puppet', trusted: true });
  (await strings.next()).end();
  await operator.request('run/wait', { run });
  kept = contents();
});
after(async () => {
  strings.close();
  await gate.end();
});

/** Every file of `.signalbox` but those of the run that goes on. */
function contents(except = 'none'): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(own, { recursive: true, encoding: 'utf8' })) {
    const path = join(own, name);
    if (!name.includes(except)) files.set(name, lstatSync(path).isFile() ? sha256(readFileSync(path)) : 'folder');
  }
  return files;
}

/** Runs `act` in a run of its own, and sees that nothing has changed. */
async function inRun(approve: 'ask' | 'allow' | 'deny', act: (puppet: Puppet) => Promise<void>): Promise<void> {
  const { run } = await operator.request('run/launch', { agent: 'puppet', trusted: true, approve });
  const puppet = await strings.next();
  try {
    await act(puppet);
    assert.deepEqual(contents(run), kept);
  } finally {
    puppet.end();
    await operator.request('run/wait', { run });
    kept = contents();
  }
}

const paths = [
  '.signalbox/policy.jsonc',
  '.signalbox/runs/2026-01/x/record.jsonl',
  '.signalbox',
  'src/../.signalbox/policy.jsonc',
  'src/.././/.signalbox//agents.json',
  'src/nothing/../../.signalbox/x',
  '.SignalBox/policy.jsonc',
  '.signalbox./policy.jsonc',
  '.signal\u200bbox/policy.jsonc',
  '.ｓignalbox/policy.jsonc',
  'SIGNAL~1/policy.jsonc',
  'notes/policy.jsonc',
  'notes/made/up/x',
  'settings.json',
  'new.json',
  'deep/er/policy.jsonc',
  'deep/er/../.signalbox/allowed_signers',
];

test('fs/write_text_file', () =>
  inRun('allow', async (puppet) => {
    for (const path of paths) {
      const { error } = await puppet.request('fs/write_text_file', { path: path.startsWith('/') ? path : `${folder}/${path}`, content: '{}' });
      assert.ok(error !== undefined, path);
    }
    const relative = await puppet.request('fs/write_text_file', { path: '.signalbox/policy.jsonc', content: '{}' });
    assert.ok(relative.error !== undefined);
    assert.equal((await puppet.request('fs/write_text_file', { path: join(folder, 'ordinary.txt'), content: 'fine\n' })).error, undefined);
    assert.ok(existsSync(join(folder, 'ordinary.txt')));
  }));

test('session/request_permission for edits, as agents name them', () =>
  inRun('allow', async (puppet) => {
    let call = 0;
    for (const path of paths) {
      const forms: Record<string, unknown>[] = [
        { kind: 'edit', rawInput: { file_path: path, content: '{}' } },
        { kind: 'edit', content: [{ type: 'diff', path: `${folder}/${path}`, oldText: null, newText: '{}' }] },
        { kind: 'delete', locations: [{ path: `${folder}/${path}` }] },
        { kind: 'move', rawInput: { source: 'package.json', destination: path } },
        { kind: 'edit', rawInput: { uri: `file://${folder}/${path}`.replaceAll('\u200b', '%E2%80%8B') } },
        { kind: 'read', rawInput: { path: 'package.json' }, content: [{ type: 'diff', path: `${folder}/${path}`, oldText: '', newText: '{}' }] },
      ];
      for (const form of forms) assert.equal(await puppet.ask({ toolCallId: `e${++call}`, title: 'Read the project', ...form }), false, JSON.stringify(form));
    }
    // Of several files one is enough.
    const content = ['a.txt', '.signalbox/policy.jsonc', 'b.txt'].map((path) => ({ type: 'diff', path: join(folder, path), oldText: null, newText: '' }));
    assert.equal(await puppet.ask({ toolCallId: 'many', title: 'Edit', kind: 'edit', content }), false);
    assert.equal(await puppet.ask({ toolCallId: 'good', title: 'Edit', kind: 'edit', rawInput: { file_path: 'a.txt', content: '' } }), true);
  }));

/** What they do can be seen: refused, whatever is allowed. */
const refused = [
  'echo x > .signalbox/policy.jsonc',
  "echo x >> '.signal'\"box\"/policy.jsonc",
  'echo x > .\\signalbox/policy.jsonc',
  'cd .signalbox && echo x > policy.jsonc',
  'cd src && cd ../.signalbox && rm policy.jsonc',
  '(cd notes; rm policy.jsonc)',
  'd=.signalbox; echo x > $d/policy.jsonc',
  'd=.signal; echo x > "${d}box/policy.jsonc"',
  'rm -rf .signalbox',
  'rm -rf .signal*',
  'rm -rf .s?gnalbox',
  'rm .sign[a]lbox/policy.jsonc',
  'rm -rf ./.signalbox/../.signalbox/runs',
  'rm -rf .',
  'rm -rf ..',
  `rm -rf ${folder}`,
  'mv .signalbox elsewhere',
  'mv package.json .signalbox/agents.json',
  'cp package.json notes/policy.jsonc',
  'cp -r src deep/er/',
  'ln -s /etc .signalbox/runs2',
  'ln -sf ../package.json .signalbox/policy.jsonc',
  'touch settings.json',
  'tee .signalbox/policy.jsonc < package.json',
  'cat package.json | tee -a src/x .signalbox/policy.jsonc',
  'sed -i s/a/b/ .signalbox/policy.jsonc',
  'truncate -s 0 .signalbox/policy.jsonc',
  'dd if=package.json of=.signalbox/policy.jsonc',
  'install package.json .signalbox/policy.jsonc',
  'mkdir -p .signalbox/runs/x',
  'chmod 777 .signalbox/policy.jsonc',
  'find .signalbox -name "*.jsonc" -delete',
  'env FOO=1 rm .signalbox/policy.jsonc',
  'sudo rm .signalbox/policy.jsonc',
  'command rm .signalbox/policy.jsonc',
  'if true; then rm .signalbox/policy.jsonc; fi',
  'for f in .signalbox/*; do rm "$f"; done',
  'ls && rm .signalbox/policy.jsonc || true',
  'echo $(rm .signalbox/policy.jsonc)',
  'bash -c "rm .signalbox/policy.jsonc"',
  "sh -c 'cd .signalbox; rm policy.jsonc'",
  'eval "rm .signalbox/policy.jsonc"',
  'ls | xargs -I{} rm .signalbox/policy.jsonc',
  'git rm -rf .signalbox',
  'git mv .signalbox elsewhere',
];

/** Whose effect cannot be seen, or is wider than it looks: never allowed without a person. */
const asked = [
  'rm -rf "$(printf .signalbox)"',
  'rm $UNKNOWN',
  'node -e "require(\'fs\').rmSync(\'.signalbox\', { recursive: true })"',
  'python3 -c "open(\'.signalbox/policy.jsonc\', \'w\')"',
  'sh ./script.sh',
  'git clean -fdx',
  'git -C .signalbox clean -fd',
  'git checkout -- .',
  'git stash -u',
  'git config core.hooksPath .signalbox',
  'git config core.fsmonitor "rm -rf .signalbox"',
  'git -c core.pager="rm -rf .signalbox" log',
  'git apply changes.patch',
  'patch -p1 < changes.patch',
  'tar -xf archive.tar -C .signalbox',
  'unzip archive.zip',
  'curl -o .signalbox/policy.jsonc http://127.0.0.1/',
  'rsync -a src/ .signalbox/',
  'make',
  'npm test',
  '"unclosed',
];

test('session/request_permission and terminal/create for commands that change it', () =>
  inRun('allow', async (puppet) => {
    for (const [index, command] of refused.entries()) {
      const { result, error } = await puppet.request('terminal/create', { command });
      assert.ok(error !== undefined, `${command}: ${JSON.stringify(result)}`);
      assert.equal(await puppet.ask({ toolCallId: `c${index}`, title: 'List files', kind: 'execute', rawInput: { command } }), false, command);
      assert.equal(await puppet.ask({ toolCallId: `l${index}`, title: 'List files', kind: 'execute', rawInput: { command: ['bash', '-c', command] } }), false, `bash -c ${command}`);
    }
    const lists: Record<string, unknown>[] = [
      { command: 'rm', args: ['.signalbox/policy.jsonc'] },
      { command: 'rm', args: ['policy.jsonc'], cwd: own },
      { command: 'rm policy.jsonc', cwd: join(folder, 'notes') },
      { command: 'sh', args: ['-c', 'echo x > policy.jsonc'], cwd: join(folder, 'deep', 'er') },
      { command: 'echo x > "$TARGET"', env: [{ name: 'TARGET', value: '.signalbox/policy.jsonc' }] },
    ];
    for (const list of lists) assert.ok((await puppet.request('terminal/create', list)).error !== undefined, JSON.stringify(list));
  }));

test('commands whose effect is not known are not allowed by a rule of the built-in policy', async () => {
  const file = join(own, 'policy.jsonc');
  const loose = readFileSync(file, 'utf8');
  writeFileSync(file, '{ "version": 1, "rules": [] }');
  kept = contents();
  await inRun('deny', async (puppet) => {
    for (const [index, command] of asked.entries()) {
      assert.equal(await puppet.ask({ toolCallId: `a${index}`, title: 'List files', kind: 'execute', rawInput: { command } }), false, command);
    }
    assert.equal(await puppet.ask({ toolCallId: 'ls', title: 'List files', kind: 'execute', rawInput: { command: 'ls src' } }), true);
  });
  writeFileSync(file, loose);
  kept = contents();
});

test('run/propose on the socket', () =>
  inRun('allow', async ({ env }) => {
    const connection = await connectTo(env['SIGNALBOX_SOCKET']!, { kind: 'agent', name: 'hook', version: '1', pid: 1 }, { role: 'run', run: env['SIGNALBOX_RUN']!, secret: env['SIGNALBOX_RUN_TOKEN']! });
    for (const path of paths) {
      const { decision } = await connection.request('run/propose', { action: { kind: 'write', paths: ['src/a.js', path], cwd: folder } });
      assert.equal(decision.verdict, 'deny', path);
      assert.equal(decision.by, 'rule', path);
    }
    for (const command of refused) {
      const { decision } = await connection.request('run/propose', { action: { kind: 'exec', command, cwd: folder } });
      assert.equal(decision.verdict, 'deny', command);
    }
    for (const cwd of ['/', '', 'x', join(folder, 'notes')].filter((one) => one !== '')) {
      const { decision } = await connection.request('run/propose', { action: { kind: 'write', paths: [join(own, 'policy.jsonc')], cwd } });
      assert.equal(decision.verdict, 'deny', cwd);
    }
    connection.close();
  }));

test('what a person approved is not written where a link has been put meanwhile', () =>
  inRun('ask', async (puppet) => {
    const place = join(folder, '.github', 'workflows');
    mkdirSync(place, { recursive: true });
    const file = join(own, 'policy.jsonc');
    const loose = readFileSync(file, 'utf8');
    writeFileSync(file, '{ "version": 1, "posture": "careful", "rules": [] }');
    kept = contents(puppet.env['SIGNALBOX_RUN']);
    const swaps: [string, () => Promise<boolean>][] = [
      ['a folder', async () => (await puppet.request('fs/write_text_file', { path: join(place, 'added.yml'), content: '{}' })).error === undefined],
      ['the folder of a terminal', async () => (await puppet.request('terminal/create', { command: 'touch swapped', cwd: place })).error === undefined],
    ];
    for (const [name, act] of swaps) {
      const done = act();
      const { id, digest } = await until(operator, ({ approvals }) => approvals[0]);
      renameSync(place, `${place}.old`);
      symlinkSync(own, place);
      await operator.request('approval/answer', { approval: id, digest, answer: 'allow-once', channel: 'other' });
      assert.equal(await done, false, name);
      cpSync(`${place}.old`, `${place}.new`, { recursive: true });
      renameSync(place, `${place}.link`);
      renameSync(`${place}.old`, place);
      await until(operator, ({ approvals }) => (approvals.length === 0 ? true : undefined));
    }
    writeFileSync(file, loose);
    kept = contents(puppet.env['SIGNALBOX_RUN']);
  }));
