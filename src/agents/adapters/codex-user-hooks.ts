/**
 * Hooks in the person's own configuration of Codex: a block at the end of `config.toml`, with the hashes by which Codex trusts them.
 * Codex itself is asked on a copy what they are, so that nothing is written that it would not read, or would skip without a word.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserHooksRequest } from '../adapter.ts';
import type { ConfigEdit } from '../install/edits.ts';
import { withAppServer } from './codex-app-server.ts';
import { hooksFrom } from './codex-trust.ts';
import { orRefuse } from './shell.ts';

const EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'SubagentStart', 'Stop', 'SessionEnd'];
/** The longest that Codex waits for what runs at the end of a session, in seconds. */
const END_TIME = 3;

/** @throws {Error} with a sentence for the person, when Codex does not take the hooks. */
export async function userHooks({ home, env, programs, hook }: UserHooksRequest): Promise<ConfigEdit[]> {
  const codex = programs['codex']!;
  const codexHome = await withAppServer({ codex, cwd: home, env }, (_ask, found) => Promise.resolve(found));
  const file = join(codexHome, 'config.toml');
  const commands = Object.fromEntries(EVENTS.map((event) => [event, event === 'PreToolUse' && process.platform !== 'win32' ? orRefuse(hook.command) : hook.command]));
  const tables = EVENTS.map((event) => {
    const timeout = event === 'SessionEnd' ? END_TIME : hook.timeout;
    return `[[hooks.${event}]]\nhooks = [{ type = "command", command = ${JSON.stringify(commands[event])}, timeout = ${timeout} }]`;
  });
  const copy = await mkdtemp(join(tmpdir(), 'signalbox-codex-'));
  try {
    const draft = join(copy, 'config.toml');
    await copyFile(file, draft).catch(() => undefined);
    const person = await readFile(draft, 'utf8').catch(() => '');
    const listed = async (text: string) => {
      await writeFile(draft, `${person}\n${text}\n`, { mode: 0o600 });
      const hooks = await withAppServer({ codex, cwd: home, env: { ...env, CODEX_HOME: copy } }, (ask) => hooksFrom('user', ask, home));
      return hooks.filter(({ command }) => Object.values(commands).includes(command ?? ''));
    };
    const hooks = await listed(tables.join('\n'));
    if (hooks.length !== EVENTS.length) throw new Error(`Codex does not take hooks at the end of ${file}. Are "hooks" written in another form there, or does an administrator allow only their own?`);
    const block = (folder: string) => [...tables, ...hooks.map(({ key, currentHash }) => `[hooks.state.${JSON.stringify(key.replace(copy, () => folder))}]\ntrusted_hash = ${JSON.stringify(currentHash)}`)].join('\n');
    const untrusted = (await listed(block(copy))).filter(({ trustStatus }) => trustStatus !== 'trusted');
    if (untrusted.length > 0) throw new Error('Codex does not trust the hooks although it was given their hashes. Is this a version that Signalbox gates?');
    return [{ form: 'block', file, text: block(codexHome) }];
  } finally {
    await rm(copy, { recursive: true, force: true, maxRetries: 5 });
  }
}
