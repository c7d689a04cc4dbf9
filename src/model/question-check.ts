/** Whether an answer is one that a field of a question takes. The gate decides by it, and editor and terminal say at once what is wrong. */
import { runInNewContext } from 'node:vm';
import type { QuestionField, QuestionValue } from './question.ts';
import { questionLimits } from './question-limits.ts';

/** A pattern is the agent's, and may be made to take for ever: it gets this long, in ms. */
const PATTERN_TIME = 50;

/** @returns what is wrong, in a sentence for the person; undefined: it is an answer. */
export function valueProblem(field: QuestionField, value: QuestionValue): string | undefined {
  if (value === null) return field.required ? 'This needs an answer.' : undefined;
  switch (field.type) {
    case 'text':
      return typeof value === 'string' ? textProblem(field, value) : 'This takes a text.';
    case 'number':
      return typeof value === 'number' ? numberProblem(field, value) : 'This takes a number.';
    case 'yes-no':
      return typeof value === 'boolean' ? undefined : 'This takes yes or no.';
    case 'choice':
      return typeof value === 'number' && isOption(field, value) ? undefined : 'This takes one of the options.';
    case 'choices':
      return Array.isArray(value) ? choicesProblem(field, value) : 'This takes some of the options.';
  }
}

/** What was typed, as the answer to a field for text or a number; nothing typed leaves it out. */
export function typedValue(field: Extract<QuestionField, { type: 'text' | 'number' }>, typed: string): QuestionValue {
  if (typed === '' || (field.type === 'number' && typed.trim() === '')) return null;
  if (field.type === 'text') return typed;
  const number = Number(typed.trim());
  // What is no number stays a text, which a field for numbers does not take.
  return Number.isFinite(number) ? number : typed;
}

/** In a few words, what a field takes, for the person; empty where anything goes. */
export function expectation(field: QuestionField): string {
  const range = (least: number | undefined, most: number | undefined, what: string) =>
    least !== undefined && most !== undefined ? `${least} to ${most}${what}` : least !== undefined ? `at least ${least}${what}` : most !== undefined ? `at most ${most}${what}` : '';
  switch (field.type) {
    case 'text':
      return [formatWords[field.format ?? 'none'], range(field.minLength || undefined, field.maxLength, ' characters'), field.pattern === undefined ? '' : `matching ${field.pattern}`].filter(Boolean).join(', ');
    case 'number':
      return [field.integer ? 'a whole number' : 'a number', range(field.minimum, field.maximum, '')].filter(Boolean).join(', ');
    case 'choices':
      return range(field.minItems || undefined, field.maxItems, ' of them');
    default:
      return '';
  }
}

const formatWords = { email: 'an e-mail address', uri: 'an address with its scheme, like https://…', date: 'a date, like 2026-01-31', 'date-time': 'a time, like 2026-01-31T09:30:00Z', none: '' } as const;

function textProblem({ minLength = 0, maxLength = Infinity, format, pattern }: Extract<QuestionField, { type: 'text' }>, text: string): string | undefined {
  // As JSON Schema counts: code points.
  const { length } = Array.from(text);
  if (text.length > questionLimits.answer) return `At most ${questionLimits.answer} characters.`;
  if (length < minLength) return `At least ${minLength} characters.`;
  if (length > maxLength) return `At most ${maxLength} characters.`;
  if (format !== undefined && !formats[format](text)) return `This takes ${formatWords[format]}.`;
  if (pattern !== undefined && !matches(pattern, text)) return `This takes a text matching ${pattern}`;
  return undefined;
}

function numberProblem({ integer, minimum = -Infinity, maximum = Infinity }: Extract<QuestionField, { type: 'number' }>, number: number): string | undefined {
  if (!Number.isFinite(number)) return 'This takes a number.';
  if (integer && !Number.isSafeInteger(number)) return 'This takes a whole number.';
  if (number < minimum) return `At least ${minimum}.`;
  if (number > maximum) return `At most ${maximum}.`;
  return undefined;
}

type Choices = Extract<QuestionField, { type: 'choices' }>;

function choicesProblem(field: Choices, chosen: readonly number[]): string | undefined {
  const { minItems = 0, maxItems = Infinity } = field;
  if (new Set(chosen).size !== chosen.length || !chosen.every((position) => isOption(field, position))) return 'This takes some of the options.';
  if (chosen.length < minItems || (field.required && chosen.length === 0 && maxItems > 0)) return `Choose at least ${Math.max(1, minItems)}.`;
  if (chosen.length > maxItems) return `Choose at most ${maxItems}.`;
  return undefined;
}

function isOption({ options }: Pick<Choices, 'options'>, position: number): boolean {
  return Number.isInteger(position) && position >= 0 && position < options.length;
}

const formats: Record<'email' | 'uri' | 'date' | 'date-time', (text: string) => boolean> = {
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  uri: (text) => /^[a-z][\w+.-]*:\S+$/i.test(text) && URL.canParse(text),
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isTime(`${text}T00:00:00Z`),
  'date-time': (text) => /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text) && isTime(text.toUpperCase()),
};

/** A day that the month does not have is none, though `Date` takes the 30th of February for a day in March. */
function isTime(text: string): boolean {
  const [year, month, day] = text.split(/[-T]/).map(Number);
  return !Number.isNaN(Date.parse(text)) && new Date(Date.UTC(year!, month! - 1, day)).getUTCDate() === day;
}

/** A pattern that is none, or takes too long, is not held against the answer: the agent checks it itself. */
function matches(pattern: string, text: string): boolean {
  try {
    return runInNewContext('new RegExp(pattern, "u").test(text)', { pattern, text }, { timeout: PATTERN_TIME }) === true;
  } catch {
    return true;
  }
}
