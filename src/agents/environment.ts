/** The environment that an agent gets: the person's, less what belongs to Signalbox and to the editor. */

/** Signalbox's own (the operator's secret must never be there, but nothing of ours is an agent's business) and the editor's internals. */
const withheld = /^(SIGNALBOX_|VSCODE_|ELECTRON_)/i;

/**
 * @param environment the person's environment
 * @param keepNode keep `ELECTRON_RUN_AS_NODE`, for an agent that is run by the editor's own executable acting as Node
 */
export function agentEnvironment(environment: NodeJS.ProcessEnv, keepNode = false): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (withheld.test(name) && !(keepNode && name === 'ELECTRON_RUN_AS_NODE')) continue;
    kept[name] = value;
  }
  return kept;
}
