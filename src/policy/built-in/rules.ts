/** The built-in rules of each posture, as data. They are the weakest layer: every other one can say otherwise. */
import type { Posture, RuleData } from '../schema.ts';
import { internalRules } from './internal-tools.ts';

const readsInside: RuleData = {
  id: 'built-in.reads-inside',
  effect: 'allow',
  match: { kind: 'read', findings: ['none'] },
  reason: 'It reads files inside the workspace.',
};
const editsInside: RuleData = {
  id: 'built-in.edits-inside',
  effect: 'allow',
  match: { kind: 'write', findings: ['none'] },
  reason: 'It edits ordinary files inside the workspace.',
};
const looksOnly: RuleData = {
  id: 'built-in.shell-looks',
  effect: 'allow',
  match: { kind: 'exec', findings: ['none'] },
  reason: 'The command only reads or prints, inside the workspace.',
};
const asksToWrite: RuleData = {
  id: 'built-in.careful-writes',
  effect: 'ask',
  match: { kind: 'write' },
  reason: 'The careful posture asks for every write.',
};
const asksShell: RuleData = {
  id: 'built-in.shell-acts',
  effect: 'ask',
  match: { kind: 'exec' },
  reason: 'The command does more than to look at files inside the workspace.',
};
const asksNetwork: RuleData = { id: 'built-in.network', effect: 'ask', match: { kind: 'fetch' }, reason: 'It talks to the network.' };
const asksTool: RuleData = {
  id: 'built-in.unknown-tools',
  effect: 'ask',
  match: { kind: ['mcp', 'other'] },
  reason: 'What the tool does is not known.',
};
const asksRead: RuleData = {
  id: 'built-in.reads-elsewhere',
  effect: 'ask',
  match: { kind: 'read' },
  reason: 'It reads what is outside the workspace or may hold secrets.',
};
const asksEdit: RuleData = {
  id: 'built-in.edits-elsewhere',
  effect: 'ask',
  match: { kind: 'write' },
  reason: 'It writes outside the workspace or a file of special meaning.',
};
const scripts: RuleData = {
  id: 'built-in.trusting-shell',
  effect: 'allow',
  match: { kind: 'exec', findings: ['command.writes', 'command.runs-code', 'shell.redirects-to-file'] },
  reason: 'The trusting posture lets scripts of the workspace and shell writes inside it run.',
};

/** In order: the first that matches decides within this layer. */
export const builtInRules: Record<Posture, readonly RuleData[]> = {
  careful: [readsInside, asksRead, asksToWrite, looksOnly, asksShell, asksNetwork, ...internalRules, asksTool],
  balanced: [readsInside, asksRead, editsInside, asksEdit, looksOnly, asksShell, asksNetwork, ...internalRules, asksTool],
  trusting: [readsInside, asksRead, editsInside, asksEdit, looksOnly, scripts, asksShell, asksNetwork, ...internalRules, asksTool],
};
