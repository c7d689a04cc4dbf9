/** Findings about a text that an agent is about to read: the result or the description of a tool. */
import type { Finding } from '../../model/decision.ts';
import { secretsIn } from './secrets.ts';

/** Tag characters, zero-width and bidirectional controls: a person does not see them, a model reads them. */
const invisible = /[\u{e0000}-\u{e007f}\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069]/u;

export function assessText(text: string): Finding[] {
  const findings = secretsIn(text, 'text').map((finding) => ({ ...finding, id: 'secret.in-text' }));
  const at = text.search(invisible);
  if (at >= 0)
    findings.push({
      id: 'text.hidden-characters',
      severity: 'high',
      reason: 'holds characters that a person does not see',
      at: { field: 'text', start: at, end: at + 1 },
    });
  return findings;
}
