/** A question as a document: all that is asked, whole. Pure. */
import type { Asked, Question, QuestionField } from '../../model/question.ts';
import { byWhom } from '../gate/task.ts';
import { expectation } from '../../model/question-check.ts';
import { visibleLine, visibleText } from '../../model/visible.ts';

/** What does not fit into a title. */
const MAX_TITLE = 120;

export function titleOf(question: Question): string {
  return `${visibleLine(question.agent)} asks: ${messageLine(question)}`;
}

/** What it asks, on one line. */
export function messageLine({ asked }: Question): string {
  const line = asked.message.replace(/\s+/g, ' ').trim();
  return visibleLine(line.length > MAX_TITLE ? `${line.slice(0, MAX_TITLE).toWellFormed()}…` : line);
}

/** @param task of its run, see `taskOf`; empty where it is not known. */
export function wholeQuestion({ agent, asked, digest }: Question, task: string): string {
  return visibleText([`${byWhom(agent, task)} asks:`, '', askedText(asked), '', `Digest ${digest.slice(0, 12)}`, ''].join('\n'), 'prose');
}

/** What is asked, with its fields. What it hides is not made visible yet. */
export function askedText(asked: Asked): string {
  const body = asked.mode === 'url' ? ['', `It wants you to visit a page at ${asked.host}:`, asked.url] : asked.fields.flatMap(fieldText);
  return [asked.message, ...body].join('\n');
}

function fieldText(field: QuestionField, index: number): string[] {
  const expected = expectation(field);
  const options = field.type === 'choice' || field.type === 'choices' ? field.options.map(({ value, title, description }) => `   - ${title}${value === title ? '' : ` (${value})`}${description === undefined ? '' : `: ${description}`}`) : [];
  const words = [`${index + 1}. ${field.title}${field.required ? '' : ' (may be left out)'}`, ...(field.description === undefined ? [] : [`   ${field.description}`]), ...(expected === '' ? [] : [`   Takes ${expected}.`])];
  return ['', ...words, ...options, ...('secret' in field && field.secret ? ['   Looks like a secret: what is answered is not recorded.'] : [])];
}
