/**
 * What a list shows of a record, from its first and last bytes alone. Nothing here is verified: the inspector and `verify` read
 * the whole record and check it.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORD_FILE } from '../../record/paths.ts';
import type { RunHead } from '../views/run-rows.ts';

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 4 * 1024;
const MAX_TITLE = 200;
/** A longer prompt is not offered again. */
const MAX_PROMPT = 4000;

const ends = ['completed', 'failed', 'stopped', 'interrupted'] as const;

/** @param run the id, from the folder's name. Never rejects: a record that cannot be read says so in its head. */
export async function readHead(folder: string, run: string): Promise<RunHead> {
  const empty: RunHead = { run, agent: '', title: '', startedAt: '' };
  let file: FileHandle;
  try {
    file = await open(join(folder, RECORD_FILE));
  } catch {
    return { ...empty, unreadable: 'Its record.jsonl is missing or cannot be opened.' };
  }
  try {
    const { size } = await file.stat();
    const first = linesOf(await read(file, 0, Math.min(HEAD_BYTES, size)));
    const started = first.find((event) => event['type'] === 'run.started');
    if (started === undefined) return { ...empty, unreadable: 'Its record.jsonl does not begin as a record does.' };
    const data = objectOf(started['data']);
    const input = objectOf(first.find((event) => event['type'] === 'input.given')?.['data']);
    const capabilities = first.filter((event) => event['type'] === 'capabilities.observed').map((event) => objectOf(event['data']));
    const told = typeof input['text'] === 'string' ? input['text'].trim() : '';
    const last = linesOf(await read(file, Math.max(0, size - TAIL_BYTES), Math.min(TAIL_BYTES, size))).at(-1);
    const end = last?.['type'] === 'run.sealed' ? ends.find((each) => each === objectOf(last['data'])['end']) : undefined;
    const coverage = end === undefined ? '' : textOf(objectOf(last?.['data'])['coverage']);
    return {
      run,
      agent: textOf(data['gen_ai.agent.name']),
      ...(textOf(data['gen_ai.agent.id']) === '' ? {} : { agentId: textOf(data['gen_ai.agent.id']) }),
      title: (told.split('\n', 1)[0] ?? '').slice(0, MAX_TITLE),
      ...(told === '' || told.length > MAX_PROMPT ? {} : { prompt: told }),
      ...(capabilities.some((each) => each['canResume'] === true && textOf(each['gen_ai.conversation.id']) !== '') ? { continuable: true } : {}),
      startedAt: textOf(started['time']),
      ...(end === undefined ? {} : { end }),
      ...(coverage === '' ? {} : { coverage }),
    };
  } catch (error) {
    return { ...empty, unreadable: error instanceof Error ? error.message : String(error) };
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, from: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.toString('utf8', 0, bytesRead);
}

/** The lines that are whole JSON objects; what was cut at either end is left out. */
function linesOf(text: string): Record<string, unknown>[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    try {
      return [objectOf(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 4096) : '';
}
