/** What an agent was told in earlier runs, to be told again. It comes from the records, where secrets have been taken out of it. Pure. */
import type { RunHead } from '../views/run-rows.ts';
import type { RunOnDisk } from '../views/runs-model.ts';

/** Records that are looked at, and prompts that are offered. */
const MAX_LOOKED_AT = 60;
const MAX_OFFERED = 8;

export interface PastRuns {
  /** The runs of a workspace folder, newest first. */
  list(folder: string): Promise<RunOnDisk[]>;
  head(run: RunOnDisk): Promise<RunHead>;
}

/** Newest first, each once. Those that secrets were taken out of are left out: they would not say what was meant. */
export async function recentPrompts(runs: PastRuns, folder: string, agent: string): Promise<string[]> {
  const heads = await Promise.all((await runs.list(folder)).slice(0, MAX_LOOKED_AT).map((run) => runs.head(run)));
  const prompts = heads.flatMap(({ agentId, prompt }) => (agentId !== agent || prompt === undefined || prompt.includes('[redacted:') ? [] : [prompt]));
  return [...new Set(prompts)].slice(0, MAX_OFFERED);
}

export interface PromptItem {
  label: string;
  description?: string;
  detail?: string;
  /** Shown whatever is typed. */
  alwaysShow: boolean;
  prompt: string;
}

/** What is typed comes first, then what was said before. */
export function promptItems(typed: string, recent: readonly string[]): PromptItem[] {
  const own = typed.trim() === '' ? [] : [{ label: typed, description: 'say this', alwaysShow: true, prompt: typed }];
  const before = recent
    .filter((prompt) => prompt !== typed)
    .map((prompt) => {
      const [line = '', ...rest] = prompt.split('\n');
      return { label: line, ...(rest.length === 0 ? {} : { detail: `and ${rest.length === 1 ? 'one line' : `${rest.length} lines`} more` }), alwaysShow: false, prompt };
    });
  return [...own, ...before];
}
