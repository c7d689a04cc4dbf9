/** A run in words, for a terminal. */
import { visibleLine } from '../model/visible.ts';
import type { Payload } from '../record/events.ts';
import { otherRuns, type QuestionView, type RunView, type ToolCallView, type TurnView } from '../record/view.ts';

/** Every line of it is Signalbox's own or has its control characters made visible. */
export function describeRun(view: RunView, folder: string): string {
  return [...head(view, folder), ...view.turns.flatMap(turn), ...changes(view), ...faults(view), ''].join('\n');
}

function head(view: RunView, folder: string): string[] {
  const { agent, counts, started } = view;
  const state = view.end ?? 'not sealed';
  return [
    `run        ${view.run}  ${state}`,
    `agent      ${visibleLine(`${agent.name} ${agent.version ?? ''}`)}`,
    `command    ${visibleLine(started.command.join(' '))}`,
    `when       ${view.startedAt} to ${view.endedAt ?? view.lastEventAt}`,
    `person     ${visibleLine(view.person)}`,
    `policy     ${started.policy.posture}, ${started.policy.digest.slice(0, 16)}${started.policy.trusted ? '' : ', workspace not trusted: its rules only tighten'}`,
    `gate       ${gateOf(view)}`,
    `decisions  ${counts.calls} calls: ${counts.allowed} allowed, ${counts.denied} denied, ${counts.unasked} not asked about, ${counts.failed} failed`,
    `record     ${folder}`,
  ];
}

function gateOf({ probe, coverage }: RunView): string {
  const live = probe === undefined ? 'nothing is recorded that came through it' : probe.reached ? `was live (${visibleLine(probe.how)})` : `was not live (${visibleLine(probe.how)})`;
  return coverage === undefined ? live : `${visibleLine(coverage)}; ${live}`;
}

function turn({ input, messages, questions, calls, endReason }: TurnView): string[] {
  const said = messages.filter(({ from }) => from === 'agent').flatMap(({ text }) => paragraph('  says     ', textOf(text)));
  return ['', ...paragraph('told       ', textOf(input)), ...calls.flatMap((call) => toolCall(call, '  ')), ...questions.flatMap(question), ...said, `  ended    ${endReason ?? 'not seen'}`];
}

function toolCall(call: ToolCallView, indent: string): string[] {
  const { decision, approval } = call;
  const verdict = decision === undefined ? (call.basis === 'reported' ? 'unasked' : 'pending') : decision.verdict === 'allow' ? 'allowed' : 'denied';
  const outcome = decision?.verdict === 'deny' && call.state === 'denied' ? '' : `, ${call.state}`;
  const lines = [`${indent}${verdict.padEnd(8)} ${visibleLine(call.title)}${outcome}`];
  const note = (text: string) => lines.push(`${indent}         ${visibleLine(text)}`);
  if (decision !== undefined) note(`${decision.by}${decision.rule === undefined ? '' : ` ${decision.rule.id} (${decision.rule.layer})`}: ${decision.reason}`);
  if (approval?.answer !== undefined) {
    const { kind, by, channel, selfApproved, waitedMs } = approval.answer;
    note(`${kind} by ${by ?? 'nobody'} through ${channel}${selfApproved ? ', self-approved' : ''}, after ${(waitedMs / 1000).toFixed(1)} s`);
  }
  for (const finding of call.findings) note(`${finding.severity}: ${finding.reason}`);
  return [...lines, ...call.children.flatMap((child) => toolCall(child, `${indent}  `))];
}

function question({ title, mode, answer }: QuestionView): string[] {
  const asks = `  asks     ${visibleLine(title)}${mode === 'url' ? ' (a page to visit)' : ''}`;
  if (answer === undefined) return [asks, '           not answered'];
  const { action, channel, by, answers, why, waitedMs } = answer;
  const words = { accept: 'answered', decline: 'declined', cancel: 'cancelled' }[action];
  const who = by === undefined ? (why ?? 'by nobody') : `by ${by} through ${channel}, after ${(waitedMs / 1000).toFixed(1)} s`;
  return [asks, `           ${visibleLine(`${words}: ${who}`)}`, ...answers.map((each) => `           ${visibleLine(`${each.title ?? each.field}: ${answerText(each)}`)}`)];
}

function answerText({ value, withheld }: NonNullable<QuestionView['answer']>['answers'][number]): string {
  if (withheld === true) return '(withheld: it looks like a secret)';
  return value === undefined ? '(left out)' : Array.isArray(value) ? value.join(', ') : String(value);
}

function changes({ effects, beside = [] }: RunView): string[] {
  if (effects.length === 0) return ['', 'changed    nothing that git or a digest would show'];
  const others = beside.length === 0 ? [] : [`  while ${otherRuns(beside.length)}: some of it may be theirs`];
  return ['', 'changed', ...effects.map(({ change, path }) => `  ${change.padEnd(8)} ${visibleLine(path)}`), ...others];
}

function faults(view: RunView): string[] {
  return view.faults.length === 0 ? [] : ['', 'problems', ...view.faults.map(({ code, message }) => `  ${code}: ${visibleLine(message)}`)];
}

/** The first line after its label, the others below it. */
function paragraph(label: string, text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line, index) => `${index === 0 ? label : ' '.repeat(label.length)}${visibleLine(line)}`);
}

function textOf(text: Payload | undefined): string {
  if (text === undefined) return '';
  return typeof text === 'string' ? text : `(${text.bytes} bytes, in blob ${text.blob.slice(0, 16)})`;
}
