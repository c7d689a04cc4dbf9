/** Reads one policy file: JSON with comments, checked, with the place of every problem. */
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { policyFileSchema, ruleSchema, type Posture, type RuleData } from './schema.ts';
import type { ExternalGuardData, PolicyProblem, PolicySource } from './types.ts';

const MAX_LENGTH = 1_000_000;

export interface Rule extends RuleData {
  /** Its JSON, as it stands in the file. */
  text: string;
}

export interface PolicyLayer {
  rules: Rule[];
  posture?: Posture | undefined;
  approvalTimeout?: string | undefined;
  externalGuard?: ExternalGuardData | undefined;
  problems: PolicyProblem[];
}

/** Never throws. Rules that are well-formed are given even where others are not. */
export function parsePolicy(source: PolicySource): PolicyLayer {
  const layer: PolicyLayer = { rules: [], problems: [] };
  const report = (message: string, offset?: number): void => {
    layer.problems.push({ file: source.file, ...(offset !== undefined && position(source.text, offset)), message });
  };
  if (source.text.length > MAX_LENGTH) {
    report('the policy file is over a million characters');
    return layer;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(source.text, errors, { allowTrailingComma: true, disallowComments: false });
  for (const error of errors.slice(0, 20)) report(printParseErrorCode(error.error), error.offset);
  if (!tree) {
    if (errors.length === 0) report('the policy file is empty', 0);
    return layer;
  }
  duplicates(tree, report);
  const parsed = policyFileSchema().safeParse(getNodeValue(tree));
  if (!parsed.success) issues(parsed.error.issues, tree, [], report);
  else {
    layer.posture = parsed.data.posture;
    layer.approvalTimeout = parsed.data.approvalTimeout;
    if (parsed.data.externalGuard !== undefined) {
      // What a repository names would run before anybody was asked.
      if (source.layer === 'user') layer.externalGuard = parsed.data.externalGuard;
      else report('“externalGuard” belongs into your own policy file; a repository cannot name a program that the gate runs', findNodeAtLocation(tree, ['externalGuard'])?.parent?.offset);
    }
  }
  const rules = findNodeAtLocation(tree, ['rules']);
  if (rules?.type !== 'array') return layer;
  const ids = new Set<string>();
  rules.children?.forEach((node, index) => {
    const rule = ruleSchema().safeParse(getNodeValue(node));
    if (!rule.success) return issues(rule.error.issues, tree, ['rules', index], report);
    if (ids.has(rule.data.id))
      report(`the rule id “${rule.data.id}” is there twice`, findNodeAtLocation(node, ['id'])?.offset ?? node.offset);
    if (Object.keys(rule.data.match).length === 0)
      report(`the rule “${rule.data.id}” names nothing that it is about, so it never matches`, node.offset);
    ids.add(rule.data.id);
    layer.rules.push({ ...rule.data, text: source.text.slice(node.offset, node.offset + node.length).slice(0, 20_000) });
  });
  return layer;
}

interface Issue {
  code?: string;
  message: string;
  path: PropertyKey[];
  keys?: readonly string[];
}

function issues(list: readonly unknown[], tree: Node, base: (string | number)[], report: (message: string, offset?: number) => void): void {
  for (const issue of list as Issue[]) {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    const where = path.length > 0 ? `${path.join('.')}: ` : '';
    if (issue.code === 'unrecognized_keys' && issue.keys) {
      for (const key of issue.keys)
        report(`${where}“${key}” is not known here`, nearest(tree, [...path, key]).parent?.offset ?? nearest(tree, path).offset);
    } else report(where + issue.message, nearest(tree, path).offset);
  }
}

/** The node at a path, or the closest one above it that is there. */
function nearest(tree: Node, path: (string | number)[]): Node {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return node;
  }
  return tree;
}

/** A key that is there twice: readers disagree on which one counts. */
function duplicates(tree: Node, report: (message: string, offset?: number) => void): void {
  const pending = [tree];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const keys = new Set<unknown>();
    for (const child of node.children ?? []) {
      pending.push(child);
      const key = child.type === 'property' ? child.children?.[0] : undefined;
      if (!key) continue;
      if (keys.has(key.value)) report(`the key “${String(key.value)}” is there twice`, key.offset);
      keys.add(key.value);
    }
  }
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
