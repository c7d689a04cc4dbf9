/** The Rules tree: grants of live runs, the rules of the policy files with what each has decided, and rules on offer. */
import type { GrantStatus } from '../../gate/protocol.ts';
import type { Offer, RuleUse } from '../../record/view-rules.ts';
import { ageSince } from '../age.ts';
import type { FolderState, Folders } from '../gate/folders.ts';
import { commands } from '../ids.ts';
import { Listeners } from '../listeners.ts';
import type { FolderHistory } from '../policy/history.ts';
import type { PolicyFile } from '../policy/policy-files.ts';
import { colors, type Row, type TreeModel } from './node.ts';

/** Approved as often as this, a rule is offered. */
const OFTEN = 3;
const MAX_OFFERS = 5;

export interface RulesModelParts {
  folders: Folders;
  files: (folder: string) => Promise<PolicyFile[]>;
  history: { of(folder: string): Promise<FolderHistory>; onChange(listener: () => void): () => void };
  now: () => number;
}

export class RulesModel implements TreeModel {
  private readonly parts: RulesModelParts;
  private readonly changed = new Listeners<Row | undefined>();
  private drawn = '';

  constructor(parts: RulesModelParts) {
    this.parts = parts;
    parts.folders.onChange(() => this.follow());
    parts.history.onChange(() => this.refresh());
  }

  onChange(listener: (row: Row | undefined) => void): () => void {
    return this.changed.add(listener);
  }

  /** A policy file has changed, or a record. */
  refresh(): void {
    this.changed.fire(undefined);
  }

  async children(row: Row | undefined): Promise<Row[]> {
    const folders = this.parts.folders.all();
    const subject = row?.subject;
    if (subject?.kind === 'folder') {
      const folder = folders.find(({ path }) => path === subject.folder);
      return folder === undefined ? [] : this.rowsOf(folder);
    }
    if (row !== undefined) return [];
    const [only] = folders;
    return folders.length === 1 && only !== undefined ? this.rowsOf(only) : folders.map(folderRow);
  }

  private async rowsOf({ path, status }: FolderState): Promise<Row[]> {
    const [{ tally }, files, { outlinePolicy }, { explainRule }] = await Promise.all([
      this.parts.history.of(path),
      this.parts.files(path),
      import('../../policy/outline.ts'),
      import('../../policy/explain.ts'),
    ]);
    const now = this.parts.now();
    const outlined = files.flatMap((file) => outlinePolicy(file.text).rules.map((rule) => ({ file, rule })));
    const known = new Set(outlined.map(({ rule }) => rule.id));
    const offers = tally.offered(OFTEN).filter(({ rule }) => !known.has(idOf(rule)));
    return [
      ...(status.state?.grants ?? []).map((grant) => grantRow(path, grant, now)),
      ...outlined.map(({ file, rule }) => ruleRow(path, file, rule.id, rule.effect, explainRule(rule), tally.use(rule.id, file.layer))),
      ...offers.slice(0, MAX_OFFERS).map((offer) => offerRow(path, offer)),
    ];
  }

  private follow(): void {
    const drawn = JSON.stringify(this.parts.folders.all().map(({ path, status }) => [path, status.state?.policy.digest, status.state?.grants]));
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.refresh();
  }
}

function folderRow({ path, name }: FolderState): Row {
  return { id: `folder:${path}`, label: name, icon: { id: 'root-folder' }, context: 'folder', expand: 'expanded', subject: { kind: 'folder', folder: path } };
}

function grantRow(folder: string, { run, grant, rule, givenAt, uses, usedAt }: GrantStatus, now: number): Row {
  const used = uses === 0 ? 'not used yet' : `used ${uses} times, last ${ageSince(usedAt ?? givenAt, now)} ago`;
  const label = labelOf(rule);
  return {
    id: `grant:${run}:${grant}`,
    label,
    description: `grant for a run, ${used}`,
    tooltip: `${label}\nA person allowed this for the rest of run ${run}, ${ageSince(givenAt, now)} ago; ${used}.\n\n${rule}`,
    icon: { id: 'check-all', color: colors.good },
    context: 'rule-grant',
    expand: 'none',
    spoken: `Grant for a run: ${label}, ${used}`,
    subject: { kind: 'grant', folder, run, grant },
  };
}

const effectIcons: Record<string, Row['icon']> = { allow: { id: 'check', color: colors.good }, deny: { id: 'circle-slash', color: colors.bad }, ask: { id: 'question', color: colors.warning } };

function ruleRow(folder: string, file: PolicyFile, id: string, effect: string, words: string, use: RuleUse | undefined): Row {
  const said = useWords(use);
  const whose = file.layer === 'user' ? ', yours' : '';
  return {
    id: `rule:${file.path}:${id}`,
    label: id,
    description: `${effect}${whose}, ${said}`,
    tooltip: `${words}\n${said}\n${file.path}`,
    icon: effectIcons[effect] ?? { id: 'law' },
    context: 'rule',
    expand: 'none',
    command: { id: commands.openPolicy, title: 'Open' },
    spoken: `Rule ${id}${whose}: ${effect}, ${said}`,
    subject: { kind: 'rule', folder, path: file.path, rule: id },
  };
}

/** What a rule has decided, in a few words. */
export function useWords(use: RuleUse | undefined): string {
  if (use === undefined) return 'has decided nothing yet';
  const times = use.allowed + use.denied + use.asked;
  return `decided ${times} ${times === 1 ? 'action' : 'actions'}, last on ${use.lastAt.slice(0, 10)}`;
}

function offerRow(folder: string, { rule, approved, hasty, titles }: Offer): Row {
  return {
    id: `offer:${rule}`,
    label: titles[0] ?? labelOf(rule),
    description: `approved ${approved} times: a rule is on offer`,
    tooltip: `${titles.join('\n')}\nApproved ${approved} times, ${hasty} of them in under two seconds.\nThis rule would allow it:\n\n${rule}`,
    icon: { id: 'lightbulb' },
    context: 'rule-offer',
    expand: 'none',
    spoken: `${titles[0] ?? 'An action'} was approved ${approved} times; a rule is on offer`,
    subject: { kind: 'offer', folder, rule },
  };
}

function idOf(rule: string): string {
  const value = parsed(rule);
  return typeof value['id'] === 'string' ? value['id'] : '';
}

/** What a grant is about: its commands, files, hosts or tool. */
function labelOf(rule: string): string {
  const match = parsed(rule)['match'];
  const about = typeof match === 'object' && match !== null ? (match as Record<string, unknown>) : {};
  const named = ['command', 'argv', 'paths', 'hosts', 'tool'].map((key) => about[key]).find((value) => value !== undefined);
  const text = Array.isArray(named) ? named.flat().join(named.every((word) => typeof word === 'string') && about['argv'] === named ? ' ' : ', ') : typeof named === 'string' ? named : '';
  return (text || 'an action').replaceAll(/\s+/g, ' ').slice(0, 200);
}

function parsed(rule: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(rule);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
