/** Findings about the tools that servers offer: changed since they were seen last, shadowing one another, contradicting their names. */
import type { Finding } from '../../model/decision.ts';
import { namesChange, wordsOf } from '../tool-names.ts';
import { assessText } from './assess-text.ts';
import { fold } from './fold.ts';

/** A tool as it was observed. `digest`: over its whole definition. */
export interface OfferedTool {
  name: string;
  server?: string | undefined;
  digest: string;
  description?: string | undefined;
  annotations?: Record<string, unknown> | undefined;
}

export interface ToolFinding extends Finding {
  server: string | undefined;
  tool: string;
}

const destroying = /(?:^|[_\-.\s])(?:delete|remove|drop|destroy|purge|wipe|truncate|kill|reset|overwrite)(?:$|[_\-.\s])/i;
const reaching = /(?:^|[_\-.\s])(?:fetch|http|web|browse|browser|download|upload|send|email|search_web|web_search|url|curl|request)(?:$|[_\-.\s])/i;

/**
 * @param before what was seen in the run before; undefined: nothing was
 * @param now what is offered now
 */
export function assessTools(before: readonly OfferedTool[] | undefined, now: readonly OfferedTool[]): ToolFinding[] {
  const found: ToolFinding[] = [];
  const report = ({ name, server }: OfferedTool, id: string, severity: Finding['severity'], reason: string): void => {
    found.push({ id, severity, reason, at: { field: 'tool' }, server, tool: name });
  };
  const seen = new Map((before ?? []).map((tool) => [keyOf(tool), tool.digest]));
  const byName = new Map<string, OfferedTool[]>();
  for (const tool of now) {
    const digest = seen.get(keyOf(tool));
    if (digest !== undefined && digest !== tool.digest) report(tool, 'tool.changed', 'high', `the definition of “${tool.name}” is not the one that was seen last`);
    const name = confusable(tool.name);
    const others = byName.get(name) ?? [];
    const other = others.find(({ server }) => server !== tool.server);
    if (other) report(tool, 'tool.shadows', 'high', `“${tool.name}” of ${nameOf(tool)} has the name of a tool of ${nameOf(other)}`);
    else if (others.some((one) => one.name !== tool.name)) report(tool, 'tool.shadows', 'high', `“${tool.name}” looks like another tool of ${nameOf(tool)}`);
    byName.set(name, [...others, tool]);
    contradiction(tool, (reason) => report(tool, 'tool.contradicts', 'medium', reason));
    for (const finding of assessText('tool_description', tool.description ?? '')) found.push({ ...finding, at: { field: 'description', ...offsets(finding) }, server: tool.server, tool: tool.name });
  }
  return found;
}

function offsets({ at }: Finding): { start?: number; end?: number } {
  return { ...(at?.start !== undefined && { start: at.start }), ...(at?.end !== undefined && { end: at.end }) };
}

function keyOf({ name, server }: OfferedTool): string {
  return JSON.stringify([server ?? '', name]);
}

function nameOf({ server }: OfferedTool): string {
  return server === undefined ? 'the agent' : `“${server}”`;
}

/** Names that look alike, or differ only in how words are joined, are the same. */
function confusable(name: string): string {
  return fold(name).text.toLowerCase().replace(/[\s_.-]+/g, '').replace(/[1l|]/g, 'i').replaceAll('0', 'o').replaceAll('rn', 'm').replaceAll('vv', 'w');
}

function contradiction({ name, annotations = {} }: OfferedTool, report: (reason: string) => void): void {
  const words = wordsOf(name);
  if (annotations['readOnlyHint'] === true && namesChange(name)) report(`“${name}” says that it only reads`);
  else if (annotations['destructiveHint'] === false && destroying.test(words)) report(`“${name}” says that it destroys nothing`);
  if (annotations['openWorldHint'] === false && reaching.test(words)) report(`“${name}” says that it does not reach outside`);
}
