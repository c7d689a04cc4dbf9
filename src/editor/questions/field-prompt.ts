/** One field of a question in the editor's quick input: an input box, or a list of options. Keys that were on their way when it opens answer nothing. */
import * as vscode from 'vscode';
import type { QuestionField, QuestionOption, QuestionValue } from '../../model/question.ts';
import { expectation, typedValue, valueProblem } from '../../model/question-check.ts';
import { visibleLine } from '../../model/visible.ts';
import { AcceptGuard } from '../approving/accept-guard.ts';

export interface Place {
  title: string;
  /** From 1, of how many. */
  step: number;
  steps: number;
  /** Shows all of the question in an editor. */
  seeWhole: () => Promise<void>;
  /** Calls back when the question does not wait any more. */
  whenGone: (listener: () => void) => () => void;
}

export type FieldAnswer = { how: 'value'; value: QuestionValue } | { how: 'back' | 'left' | 'decline' | 'gone' };

const whole: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('eye'), tooltip: 'See the question whole' };
const decline: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('circle-slash'), tooltip: 'Decline to answer' };
const secretWarning = 'This looks like a secret. The agent gets it; it is not recorded.';

/** @param before what was answered already, when the person comes back to it. */
export function askField(field: QuestionField, place: Place, before: QuestionValue | undefined): Promise<FieldAnswer> {
  switch (field.type) {
    case 'text':
    case 'number':
      return typed(field, place, before);
    case 'yes-no':
      return oneOf(field, place, [['Yes', true], ['No', false]], before === undefined ? field.default : before);
    case 'choice':
      return oneOf(field, place, field.options.map((option, index) => [option, index]), before === undefined ? field.default : before);
    case 'choices':
      return someOf(field, place, Array.isArray(before) ? before : (field.default ?? []));
  }
}

/** Whether the person agrees, where nothing else is asked. */
export function askConsent(place: Place): Promise<FieldAnswer> {
  return picked(place, 'Choose what to answer', undefined, (pick) => {
    pick.items = [{ label: 'Agree', iconPath: new vscode.ThemeIcon('check'), answer: { how: 'value', value: true } }, { label: 'Decline', iconPath: new vscode.ThemeIcon('circle-slash'), answer: { how: 'decline' } }];
    return () => pick.selectedItems[0]?.answer;
  });
}

interface Item extends vscode.QuickPickItem {
  answer: FieldAnswer;
}

function oneOf(field: QuestionField, place: Place, options: [string | QuestionOption, QuestionValue][], chosen: QuestionValue | undefined): Promise<FieldAnswer> {
  return picked(place, placeholderOf(field), field.description, (pick) => {
    const offered = options.map(([option, value]): Item => ({ ...itemOf(option), answer: { how: 'value', value } }));
    pick.items = field.required ? offered : [...offered, { label: 'Leave it out', iconPath: new vscode.ThemeIcon('dash'), answer: { how: 'value', value: null } }];
    const active = pick.items.find(({ answer }) => answer.how === 'value' && answer.value === chosen);
    if (active !== undefined) pick.activeItems = [active];
    return () => pick.selectedItems[0]?.answer;
  });
}

function someOf(field: Extract<QuestionField, { type: 'choices' }>, place: Place, chosen: readonly number[]): Promise<FieldAnswer> {
  return picked(place, placeholderOf(field), field.description, (pick) => {
    pick.canSelectMany = true;
    pick.items = field.options.map((option, value): Item => ({ ...itemOf(option), answer: { how: 'value', value } }));
    pick.selectedItems = pick.items.filter((_item, index) => chosen.includes(index));
    const prompt = field.description === undefined ? undefined : plain(field.description);
    // What is wrong is said when the person moves on, and from then on as they choose.
    let tried = false;
    const check = (): FieldAnswer | undefined => {
      const values = pick.selectedItems.map((item) => pick.items.indexOf(item)).toSorted((a, b) => a - b);
      const value = values.length === 0 && !field.required && field.minItems === undefined ? null : values;
      const problem = valueProblem(field, value);
      pick.prompt = tried && problem !== undefined ? problem : prompt;
      return problem === undefined ? { how: 'value', value } : undefined;
    };
    pick.onDidChangeSelection(check);
    return () => {
      tried = true;
      return check();
    };
  });
}

