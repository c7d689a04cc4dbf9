/** Lists what is in a ZIP archive, by its central directory (APPNOTE.TXT 4.3.12 and 4.3.16). */

export interface ZipEntry {
  name: string;
  /** Bytes when unpacked. */
  size: number;
  /** Bytes in the archive. */
  packed: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** @throws {Error} when the bytes are no archive */
export function listZip(bytes: Buffer): ZipEntry[] {
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error('This is no ZIP archive.');
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== directoryEntry) throw new Error('The directory of the ZIP archive is damaged.');
    const nameLength = bytes.readUInt16LE(at + 28);
    const rest = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, size: bytes.readUInt32LE(at + 24), packed: bytes.readUInt32LE(at + 20) });
    at += 46 + nameLength + rest;
  }
  return entries;
}
