/** The agents that Signalbox knows by itself. Adding one is adding an entry. */

/** What starts an agent: a bundle of Signalbox's own, run by Node, or a program of the machine. */
export type AgentProgram = { bundle: string; args?: string[] } | { program: string; args: string[] };

export interface CatalogEntry {
  id: string;
  name: string;
  description: string;
  start: AgentProgram;
  /** What a run without a prompt is told. */
  defaultPrompt?: string;
  /** Names of environment variables that it cannot do without. */
  needs?: string[];
}

export const catalog: readonly CatalogEntry[] = [
  {
    id: 'demo',
    name: 'Demo agent',
    description: 'Works on the sample project without a model, a key or a network; always does the same.',
    start: { bundle: 'demo-agent.js' },
    defaultPrompt: 'Fix the rounding in src/price.js and tidy up.',
  },
];
