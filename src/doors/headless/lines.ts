/** JSON lines from a process: each parsed, those that are not JSON passed over, a bound on the length of one. */
import type { Readable } from 'node:stream';
import { AgentError } from '../session.ts';

const MAX_LINE = 32 * 1024 * 1024;
const NEWLINE = 10;

/** @throws {AgentError} `too-large` for a line that is longer than 32 MiB. */
export async function* readLines(stream: Readable): AsyncGenerator {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      yield* parsed(parts);
      parts = [];
      held = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    held += chunk.length - start;
    if (held > MAX_LINE) throw new AgentError('too-large', `The agent printed a line of more than ${MAX_LINE / 1024 / 1024} MiB.`);
  }
  yield* parsed(parts);
}

function* parsed(parts: Buffer[]): Generator {
  const text = Buffer.concat(parts).toString('utf8').trim();
  if (!text.startsWith('{')) return;
  try {
    yield JSON.parse(text);
  } catch {
    // Agents print notices between their lines.
  }
}
