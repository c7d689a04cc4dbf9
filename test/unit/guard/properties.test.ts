import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { catastrophic, harmless, risky } from './corpus.ts';
import type { Action } from '../../../src/model/action.ts';
import { leastTime } from '../../support/processor-time.ts';
import { context, effectOf, exec, guard } from './support.ts';

const rank = { allow: 0, ask: 1, deny: 2 } as const;
const simple = (commands: readonly string[]) => commands.filter((command) => !/\n|unclosed/.test(command));
/** None that changes the folder: what follows would mean another file. */
const safe = fc.constantFrom(...simple(harmless).filter((command) => !/#|^cd /.test(command)));
/** None that asks only because of where it leads where it succeeds. */
const bad = fc.constantFrom(...simple(risky).filter((command) => !/^(?:cd -|popd)/.test(command)));
const worst = fc.constantFrom(...simple(catastrophic));

/** Every place of a command line in which another command can stand. `X` is where it is put. */
const places = [
  'X',
  'S; X',
  'X; S',
  'S && X',
  'S || X',
  'X && S',
  'X | S',
  'S | X',
  'S & X',
  '(X)',
  '{ X; }',
  '$(X)',
  'echo $(X)',
  'echo "a $(X) b"',
  'cat <(X)',
  'if X; then S; fi',
  'if S; then X; fi',
  'if S; then S; else X; fi',
  'while X; do S; done',
  'until S; do X; done',
  'for i in 1 2; do X; done',
  'case a in a) X;; esac',
  'f() { X; }; f',
  '! X',
  'echo ${a:-$(X)}',
  'cat <<E\n$(X)\nE',
  'x=$(X)',
  'S\nX',
  'echo $((1 + $(X)))',
  'S; (S; { X; })',
  '[[ -n $(X) ]]',
  'export A=$(X)',
  'S # note\nX',
  '# note\nX',
  'S\n\nX\n',
  'S &\nX',
  'cat <<E\nhi\nE\nX',
  "cat <<'E'\nhi\nE\nX",
  'cat <<E | S\nhi\nE\nX',
  'S \\\n; X',
  'if S\nthen\nX\nfi',
  'for i in 1\ndo\nX\ndone',
  'f()\n{\nX\n}\nf',
  "echo 'a\nb'; X",
  'echo "a\nb" && X',
  'case a in\na)\nX\n;;\nesac',
  '(S\nX\n)',
  'f() { X; }; S; f; f',
  'function f { local a="$(X)"; }; f',
  'f() { cat <<< "$(X)"; }; f',
  'a=(1 $(X) 2)',
  'a=(1 2); echo "${a[@]:-$(X)}"',
  'a=(1 2); for i in "${a[@]}"; do X; done',
  'for i; do X; done',
  'set -- 1 2; while [ $# -gt 0 ]; do X; shift; done',
  'set -- $(X)',
  'cat <<< "$(X)"',
  'cat < <(X)',
  'while read -r l; do X; done < <(S)',
  'while read -r l; do echo "$l"; done < <(X)',
  'mapfile -t a < <(X)',
  'for ((i=0;i<2;i++)); do X; done',
  'for ((i=$(X);i<2;i++)); do S; done',
  'while (( $(X) )); do S; done',
  'echo "$k ${m}$(X)"',
  'echo "$k $(X)"',
  'x=a.b; echo "${x%.*}" "${x#$(X)}"',
  'echo ${x/$(X)/b} ${x:$(X):1}',
  'time { X; }',
  'select i in a b; do X; done',
  'exec 3<> f; X',
  '[ a \\> b ] && X',
  "cat <<'E' && X\nhi\nE",
  "cat <<'E' 2>&1 | head; X\nhi\nE",
  'cat <<E 2>&1 | head\n$(X)\nE',
  "cat <<'E'; cat <<'F'\nhi\nE\nho\nF\nX",
  "cat <<-'E' 2>/dev/null | head\n\thi\n\tE\nX",
  'pushd src; X; popd',
  'cd src && S; cd - && X',
  'echo 2>/dev/null a $(X)',
];
/** Wrappers take a simple command only. */
const wrappers = [
  'env X',
  'env A=1 X',
  'nohup X',
  'timeout 5 X',
  'nice -n 3 X',
  'time X',
  'command X',
  'stdbuf -o0 X',
  'A=1 X',
  'exec X',
  'sudo X',
  'xargs X',
  'env -i timeout 5 nice X',
  '/usr/bin/env X',
  'doas X',
  'setsid X',
  'ionice -c 3 X',
  'npx X',
  'uv run X',
  'poetry run X',
  'bundle exec X',
  'busybox X',
  'systemd-run X',
  'find . -exec X {} +',
  'watch X',
  'ssh host X',
  'parallel X ::: a b',
  'tmux new-session "X"',
  'a=(X); "${a[@]}"',
  'set -- X; "$@"',
  'f() { "$@"; }; f X',
  'time 2>/dev/null X',
];
const isSimpleCommand = (command: string) =>
  !/[;&|(){}<>`$]|^\w+=|^(?:if|for|while|until|case|select|set|shopt|declare|local|readonly|export|trap|alias|eval|source|\.|exec|cd|pushd|builtin|coproc|function|printf -v|read)\b|^!|^time /.test(
    command,
  );

const put = (place: string, part: string, rest: string) => place.replaceAll('S', () => rest).replaceAll('X', () => part);

test('a command that asks or is refused is not loosened in any place of a line', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.oneof(bad, worst), safe, (place, part, rest) => {
      const placed = place
        .replaceAll('S', '\u0001')
        .replaceAll('X', '\u0002')
        .replaceAll('\u0001', () => rest)
        .replaceAll('\u0002', () => part);
      assert.notEqual(effectOf(placed), 'allow', placed);
    }),
    { numRuns: 5000 },
  );
});

test('nor behind any wrapper', () => {
  fc.assert(
    fc.property(fc.constantFrom(...wrappers), fc.oneof(bad, worst).filter(isSimpleCommand), (wrapper, part) => {
      const command = put(wrapper, part, '');
      assert.ok(rank[effectOf(command)] >= rank.ask, command);
    }),
    { numRuns: 600 },
  );
});

test('what is refused stays refused in a list, a group, a substitution and behind a wrapper', () => {
  const deep = catastrophic.filter((command) => isSimpleCommand(command) && !/\n|cd /.test(command));
  for (const command of deep) {
    for (const place of [
      'ls; X',
      'X && ls',
      '(X)',
      'echo "$(X)"',
      'if ls; then X; fi',
      'sudo X',
      'timeout 5 X',
      'f() { X; }; f',
      'true || X',
    ]) {
      assert.equal(effectOf(put(place, command, '')), 'deny', put(place, command, ''));
    }
  }
});

test('more white space, quotes, backslashes and comments never loosen', () => {
  const space = fc.constantFrom('  ', '\t', ' \\\n ');
  fc.assert(
    fc.property(
      fc.oneof(bad, worst, safe),
      space,
      fc.nat(),
      fc.constantFrom('quote', 'double', 'space', 'comment', 'backslash', 'empty'),
      (command, blank, at, how) => {
        const plain = !/["'`$\\<>{}()#~*?[!=]/.test(command);
        const words = command.split(' ');
        const index = at % words.length;
        const word = words[index] ?? '';
        const quotable =
          plain &&
          !/(?:^|[;\s])(?:if|then|fi|for|while|until|do|done|case|esac|select|in|function|time|coproc)(?=[;\s]|$)/.test(command) &&
          /^[\w./-]+$/.test(word) &&
          !(index === 0 && /^(?:if|then|for|while|do|case|time|export|set|f|declare)$/.test(word));
        let changed = command;
        if (how === 'comment') changed = `${command} # ${word}`;
        else if (how === 'space' && plain) changed = words.join(blank);
        else if (quotable)
          changed = words
            .with(index, how === 'quote' ? `'${word}'` : how === 'double' ? `"${word}"` : how === 'backslash' ? `\\${word}` : `${word}""`)
            .join(' ');
        assert.ok(rank[effectOf(changed)] >= rank[effectOf(command)], `${command} → ${changed}`);
      },
    ),
    { numRuns: 3000 },
  );
});

