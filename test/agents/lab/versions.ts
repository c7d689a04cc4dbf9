/** The agents that the tests run, each at the versions that the findings in docs/AGENTS.md are about. */

export const agentNames = ['codex', 'gemini', 'claude', 'copilot', 'opencode', 'qwen', 'cline'] as const;
export type AgentName = (typeof agentNames)[number];

export interface AgentPackages {
  /** npm packages and their pinned versions. The first is the agent, the others are adapters to it. */
  packages: readonly (readonly [name: string, version: string])[];
  /** Name of the program. */
  program: string;
  /** A file of a package to run after the download, as the package's own install script: it puts the platform's program in place. */
  setup?: readonly string[];
}

export const versions: Readonly<Record<AgentName, AgentPackages>> = {
  codex: { packages: [['@openai/codex', '0.169.0'], ['@agentclientprotocol/codex-acp', '2.6.0']], program: 'codex' },
  gemini: { packages: [['@google/gemini-cli', '0.61.0']], program: 'gemini' },
  claude: {
    packages: [['@anthropic-ai/claude-code', '2.1.330'], ['@agentclientprotocol/claude-agent-acp', '0.101.0']],
    program: 'claude',
    setup: ['@anthropic-ai/claude-code', 'install.cjs'],
  },
  copilot: { packages: [['@github/copilot', '1.0.102']], program: 'copilot' },
  opencode: { packages: [['opencode-ai', '1.18.33']], program: 'opencode', setup: ['opencode-ai', 'postinstall.mjs'] },
  qwen: { packages: [['@qwen-code/qwen-code', '0.24.4']], program: 'qwen' },
  cline: { packages: [['cline', '3.0.65']], program: 'cline' },
};

/** The agents that this run of the tests is about: those of `SIGNALBOX_TEST_AGENTS` (comma-separated), without it all. @throws {Error} on a name that is none. */
export function selectedAgents(env: NodeJS.ProcessEnv = process.env): AgentName[] {
  const wanted = (env['SIGNALBOX_TEST_AGENTS'] ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  const unknown = wanted.filter((name) => !agentNames.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`There is no agent ${unknown.join(', ')}. The agents are ${agentNames.join(', ')}.`);
  return wanted.length === 0 ? [...agentNames] : agentNames.filter((name) => wanted.includes(name));
}
