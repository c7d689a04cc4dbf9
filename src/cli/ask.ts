/** Approvals, and questions of the agent, on the terminal, one after another: the whole action is shown, and nothing is approved by Enter alone. */
import { createInterface } from 'node:readline/promises';
import { createTwoFilesPatch } from 'diff';
import type { GateConnection } from '../gate/client-types.ts';
import type { Answer } from '../gate/protocol.ts';
import type { Approval } from '../model/approval.ts';
import type { Question } from '../model/question.ts';
import { visibleLine, visibleText } from '../model/visible.ts';
import { answerQuestion } from './answer-question.ts';

/**
 * Asks about what waits in one run (and about terminals that want to pair) until the returned function is called.
 * @param tryRule says what a rule would have allowed before.
 * @param onInterrupt called for Ctrl+C, which a terminal that is being read does not turn into a signal.
 */
export function answerOnTerminal(gate: GateConnection, run: string, onInterrupt: () => void, tryRule: TryRule): () => void {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on('SIGINT', onInterrupt);
  const done = new AbortController();
  let asking = false;
  const next = async () => {
    if (asking || done.signal.aborted) return;
    asking = true;
    try {
      for (let work = nextWork(gate, run, tryRule); work !== undefined && !done.signal.aborted; work = nextWork(gate, run, tryRule)) await work(terminal, done.signal);
    } finally {
      asking = false;
    }
  };
  const off = gate.on('state', () => void next().catch(() => undefined));
  void next().catch(() => undefined);
  return () => {
    off();
    done.abort();
    terminal.close();
  };
}

type Terminal = ReturnType<typeof createInterface>;
/** In a sentence, what a rule (JSON) would have allowed in the recorded runs. */
type TryRule = (rule: string) => Promise<string>;

function nextWork(gate: GateConnection, run: string, tryRule: TryRule): ((terminal: Terminal, signal: AbortSignal) => Promise<void>) | undefined {
  const [pairing] = gate.state.pairings;
  if (pairing !== undefined) {
    return async (terminal, signal) => {
      const said = await terminal.question(`\n${visibleLine(pairing.client.name)} (process ${pairing.client.pid}) asks to act as an operator; its code is ${visibleLine(pairing.code)}. Type yes to accept: `, { signal });
      await gate.request('pair/answer', { id: pairing.id, accept: said.trim().toLowerCase() === 'yes' }).catch(() => undefined);
      await settled(gate, () => !gate.state.pairings.some(({ id }) => id === pairing.id));
    };
  }
  const approval = gate.state.approvals.find((waiting) => waiting.run === run);
  const question = gate.state.questions?.find((waiting) => waiting.run === run);
  if (approval === undefined) return question === undefined ? undefined : (terminal, signal) => answered(terminal, gate, question, signal);
  return async (terminal, signal) => {
    const answer = await ask(terminal, gate, approval, signal, tryRule);
    if (answer !== undefined) {
      const result = await gate.request('approval/answer', answer);
      if (!result.accepted) process.stdout.write(`${result.message}\n`);
    }
    await settled(gate, () => !gate.state.approvals.some(({ id }) => id === approval.id));
  };
}

async function answered(terminal: Terminal, gate: GateConnection, question: Question, signal: AbortSignal): Promise<void> {
  const isGone = () => gate.state.questions?.some(({ id }) => id === question.id) !== true;
  const gone = new AbortController();
  const off = gate.on('state', () => {
    if (isGone()) gone.abort();
  });
  try {
    const result = await gate.request('question/answer', await answerQuestion(terminal, question, AbortSignal.any([signal, gone.signal])));
    if (!result.accepted) process.stdout.write(`${result.message}\n`);
    // What was not taken is asked again; it waits until then.
    if (!result.accepted && result.why === 'invalid') return;
  } catch (error) {
    process.stdout.write(gone.signal.aborted ? '\nThis question does not wait any more.\n' : '\n');
    if (!gone.signal.aborted && !signal.aborted) throw error;
  } finally {
    off();
  }
  if (!signal.aborted) await settled(gate, isGone);
}

/** Waits for the snapshot in which something is gone, so that it is not asked about twice. */
function settled(gate: GateConnection, isGone: () => boolean): Promise<void> {
  if (isGone()) return Promise.resolve();
  return new Promise((resolve) => {
    const off = gate.on('state', () => {
      if (!isGone()) return;
      off();
      resolve();
    });
  });
}

const choices: Record<string, Answer['answer'] | 'reason'> = { o: 'allow-once', r: 'allow-run', a: 'allow-always', d: 'deny', w: 'reason' };

/** `undefined`: somebody else answered meanwhile. */
async function ask(terminal: Terminal, gate: GateConnection, approval: Approval, signal: AbortSignal, tryRule: TryRule): Promise<Answer | undefined> {
  process.stdout.write(describe(approval));
  const gone = new AbortController();
  const off = gate.on('state', (state) => {
    if (!state.approvals.some(({ id }) => id === approval.id)) gone.abort();
  });
  const either = { signal: AbortSignal.any([signal, gone.signal]) };
  try {
    for (;;) {
      const always = approval.suggestion === undefined ? '' : ', [a]lways';
      const typed = (await terminal.question(`allow [o]nce, for this [r]un${always}; [d]eny, deny [w]ith a reason: `, either)).trim().toLowerCase();
      const choice = choices[typed];
      if (choice === undefined || (choice === 'allow-always' && approval.suggestion === undefined)) continue;
      const base = { approval: approval.id, digest: approval.digest, channel: 'terminal' as const };
      if (choice === 'reason') return { ...base, answer: 'deny', reason: await terminal.question('reason, for the agent: ', either) };
      if (choice !== 'allow-always') return { ...base, answer: choice };
      const { rule, file, digest } = approval.suggestion!;
      const tried = await tryRule(rule).catch(() => 'What it would have allowed before is not known.');
      const sure = await terminal.question(`This rule is added to ${file}:\n${rule}\n${tried}\nType yes to add it: `, either);
      if (sure.trim().toLowerCase() === 'yes') return { ...base, answer: choice, ruleDigest: digest };
    }
  } catch {
    process.stdout.write('\n');
    return undefined;
  } finally {
    off();
  }
}

function describe({ agent, title, reason, findings, presentation, digest }: Approval): string {
  const whole =
    presentation.form === 'document'
      ? presentation.text
      : presentation.files.map(({ path, before, after }) => createTwoFilesPatch(before === null ? '(none)' : path, after === null ? '(none)' : path, before ?? '', after ?? '')).join('\n');
  const found = findings.map((finding) => `  ${finding.severity}: ${visibleLine(finding.reason)}`).join('\n');
  return `\n\u001b[33m${visibleLine(`${agent} asks: ${title}`)}\u001b[0m\n${visibleLine(reason)}\n${found}${found === '' ? '' : '\n'}\n${visibleText(whole, 'code')}\naction ${digest.slice(0, 16)}\n`;
}