test('no text makes the guard throw, and what it cannot read it says so', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...'$(){}[]<>|&;!"\'`\\ \n#*?~='.split(''),
      '$((',
      '<<E\n',
      'E\n',
      'if',
      'fi',
      'do',
      'case',
      'esac',
      'rm',
      '${',
      '))',
      '[[',
    ),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const result = guard.assess(exec(pieces.join('')), context);
      assert.ok(!result.findings.some((finding) => finding.id === 'guard.failed'), pieces.join(''));
      assert.ok(result.segments.length + result.findings.length > 0);
    }),
    { numRuns: 3000 },
  );
});

/** Lines that somebody made to take long. */
const hostile: Record<string, string> = {
  'one word': 'a'.repeat(60_000),
  words: `echo ${'a '.repeat(30_000)}`,
  list: 'ls;'.repeat(20_000),
  pipes: `${'ls|'.repeat(20_000)}ls`,
  'and list': `${'ls && '.repeat(10_000)}ls`,
  'a megabyte': 'x'.repeat(1_000_000),
  'a megabyte of commands': 'ls '.repeat(350_000),
  'deep substitutions': `${'$('.repeat(140)}ls${')'.repeat(140)}`,
  'deep groups': `${'('.repeat(140)}ls${')'.repeat(140)}`,
  'deeper groups': '('.repeat(5000) + 'ls' + ')'.repeat(5000),
  'open quotes': '"'.repeat(60_001),
  'open here-documents': '<<A '.repeat(5000),
  'some open here-documents': '<<A '.repeat(19),
  'a long here-document': `cat <<A\n${'x $y\n'.repeat(10_000)}A\n`,
  'an endless here-document': `cat <<A\n${'x\n'.repeat(30_000)}`,
  'open backticks': '`'.repeat(5001),
  'open arrays': 'a=('.repeat(15_000),
  'some open arrays': 'a=('.repeat(49),
  'a long array': `a=(b ${'c '.repeat(30_000)})`,
  braces: `echo ${'{a,b}'.repeat(12_000)}`,
  'some braces': `echo ${'{a,b}'.repeat(40)}`,
  'nested braces': `echo ${'{'.repeat(70)}a,b${'}'.repeat(70)}`,
  'open branches': 'if a; then '.repeat(140),
  'a long loop': `for i in ${'a '.repeat(900)};do ${'ls;'.repeat(100)}done`,
  'nested loops': `${'for i in 1 2 3 4 5 6 7 8; do '.repeat(6)}ls $i;${' done;'.repeat(6)}`,
  'functions that call functions': 'a(){ b; b; }; b(){ c; c; }; c(){ d; d; }; d(){ e; e; }; e(){ f; f; }; f(){ g;g; }; g(){ h;h; }; h(){ ls; };a',
  'a long case': `case x in ${'a) ls;; '.repeat(4000)}esac`,
  'many redirections': `ls ${'>a '.repeat(20_000)}`,
  'a long path': `cat ${'a/'.repeat(15_000)}`,
  'a long way up': `cat ${'../'.repeat(10_000)}`,
  'a long script': `sed '${'s/a/b/;'.repeat(8000)}'`,
  'a long program': `python -c '${'"rm -rf a" '.repeat(5000)}'`,
  'much to xargs': `echo ${'a '.repeat(30_000)}| xargs rm`,
  surrogates: '\ud800'.repeat(30_000),
  backslashes: '\\'.repeat(60_000),
  dollars: '$'.repeat(60_000),
  junk: ')(}{;|&<>'.repeat(6000),
  'tokens of keys': '-----BEGIN '.repeat(5000),
  'a here-document with a long line': `cat <<'E' ${'$a b '.repeat(900)}; ls <> f\nx\nE\n`,
  'a here-document with odd quotes': `cat <<'E' ${`'a' "b" `.repeat(400)}' <> f\nx\nE\n`,
  'here-documents that do not fit': "cat <<'E' 2>&1 | tail; ls <> f\nx\nE\n".repeat(18),
  'a pattern with many stars': `x=${'a'.repeat(400)}; echo ${`\${x%a*a*a*b}\${x//a*a*b/c}`.repeat(60)}`,
  'a long array that is cut': `a=(${'b '.repeat(900)}); echo ${'"${a[@]%b*}" '.repeat(60)}`,
  'a long sum': `echo $((${'1+'.repeat(1000)}1)) $((${'('.repeat(60)}1${')'.repeat(60)}))`,
  'many lines': `${'\n'.repeat(30_000)}ls`,
};

test('nothing takes over 50 ms to read, and what is not read is not allowed', () => {
  for (const [name, command] of Object.entries(hostile)) {
    const best = leastTime(() => guard.assess(exec(command), context), 50);
    assert.ok(best <= 50, `${name}: ${best.toFixed(0)} ms`);
    const { findings } = guard.assess(exec(command), context);
    const unread = findings.some(({ id }) => id === 'shell.too-long' || id === 'shell.unparsed');
    if (unread) assert.notEqual(effectOf(command), 'allow', name);
    if (command.length > 32_768) assert.ok(unread, name);
  }
});

test('actions of other kinds are read as fast', () => {
  const path = 'a/'.repeat(16_000);
  const actions: Action[] = [
    { kind: 'read', paths: [path, '../'.repeat(10_000)], cwd: '/ws' },
    { kind: 'write', paths: Array.from({ length: 1000 }, (_, index) => `src/${index}.ts`), cwd: '/ws' },
    { kind: 'fetch', url: `https://example.org/${'a'.repeat(100_000)}` },
    { kind: 'mcp', server: 's', tool: 't', arguments: Array.from({ length: 3000 }, (_, index) => `value ${index}`) },
  ];
  for (const action of actions) {
    const best = leastTime(() => guard.assess(action, context), 50);
    assert.ok(best <= 50, `${action.kind}: ${best.toFixed(0)} ms`);
  }
  assert.equal(effectOf(actions[0] as Action), 'ask');
});

test('quotes and backslashes inside words do not hide what is refused', () => {
  const spelled = fc.constantFrom('rm -rf /', 'rm -rf ~/', 'rm -rf .git', 'touch .signalbox/x', 'mkfs /dev/sda', 'shutdown now');
  fc.assert(
    fc.property(spelled, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), fc.constantFrom("''", '""', '\\\n'), (command, places, nothing) => {
      let changed = command;
      for (const place of places) {
        const at = 1 + (place % (changed.length - 1));
        // A tilde that is not the first of its word, or has a quote behind it, stands for itself.
        if (/~/.test(changed.slice(Math.max(0, at - 1), at + 1)) || (nothing !== '\\\n' && /['"\\]/.test(changed[at - 1] ?? ''))) continue;
        if (changed[at - 1] === '\\' || changed[at] === '\n') continue;
        changed = changed.slice(0, at) + nothing + changed.slice(at);
      }
      assert.equal(effectOf(changed), 'deny', JSON.stringify(changed));
    }),
    { numRuns: 500 },
  );
});
