/** Changes to a policy file that keep its comments and formatting. */
import { applyEdits, getNodeValue, modify, parseTree } from 'jsonc-parser';

const formattingOptions = { tabSize: 2, insertSpaces: true, eol: '\n' };

/**
 * The text of a policy file with one more rule at the end of `rules`; a rule that is there already is not added again.
 * @param policyText the file as it is; undefined or blank: there is none yet
 * @param ruleJson a rule as JSON text, as `Policy.suggest` gives it
 * @throws {SyntaxError} where `ruleJson` is no JSON object, or the file is too broken to add to
 */
export function addRule(policyText: string | undefined, ruleJson: string): string {
  const rule: unknown = JSON.parse(ruleJson);
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) throw new SyntaxError('a rule is a JSON object');
  const text = policyText === undefined || policyText.trim() === '' ? '{\n  "version": 1,\n  "rules": []\n}\n' : policyText;
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree?.type !== 'object') throw new SyntaxError('the policy file holds no object; repair it first');
  const value: unknown = getNodeValue(tree);
  const rules = typeof value === 'object' && value !== null && 'rules' in value ? value.rules : undefined;
  if (rules === undefined) return applyEdits(text, modify(text, ['rules'], [rule], { formattingOptions }));
  if (!Array.isArray(rules)) throw new SyntaxError('“rules” of the policy file is no list; repair it first');
  const wanted = JSON.stringify(rule);
  if (rules.some((one) => JSON.stringify(one) === wanted)) return text;
  return applyEdits(text, modify(text, ['rules', rules.length], rule, { isArrayInsertion: true, formattingOptions }));
}

/**
 * The text of a policy file without a rule, with the comma that stood beside it.
 * @returns undefined where there is no rule of that id
 */
export function removeRule(policyText: string, id: string): string | undefined {
  const tree = parseTree(policyText, [], { allowTrailingComma: true });
  const value: unknown = tree === undefined ? undefined : getNodeValue(tree);
  const rules: unknown = typeof value === 'object' && value !== null && 'rules' in value ? value.rules : undefined;
  if (!Array.isArray(rules)) return undefined;
  const index = rules.findIndex((rule: unknown) => typeof rule === 'object' && rule !== null && 'id' in rule && rule.id === id);
  return index < 0 ? undefined : applyEdits(policyText, modify(policyText, ['rules', index], undefined, { formattingOptions }));
}
