/** What an approval shows, as documents: which texts there are, and under which addresses. Pure. */
import type { Approval, Presentation } from '../../model/approval.ts';

export interface WholeDocument {
  /** Path of the document's address: names the approval, so that nothing else can ever appear under it. */
  path: string;
  text: string;
}

export interface WholeDiff {
  title: string;
  /** The file's path as the agent gave it. */
  file: string;
  before: WholeDocument;
  after: WholeDocument;
}

/** Keeps file names out of the way of address syntax, and recognisable. */
function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) || 'file';
}

export function diffsOf(approval: Approval, presentation: Extract<Presentation, { form: 'diff' }>): WholeDiff[] {
  return presentation.files.map(({ path, before, after }, index) => {
    const at = `/${approval.id}/${approval.shown.slice(0, 12)}/${index}`;
    const verb = before === null ? 'create' : after === null ? 'delete' : 'edit';
    return {
      title: `${verb} ${path} (asked by ${approval.agent})`,
      file: path,
      before: { path: `${at}/before/${lastPart(path)}`, text: before ?? '' },
      after: { path: `${at}/after/${lastPart(path)}`, text: after ?? '' },
    };
  });
}

export function documentOf(approval: Approval, presentation: Extract<Presentation, { form: 'document' }>): WholeDocument {
  return { path: `/${approval.id}/${approval.shown.slice(0, 12)}/${nameFor(approval.kind)}`, text: presentation.text };
}

export function ruleDocumentOf(approval: Approval): WholeDocument | undefined {
  const { suggestion } = approval;
  if (suggestion === undefined) return undefined;
  const text = `// This rule would be added to ${suggestion.file}:\n${suggestion.rule}\n`;
  return { path: `/${approval.id}/${suggestion.digest.slice(0, 12)}/rule.jsonc`, text };
}

/** The approval that a document shows, from its address. */
export function approvalOf(path: string): string | undefined {
  return path.split('/')[1] || undefined;
}

function nameFor(kind: string): string {
  const names: Record<string, string> = { exec: 'command', read: 'read', write: 'write', fetch: 'request', mcp: 'tool call', other: 'tool call' };
  return names[kind] ?? 'action';
}
