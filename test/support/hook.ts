/** The hook program as agents start it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ended, type CliResult } from './cli.ts';
import { dist } from './workspace.ts';

export interface HookCall {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** An object is sent as JSON; a text as it is. */
  payload: unknown;
  args?: string[];
}

/** Runs it once. `child` may be used to end it early. */
export function hookCall({ cwd, env, payload, args = [] }: HookCall): Promise<CliResult> & { kill: () => void } {
  const child = spawn(process.execPath, [join(dist, 'hook.cjs'), ...args], { cwd, env, stdio: 'pipe' });
  const result = ended(child, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return Object.assign(result, { kill: () => void child.kill('SIGKILL') });
}
