/** A writer that is killed: appends as fast as it can and says on standard output what was acknowledged. */
import { writeSync } from 'node:fs';
import { RecordWriter } from '../../../src/record/writer.ts';
import { options, started } from './sample.ts';

const writer = await RecordWriter.create(process.argv[2]!, options());
await writer.append(started());
writeSync(1, '0\n');
for (let round = 0; ; round++) {
  const appends = Array.from({ length: 5 }, (_, i) =>
    writer.append({ type: 'fault.noted', basis: 'observed', data: { code: `${round}-${i}`, message: 'x'.repeat((round * 37) % 5000) } }),
  );
  for (const append of appends) for (const { seq } of await append) writeSync(1, `${seq}\n`);
}
