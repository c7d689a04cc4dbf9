/** The results of Claude Code's tools as text. */
import { field, text } from './tools.ts';

/** What a tool gave back: a text, parts of a message, a command's output, a file's content; of anything else its JSON. */
export function resultText(result: unknown): string {
  if (typeof result === 'string') return result;
  if (result === undefined || result === null) return '';
  if (Array.isArray(result)) return result.map(partText).filter((part) => part !== '').join('\n');
  const [stdout, stderr] = [text(result, 'stdout'), text(result, 'stderr')];
  if (stdout !== undefined || stderr !== undefined) return [stdout, stderr].filter((part) => part !== undefined && part !== '').join('\n');
  // The action holds what an edit changed.
  if (field(result, 'structuredPatch') !== undefined) return '';
  const file = text(field(result, 'file'), 'content');
  if (file !== undefined) return file;
  const content = field(result, 'content');
  return content === undefined ? JSON.stringify(result) : resultText(content);
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  return text(part, 'text') ?? `[${text(part, 'type') ?? 'part'}]`;
}

/** Claude puts a command's exit code in front of what it printed. */
export function exitCodeIn(result: string): number | undefined {
  const digits = /^(?:Error: )?Exit code (\d{1,5})\b/.exec(result)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
