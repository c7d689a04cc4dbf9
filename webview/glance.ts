/** What the record answers, at a glance: one row a question, each answer with how it is known. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { DecidedBy } from '../src/model/decision.ts';
import type { Basis } from '../src/model/outcome.ts';
import type { EventType } from '../src/record/events.ts';
import type { Listed, RunModel } from '../src/editor/inspector/protocol.ts';
import { otherRuns } from '../src/record/view.ts';
import { coverageWords, deciderWords, doorWords, endWords, questionWords } from './explain.ts';
import { brief, count, when } from './format.ts';
import { glanceStyles } from './glance-styles.ts';
import { isUnasked, callsOf } from './rows.ts';
import { base } from './styles.ts';
import { basisTag } from './tags.ts';
import { code, shown } from './text.ts';

type Content = TemplateResult | string | typeof nothing;

function digest(value: string): TemplateResult {
  return html`<code title=${value}>${brief(value)}</code>`;
}

function names(list: Listed<unknown>, items: readonly string[], one: string, many = `${one}s`): TemplateResult {
  const rest = list.total - items.length;
  if (list.total === 0) return html`<span>No ${one}</span>`;
  return html`<details><summary>${count(list.total, one, many)}</summary><ul>${items.map((item) => html`<li>${code(item)}</li>`)}${rest > 0 ? html`<li>and ${count(rest, 'more', 'more')}</li>` : nothing}</ul></details>`;
}

/** Fires `go` (detail: the name of a tab, or `timeline:` and a filter). */
export class Glance extends LitElement {
  static override properties = { view: { attribute: false }, live: { type: Boolean } };
  static override styles = [base, glanceStyles];
  view?: RunModel;
  live = false;

