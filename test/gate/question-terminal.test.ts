/** Questions of an agent in a terminal: asked and answered where `signalbox run` has one, declined where it has none. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { cli, lastLine } from '../support/cli.ts';
import { puppetGate } from '../support/puppet.ts';
import { readRun } from '../support/record.ts';
import { dist } from '../support/workspace.ts';

const { gate, strings } = puppetGate();
const { workspace } = gate;
const options = { cwd: workspace.folder, env: workspace.env };
after(() => {
  strings.close();
  workspace.remove();
});

const form = {
  mode: 'form',
  message: 'How shall it be released?',
  requestedSchema: {
    type: 'object',
    properties: {
      channel: { type: 'string', title: 'Channel', oneOf: [{ const: 'stable', title: 'Stable' }, { const: 'next', title: 'Next', description: 'for the brave' }] },
      targets: { type: 'array', title: 'Targets', items: { type: 'string', enum: ['linux', 'mac', 'windows'] }, minItems: 1 },
      major: { type: 'integer', title: 'Major version', minimum: 1, maximum: 9, default: 2 },
      announce: { type: 'boolean', title: 'Announce it' },
      token: { type: 'string', title: 'Token of the registry' },
    },
    required: ['channel', 'targets', 'announce'],
  },
};

/** A program with a terminal of its own (`script` of util-linux), and what it has printed. */
class TerminalProgram {
  readonly child = spawn('script', ['-qfec', `'${process.execPath}' '${join(dist, 'cli.js')}' run --agent puppet --trust`, '/dev/null'], { cwd: workspace.folder, env: { ...workspace.env, SHELL: '/bin/sh' }, stdio: 'pipe' });
  readonly exited: Promise<number | null>;
  private text = '';
  private read = 0;
  private heard: () => void = () => undefined;

  constructor() {
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
      this.heard();
    });
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Waits until it prints this after what was waited for before; gives what was printed on the way. */
  async until(words: string): Promise<string> {
    for (;;) {
      const at = this.text.indexOf(words, this.read);
      if (at >= 0) {
        const before = this.text.slice(this.read, at + words.length);
        this.read = at + words.length;
        return before;
      }
      await new Promise<void>((resolve) => (this.heard = resolve));
    }
  }

  type(line: string): void {
    this.child.stdin.write(`${line}\r`);
  }

  get all(): string {
    return this.text;
  }
}

test('a terminal shows the question whole, takes what each field takes, and may decline', { skip: process.platform !== 'linux', timeout: 180_000 }, async (context) => {
  const program = new TerminalProgram();
  context.after(() => program.child.kill());
  const puppet = await strings.next();
  const asked = puppet.question(form);
  const head = `${await program.until('for the brave')}${await program.until('> ')}`;
  for (const part of ['Puppet asks', 'How shall it be released?', '!decline', '1 of 5: Channel', '2  Next (next): for the brave']) assert.ok(head.includes(part), `${part}\n${head}`);
  program.type('');
  await program.until('This needs an answer.');
  program.type('3');
  await program.until('This takes one of the options.');
  program.type('2');
  await program.until('2 of 5: Targets');
  program.type('linux, 3');
  await program.until('Enter takes 2');
  program.type('ten');
  await program.until('This takes a number.');
  program.type('');
  await program.until('4 of 5: Announce it');
  program.type('y');
  await program.until('looks like a secret');
  program.type('hush-hush-hush');
  assert.deepEqual((await asked).result, { action: 'accept', content: { channel: 'next', targets: ['linux', 'windows'], major: 2, announce: true, token: 'hush-hush-hush' } });

  const declined = puppet.question({ ...form, message: 'And again?' });
  await program.until('And again?');
  await program.until('> ');
  program.type('!decline');
  assert.deepEqual((await declined).result, { action: 'decline' });

  const page = puppet.question({ mode: 'url', message: 'Sign in', elicitationId: 'e', url: 'https://login.example.org/a?b=c' });
  assert.match(await program.until('no to decline: '), /login\.example\.org.*https:\/\/login\.example\.org\/a\?b=c/s);
  program.type('yes');
  assert.deepEqual((await page).result, { action: 'accept' });

  puppet.end();
  assert.equal(await program.exited, 0, program.all);
  const { data, report } = await readRun(lastLine(program.all.replaceAll('\r', '')));
  assert.equal(report.ok, true);
  assert.deepEqual(data('question.answered').map(({ action, channel }) => [action, channel]), [['accept', 'terminal'], ['decline', 'terminal'], ['accept', 'terminal']]);
  const { stdout } = await cli(['show', 'last'], options);
  for (const part of ['asks     How shall it be released?', 'answered: by Test Person through terminal', 'Targets: linux, windows', 'Token of the registry: (withheld: it looks like a secret)', 'declined: by Test Person', 'Sign in (a page to visit)']) assert.ok(stdout.includes(part), `${part}\n${stdout}`);
  assert.equal(stdout.includes('hush'), false);
});

test('without a terminal the agent is told that nobody can be asked, and what it asks all the same is declined', { timeout: 180_000 }, async () => {
  const run = cli(['run', '--agent', 'puppet', '--trust'], options);
  const puppet = await strings.next();
  assert.equal((puppet.client['clientCapabilities'] as Record<string, unknown>)['elicitation'], undefined);
  assert.deepEqual((await puppet.question(form)).result, { action: 'decline' });
  puppet.end();
  const { code, stdout } = await run;
  assert.equal(code, 0);
  const { view, data } = await readRun(lastLine(stdout));
  assert.deepEqual([data('question.asked').length, view.faults.map(({ code: fault }) => fault)], [0, ['question-declined']]);
});
