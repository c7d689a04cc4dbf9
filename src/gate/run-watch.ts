/** What is found about an action besides what the guard says of it alone: what the run did before, the tools it uses, another guard. */
import type { Action } from '../model/action.ts';
import type { Finding } from '../model/decision.ts';
import { canonical } from '../model/digest.ts';
import type { FinishStatus } from '../model/outcome.ts';
import { ExternalGuard } from '../guard/external/external-guard.ts';
import type { ExternalAnswer } from '../guard/external/answer.ts';
import { RunFlow } from '../guard/flow/run-flow.ts';
import { assessText } from '../guard/text/assess-text.ts';
import type { Assessment } from '../guard/types.ts';
import type { ExternalGuardData, Policy } from '../policy/types.ts';
import type { Redactor } from '../record/redact.ts';

/** Of a result, so much is looked at; in UTF-16 units. */
const MAX_RESULT = 4 * 1024 * 1024;
/** How long an external guard may take that says nothing of it, in ms. */
const DEFAULT_TIME = 2000;

/** A finding about a tool that a server offers. */
export type ToolFinding = Finding & { tool: string; server?: string | undefined };

interface Watched {
  flow: RunFlow;
  begun: Map<string, { action: Action; assessed: readonly Finding[] }>;
  tools: readonly ToolFinding[];
}

/** `Run`: whatever stands for a run, the same object each time. */
export class RunWatch<Run extends { readonly redactor: Redactor; readonly cwd: string }> {
  private readonly runs = new WeakMap<Run, Watched>();
  private external: { key: string; guard: ExternalGuard } | undefined;

  /** Asks the external guard, where the user has one. Never rejects. */
  async ask(run: Run, action: Action, policy: Policy): Promise<ExternalAnswer | undefined> {
    const guard = this.externalGuard(policy.externalGuard, run.cwd);
    if (guard === undefined) return undefined;
    const tool = action.kind === 'mcp' || action.kind === 'other' ? action.tool : action.kind;
    const text = canonical({ tool_name: tool, tool_input: run.redactor.value(action) });
    return guard.inspect({ text, context: { eval_surface: 'tool_call_args', trace_stage: 'action', tool_name: tool } });
  }

  /** Findings about an action that do not follow from the action itself. */
  findings(run: Run, action: Action, found: Assessment): Finding[] {
    const { flow, tools } = this.of(run);
    const ofTool = action.kind !== 'mcp' ? [] : tools.filter(({ tool, server }) => tool === action.tool && (server === undefined || server === action.server));
    return [...ofTool.map(({ id, severity, reason }) => ({ id, severity, reason, at: { field: 'tool' } })), ...flow.findingsFor(action, found)];
  }

  begin(run: Run, step: string, action: Action, assessed: readonly Finding[]): void {
    this.of(run).begun.set(step, { action, assessed });
  }

  /** @returns what is found in the result of a step, for the record: offsets are those of the redacted text */
  async finish(run: Run, step: string, status: FinishStatus, result: string | undefined, policy: Policy): Promise<Finding[]> {
    const watched = this.of(run);
    const begun = watched.begun.get(step);
    watched.begun.delete(step);
    const text = result === undefined ? undefined : run.redactor.text(result).slice(0, MAX_RESULT);
    const findings = text === undefined || text === '' ? [] : [...assessText('tool_result', text), ...(await this.outside(run, text, policy))];
    if (begun !== undefined) watched.flow.observe(step, { ...begun, happened: status !== 'cancelled', findings, ...(text !== undefined && { text }) });
    return findings;
  }

  /** What is known of the tools of a run from here on. A description that speaks to the model taints the run. */
  noteTools(run: Run, findings: readonly ToolFinding[]): void {
    const watched = this.of(run);
    watched.tools = findings;
    for (const finding of findings) watched.flow.describe(finding.tool, finding);
  }

  close(): void {
    this.external?.guard.close();
    this.external = undefined;
  }

  private async outside(run: Run, text: string, policy: Policy): Promise<readonly Finding[]> {
    const guard = this.externalGuard(policy.externalGuard, run.cwd);
    const answer = await guard?.inspect({ text, context: { eval_surface: 'tool_result', trace_stage: 'retrieval' } });
    return (answer?.findings ?? []).map((finding) => ({ ...finding, at: { field: 'text' } }));
  }

  /** One program for the gate; another when the user's file names another. */
  private externalGuard(data: ExternalGuardData | undefined, cwd: string): ExternalGuard | undefined {
    const key = data === undefined ? undefined : canonical(data);
    if (this.external !== undefined && this.external.key !== key) this.close();
    if (data === undefined || key === undefined) return undefined;
    this.external ??= { key, guard: new ExternalGuard({ command: data.command, timeout: timeOf(data.timeout), cwd }) };
    return this.external.guard;
  }

  private of(run: Run): Watched {
    const known = this.runs.get(run);
    if (known !== undefined) return known;
    const watched: Watched = { flow: new RunFlow(), begun: new Map(), tools: [] };
    this.runs.set(run, watched);
    return watched;
  }
}

function timeOf(text: string | undefined): number {
  const match = /^(\d+)(ms|s|m)$/.exec(text ?? '');
  return match === null ? DEFAULT_TIME : Number(match[1]) * { ms: 1, s: 1000, m: 60_000 }[match[2] as 'ms' | 's' | 'm'];
}
