/** What a field of a question takes for an answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuestionField, QuestionValue } from '../../../src/model/question.ts';
import { expectation, typedValue, valueProblem } from '../../../src/model/question-check.ts';

const base = { name: 'f', title: 'F', required: false };
const text = (more: object = {}): Extract<QuestionField, { type: 'text' }> => ({ ...base, type: 'text', secret: false, ...more });
const number = (more: object = {}): Extract<QuestionField, { type: 'number' }> => ({ ...base, type: 'number', secret: false, integer: false, ...more });
const options = ['a', 'b', 'c'].map((value) => ({ value, title: value }));
const taken = (field: QuestionField, values: QuestionValue[]) => values.filter((value) => valueProblem(field, value) === undefined);

test('texts: length in characters, formats, patterns', () => {
  assert.deepEqual(taken(text({ minLength: 2, maxLength: 3 }), ['', 'a', 'ab', '😀😀', 'abcd', 7, true, [0], null]), ['ab', '😀😀', null]);
  assert.deepEqual(taken(text({ format: 'email' }), ['ada@example.org', 'ada', 'a b@c', '@']), ['ada@example.org']);
  assert.deepEqual(taken(text({ format: 'uri' }), ['https://example.org/a', 'urn:isbn:1', 'example.org', 'https://a b']), ['https://example.org/a', 'urn:isbn:1']);
  assert.deepEqual(taken(text({ format: 'date' }), ['2026-02-28', '2024-02-29', '2026-02-29', '2026-2-1', '28.02.2026']), ['2026-02-28', '2024-02-29']);
  assert.deepEqual(taken(text({ format: 'date-time' }), ['2026-01-31T09:30:00Z', '2026-01-31t09:30:00.5+01:00', '2026-01-31', '2026-02-30T09:30:00Z', '2026-01-31T25:00:00Z']), ['2026-01-31T09:30:00Z', '2026-01-31t09:30:00.5+01:00']);
  assert.deepEqual(taken(text({ pattern: '^[a-z]+$' }), ['abc', 'ABC']), ['abc']);
  assert.deepEqual(taken(text({ pattern: '((' }), ['abc']), ['abc'], 'a pattern that is none is left to the agent');
});

test('numbers, yes and no, and options', () => {
  assert.deepEqual(taken(number({ integer: true, minimum: 1, maximum: 5 }), [0, 1, 2.5, 5, 6, NaN, Infinity, '3', null]), [1, 5, null]);
  assert.deepEqual(taken(number({ required: true }), [-0.5, null]), [-0.5]);
  assert.deepEqual(taken({ ...base, type: 'yes-no' }, [true, false, 'yes', 1, null]), [true, false, null]);
  assert.deepEqual(taken({ ...base, type: 'choice', options }, [0, 2, 3, -1, 1.5, 'a', [0]]), [0, 2]);
  assert.deepEqual(taken({ ...base, type: 'choices', options, minItems: 1, maxItems: 2 }, [[], [0], [2, 1], [0, 1, 2], [1, 1], [7], 0, null]), [[0], [2, 1], null]);
  assert.deepEqual(taken({ ...base, required: true, type: 'choices', options }, [[], [0], null]), [[0]]);
});

test('what is typed becomes what the field takes, and its words say what that is', () => {
  assert.deepEqual([typedValue(text(), ' a '), typedValue(text(), ''), typedValue(number(), ' 2.5 '), typedValue(number(), ' '), typedValue(number(), 'two'), typedValue(number(), '0x10')], [' a ', null, 2.5, null, 'two', 16]);
  assert.equal(expectation(text({ minLength: 2, maxLength: 9, format: 'email' })), 'an e-mail address, 2 to 9 characters');
  assert.equal(expectation(number({ integer: true, minimum: 1 })), 'a whole number, at least 1');
  assert.equal(expectation(text()), '');
});