function itemOf(option: string | QuestionOption): vscode.QuickPickItem {
  if (typeof option === 'string') return { label: option };
  const { value, title, description } = option;
  return { label: plain(title), ...(value === title ? {} : { description: plain(value) }), ...(description === undefined ? {} : { detail: plain(description) }) };
}

function picked(place: Place, placeholder: string, description: string | undefined, fill: (pick: vscode.QuickPick<Item>) => () => FieldAnswer | undefined): Promise<FieldAnswer> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.placeholder = placeholder;
  if (description !== undefined) pick.prompt = plain(description);
  const read = fill(pick);
  return shown(pick, place, (end) => {
    const answer = read();
    if (answer !== undefined) end(answer);
  });
}

function typed(field: Extract<QuestionField, { type: 'text' | 'number' }>, place: Place, before: QuestionValue | undefined): Promise<FieldAnswer> {
  const box = vscode.window.createInputBox();
  box.value = String((before === undefined ? field.default : before) ?? '');
  box.password = field.secret;
  box.prompt = [titleOf(field), ...(field.description === undefined ? [] : [plain(field.description)])].join('. ');
  box.placeholder = plain(expectation(field));
  const hint = field.secret ? { message: secretWarning, severity: vscode.InputBoxValidationSeverity.Warning } : undefined;
  box.validationMessage = hint;
  // What is wrong is said when the person moves on, and from then on as they type.
  let tried = false;
  const check = (): QuestionValue | undefined => {
    const value = typedValue(field, box.value);
    const problem = valueProblem(field, value);
    box.validationMessage = tried && problem !== undefined ? problem : hint;
    return problem === undefined ? value : undefined;
  };
  box.onDidChangeValue(check);
  return shown(box, place, (end) => {
    tried = true;
    const value = check();
    if (value !== undefined) end({ how: 'value', value });
  });
}

/** Shows it until it is answered, left, or gone. `accept` is called when the person says that they are done with it. */
function shown(input: vscode.QuickPick<Item> | vscode.InputBox, place: Place, accept: (end: (answer: FieldAnswer) => void) => void): Promise<FieldAnswer> {
  const { title, step, steps, seeWhole, whenGone } = place;
  return new Promise((resolve) => {
    const guard = new AcceptGuard(Date.now);
    let over = false;
    const end = (answer: FieldAnswer) => {
      if (over) return;
      over = true;
      stop();
      input.dispose();
      resolve(answer);
    };
    const stop = whenGone(() => end({ how: 'gone' }));
    input.title = title;
    if (steps > 1) {
      input.step = step;
      input.totalSteps = steps;
    }
    // The person may have to look something up before they answer.
    input.ignoreFocusOut = true;
    input.buttons = [...(step > 1 ? [vscode.QuickInputButtons.Back] : []), whole, decline];
    input.onDidTriggerButton((button) => {
      if (button === whole) void seeWhole();
      else end({ how: button === decline ? 'decline' : 'back' });
    });
    input.onDidAccept(() => {
      if (guard.accepts(true)) accept(end);
    });
    input.onDidHide(() => end({ how: 'left' }));
    input.show();
  });
}

function titleOf({ title, required }: QuestionField): string {
  return `${plain(title)}${required ? '' : ' (may be left out)'}`;
}

function placeholderOf(field: QuestionField): string {
  const expected = plain(expectation(field));
  return `${titleOf(field)}${expected === '' ? '' : `: ${expected}`}`;
}

/** On one line, nothing hidden, and no name of an icon turned into its picture. */
export function plain(text: string): string {
  return visibleLine(text.replace(/\s+/g, ' ').trim()).replaceAll('$(', String.raw`\$(`);
}
