/** What an approver was shown, read back from the record. */
import { createTwoFilesPatch } from 'diff';
import { presentationSchema, type Presentation } from '../../model/approval.ts';
import type { Payload } from '../../record/events.ts';
import { payloadSchema } from '../../record/events.ts';
import type { ToolCallView } from '../../record/view.ts';
import type { RecordLines } from './lines.ts';
import type { TextModel } from './protocol.ts';
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

async function payloadOf(lines: RecordLines, call: ToolCallView): Promise<Payload | undefined> {
  for (const line of await lines.read(call.events, MAX_LINE)) {
    const value = json(line.text);
    const data = field(value, 'data');
    if (field(value, 'type') !== 'approval.requested' || field(data, 'approval') !== call.approval?.id) continue;
    return payloadSchema.safeParse(field(data, 'presentation')).data;
  }
  return undefined;
}

/**
 * The presentation of a call's approval: `whole` where it can be read, else `raw`, the text as far as the record holds it.
 * Undefined where the call has no approval or its event names none. `dir`: the run's folder.
 */
export async function readPresentation(lines: RecordLines, dir: string, call: ToolCallView): Promise<{ whole: Presentation } | { raw: TextModel } | undefined> {
  const payload = await payloadOf(lines, call);
  if (payload === undefined) return undefined;
  const raw = await payloadText(dir, payload, MAX_PRESENTATION);
  const whole = raw.missing === undefined ? presentationSchema.safeParse(json(raw.text)).data : undefined;
  return whole ? { whole } : { raw };
}

/** A presentation as one text: the document, or the files as a unified diff. */
export function presentationText(presentation: Presentation): TextModel {
  if (presentation.form === 'document') return textModel(presentation.text);
  const patches = presentation.files.map(
    ({ path, before, after }) => createTwoFilesPatch(before === null ? '/dev/null' : path, after === null ? '/dev/null' : path, before ?? '', after ?? '', undefined, undefined, { timeout: 500 }) ?? `${path}: too large to be compared here`,
  );
  return textModel(patches.join('\n'));
}
