import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../../../src/model/action.ts';
import { catastrophicPowerShell, harmlessPowerShell, riskyPowerShell, throughBash } from './corpus/powershell.ts';
import { leastTime } from '../../support/processor-time.ts';
import { context, effectOf, findingsOf, guard } from './support.ts';

const powershell = (command: string, shell = 'pwsh'): Action => ({ kind: 'exec', command, cwd: '/ws', shell });

for (const [label, commands, expected] of [
  ['harmless', harmlessPowerShell, 'allow'],
  ['risky', riskyPowerShell, 'ask'],
  ['catastrophic', catastrophicPowerShell, 'deny'],
] as const) {
  test(`${commands.length} ${label} commands of PowerShell: ${expected}`, () => {
    const wrong = commands
      .filter((command) => effectOf(powershell(command)) !== expected)
      .map((command) => `${command} → ${effectOf(powershell(command))}: ${guard.assess(powershell(command), context).findings.map(({ id, reason }) => `${id} (${reason})`).join(', ')}`);
    assert.deepEqual(wrong, []);
  });
}

test('a POSIX shell that starts PowerShell is read through', () => {
  const wrong = throughBash.filter(([command, effect]) => effectOf(command) !== effect).map(([command]) => `${command} → ${effectOf(command)}: ${findingsOf(command).join(' ')}`);
  assert.deepEqual(wrong, []);
});

test('every name of PowerShell’s program is one; other shells stay unread', () => {
  for (const shell of ['pwsh', 'powershell', '/usr/bin/pwsh', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'PowerShell.exe']) assert.equal(effectOf(powershell('Get-ChildItem', shell)), 'allow', shell);
  for (const shell of ['cmd', 'cmd.exe', 'fish', 'nu', 'xonsh', '/bin/tcsh', 'python']) assert.equal(effectOf(powershell('ls', shell)), 'ask', shell);
});

test('on Windows, paths of drives are inside or outside of the workspace', () => {
  const windows = { ...context, platform: 'win32' as const, roots: ['C:\\ws'], home: 'C:\\Users\\u', realpath: (path: string) => path };
  const idsOf = (command: string) => guard.assess({ kind: 'exec', command, cwd: 'C:\\ws', shell: 'powershell' }, windows).findings.map(({ id }) => id);
  assert.deepEqual(idsOf('Get-Content C:\\ws\\a.txt'), []);
  assert.deepEqual(idsOf('Get-Content .\\src\\a.txt | Select-String foo'), []);
  assert.deepEqual(idsOf('Get-Content C:\\Users\\u\\a.txt'), ['path.outside-workspace']);
  assert.ok(idsOf('Remove-Item -Recurse -Force C:\\').includes('command.catastrophic'));
  assert.ok(idsOf('Remove-Item -Recurse C:\\Windows').includes('command.catastrophic'));
  assert.ok(idsOf('Remove-Item -Recurse $HOME').includes('command.catastrophic'));
  assert.ok(idsOf('Remove-Item -Recurse C:\\ws\\.git').includes('command.catastrophic'));
});

test('segments stand where they stand', () => {
  const command = 'Get-ChildItem | Where-Object { Remove-Item a.txt }; git status';
  const { segments, findings } = guard.assess(powershell(command), context);
  for (const { text, start, end } of segments) assert.equal(command.slice(start, end).trim(), text.trim());
  const removing = segments.find(({ argv }) => argv[0] === 'Remove-Item');
  assert.deepEqual(removing?.argv, ['Remove-Item', 'a.txt']);
  assert.deepEqual(removing?.findings.map((index) => findings[index]?.id), ['command.deletes']);
  assert.deepEqual(segments.at(-1)?.argv, ['git', 'status']);
});

const places = ['§; ¤', '¤; §', '¤ | §', '§ | ¤', '¤ && §', '¤ || §', '& { § }', '. { § }', '$(§)', '"a $(§) b"', '(§)', '@(§)', 'if (¤) { § }', 'if (§) { ¤ }', 'if (¤) { ¤ } else { § }', 'foreach ($a in 1,2) { § }', 'while ($false) { § }', 'for (;;) { § }', 'do { § } while ($false)', 'try { § } catch { ¤ }', 'try { ¤ } catch { § }', 'function f { § }; f', '$a = §', '¤\nX', '¤ # note\nX', '¤ <# note #>; §', 'ls | % { § }', 'ls | ? { § }', 'Write-Output (§)', 'return (§)', '@{ a = (§) }', 'ls | Sort-Object { § }', 'Invoke-Command -ScriptBlock { § }', '¤ `\n; §', '{ § }.Invoke()', '[void](§)', '§ > $null', '§ 2>&1'];
const single = (command: string) => !/[\n#;|&"'@${}()]|unclosed|^(?:if|foreach|while|try|function|switch)\b/.test(command);
const safe = fc.constantFrom(...harmlessPowerShell.filter(single));
const bad = fc.constantFrom(...[...riskyPowerShell, ...catastrophicPowerShell].filter(single));

test('what asks or is refused is not loosened in any place', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), bad, safe, (place, part, rest) => {
      const placed = place.replaceAll('¤', () => rest).replaceAll('§', () => part);
      assert.notEqual(effectOf(powershell(placed)), 'allow', placed);
    }),
    { numRuns: 2000 },
  );
});

test('nothing makes it throw, and it is quick', () => {
  const piece = fc.oneof(fc.constantFrom(...'$(){}[]<>|&;"\'`@ \n#*?~=,.-+:%!'.split(''), '$(', '@(', '@{', '@"\n', '\n"@', "@'\n", "\n'@", '<#', '#>', 'if', 'foreach', 'Remove-Item', '-Recurse', '::', '$_', '%{', '2>&1'), fc.string({ unit: 'grapheme', maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const result = guard.assess(powershell(pieces.join('')), context);
      assert.ok(!result.findings.some((finding) => finding.id === 'guard.failed'), `${pieces.join('')}: ${result.findings.map(({ reason }) => reason).join()}`);
      assert.ok(result.segments.length + result.findings.length > 0);
      assert.ok(leastTime(() => guard.assess(powershell(pieces.join('')), context), 50) <= 50, pieces.join(''));
    }),
    { numRuns: 3000 },
  );
});

test('long and deep commands are bounded', () => {
  for (const command of ['a'.repeat(70_000), '('.repeat(5000), '{'.repeat(100) + '}'.repeat(100), '$('.repeat(140) + 'ls' + ')'.repeat(140), 'ls;'.repeat(8000), '"'.repeat(30_001), 'ls | '.repeat(3000), '"$('.repeat(70), 'a,'.repeat(8000)]) {
    assert.notEqual(effectOf(powershell(command)), 'allow', command.slice(0, 20));
    assert.ok(leastTime(() => guard.assess(powershell(command), context), 50) <= 50, command.slice(0, 20));
  }
});
