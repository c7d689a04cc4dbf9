/** Texts of a record for display: bounded, and a blob only when it is what its digest says. */
import type { Payload } from '../../record/events.ts';
import { RecordError } from '../../record/problem.ts';
import { readBlob } from '../../record/reader.ts';
import { MAX_TEXT, type TextModel } from './protocol.ts';

/** Cuts `text` to `limit` UTF-16 units, never inside a surrogate pair. `bytes`: the UTF-8 length of the whole. */
export function textModel(text: string, limit = MAX_TEXT, bytes = Buffer.byteLength(text)): TextModel {
  if (text.length <= limit) return { text, bytes, cut: false };
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return { text: text.slice(0, end), bytes, cut: true };
}

/** JSON, indented, of a value of the record. */
export function jsonModel(value: unknown): TextModel {
  return textModel(JSON.stringify(value, undefined, 2) ?? '');
}

const missing: Partial<Record<RecordError['code'], string>> = {
  missing: 'Its file is missing from the record. Verify the record.',
  broken: 'Its file is not what its digest says. Verify the record.',
  unsafe: 'Its file is a link or no file. Verify the record.',
  'too-long': 'Its file is too large to be shown.',
};

/** The text of a payload of the run whose folder is `dir`, as far as `limit`. Never rejects: what is wrong stands in `missing`. */
export async function payloadText(dir: string, payload: Payload, limit = MAX_TEXT): Promise<TextModel> {
  if (typeof payload === 'string') return textModel(payload, limit);
  try {
    const blob = await readBlob(dir, payload.blob);
    const model = textModel(blob.toString('utf8'), limit, payload.bytes);
    return payload.kept === undefined ? model : { ...model, cut: true };
  } catch (error) {
    const known = error instanceof RecordError ? missing[error.code] : undefined;
    return { text: '', bytes: payload.bytes, cut: false, missing: known ?? `Its file cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
