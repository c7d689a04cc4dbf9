/** The guard's front door. */
import type { Action } from '../model/action.ts';
import { assessArgv, assessExec } from './exec.ts';
import { assessUrl } from './findings/network.ts';
import { assessPath } from './findings/paths.ts';
import { assessValue } from './findings/values.ts';
import { secretsIn } from './findings/secrets.ts';
import { createPowerShellParser, type PowerShellParser } from './powershell/syntax.ts';
import { createShellParser, parseWithout } from './shell/syntax.ts';
import type { ShellParser } from './parsers.ts';
import type { Assessment, Guard, GuardContext, Touch } from './types.ts';

/** Goes into every decision. Changes with every change of what the guard finds. */
export const GUARD_VERSION = '5';

/**
 * Loads the grammars and gives the guard.
 * @param wasmFolder folder with `tree-sitter.wasm`, `tree-sitter-bash.wasm` and `tree-sitter-powershell.wasm`
 * @throws where a file is missing or is no WebAssembly module
 */
export async function createGuard(wasmFolder: string): Promise<Guard> {
  const [shell, powershell] = [await createShellParser(wasmFolder), await createPowerShellParser(wasmFolder)];
  return guardWith({ parse: shell.parse, powershell });
}

/** A guard that has loaded no grammar yet. */
export interface LazyGuard extends Guard {
  /**
   * Loads a grammar if an assessment has needed it: that one then counts for nothing, and has to be made again, after which another may be missing.
   * @returns undefined where nothing is missing
   */
  missing(): Promise<void> | undefined;
}

/**
 * As `createGuard`, for who starts anew for every action: most are in no need of a grammar. What cannot be loaded is thrown by `missing`.
 * @param beforeGrammar awaited before a grammar is loaded
 */
export function createLazyGuard(wasmFolder: string, beforeGrammar?: () => Promise<void>): LazyGuard {
  let shell: ShellParser['parse'] | undefined;
  let powershell: PowerShellParser | undefined;
  let load: (() => Promise<void>) | undefined;
  const want = (wanted: () => Promise<void>): { failure: 'unparsed' } => {
    load ??= wanted;
    return { failure: 'unparsed' };
  };
  const loadShell = async (): Promise<void> => {
    shell = (await createShellParser(wasmFolder)).parse;
  };
  const loadPowerShell = async (): Promise<void> => {
    powershell = await createPowerShellParser(wasmFolder);
  };
  const guard = guardWith({
    parse: (text) => (shell ?? parseWithout)(text) ?? want(loadShell),
    powershell: (text) => powershell?.(text) ?? want(loadPowerShell),
  });
  const missing = (): Promise<void> | undefined => {
    const next = load;
    load = undefined;
    return next && (beforeGrammar?.() ?? Promise.resolve()).then(next);
  };
  return { ...guard, missing };
}

function guardWith(parser: ShellParser): Guard {
  return {
    version: GUARD_VERSION,
    assess(action, context) {
      try {
        return assess(action, context, parser);
      } catch (error) {
        // Whatever went wrong, the action has not been read, so nothing may allow it unseen.
        const reason = `the guard could not read the action: ${error instanceof Error ? error.message : String(error)}`;
        return { findings: [{ id: 'guard.failed', severity: 'high', reason }], segments: [] };
      }
    },
  };
}

function assess(action: Action, context: GuardContext, parser: ShellParser): Assessment {
  switch (action.kind) {
    case 'exec':
      return exec(action, context, parser);
    case 'read':
      return files(action.paths, action.cwd, 'read', context);
    case 'write': {
      const deleted = new Set((action.changes ?? []).filter((change) => change.after === null).map((change) => change.path));
      const paths = new Set([...action.paths, ...(action.changes ?? []).map((change) => change.path)]);
      const written = files(
        [...paths].filter((path) => !deleted.has(path)),
        action.cwd,
        'write',
        context,
      );
      const gone = files([...deleted], action.cwd, 'delete', context);
      if (deleted.size > 0)
        gone.findings.unshift({ id: 'command.deletes', severity: 'high', reason: 'deletes files', at: { field: 'paths' } });
      const secrets = (action.changes ?? []).flatMap((change) => secretsIn(change.after ?? '', 'changes', change.before ?? ''));
      return {
        findings: [...written.findings, ...gone.findings, ...secrets],
        segments: [],
        touches: [...(written.touches ?? []), ...(gone.touches ?? [])],
      };
    }
    case 'fetch':
      return {
        findings: [
          ...assessUrl(action.url).findings.map((finding) => ({ ...finding, at: { field: 'url' } })),
          ...leaving(action.url, 'url'),
          ...leaving(action.body ?? '', 'body'),
        ],
        segments: [],
      };
    case 'mcp':
      return { findings: assessValue(action.arguments, 'arguments', context), segments: [] };
    case 'other':
      return { findings: assessValue(action.input, 'input', context), segments: [] };
  }
}

function exec(action: Extract<Action, { kind: 'exec' }>, context: GuardContext, parser: ShellParser): Assessment {
  if (action.argv && action.argv.length > 0) return assessArgv(action.argv, action.command, action.cwd, context, parser);
  if (action.shell !== undefined && /(?:^|[\\/])(?:pwsh(?:-preview)?|powershell)(?:\.exe)?$/i.test(action.shell))
    return assessExec(action.command, action.cwd, context, parser, 'powershell');
  if (action.shell !== undefined && !/(?:^|[\\/])(?:ba|z|da|k)?sh(?:\.exe)?$/.test(action.shell)) {
    const reason = `the guard does not read the language of the shell “${action.shell.slice(0, 100)}”`;
    return { findings: [{ id: 'shell.unparsed', severity: 'high', reason, at: { field: 'shell' } }], segments: [] };
  }
  return assessExec(action.command, action.cwd, context, parser);
}

function files(paths: readonly string[], cwd: string, access: Touch['access'], context: GuardContext): Assessment {
  const results = paths.map((path) => assessPath(path, cwd, access, context));
  const at = { field: 'paths' };
  return {
    findings: results.flatMap((result) => result.findings.map((finding) => ({ ...finding, at }))),
    segments: [],
    touches: results.map((result) => result.touch),
  };
}

function leaving(text: string, field: string): Assessment['findings'] {
  return secretsIn(text, field).map((finding) => ({
    ...finding,
    id: 'secret.to-network',
    severity: 'catastrophic' as const,
    reason: `${finding.reason}, and it would go to the network`,
  }));
}
