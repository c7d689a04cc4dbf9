import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { catastrophic, harmless, risky } from './corpus.ts';
import { context, effectOf, exec, guard } from './support.ts';

const rank = { allow: 0, ask: 1, deny: 2 } as const;
const simple = (commands: readonly string[]) => commands.filter((command) => !/\n|unclosed/.test(command));
/** None that changes the folder: what follows would mean another file. */
const safe = fc.constantFrom(...simple(harmless).filter((command) => !/#|^cd /.test(command)));
const bad = fc.constantFrom(...simple(risky));
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
];
const isSimpleCommand = (command: string) =>
  !/[;&|(){}<>`$]|^\w+=|^(?:if|for|while|case|set|shopt|declare|export|trap|alias|eval|source|\.|exec|cd|pushd|builtin)\b|^!|^time /.test(
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
          plain && /^[\w./-]+$/.test(word) && !(index === 0 && /^(?:if|then|for|while|do|case|time|export|set|f|declare)$/.test(word));
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

test('long and deep commands are bounded', () => {
  const unread = [
    'a'.repeat(70_000),
    '('.repeat(5000) + 'ls' + ')'.repeat(5000),
    '$('.repeat(3000),
    'ls;'.repeat(20_000),
    '"'.repeat(60_001),
    '<<A '.repeat(5000),
    '`'.repeat(5001),
    'a=('.repeat(15_000),
    'a=('.repeat(49),
    `cat ${'a '.repeat(15_000)}`,
  ];
  const read = [`echo ${'{a,b}'.repeat(40)}`, `cat ${'a '.repeat(1400)}`];
  for (const command of [...unread, ...read]) {
    const start = performance.now();
    const effect = effectOf(command);
    const took = performance.now() - start;
    if (unread.includes(command)) assert.notEqual(effect, 'allow', command.slice(0, 40));
    assert.ok(took < 3000, `${command.slice(0, 20)}: ${took} ms`);
  }
});
