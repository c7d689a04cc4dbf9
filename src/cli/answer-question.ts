/** A question of an agent on the terminal: all of it is shown, then its fields one after another. Nothing is answered by Enter alone where an answer is needed. */
import type { createInterface } from 'node:readline/promises';
import type { QuestionReply } from '../gate/protocol.ts';
import type { Question, QuestionField, QuestionOption, QuestionValue } from '../model/question.ts';
import { expectation, typedValue, valueProblem } from '../model/question-check.ts';
import { visibleLine, visibleText } from '../model/visible.ts';

type Terminal = ReturnType<typeof createInterface>;

/** Typed in place of an answer, declines the whole question. */
const DECLINE = '!decline';

/** Asks on the terminal. Rejects when `signal` is aborted: somebody else answered, or it was withdrawn. */
export async function answerQuestion(terminal: Terminal, question: Question, signal: AbortSignal): Promise<QuestionReply> {
  const { id, digest, agent, asked } = question;
  const reply = { question: id, digest, channel: 'terminal' as const };
  const write = (text: string) => void process.stdout.write(`${text}\n`);
  write(`\n\u001b[33m${visibleLine(agent)} asks:\u001b[0m ${visibleText(asked.message, 'prose')}`);
  if (asked.mode === 'url' || asked.fields.length === 0) {
    if (asked.mode === 'url') write(`It wants you to visit a page at ${visibleLine(asked.host)}. Signalbox does not open it; open it yourself if you agree:\n${visibleLine(asked.url)}`);
    const agreed = await yesOrNo(terminal, asked.mode === 'url' ? 'Type yes when you have opened it, no to decline: ' : 'Type yes or no: ', signal);
    return agreed ? { ...reply, action: 'accept', values: [] } : { ...reply, action: 'decline' };
  }
  write(`Type ${DECLINE} to decline to answer.`);
  const values: QuestionValue[] = [];
  for (const [index, field] of asked.fields.entries()) {
    write(describe(field, index + 1, asked.fields.length));
    const value = await fieldValue(terminal, field, signal);
    if (value === DECLINE) return { ...reply, action: 'decline' };
    values.push(value);
  }
  return { ...reply, action: 'accept', values };
}

/** Asks until the field takes the answer, or the person declines. */
async function fieldValue(terminal: Terminal, field: QuestionField, signal: AbortSignal): Promise<QuestionValue> {
  for (;;) {
    const typed = await terminal.question('> ', { signal });
    if (typed.trim() === DECLINE) return DECLINE;
    const value = typed.trim() === '' && field.default !== undefined ? field.default : read(field, typed);
    const problem = valueProblem(field, value);
    if (problem === undefined) return value;
    process.stdout.write(`${visibleLine(problem)}\n`);
  }
}

function read(field: QuestionField, typed: string): QuestionValue {
  const words = typed.trim();
  switch (field.type) {
    case 'text':
    case 'number':
      return typedValue(field, typed);
    case 'yes-no':
      return words === '' ? null : /^y(?:es)?$/i.test(words) ? true : /^no?$/i.test(words) ? false : words;
    case 'choice':
      return words === '' ? null : positionOf(field.options, words);
    case 'choices':
      return words === '' ? null : words.split(',').map((word) => positionOf(field.options, word.trim()));
  }
}

/** By its number as listed, or its name. What is none is a position that no field takes. */
function positionOf(options: readonly QuestionOption[], words: string): number {
  const named = options.findIndex(({ title, value }) => title === words || value === words);
  return named >= 0 ? named : /^\d{1,4}$/.test(words) && words !== '0' ? Number(words) - 1 : options.length;
}

function describe(field: QuestionField, step: number, steps: number): string {
  const hint = [expectation(field), field.default === undefined ? (field.required ? '' : 'Enter leaves it out') : `Enter takes ${defaultWords(field)}`].filter(Boolean).join('; ');
  const options = field.type === 'choice' || field.type === 'choices' ? field.options.map(({ title, value, description }, index) => `  ${index + 1}  ${title}${value === title ? '' : ` (${value})`}${description === undefined ? '' : `: ${description}`}`) : [];
  const how = field.type === 'yes-no' ? ' (yes or no)' : field.type === 'choice' ? ' (one number)' : field.type === 'choices' ? ' (numbers with commas between)' : '';
  const secret = 'secret' in field && field.secret ? ['\u001b[33mThis looks like a secret. The agent gets it and it is not recorded, but the terminal shows what you type.\u001b[0m'] : [];
  const lines = [`${steps > 1 ? `${step} of ${steps}: ` : ''}${field.title}${how}`, ...(field.description === undefined ? [] : [field.description]), ...options, ...(hint === '' ? [] : [`[${hint}]`])];
  return [...lines.map((line) => visibleLine(line)), ...secret].join('\n');
}

function defaultWords(field: QuestionField): string {
  switch (field.type) {
    case 'choice':
      return field.default === undefined ? '' : (field.options[field.default]?.title ?? '');
    case 'choices':
      return (field.default ?? []).map((position) => field.options[position]?.title).join(', ');
    case 'yes-no':
      return field.default === true ? 'yes' : 'no';
    default:
      return String(field.default);
  }
}

async function yesOrNo(terminal: Terminal, words: string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const typed = (await terminal.question(words, { signal })).trim();
    if (/^yes$/i.test(typed)) return true;
    if (/^no$/i.test(typed)) return false;
  }
}
