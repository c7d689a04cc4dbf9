/** Reads a file in chunks and hands out its lines. */
import { isAscii } from 'node:buffer';
import { MAX_LINE } from './line.ts';

/** Small enough that one character outside ASCII does not slow down many lines. */
const CHUNK = 256 * 1024;
const LINE_FEED = 0x0a;

export interface ScannedLine {
  /** Without the line end. Valid only during the call. */
  bytes: Buffer;
  /** The same as text, where that was to be had cheaply: the chunk around it is ASCII. */
  text?: string;
  /** From 1. */
  line: number;
  /** Offset of its first byte in the file. */
  byte: number;
}

export interface ScanEnd {
  /** Lines that had a line end, and the offset after the last of them. */
  lines: number;
  bytes: number;
  /** Bytes after the last line end. */
  tornBytes: number;
  /** The scan stopped at a line longer than `MAX_LINE`. */
  tooLong: boolean;
}

export interface ScanOptions {
  /** Where to begin, and the number of lines before that. */
  from?: { byte: number; lines: number };
  /** Gets every chunk as it is read, before its lines. */
  onChunk?: (chunk: Buffer) => void;
}

/** A file that is open, or anything that reads like one. */
export interface ByteSource {
  /** Reads up to `length` bytes from `position` into `buffer`; none at the end. */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** Calls `onLine` for each whole line from the start of `source`; `false` stops the scan before that line counts. */
export async function scanLines(source: ByteSource, onLine: (line: ScannedLine) => false | void, options: ScanOptions = {}): Promise<ScanEnd> {
  const end: ScanEnd = { lines: options.from?.lines ?? 0, bytes: options.from?.byte ?? 0, tornBytes: 0, tooLong: false };
  let carry: Buffer[] = [];
  let position = end.bytes;
  let next = readChunk(source, position);
  for (;;) {
    const chunk = await next;
    if (chunk.length === 0) break;
    position += chunk.length;
    next = readChunk(source, position);
    options.onChunk?.(chunk);
    const text = isAscii(chunk) ? chunk.toString('latin1') : undefined;
    let from = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, from)) {
      const tail = chunk.subarray(from, feed);
      const bytes = carry.length === 0 ? tail : Buffer.concat([...carry, tail]);
      const ascii = text === undefined || carry.length > 0 ? {} : { text: text.slice(from, feed) };
      if (onLine({ bytes, ...ascii, line: end.lines + 1, byte: end.bytes }) === false) {
        await next;
        return end;
      }
      carry = [];
      end.lines += 1;
      end.bytes += bytes.length + 1;
      end.tornBytes = 0;
      from = feed + 1;
    }
    if (from < chunk.length) {
      carry.push(chunk.subarray(from));
      end.tornBytes += chunk.length - from;
    }
    if (end.tornBytes > MAX_LINE) {
      await next;
      return { ...end, tooLong: true };
    }
  }
  return end;
}

async function readChunk(source: ByteSource, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  const { bytesRead } = await source.read(buffer, 0, CHUNK, position);
  return buffer.subarray(0, bytesRead);
}
