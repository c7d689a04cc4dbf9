/** What a redirection of a command says: the file, or the standard input that it gives. */
import { kindOfWord } from '../prints.ts';
import { hereDocument, words } from './evaluate.ts';
import { isSecretVariable } from './names.ts';
import { isArgument, isStatement } from './nodes.ts';
import type { Input, Redirect } from './simple-command.ts';
import type { ShellState } from './state.ts';
import type { SyntaxNode } from './tree.ts';
import type { WalkHost } from './walk-host.ts';
import { FROM_NETWORK, FROM_SECRET, unknownWord } from './word.ts';

/** @param redirects gets the file @returns the standard input after this redirection */
export function readRedirect(node: SyntaxNode, state: ShellState, redirects: Redirect[], input: Input, host: WalkHost): Input {
  const { evaluator } = host;
  if (node.type === 'heredoc_redirect') {
    for (const child of node.children) if (child.type === 'file_redirect') readRedirect(child, state, redirects, input, host);
    const parts = new Set<string>();
    const text = hereDocument(node, state, evaluator, parts);
    const extra = node.children.filter((child) => !isStatement(child) && isArgument(child.type));
    if (extra.length > 0) host.unresolved(node, 'words after a here-document');
    const given = { network: parts.has(FROM_NETWORK), secret: [...parts].some((name) => name === FROM_SECRET || isSecretVariable(name)) };
    return text === undefined ? { from: 'unknown', ...given } : { from: 'text', text, written: !evaluator.source.slice(node.start, node.end).includes('$(') };
  }
  if (node.type === 'herestring_redirect') {
    const given = node.children.filter((child) => isArgument(child.type)).flatMap((child) => words(child, state, evaluator));
    // White space parts nothing here.
    const word = given.length > 1 ? { ...unknownWord(0, 0), variables: given.flatMap((one) => one.variables) } : given[0];
    const from = new Set(word?.variables);
    const origin = { network: from.has(FROM_NETWORK), secret: from.has(FROM_SECRET) };
    if (word && word.text === undefined) return { ...(kindOfWord(word) ?? { from: 'unknown' }), ...origin };
    return word?.text === undefined ? { from: 'unknown', ...origin } : { from: 'text', text: `${word.text}\n`, ...origin, written: !evaluator.source.slice(node.start, node.end).includes('$(') };
  }
  const operator = node.children.find((child) => /[<>]/.test(child.type))?.type ?? '>';
  const names = node.children.filter((child) => isArgument(child.type));
  const [only, ...more] = names;
  if (operator === '<' && only?.type === 'process_substitution' && more.length === 0) return evaluator.substitute(only, state);
  const targets = names.flatMap((child) => words(child, state, evaluator));
  if ((operator === '>&' || operator === '<&') && targets.every((word) => /^\d*-?$/.test(word.text ?? 'x'))) return input;
  const access = operator.startsWith('<') && operator !== '<>' ? 'read' : 'write';
  if (targets.length > 1) host.unresolved(node, 'a redirection to more than one file');
  for (const word of targets) redirects.push({ access, word });
  const from = new Set(targets.flatMap((word) => word.variables));
  return access === 'read' ? { from: 'unknown', network: from.has(FROM_NETWORK), secret: from.has(FROM_SECRET) } : input;
}
