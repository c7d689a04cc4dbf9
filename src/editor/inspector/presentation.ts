/** What an approver was shown, read back from the record. */
import { createTwoFilesPatch } from 'diff';
import { presentationSchema, type Presentation } from '../../model/approval.ts';
import { ruleRefSchema, type RuleRef } from '../../model/decision.ts';
import { payloadSchema, type Payload } from '../../record/events.ts';
import type { ToolCallView } from '../../record/view.ts';
import type { RecordLines } from './lines.ts';
import { MAX_TEXT, type TextModel } from './protocol.ts';
import { payloadText, textModel } from './texts.ts';

/** Longer texts than a record's writer keeps are not read. */
const MAX_PRESENTATION = 64 * 1024 * 1024;
const MAX_LINE = 1024 * 1024;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

interface Asked {
  presentation?: Payload;
  rule?: RuleRef;
}

async function askedBy(lines: RecordLines, call: ToolCallView): Promise<Asked | undefined> {
  for (const line of await lines.read(call.events, MAX_LINE)) {
    const value = json(line.text);
    const data = field(value, 'data');
    if (field(value, 'type') !== 'approval.requested' || field(data, 'approval') !== call.approval?.id) continue;
    const presentation = payloadSchema.safeParse(field(data, 'presentation')).data;
    const rule = ruleRefSchema.safeParse(field(data, 'rule')).data;
    return { ...(presentation !== undefined && { presentation }), ...(rule && { rule }) };
  }
  return undefined;
}

/** `whole`: what was shown, where it can be read; else `raw`: its text as far as the record holds it. */
export interface ApprovalRequest {
  rule?: RuleRef;
  whole?: Presentation;
  raw?: TextModel;
}

/** The request of a call's approval, from its event; undefined where there is none. `dir`: the run's folder. */
export async function readRequest(lines: RecordLines, dir: string, call: ToolCallView): Promise<ApprovalRequest | undefined> {
  const asked = call.approval && (await askedBy(lines, call));
  if (!asked) return undefined;
  const rule = asked.rule && { rule: asked.rule };
  if (asked.presentation === undefined) return { ...rule };
  const raw = await payloadText(dir, asked.presentation, MAX_PRESENTATION);
  const whole = raw.missing === undefined ? presentationSchema.safeParse(json(raw.text)).data : undefined;
  return { ...rule, ...(whole ? { whole } : { raw }) };
}

/** What was shown as one text: the document, or the files as a unified diff; undefined where the record does not hold it. */
export function shownText(request: ApprovalRequest): TextModel | undefined {
  if (request.whole) return presentationText(request.whole);
  return request.raw && { ...textModel(request.raw.text, MAX_TEXT, request.raw.bytes), ...(request.raw.missing !== undefined && { missing: request.raw.missing }) };
}

function presentationText(presentation: Presentation): TextModel {
  if (presentation.form === 'document') return textModel(presentation.text);
  const patches = presentation.files.map(
    ({ path, before, after }) => createTwoFilesPatch(before === null ? '/dev/null' : path, after === null ? '/dev/null' : path, before ?? '', after ?? '', undefined, undefined, { timeout: 500 }) ?? `${path}: too large to be compared here`,
  );
  return textModel(patches.join('\n'));
}
