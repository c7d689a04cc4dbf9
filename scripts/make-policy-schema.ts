/** Writes media/policy.schema.json from the schema in src/policy. Run it after a change there. */
import { mkdir, writeFile } from 'node:fs/promises';
import { policyJsonSchema } from '../src/policy/schema.ts';

await mkdir('media', { recursive: true });
await writeFile('media/policy.schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
