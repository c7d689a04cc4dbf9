import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesOf, wordsOf } from '../../../src/editor/agents/command-line.ts';
import { shortPath } from '../../../src/editor/agents/short-path.ts';
import { emptyWords, gatingWords, transcriptItems, ungatedAdvice } from '../../../src/editor/agents/words.ts';
import { promptItems, recentPrompts } from '../../../src/editor/tasks/prompts.ts';
import type { RunHead } from '../../../src/editor/views/run-rows.ts';

describe('a command line', () => {
  const problem = /./;

  it('is words, which quotes hold together', () => {
    assert.deepEqual(wordsOf('  my-agent --acp  '), ['my-agent', '--acp']);
    assert.deepEqual(wordsOf(`"C:\\Program Files\\agent.exe" --name 'two words' --empty "" mid"dle"`), ['C:\\Program Files\\agent.exe', '--name', 'two words', '--empty', '', 'middle']);
    assert.deepEqual(wordsOf('run $HOME; rm *'), ['run', '$HOME;', 'rm', '*'], 'nothing has a meaning for a shell');
  });

  it('says what is wrong with it', () => {
    for (const line of ['', '   ', '"open', "it's", '"" x']) {
      const words = wordsOf(line);
      assert.ok(!Array.isArray(words), line);
      assert.match(words.problem, problem);
    }
  });

  it('takes names of variables and no values', () => {
    assert.deepEqual(namesOf(' KEY, OTHER_KEY  KEY '), ['KEY', 'OTHER_KEY']);
    assert.deepEqual(namesOf(''), []);
    const wrong = namesOf('KEY=secret');
    assert.ok(!Array.isArray(wrong));
    assert.match(wrong.problem, /never values/);
  });
});

describe('what an agent was told before', () => {
  const head = (agentId: string, prompt?: string): RunHead => ({ run: 'r', agent: agentId, agentId, title: '', startedAt: '', ...(prompt === undefined ? {} : { prompt }) });

  it('is offered newest first, once each, and never with a secret taken out', async () => {
    const heads = [head('gemini', 'second'), head('codex', 'of another'), head('gemini'), head('gemini', 'key [redacted:assigned:0123456789ab]'), head('gemini', 'first'), head('gemini', 'second')];
    const runs = { list: () => Promise.resolve(heads.map((_, index) => ({ run: String(index), folder: '/w' }))), head: ({ run }: { run: string }) => Promise.resolve(heads[Number(run)]!) };
    assert.deepEqual(await recentPrompts(runs, '/w', 'gemini'), ['second', 'first']);
  });

  it('stands below what is typed', () => {
    assert.deepEqual(promptItems('', ['one\ntwo\nthree', 'four']).map(({ label, detail, prompt }) => [label, detail, prompt]), [['one', 'and 2 lines more', 'one\ntwo\nthree'], ['four', undefined, 'four']]);
    assert.deepEqual(promptItems('four', ['one', 'four']).map(({ label, alwaysShow }) => [label, alwaysShow]), [['four', true], ['one', false]]);
    assert.deepEqual(promptItems('  ', []), []);
  });
});

describe('words about agents', () => {
  it('name the files that hooks go into', () => {
    const words = gatingWords('Gemini CLI', 'sample', ['~/.gemini/settings.json', '~/.other']);
    for (const part of [/~\/\.gemini\/settings\.json\n {4}~\/\.other/, /“sample”/, /let Gemini CLI do as it would/]) assert.match(words, part);
  });

  it('shorten paths of the home only', () => {
    assert.equal(shortPath('/home/ada/.gemini/x', '/home/ada'), '~/.gemini/x');
    assert.equal(shortPath('/home/adalbert/x', '/home/ada'), '/home/adalbert/x');
  });

  it('list transcripts, and say where none were found', () => {
    const transcript = { agent: 'claude', file: '/t/one.jsonl', changedAt: '2026-11-20T10:00:00.000Z', title: 'Fix it' };
    const [item] = transcriptItems({ transcripts: [transcript], searched: [] }, new Map([['claude', 'Claude Code']]), Date.parse('2026-11-22T10:00:00.000Z'));
    assert.equal(item?.label, 'Fix it');
    assert.match(item.description, /^Claude Code, .*20/);
    assert.equal(item.detail, '/t/one.jsonl');
    assert.match(emptyWords('sample', ['/t', '/u']), /“sample”.*\/t and \/u\./);
    assert.match(ungatedAdvice('Gemini CLI'), /Update Gemini CLI/);
  });
});