  #link(target: string, text: string): TemplateResult {
    return html`<button class="link" @click=${() => this.dispatchEvent(new CustomEvent('go', { detail: target, bubbles: true, composed: true }))}>${text}</button>`;
  }

  #row(question: string, basis: Basis, answer: Content, more: Content = nothing): TemplateResult {
    return html`<div class="row">
      <dt>${question}</dt>
      <dd><div>${answer}</div>${more === nothing ? nothing : html`<div class="more quiet">${more}</div>`}</dd>
      <dd class="basis">${basisTag(basis)}</dd>
    </div>`;
  }

  #basis(type: EventType, otherwise: Basis = 'unobserved'): Basis {
    return this.view?.bases[type] ?? otherwise;
  }

  override render(): unknown {
    const { view } = this;
    if (!view) return nothing;
    return html`<div class="page">
      <section aria-label="What the record answers"><h2>What the record answers</h2>
        <dl>
          ${this.#agent(view)} ${this.#model(view)} ${this.#could(view)} ${this.#told(view)} ${this.#decisions(view)} ${this.#asked(view)} ${this.#changed(view)} ${this.#ended(view)} ${this.#faults(view)} ${this.#evidence(view)}
        </dl>
      </section>
      <section aria-label="How it was recorded"><h2>How it was recorded</h2>
        <dl>${this.#policy(view)} ${this.#gate(view)} ${this.#workspace(view)} ${this.#host(view)}</dl>
      </section>
    </div>`;
  }

  #agent(view: RunModel): TemplateResult {
    return this.#row(
      'Which agent',
      this.#basis('run.started'),
      html`${shown(view.agent.name)} ${view.agent.version === undefined ? html`<span class="quiet">(version not recorded)</span>` : shown(view.agent.version)} <span class="quiet">as</span> ${code(view.agent.id)}`,
      html`Configuration ${digest(view.configuration)}, ${this.#starter(view)}`,
    );
  }

  #starter(view: RunModel): TemplateResult | string {
    const command = view.command.join(' ').trim();
    if (command !== '') return html`started by ${code(command)}`;
    if (view.door !== 'transcript') return 'started by the person alone, in a terminal of theirs';
    return html`imported from ${doorWords.transcript}${view.importedAt === undefined ? nothing : html`, ${shown(when(view.importedAt))}`}`;
  }

  #model(view: RunModel): TemplateResult {
    if (view.model === undefined && view.provider === undefined) return this.#row('Model and provider', 'unobserved', 'Not recorded.', 'The agent named neither.');
    return this.#row('Model and provider', view.modelReported ? 'reported' : this.#basis('run.started'), html`${shown(view.model ?? 'model not recorded')} <span class="quiet">by</span> ${shown(view.provider ?? 'provider not recorded')}`);
  }

  #could(view: RunModel): TemplateResult {
    const { capabilities } = view;
    if (!capabilities) return this.#row('What it could do', 'unobserved', 'Not recorded.');
    if (view.command.length === 0) return this.#row('What it could do', 'unobserved', 'Not known: its own configuration says, which the person keeps.');
    const { tools, servers, permissions, changes, unknown } = capabilities;
    return this.#row(
      'What it could do',
      this.#basis('capabilities.observed'),
      html`<div class="lists">
        ${tools.total === 0 && servers.total === 0 ? html`<span>Its own tools are not listed.</span>` : names(tools, tools.items.map((tool) => (tool.server === undefined ? tool.name : `${tool.server}: ${tool.name}`)), 'tool')}
        ${names(servers, servers.items.map((server) => `${server.name} (${server.transport})`), 'MCP server')}
        ${names(permissions, permissions.items.map((permission) => `${permission.name}: ${permission.value}`), 'permission')}
        ${unknown.total === 0 ? nothing : names(unknown, unknown.items, 'server whose tools are not known', 'servers whose tools are not known')}
      </div>`,
      changes.total === 0 ? (unknown.total === 0 ? 'The same as in its last run, or it had none.' : 'As far as is known the same as in its last run.') : names(changes, changes.items.map((change) => `${change.change}: ${change.what}`), 'change since its last run', 'changes since its last run'),
    );
  }

  #told(view: RunModel): TemplateResult {
    if (view.turns.length === 0) return this.#row('What it was told', 'unobserved', this.live ? 'Nothing yet.' : 'Nothing is recorded.');
    return this.#row('What it was told', this.#basis('input.given'), html`${view.turns.slice(0, 5).map((turn) => html`<div class="clip">${shown(turn.preview)}</div>`)}`, view.turns.length > 5 ? this.#link('timeline:all', `${view.turns.length} turns in all`) : nothing);
  }

  #decisions(view: RunModel): TemplateResult {
    if (view.door === 'transcript') return this.#row('Who decided', 'unobserved', 'Not known: a transcript does not tell.');
    const by = Object.entries(view.decidedBy) as [DecidedBy, { allow: number; deny: number }][];
    const { counts } = view;
    const self = view.turns.flatMap((turn) => [...callsOf(turn.calls)]).filter((call) => call.approval?.selfApproved).length;
    const total = by.reduce((sum, [, one]) => sum + one.allow + one.deny, 0);
    return html`${this.#row(
      'Who decided',
      this.#basis('decision.made', 'mediated'),
      total === 0
        ? 'No decision was made.'
        : html`<ul class="plain">${by.map(([who, one]) => html`<li>${deciderWords[who]}: ${one.allow} allowed, ${one.deny} denied</li>`)}</ul>`,
      html`${self > 0 ? html`${count(self, 'answer')} self-approved: the person who started the run answered. ` : nothing}${counts.denied > 0 ? this.#link('timeline:denied', `Show ${count(counts.denied, 'denied step')}`) : nothing}
      ${counts.waiting > 0 ? html` <strong>${count(counts.waiting, 'step')} waiting.</strong>` : nothing}`,
    )}${this.#unasked(view)}`;
  }

  #unasked(view: RunModel): TemplateResult {
    const unasked = view.turns.flatMap((turn) => [...callsOf(turn.calls)]).filter(isUnasked).length;
    return unasked === 0
      ? html``
      : this.#row('Done without asking', 'reported', html`${count(unasked, 'tool call')} that the agent did unasked. ${this.#link('timeline:unasked', 'Show')}`);
  }

  #asked(view: RunModel): TemplateResult | typeof nothing {
    const questions = view.turns.flatMap((turn) => turn.questions);
    if (questions.length === 0) return nothing;
    const kinds = (['accept', 'decline', 'cancel', 'waiting'] as const).flatMap((state) => {
      const number = questions.filter((question) => question.state === state).length;
      return number === 0 ? [] : [`${number} ${questionWords[state]}`];
    });
    return this.#row('What it asked a person', this.#basis('question.asked'), html`${count(questions.length, 'question')}: ${kinds.join(', ')}. ${this.#link('timeline:asked', 'Show')}`);
  }

  #changed(view: RunModel): TemplateResult {
    const { effects } = view;
    if (view.door === 'transcript') return this.#row('What really changed', 'unobserved', 'Not measured: nothing watched when this happened.');
    const measured = view.end !== undefined || effects.total > 0;
    if (!measured) return this.#row('What really changed', 'unobserved', this.live ? 'Measured when the run ends.' : 'Not measured: the record is not sealed.');
    const unseen = effects.items.filter((effect) => effect.steps.length === 0).length;
    const kinds = (['created', 'modified', 'deleted'] as const).map((change) => ({ change, number: effects.items.filter((effect) => effect.change === change).length })).filter(({ number }) => number > 0);
    return this.#row(
      'What really changed',
      this.#basis('effect.observed', 'observed'),
      effects.total === 0 ? 'No file differs.' : html`${count(effects.total, 'file')}: ${kinds.map(({ change, number }) => `${number} ${change}`).join(', ')}. ${this.#link('changes', 'Show')}`,
      unseen > 0 ? html`<strong>${unseen}</strong> that no door saw being written${view.beside ? `; meanwhile ${otherRuns(view.beside)}, and may have written them` : ''}.` : nothing,
    );
  }

  #ended(view: RunModel): TemplateResult {
    if (!view.end) return this.#row('How it ended', 'unobserved', this.live ? 'It is going on.' : 'The record is not sealed, and no gate holds the run.');
    const { exit, stopped } = view;
    return this.#row(
      'How it ended',
      this.#basis('run.sealed'),
      html`${endWords[view.end]}${view.endedAt === undefined ? nothing : `, ${when(view.endedAt)}`}`,
      html`${stopped ? html`Stopped by ${shown(stopped.by)} (${shown(stopped.how)})${stopped.reason === undefined ? '' : html`: ${shown(stopped.reason)}`}. ` : nothing}${exit
        ? exit.signal === null
          ? `The agent’s process ended with ${exit.code ?? 'no code'}.`
          : html`The agent’s process was ended by ${code(exit.signal)}.`
        : nothing}`,
    );
  }

  #faults(view: RunModel): TemplateResult {
    const { faults } = view;
    return this.#row(
      'What went wrong',
      this.#basis('fault.noted', 'mediated'),
      faults.total === 0 ? 'No fault was noted.' : html`<ul class="plain">${faults.items.slice(0, 20).map((fault) => html`<li>${code(fault.code)} ${shown(fault.message, 'prose')}</li>`)}</ul>`,
      view.counts.failed > 0 ? this.#link('timeline:failed', `Show ${count(view.counts.failed, 'failed step')}`) : nothing,
    );
  }

  #evidence(view: RunModel): TemplateResult {
    const { usage, evidence } = view;
    const cost = usage?.costMicros === undefined ? '' : `, ${(usage.costMicros / 1_000_000).toFixed(4)} ${usage.currency ?? ''}`;
    const rows = [
      usage
        ? this.#row('What it used', this.#basis('usage.reported'), html`${(usage.inputTokens ?? 0).toLocaleString()} tokens in, ${(usage.outputTokens ?? 0).toLocaleString()} out${shown(cost)}`)
        : this.#row('What it used', 'unobserved', 'Not reported.'),
      evidence.total > 0
        ? this.#row('Evidence', this.#basis('evidence.added'), html`<ul class="plain">${evidence.items.map((item) => html`<li>${shown(item.kind)}: ${code(item.reference)}</li>`)}</ul>`)
        : this.#row('Evidence', 'unobserved', 'None was added.'),
    ];
    return html`${rows}`;
  }

  #policy(view: RunModel): TemplateResult {
    const { policy } = view;
    if (view.door === 'transcript') return this.#row('Policy', 'unobserved', 'None was in force: the session went on without Signalbox.');
    const approve = { ask: 'a person was asked', deny: 'what would be asked was denied', allow: 'what would be asked was allowed by a flag' }[policy.approve];
    return this.#row('Policy', this.#basis('run.started'), html`${shown(policy.posture)} <span class="quiet">policy</span> ${digest(policy.digest)}, guard ${shown(view.guardVersion)}`, html`${approve}; the workspace was ${policy.trusted ? 'trusted' : 'not trusted'}.`);
  }

  #gate(view: RunModel): TemplateResult {
    const { probe, coverage } = view;
    if (view.door === 'transcript') return this.#row('Gated', 'unobserved', 'Nothing of it was gated: it is what the agent says of itself, whole and signed from the import on.');
    const extent = coverage === undefined ? nothing : (coverageWords[coverage] ?? shown(coverage));
    if (!probe) return this.#row('Gated', 'unobserved', 'Nothing shows that the gate was live.', extent);
    const live = probe.reached ? html`The gate was live (${shown(probe.how)}).` : html`<strong>The gate was not live</strong> (${shown(probe.how)}).`;
    return coverage === undefined ? this.#row('Gated', this.#basis('gate.probed'), live) : this.#row('Gated', this.#basis('run.sealed'), extent, live);
  }

  #workspace(view: RunModel): TemplateResult {
    const { workspace } = view;
    return this.#row(
      'Workspace',
      this.#basis('run.started'),
      html`${shown(workspace.name)}${workspace.remote === undefined ? nothing : html` <span class="quiet">of</span> ${code(workspace.remote)}`}`,
      workspace.head === undefined ? 'No git commit is recorded.' : html`HEAD ${digest(workspace.head)}${workspace.tree === undefined ? nothing : html`, tree ${digest(workspace.tree)}`}${workspace.dirty ? ', with uncommitted changes' : ''}`,
    );
  }

  #host(view: RunModel): TemplateResult {
    const { host } = view;
    return this.#row('Recorded by', this.#basis('run.started'), html`Signalbox ${shown(host.signalbox)} <span class="quiet">for</span> ${shown(view.person)}`, html`Through ${doorWords[view.door] ?? code(view.door)}, Node ${shown(host.node)}, ${shown(host.platform)}${host.client === undefined ? nothing : html`, ${shown(host.client)}`}`);
  }
}
