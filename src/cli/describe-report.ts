/** A verification in words, each part by itself. */
import { visibleLine } from '../model/visible.ts';
import type { Problem } from '../record/problem.ts';
import type { VerifyReport } from '../record/verify.ts';

export function describeReport(report: VerifyReport, unmet: readonly string[]): string {
  const { integrity, signature, trust, linkage, notProven } = report;
  const lines = [
    `${report.ok && unmet.length === 0 ? 'good' : 'BAD '} ${report.run ?? report.folder}`,
    `  integrity   ${integrity.ok ? `whole, ${report.events} events${report.sealed ? ', sealed' : ''}` : 'BROKEN'}`,
    ...integrity.problems.map(problem),
    `  signature   ${signature.status}${signature.fingerprint === undefined ? '' : ` by ${signature.fingerprint}`}`,
    ...signature.problems.map(problem),
    `  trust       ${trust.status === 'trusted' ? `trusted as ${trust.as} (${trust.source}, line ${trust.line})` : `${trust.status}: ${trust.reason}`}`,
    `  linkage     ${linkage.status}${linkage.commits.length === 0 ? '' : ` in ${linkage.commits.slice(0, 3).join(', ')}`}`,
    ...(notProven.length === 0 ? [] : ['  not proven']),
    ...notProven.map(({ message }) => `    ${message}`),
    ...unmet.map((sentence) => `  REQUIRED    ${sentence}`),
  ];
  return `${lines.map(visibleLine).join('\n')}\n`;
}

function problem({ code, where, message, expected, found }: Problem): string {
  const place = [where.file, ...(where.line === undefined ? [] : [`line ${where.line}`]), ...(where.byte === undefined ? [] : [`byte ${where.byte}`])].join(', ');
  const difference = expected === undefined && found === undefined ? '' : ` (expected ${expected ?? 'nothing'}, found ${found ?? 'nothing'})`;
  return `    ${code} at ${place}: ${message}${difference}`;
}
