import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleParts, visibleText, type VisibleMode } from '../../../src/model/visible.ts';

const modes: VisibleMode[] = ['prose', 'code', 'line'];

test('of the characters of ASCII, those that print are plain in every mode, and the others are not', () => {
  for (const mode of modes) {
    const kept = mode === 'line' ? [] : ['\n', '\t'];
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code);
      const isPlain = (code >= 0x20 && code < 0x7f) || kept.includes(character);
      assert.equal(visibleText(character, mode) === character, isPlain, `${mode} ${code}`);
      assert.equal(visibleText(`a${character}b`, mode) === `a${character}b`, isPlain, `${mode} ${code} inside`);
    }
  }
});

test('what hides is named, and the rest stays as it is', () => {
  assert.deepEqual(visibleParts('rm \u202etxt', 'line'), [{ text: 'rm ' }, { escape: '\\u202e', name: 'U+202E' }, { text: 'txt' }]);
  assert.equal(visibleText('ends\n', 'line'), 'ends\\n');
  assert.equal(visibleText('a\u00a0b', 'code'), 'a\\u00a0b');
  assert.equal(visibleText('a\u00a0b', 'prose'), 'a\u00a0b');
  assert.equal(visibleText('\ud800', 'prose'), '\\ud800');
  assert.deepEqual(visibleParts('', 'line'), []);
});

test('an emoji of several characters is kept whole, and its joiner alone is not', () => {
  for (const mode of modes) assert.equal(visibleText('done 👩‍💻 1️⃣', mode), 'done 👩‍💻 1️⃣');
  assert.equal(visibleText('a\u200db', 'prose'), 'a\\u200db');
});
