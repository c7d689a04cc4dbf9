/** What a command acts on. Tree rows carry one; other callers (notifications, the inspector, key bindings) pass one. */
export type Subject =
  | { kind: 'folder'; folder: string }
  | { kind: 'agent'; folder: string; agent: string }
  | { kind: 'missing-agents'; folder: string }
  | { kind: 'run'; folder: string; run: string; dir: string }
  | { kind: 'approval'; folder: string; approval: string; digest: string }
  | { kind: 'question'; folder: string; question: string }
  | { kind: 'pairing'; folder: string; pairing: string }
  | { kind: 'file'; folder: string; path: string; line?: number }
  | { kind: 'rule'; folder: string; path: string; rule: string }
  | { kind: 'grant'; folder: string; run: string; grant: string }
  | { kind: 'offer'; folder: string; rule: string };
export type SubjectKind = Subject['kind'];
export type SubjectOf<K extends SubjectKind> = Extract<Subject, { kind: K }>;

const fields: { [K in SubjectKind]: readonly (keyof SubjectOf<K>)[] } = {
  folder: ['folder'],
  agent: ['folder', 'agent'],
  'missing-agents': ['folder'],
  run: ['folder', 'run', 'dir'],
  approval: ['folder', 'approval', 'digest'],
  question: ['folder', 'question'],
  pairing: ['folder', 'pairing'],
  file: ['folder', 'path'],
  rule: ['folder', 'path', 'rule'],
  grant: ['folder', 'run', 'grant'],
  offer: ['folder', 'rule'],
};

/**
 * Reads a command's argument, which can come from anywhere (`executeCommand`, a key binding's `args`): a subject itself or a row
 * that carries one. Gives `undefined` for anything that is not a whole subject of that kind.
 */
export function subjectOf<K extends SubjectKind>(kind: K, argument: unknown): SubjectOf<K> | undefined {
  const inner = isRecord(argument) && isRecord(argument['subject']) ? argument['subject'] : argument;
  if (!isRecord(inner) || inner['kind'] !== kind) return undefined;
  return fields[kind].every((field) => typeof inner[field as string] === 'string') ? (inner as unknown as SubjectOf<K>) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
