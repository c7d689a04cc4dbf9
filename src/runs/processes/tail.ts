/** The last part of a stream of text, for errors: bounded in bytes, cut at a line where there is one. */
import { StringDecoder } from 'node:string_decoder';

export class Tail {
  private readonly decoder = new StringDecoder('utf8');
  private readonly limit: number;
  private kept = '';

  /** @param limit how many UTF-16 units are kept. */
  constructor(limit: number) {
    this.limit = limit;
  }

  push(chunk: Buffer): void {
    this.kept += this.decoder.write(chunk);
    if (this.kept.length <= this.limit) return;
    const cut = this.kept.slice(-this.limit);
    const line = cut.indexOf('\n');
    this.kept = line >= 0 && line < cut.length - 1 ? cut.slice(line + 1) : cut;
  }

  text(): string {
    return this.kept.trimEnd().toWellFormed();
  }
}
