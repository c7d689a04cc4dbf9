/** Documents about the policy: what a replay came to, how useful the rules are. Pure. */
import { visibleLine } from '../../model/visible.ts';
import { total, type Offer, type RuleUse } from '../../record/view-rules.ts';
import type { Replayed, ReplayedRun } from './replaying.ts';

type Decided = ReplayedRun['differences'][number]['recorded'];

/** @param by words for the policy that was tried: `the current policy`. */
export function replayText({ runs }: Replayed, by: string): string {
  const decided = runs.reduce((sum, run) => sum + run.decided, 0);
  const differing = runs.reduce((sum, run) => sum + run.differences.length, 0);
  const head = [
    '# Replay',
    '',
    `${count(decided, 'action')} of ${count(runs.length, 'run')} decided again by ${by}: ${differing === 0 ? 'all come out as recorded' : `${differing} come out differently`}.`,
    ...(differing === 0 ? [] : ['', ...changesOf(runs)]),
  ];
  return `${[...head, ...runs.filter(({ differences, problems, record }) => differences.length + problems.length + record.length > 0).flatMap(runText)].join('\n')}\n`;
}

/** How many change from what to what. */
function changesOf(runs: readonly ReplayedRun[]): string[] {
  const counts = new Map<string, number>();
  for (const { recorded, replayed } of runs.flatMap(({ differences }) => differences)) {
    const change = recorded.effect === replayed.effect ? `${recorded.effect}, by another rule or for another reason` : `${recorded.effect} → ${replayed.effect}`;
    counts.set(change, (counts.get(change) ?? 0) + 1);
  }
  return [...counts].map(([change, number]) => `- ${change}: ${number}`);
}

function runText(run: ReplayedRun): string[] {
  return [
    '',
    `## Run ${run.run}`,
    ...run.record.map((message) => `\nThe record is broken: ${visibleLine(message)}`),
    ...run.problems.flatMap(({ title, why }) => ['', `### ${visibleLine(title)}`, '', `Cannot be decided again: ${visibleLine(why)}`]),
    ...run.differences.flatMap(({ title, recorded, replayed, what }) => [
      '',
      `### ${visibleLine(title)}`,
      '',
      `- recorded: ${decidedText(recorded)}`,
      `- now: ${decidedText(replayed)}`,
      ...(what.includes('guard') ? ['- The record was decided by a guard of another version.'] : []),
    ]),
  ];
}

function decidedText({ effect, rule, reason }: Decided): string {
  return visibleLine(`**${effect}**${rule === undefined ? '' : ` by \`${rule.id}\` (${rule.layer})`}${reason === '' ? '' : `. ${reason}`}`);
}

export interface UseText {
  uses: readonly RuleUse[];
  offers: readonly Offer[];
  /** Rules of the policy files that have decided nothing. */
  idle: readonly { id: string; layer: string; effect: string }[];
  runs: number;
  /** There are more runs than were read. */
  isCut: boolean;
}

/** How the policy is doing: what it stops, what people overrule, and what they approve unread. */
export function useText({ uses, offers, idle, runs, isCut }: UseText): string {
  const sum = (field: 'allowed' | 'denied' | 'asked' | 'overruled' | 'hasty' | 'upheld') => uses.reduce((all, use) => all + use[field], 0);
  const [decided, asked] = [uses.reduce((all, use) => all + total(use), 0), sum('asked')];
  const lastBlock = uses.flatMap(({ lastBlockAt }) => lastBlockAt ?? []).sort().at(-1);
  return `${[
    '# How the policy is doing',
    '',
    `${isCut ? 'The newest ' : ''}${count(runs, 'recorded run')} of this workspace, ${count(decided, 'decision')}.`,
    '',
    `- asked: ${asked}${decided === 0 ? '' : `, ${((asked / decided) * 100).toFixed(1)} of 100`}`,
    `- denied by a rule: ${sum('denied')}; by a person who was asked: ${sum('upheld')}`,
    `- last time that anything was stopped: ${lastBlock === undefined ? 'never' : day(lastBlock)}`,
    `- asked, and a person allowed it: ${sum('overruled')}, of those in under two seconds: ${sum('hasty')}`,
    '',
    '## Rules that decided',
    '',
    '| rule | layer | decided | asked | overruled | in under 2 s | last stop | last |',
    '|---|---|---|---|---|---|---|---|',
    ...uses.map((use) => `| ${cell(use.id)} | ${use.layer} | ${total(use)} | ${use.asked} | ${use.overruled} | ${use.hasty} | ${use.lastBlockAt === undefined ? 'never' : day(use.lastBlockAt)} | ${day(use.lastAt)} |`),
    '',
    '## Rules to look at',
    '',
    ...orNone([
      ...idle.map(({ id, layer, effect }) => `- \`${cell(id)}\` (${layer}, ${effect}) has decided nothing.`),
      ...uses.filter(({ asked: times, upheld }) => times >= 5 && upheld === 0).map(({ id, asked: times }) => `- \`${cell(id)}\` asked ${times} times and was never agreed with: is it too strict?`),
      ...uses.filter(({ overruled, hasty }) => hasty >= 5 && hasty * 2 > overruled).map(({ id, hasty }) => `- What \`${cell(id)}\` asks about was approved ${hasty} times in under two seconds: nobody reads that.`),
      ...uses.filter(({ asked: times, overruled, upheld }) => upheld > 0 && overruled === 0 && times === upheld).map(({ id }) => `- \`${cell(id)}\` was never overruled: it could deny.`),
    ]),
    '',
    '## Approved again and again',
    '',
    ...orNone(offers.map(({ rule, approved, titles }) => `- ${count(approved, 'approval')} (${titles.map((title) => `\`${cell(title)}\``).join(', ')}) that one rule would have saved:\n\n  \`\`\`json\n  ${visibleLine(rule)}\n  \`\`\``)),
  ].join('\n')}\n`;
}

function orNone(lines: string[]): string[] {
  return lines.length > 0 ? lines : ['None.'];
}

/** What is safe inside a table. */
function cell(text: string): string {
  return visibleLine(text).replaceAll('|', '\\|').replaceAll('`', "'");
}

export function day(iso: string): string {
  return iso.slice(0, 10);
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
