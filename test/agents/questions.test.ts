/** Questions of real agents: a tool of their own that asks, and an MCP server of theirs that does; the person answers at the gate. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GateConnection } from '../../src/gate/client-types.ts';
import type { Question, QuestionField, QuestionValue } from '../../src/model/question.ts';
import { answerAll } from '../support/drive.ts';
import { readRun } from '../support/record.ts';
import { projectRoot } from '../support/workspace.ts';
import { permissive, benchOfClaude } from './claude-setting.ts';
import { awaitServer, benchOfCodex, inCodex } from './codex-setting.ts';
import { enterLab, type LabWorkspace } from './lab/lab.ts';
import type { Bench } from './scenarios/bench.ts';
import type { SettingOptions } from './setting.ts';

const lab = await enterLab({ only: ['claude', 'codex'] });
const server = join(projectRoot, 'test', 'fixtures', 'mcp-asking.mjs');

/** Values by the names of the fields; undefined: the person declines. */
type Given = Readonly<Record<string, QuestionValue>> | undefined;

const fieldsOf = ({ asked }: Question): QuestionField[] => (asked.mode === 'form' ? asked.fields : []);

/** Answers every question as it comes. @returns what was asked. */
function answering(operator: GateConnection, given: Given): Question[] {
  const asked: Question[] = [];
  const look = () => {
    for (const question of operator.state.questions ?? []) {
      if (asked.some(({ id }) => id === question.id)) continue;
      asked.push(question);
      void operator.request('question/answer', { question: question.id, digest: question.digest, channel: 'other', ...(given === undefined ? { action: 'decline' } : { action: 'accept', values: fieldsOf(question).map(({ name }) => given[name] ?? null) }) });
    }
  };
  operator.on('state', look);
  look();
  return asked;
}

/** Plays a script in which one question is asked. @returns the question, what the model heard, and what was asked about as an approval */
async function playQuestion({ launch, open }: Bench, options: SettingOptions, given: Given, check: (seen: { asked: Question[]; heard: string; approvals: string[]; because: string }) => void): Promise<void> {
  await open(options, async ({ operator, model, gate }) => {
    const asked = answering(operator, given);
    const { run } = await operator.request('run/launch', launch);
    const { end, folder, asked: approvals } = await answerAll(operator, run, () => ({ answer: 'allow-once' }));
    const { data, view, report } = await readRun(folder, gate.key.publicKey);
    const heard = model.toolResults().map(({ text }) => text).join('\n');
    const because = JSON.stringify({ asked, heard, faults: data('fault.noted'), calls: view.turns[0]?.calls.map(({ title, state, decision }) => [title, state, decision?.reason]), runs: operator.state.runs }, null, 1).slice(0, 12_000);
    assert.deepEqual([end, report.ok, data('fault.noted')], ['completed', true, []], because);
    assert.deepEqual(data('question.answered').map(({ action }) => action), [given === undefined ? 'decline' : 'accept'], because);
    assert.deepEqual(data('run.sealed').map(({ coverage }) => coverage), ['complete'], because);
    check({ asked, heard, approvals: approvals.map(({ title }) => title), because });
  });
}

const questions = [
  { question: 'Which colour shall it be?', header: 'Colour', multiSelect: false, options: [{ label: 'Red', description: 'like blood' }, { label: 'Blue', description: 'like the sea' }] },
  { question: 'Which sizes?', header: 'Sizes', multiSelect: true, options: [{ label: 'Small', description: 's' }, { label: 'Large', description: 'l' }] },
];

for (const agent of lab.agents.filter(({ name }) => name === 'claude')) {
  for (const arrange of [undefined, permissive]) {
    const bench = benchOfClaude(lab, agent, 'acp', arrange);
    const script = () => [{ calls: [{ tool: 'AskUserQuestion', args: { questions } }] }, { say: 'Done.' }];
    const how = arrange === undefined ? '' : ', allowed everything by the person';

    test(`claude${how}: its own questions come to the person once, and the answers to the model`, { timeout: 240_000 }, () =>
      playQuestion(bench, { script }, { question_0: 1, question_1: [0, 1], question_1_custom: 'and a huge one' }, ({ asked, heard, approvals, because }) => {
        assert.deepEqual(asked.map((question) => fieldsOf(question).map(({ type, title }) => [type, title])), [[['choice', 'Colour'], ['text', 'Other'], ['choices', 'Sizes'], ['text', 'Other']]], because);
        assert.match(heard, /Which colour shall it be\?.*Blue/s, because);
        assert.match(heard, /Small, Large, and a huge one/, because);
        assert.deepEqual(approvals, [], because);
      }));

    test(`claude${how}: the model hears that its question was declined`, { timeout: 240_000 }, () =>
      playQuestion(bench, { script }, undefined, ({ asked, heard, because }) => {
        assert.equal(asked.length, 1, because);
        assert.doesNotMatch(heard, /Blue|Large/, because);
      }));
  }

  test('claude: the question of an MCP server comes to the person, and the answer to the server', { timeout: 240_000 }, () => {
    const arrange = ({ folder, nodePath }: LabWorkspace) => writeFileSync(join(folder, '.mcp.json'), JSON.stringify({ mcpServers: { asking: { command: nodePath, args: [server] } } }));
    return playQuestion(benchOfClaude(lab, agent, 'acp', arrange), { script: () => [{ calls: [{ tool: 'mcp__asking__order', args: {} }] }, { say: 'Done.' }] }, { what: 'tea', count: 3 }, ({ asked, heard, approvals, because }) => {
      assert.deepEqual(asked.map((question) => question.asked.message), ['What shall be ordered?'], because);
      assert.match(heard, /"what":"tea"/, because);
      assert.match(heard, /"count":3/, because);
      assert.deepEqual(approvals, ['asking: order'], because);
    });
  });
}

for (const agent of lab.agents.filter(({ name }) => name === 'codex')) {
  test('codex: the question of an MCP server comes to the person, and the answer to the server', { timeout: 240_000 }, () => {
    const arrange = ({ home, nodePath }: LabWorkspace) => {
      const file = join(home, '.codex', 'config.toml');
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n[mcp_servers.my-asking]\ncommand = ${JSON.stringify(nodePath)}\nargs = ${JSON.stringify([server])}\n${awaitServer}`);
    };
    return playQuestion({ ...benchOfCodex(lab, agent, { door: 'acp' }), open: (options, act) => inCodex(lab, agent, { ...options, door: 'acp', sandbox: 'workspace-write' }, act) }, { script: () => [{ calls: [{ tool: 'mcp__my_asking.order', args: {} }] }, { say: 'Done.' }], arrange }, { what: 'tea', count: 3 }, ({ asked, heard, approvals, because }) => {
      assert.deepEqual(asked.map((question) => question.asked.message), ['What shall be ordered?'], because);
      assert.deepEqual(approvals, ['my_asking: order'], because);
      assert.match(heard, /"what":\s*"tea"|\\"what\\":\\"tea\\"/, because);
    });
  });
}
