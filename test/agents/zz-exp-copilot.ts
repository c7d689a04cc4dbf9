import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { enterLab } from './lab/lab.ts';
import { ScriptedModel } from './lab/model.ts';
import { moves } from './lab/moves.ts';
const lab = await enterLab({ only: ['copilot'] });
const agent = lab.agents[0]!;
const { shell, read, write, edit, subagent } = moves.copilot;
const ws = lab.workspace();
const f = join(ws.folder, 'made.txt');
const model = new ScriptedModel({ main: [
  { calls: [write(f, 'one\n')] }, { calls: [read(f)] }, { calls: [edit(f, 'one', 'two')] }, { calls: [shell('echo ran >> ran.txt')] },
  { calls: [shell('echo a >> a.txt'), shell('echo b >> b.txt')] },
  { calls: [{ tool: 'task', args: { description: 'Looks around', prompt: 'SUBMARK look around', agent_type: 'general-purpose', name: 'looker', mode: 'sync' } }] }, { say: 'All done.' }],
  subagents: { SUBMARK: [{ calls: [shell('echo sub >> sub.txt')] }, { say: 'sub done' }] } });
lab.prepare(agent, ws, (await model.start()).url);
const plug = join(ws.root, 'plug'); mkdirSync(plug);
const log = join(ws.root, 'hooks.log');
const answer = process.env['ANSWER'] ?? '{"permissionDecision":"allow"}';
const dump = (name: string) => ({ type: 'command', bash: `cat >> ${log}.${name}; echo >> ${log}.${name}; env | grep -i 'copilot_\\|hook\\|claude' >> ${log}.env; ${/pre/i.test(name) ? `echo '${answer}'` : 'true'}`, timeoutSec: 60 });
const events = ['sessionStart', 'sessionEnd', 'userPromptSubmitted', 'preToolUse', 'postToolUse', 'postToolUseFailure', 'agentStop', 'subagentStart', 'subagentStop', 'errorOccurred', 'permissionRequest', 'PreToolUse', 'PostToolUse'];
writeFileSync(join(plug, 'plugin.json'), JSON.stringify({ name: 'signalbox', version: '1.0.0', description: 'x', hooks: 'hooks.json' }));
writeFileSync(join(plug, 'hooks.json'), JSON.stringify({ version: 1, hooks: Object.fromEntries(events.map((e) => [e, [dump(e)]])) }));
const child = spawn(agent.program, ['--acp', '--plugin-dir', plug, ...(process.env['FLAGS'] ?? '').split(' ').filter(Boolean)], { cwd: ws.folder, env: ws.env, stdio: ['pipe', 'pipe', 'inherit'] });
let id = 0; const pend = new Map<number, (v: any) => void>();
const req = (method: string, params: unknown) => new Promise<any>((r) => { pend.set(++id, r); child.stdin.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }) + '\n'); });
let held = '';
child.stdout.on('data', (c) => { held += c; const ls = held.split('\n'); held = ls.pop()!; for (const l of ls) { if (!l) continue; const m = JSON.parse(l);
  if (m.method === undefined) { pend.get(m.id)?.(m); continue; }
  console.log('<<', l.slice(0, 1200));
  if (m.method === 'session/request_permission') child.stdin.write(JSON.stringify({ jsonrpc: '2.0', id: m.id, result: { outcome: { outcome: 'selected', optionId: m.params.options.find((o: any) => o.kind === (process.env['PICK'] ?? 'allow_once')).optionId } } }) + '\n');
} });
const t0 = Date.now();
console.log(JSON.stringify(await req('initialize', { protocolVersion: 1, clientCapabilities: { fs: { readTextFile: true, writeTextFile: true }, terminal: true } })).slice(0, 1500));
const s = await req('session/new', { cwd: ws.folder, mcpServers: [] });
console.log(JSON.stringify(s).slice(0, 2500), Date.now() - t0, existsSync(log + '.sessionStart'));
console.log(JSON.stringify(await req('session/prompt', { sessionId: s.result.sessionId, prompt: [{ type: 'text', text: 'go' }] })));
child.kill();
for (const e of [...events, 'env']) if (existsSync(`${log}.${e}`)) console.log('##', e, readFileSync(`${log}.${e}`, 'utf8').slice(0, 3500));
console.log(model.requests.map((r) => [r.script, r.step, r.path]), model.requests.find((r) => r.tools.length)?.tools.join(' '));
console.log(model.toolResults().map((r) => r.text.slice(0, 300)));
await model.close(); ws.remove(); process.exit(0);
