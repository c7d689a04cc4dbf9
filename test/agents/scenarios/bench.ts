/** An agent that is spoken to in one way: what a scenario is played with. */
import type { InstalledAgent } from '../lab/install.ts';
import type { Lab, LabWorkspace } from '../lab/lab.ts';
import { moves, type Moves } from '../lab/moves.ts';
import { inSetting, type Setting, type SettingOptions } from '../setting.ts';

export interface Launch {
  agent: string;
  trusted: boolean;
  prompt: string;
}

export interface Bench {
  /** What the names of its tests begin with. */
  label: string;
  agent: InstalledAgent;
  moves: Moves;
  launch: Launch;
  open: (options: SettingOptions, act: (setting: Setting) => Promise<void>) => Promise<void>;
}

export const launchOf = ({ name }: InstalledAgent): Launch => ({ agent: name, trusted: true, prompt: 'Do what the script says.' });

/** @param always what is arranged in every workspace, before what a scenario arranges. */
export function benchOf(lab: Lab, agent: InstalledAgent, always?: (workspace: LabWorkspace) => void): Bench {
  const open: Bench['open'] = ({ arrange, ...options }, act) => {
    const both = (workspace: LabWorkspace): void => {
      always?.(workspace);
      arrange?.(workspace);
    };
    return inSetting(lab, agent, { ...options, arrange: both }, act);
  };
  return { label: agent.name, agent, moves: moves[agent.name], launch: launchOf(agent), open };
}
