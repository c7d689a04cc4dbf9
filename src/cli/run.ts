/** `signalbox run`: one run in a terminal, through the same gate and into the same record as in the editor. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { GateError, type GateConnection } from '../gate/client-types.ts';
import { approveSchema } from '../gate/protocol.ts';
import { answerOnTerminal } from './ask.ts';
import { CannotError } from './cannot.ts';
import { becomeOperator } from './operator.ts';
import { UsageError } from './usage.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = async (args, context) => {
  const { values } = parseArgs({
    args,
    options: {
      agent: { type: 'string' },
      prompt: { type: 'string' },
      workspace: { type: 'string', default: '.' },
      approve: { type: 'string', default: 'ask' },
      trust: { type: 'boolean', default: false },
      resume: { type: 'string' },
      key: { type: 'string' },
    },
  });
  if (values.agent === undefined) throw new UsageError('run needs --agent ID.');
  const approve = approveSchema.safeParse(values.approve);
  if (!approve.success) throw new UsageError('--approve takes ask, deny or allow.');
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const { version } = JSON.parse(readFileSync(join(context.dist, '..', 'package.json'), 'utf8')) as { version: string };
  const workspace = resolve(context.cwd, values.workspace);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const gate = await becomeOperator({ context, workspace, version, say, ...(values.key === undefined ? {} : { key: resolve(context.cwd, values.key) }) });
  try {
    const { run, folder } = await launched(gate, {
      agent: values.agent,
      ...(values.prompt === undefined ? {} : { prompt: values.prompt }),
      // Nobody can answer without a terminal.
      approve: approve.data === 'ask' && !interactive ? 'deny' : approve.data,
      questions: interactive,
      trusted: values.trust,
      ...(values.resume === undefined ? {} : { resume: values.resume }),
    });
    const end = await follow(gate, run, interactive, say, async (rule) => (await import('./try-rule.ts')).tryRule(rule, workspace, context.dist));
    process.stdout.write(`${folder}\n`);
    return end === 'completed' ? 0 : 1;
  } finally {
    await gate.request('shutdown', {}).catch(() => undefined);
    gate.close();
  }
};

async function launched(gate: GateConnection, launch: Parameters<typeof gate.request<'run/launch'>>[1]): Promise<{ run: string; folder: string }> {
  try {
    return await gate.request('run/launch', launch);
  } catch (error) {
    throw error instanceof GateError ? new CannotError(error.message) : error;
  }
}

/** Shows the run until it is sealed; Ctrl+C stops it, a second one leaves at once. */
async function follow(gate: GateConnection, run: string, interactive: boolean, say: (text: string) => void, tryRule: (rule: string) => Promise<string>): Promise<string> {
  let interrupts = 0;
  const onInterrupt = () => {
    interrupts++;
    if (interrupts > 1) process.exit(130);
    say('Stopping the run; press Ctrl+C again to leave at once.');
    gate.request('run/stop', { run, what: 'run', reason: 'Ctrl+C in the terminal' }).catch(() => undefined);
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const stopAsking = interactive ? answerOnTerminal(gate, run, onInterrupt, tryRule) : () => undefined;
  try {
    gate.on('transcript', (said) => {
      if (said.run === run) process.stdout.write(said.text);
    });
    const { transcript } = await gate.request('run/attach', { run });
    process.stdout.write(transcript);
    const { end, problem } = await gate.request('run/wait', { run });
    if (problem !== undefined) say(problem);
    return end;
  } finally {
    stopAsking();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}
