/** Secrets in the texts of an action. */
import type { Finding } from '../../model/decision.ts';
import { findSecrets } from '../../secrets/detect.ts';

const MAX_TEXT = 2_000_000;
const MAX_FINDINGS = 20;

/**
 * One finding for each secret in a text, without the secret itself.
 * @param before what the text replaces: a secret that was there already is not reported again
 */
export function secretsIn(text: string, field: string, before = ''): Finding[] {
  const findings: Finding[] = [];
  for (const { kind, start, end } of findSecrets(text.slice(0, MAX_TEXT))) {
    if (before !== '' && before.includes(text.slice(start, end))) continue;
    findings.push({ id: 'secret.in-arguments', severity: 'high', reason: `holds a secret (${kind})`, at: { field, start, end } });
    if (findings.length === MAX_FINDINGS) break;
  }
  return findings;
}
