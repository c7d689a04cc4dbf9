import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import treeSitter from '@vscode/tree-sitter-wasm';
import { plainTree } from '../../../src/guard/shell/plain.ts';
import { copy, loadGrammar } from '../../../src/guard/shell/syntax.ts';
import type { SyntaxNode } from '../../../src/guard/shell/tree.ts';
import { catastrophic, harmless, risky } from './corpus.ts';

const grammar = await loadGrammar('node_modules/@vscode/tree-sitter-wasm/wasm', 'bash');

function byGrammar(text: string): SyntaxNode | string {
  const tree = grammar.parse(text);
  assert.ok(tree instanceof treeSitter.Tree);
  try {
    return tree.rootNode.hasError ? 'an error' : (copy(tree) ?? 'too large');
  } finally {
    tree.delete();
  }
}

/** @returns whether the text is one that is read without the grammar */
function agrees(text: string): boolean {
  const plain = plainTree(text);
  if (plain !== undefined) assert.deepEqual(plain, byGrammar(text), text);
  return plain !== undefined;
}

test('most of what agents ask is read without the grammar, and every tree is the grammar’s', () => {
  const plain = harmless.filter(agrees);
  assert.ok(plain.length > harmless.length / 2, `${plain.length} of ${harmless.length}`);
  for (const command of [...risky, ...catastrophic]) agrees(command);
});

test('what a shell would expand, assign, redirect or run besides is left to the grammar', () => {
  const texts = [
    'a=1', 'A=1 b', 'echo $x', 'echo "$x"', 'echo `x`', 'echo "`x`"', 'echo *', 'echo a?', 'echo ~', 'echo {a,b}', 'a > b', 'a 2>&1', 'a < b', 'a; b', 'a &', 'a || b',
    'a\nb', '(a)', '{ a; }', '! a', 'if a', 'echo then', 'a # b', "'git' status", 'a "b\\"', "a 'b", 'a "b', "a 'b'c", 'a\tb', 'a  b', ' a', 'a ', '', 'a | ', 'a && ', '| a', 'a b | | c', 'a@b', 'a é', 'echo "!x"',
  ];
  for (const text of texts) assert.equal(plainTree(text), undefined, text);
});

const words = [
  'git', 'ls', './x', '../y', '/usr/bin/z', '.', '..', '[', ']', 'test', 'true', 'eval', 'exec', 'set', 'time', 'in', 'do', 'if', 'let', 'export', 'a:b', 'a@b', '%x', 'a+b', 'a,b', '-', '--', '-x=', '--a=b', '-eq',
  '20', '-3', '007', '1a', '1.5', '0x1f', '10#5', "'x y'", "''", "'$x'", "'<<'", "'#'", '"a b"', '""', '" "', '"#x"', '"a|b"', '"="', '"{a,b}"', '#', '~', '*', '=', '|', '&&', '||', ';', '&', '>', '$x',
];

test('whatever is taken for plain has the tree that the grammar gives it', () => {
  const line = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' '));
  const letters = fc.array(fc.constantFrom(...'ab1-_./:@%+,= \'"|&$#();<>~*?[]{}!\\`^\n'.split('')), { maxLength: 8 }).map((parts) => parts.join(''));
  const glued = fc.tuple(fc.constantFrom('a ', 'ls -l ', "x '", 'x "', ''), letters, fc.constantFrom('', "'", '"', ' b')).map((parts) => parts.join(''));
  fc.assert(fc.property(fc.oneof(line, glued), (text) => void agrees(text)), { numRuns: 4000 });
});
