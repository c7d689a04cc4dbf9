/** The agents that Signalbox knows by itself. Adding one is adding an entry here, and an adapter where it is more than plain ACP. */

/** A program of the machine, as people install it. */
export interface AgentProgram {
  /** Its name on the PATH. */
  name: string;
  /** The npm package that it comes with: names it to install, and tells its version without starting it. */
  package?: string;
  /** The oldest version that is gated as its adapter says; an older one is refused. */
  floor?: string;
  /** The agent can do without it. */
  optional?: boolean;
}

/**
 * What starts an agent: a bundle of Signalbox's own, run by Node; a command that speaks ACP; or programs that the agent's adapter
 * (`adapters/index.ts`, by the entry's id) wires to the gate.
 */
export type AgentStart = { bundle: string; args?: string[] } | { program: AgentProgram; args: string[] } | { programs: readonly [AgentProgram, ...AgentProgram[]] };

export interface CatalogEntry {
  id: string;
  name: string;
  description: string;
  start: AgentStart;
  /** What a run without a prompt is told. */
  defaultPrompt?: string;
  /** The version of ACP that it is asked for; absent: 1. */
  acp?: 1 | 2;
  /** Names of environment variables that it cannot do without. */
  needs?: string[];
  /** Where a person learns how to install it. */
  homepage?: string;
}

export const catalog: readonly CatalogEntry[] = [
  {
    id: 'demo',
    name: 'Demo agent',
    description: 'Works on the sample project without a model, a key or a network; always does the same.',
    start: { bundle: 'demo-agent.js' },
    defaultPrompt: 'Fix the rounding in src/price.js and tidy up.',
  },
  {
    id: 'claude',
    name: 'Claude Code',
    description: 'Gated by its own hooks. Through ACP where claude-agent-acp is installed, else headless.',
    start: {
      programs: [
        { name: 'claude', package: '@anthropic-ai/claude-code', floor: '2.1.295' },
        { name: 'claude-agent-acp', package: '@agentclientprotocol/claude-agent-acp', floor: '0.101.0', optional: true },
      ],
    },
    homepage: 'https://code.claude.com/docs',
  },
  {
    id: 'codex',
    name: 'Codex CLI',
    description: 'Gated by its own hooks. Through ACP where codex-acp is installed, else headless.',
    start: {
      programs: [
        { name: 'codex', package: '@openai/codex', floor: '0.169.0' },
        { name: 'codex-acp', package: '@agentclientprotocol/codex-acp', floor: '2.6.0', optional: true },
      ],
    },
    homepage: 'https://developers.openai.com/codex/cli',
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    description: 'Gated by its own hooks, headless: under ACP it runs no hooks.',
    start: { programs: [{ name: 'gemini', package: '@google/gemini-cli', floor: '0.61.0' }] },
    homepage: 'https://geminicli.com/docs',
  },
  {
    id: 'copilot',
    name: 'GitHub Copilot CLI',
    description: 'Gated by its own hooks, through ACP.',
    start: { programs: [{ name: 'copilot', package: '@github/copilot', floor: '1.0.102' }] },
    homepage: 'https://docs.github.com/copilot/concepts/agents/about-copilot-cli',
  },
  {
    id: 'opencode',
    name: 'OpenCode',
    description: 'Gated by a plugin, through ACP.',
    start: { programs: [{ name: 'opencode', package: 'opencode-ai', floor: '1.18.33' }] },
    homepage: 'https://opencode.ai/docs',
  },
  {
    id: 'qwen',
    name: 'Qwen Code',
    description: 'Gated by its own hooks, through ACP.',
    start: { programs: [{ name: 'qwen', package: '@qwen-code/qwen-code', floor: '0.24.4' }] },
    homepage: 'https://qwenlm.github.io/qwen-code-docs',
  },
  {
    id: 'cline',
    name: 'Cline CLI',
    description: 'Gated by what it asks through ACP, and by its hooks for its subagents.',
    start: { programs: [{ name: 'cline', package: 'cline', floor: '3.0.65' }] },
    homepage: 'https://docs.cline.bot/cline-cli',
  },
  {
    id: 'goose',
    name: 'Goose',
    description: 'Gated in part: only what it asks for through ACP.',
    start: { program: { name: 'goose' }, args: ['acp'] },
    homepage: 'https://block.github.io/goose',
  },
  {
    id: 'cursor',
    name: 'Cursor CLI',
    description: 'Gated in part: only what it asks for through ACP.',
    start: { program: { name: 'cursor-agent' }, args: ['acp'] },
    homepage: 'https://cursor.com/docs/cli',
  },
];
