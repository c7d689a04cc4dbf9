/** The binary encoding of SSH (RFC 4251, section 5): lengths in front of strings, big integers with a sign bit. */

export class WireError extends Error {
  override readonly name = 'WireError';
}

/** `string`: the bytes with their length (uint32, big-endian) in front. */
export function wireString(bytes: string | Uint8Array): Buffer {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return Buffer.concat([uint32(content.length), content]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** `mpint` of an unsigned big-endian number. */
export function wireInteger(number: Uint8Array): Buffer {
  let from = 0;
  while (from < number.length && number[from] === 0) from++;
  const digits = Buffer.from(number.subarray(from));
  return wireString(digits.length > 0 && digits[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
}

/** Reads one value after the other. Every method throws `WireError` when the bytes end too early. */
export class WireReader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new WireError('ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  text(): string {
    return this.string().toString('latin1');
  }

  /** A positive `mpint`, without its sign byte. */
  integer(): Buffer {
    const bytes = this.string();
    const positive = bytes.length > 0 && bytes[0]! < 0x80 && !(bytes[0] === 0 && (bytes[1] ?? 0) < 0x80);
    if (!positive) throw new WireError('not a positive integer in its shortest form');
    return bytes[0] === 0 ? bytes.subarray(1) : bytes;
  }

  /** Throws where bytes are left over. */
  end(): void {
    if (this.at < this.bytes.length) throw new WireError('has bytes left over');
  }
}
