/** The control of all other tests: with nothing between, each agent does what the script says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codeModeModel, headlessArgs } from './lab/env.ts';
import type { InstalledAgent } from './lab/install.ts';
import { enterLab } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import { codexCodeMode, moves, type Moves } from './lab/moves.ts';
import type { Script } from './lab/script.ts';

const lab = await enterLab();

interface Ended {
  code: number | null;
  output: string;
}

function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000, killSignal: 'SIGKILL' });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

async function inWorkspace(agent: InstalledAgent, script: (folder: string) => Script, check: (folder: string, model: ScriptedModel, ended: Ended) => void, named?: string): Promise<void> {
  const workspace = lab.workspace();
  const model = new ScriptedModel(script(workspace.folder));
  try {
    lab.prepare(agent, workspace, (await model.start()).url, named);
    const ended = await run(agent.program, headlessArgs(agent.name, 'Do what the script says.'), workspace.folder, workspace.env);
    try {
      assert.equal(ended.code, 0);
      check(workspace.folder, model, ended);
    } catch (error) {
      const seen = model.requests.map(({ path, script: whose, step, tools, toolResults }) => ({ path, whose, step, tools: tools.join(' '), last: toolResults.at(-1) }));
      throw new Error(`${String(error)}\n${ended.output.slice(-4000)}\n${JSON.stringify(seen, null, 1).slice(-8000)}`, { cause: error });
    }
  } finally {
    await model.close();
    workspace.remove();
  }
}

async function fourTools(agent: InstalledAgent, { shell, read, write, edit }: Moves, named?: string): Promise<void> {
  const script = (folder: string) => [
    { calls: [write(join(folder, 'made.txt'), 'one\n')] },
    { calls: [read(join(folder, 'made.txt'))] },
    { calls: [edit(join(folder, 'made.txt'), 'one', 'two')] },
    // Qwen Code now and then loses what a command says that ends at once.
    { calls: [shell('echo ran > ran.txt && id -u && sleep 1')] },
    { say: 'All four are done.' },
  ];
  await inWorkspace(agent, script, (folder, model, { output }) => {
    const results = model.toolResults();
    assert.equal(readFileSync(join(folder, 'made.txt'), 'utf8'), 'two\n');
    assert.equal(readFileSync(join(folder, 'ran.txt'), 'utf8'), 'ran\n');
    assert.equal(results.length, 4);
    assert.match(results[1]!.text, /one/);
    assert.match(results[3]!.text, new RegExp(`\\b${process.getuid?.() ?? '\\d+'}\\b`));
    assert.match(output, /All four are done\./);
  }, named);
}

async function subagent(agent: InstalledAgent, own: Moves, named?: string): Promise<void> {
  const script = (folder: string): Script => ({
    main: [...own.subagent('You are the looker. Do your part.'), { say: 'The main part is done.' }],
    subagents: { 'You are the looker.': [{ calls: [own.shell(`echo sub > '${join(folder, 'sub.txt')}'`)] }, { say: 'The looker is done.' }] },
  });
  await inWorkspace(agent, script, (folder, model, { output }) => {
    assert.equal(readFileSync(join(folder, 'sub.txt'), 'utf8'), 'sub\n');
    assert.equal(model.toolResults('You are the looker.').length, 1);
    assert.match(output, /The main part is done\./);
  }, named);
}

for (const agent of lab.agents) {
  const own = moves[agent.name];
  test(`${agent.name} ${agent.version} writes, reads, edits and runs a command`, { timeout: 240_000 }, () => fourTools(agent, own));
  test(`${agent.name} ${agent.version} has a subagent run a command`, { timeout: 240_000 }, () => subagent(agent, own));
  if (agent.name !== 'codex') continue;
  test(`${agent.name} ${agent.version} does so by code that the model writes`, { timeout: 240_000 }, () => fourTools(agent, codexCodeMode, codeModeModel));
  test(`${agent.name} ${agent.version} has a subagent run a command by code`, { timeout: 240_000 }, () => subagent(agent, codexCodeMode, codeModeModel));
}
