/** The rules of a policy file with their places in its text, for an editor. Reads what can be read; never throws. */
import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser';

export interface OutlinedRule {
  id: string;
  effect: string;
  match: Record<string, unknown>;
  reason?: string;
  /** UTF-16 offsets. */
  start: number;
  end: number;
}

export interface Outline {
  rules: OutlinedRule[];
  posture?: string;
  /** Where the list of rules begins. */
  start?: number;
}

export function outlinePolicy(text: string): Outline {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree === undefined) return { rules: [] };
  const list = findNodeAtLocation(tree, ['rules']);
  const posture = findNodeAtLocation(tree, ['posture']);
  return {
    rules: list?.type === 'array' ? (list.children ?? []).flatMap((node) => ruleOf(getNodeValue(node), node.offset, node.offset + node.length)) : [],
    ...(posture?.type === 'string' && { posture: String(posture.value) }),
    ...(list?.parent && { start: list.parent.offset }),
  };
}

function ruleOf(value: unknown, start: number, end: number): OutlinedRule[] {
  if (!isRecord(value) || typeof value['id'] !== 'string') return [];
  const { id, effect, match, reason } = value;
  return [{ id, effect: typeof effect === 'string' ? effect : '', match: isRecord(match) ? match : {}, ...(typeof reason === 'string' && { reason }), start, end }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
