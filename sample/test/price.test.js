import assert from 'node:assert/strict';
import { test } from 'node:test';
import { total } from '../src/price.js';

test('adds the tax', () => {
  assert.equal(total(100, 3, 20), 360);
});

test('rounds half a cent up', () => {
  assert.equal(total(105, 1, 10), 116);
});
