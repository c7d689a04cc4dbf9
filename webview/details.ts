/** One step in full: the whole action, why it was decided so, what came of it, and its events. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../src/model/decision.ts';
import type { ActionModel, DocumentPart, Listed, PathModel, StepDetails, TextModel } from '../src/editor/inspector/protocol.ts';
import { visibleLine } from '../src/model/visible.ts';
import { detailsStyles } from './details-styles.ts';
import { answerWords, channelWords, doorWords, explainDecision, layerWords, questionWords, stateWords } from './explain.ts';
import { between, clock, count, duration, when } from './format.ts';
import { icon, stateIcon } from './icons.ts';
import { base } from './styles.ts';
import { basisTag } from './tags.ts';
import { code, shown } from './text.ts';

type QuestionDetails = Extract<StepDetails, { form: 'question' }>;
type CallDetails = Extract<StepDetails, { form: 'tool-call' }>;
const speakers = { agent: 'The agent said', thought: 'The agent thought', user: 'The person said' } as const;

/** Fires `open-diff` (detail: a file's number or nothing), `open-document`, `open-file`, `review`, `answer`, `copy-text`. */
export class StepPane extends LitElement {
  static override properties = { details: { attribute: false }, problem: {}, reviewable: { attribute: false }, answerable: { attribute: false }, loading: { type: Boolean } };
  static override styles = [base, detailsStyles];
  details?: StepDetails;
  problem = '';
  loading = false;
  reviewable: ReadonlySet<string> = new Set();
  answerable: ReadonlySet<string> = new Set();

  #send(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  override render(): unknown {
    if (this.problem !== '') return html`<div class="empty" role="status"><span class="warn">${icon('warning')}</span> ${shown(this.problem, 'prose')}</div>`;
    if (!this.details) return html`<div class="empty">${this.loading ? 'Loading the step…' : 'Select a step to see all of it.'}</div>`;
    return html`<div class="pane">${this.#content(this.details)}</div>`;
  }

  #content(details: StepDetails): TemplateResult {
    switch (details.form) {
      case 'tool-call':
        return this.#call(details);
      case 'turn':
        return html`<h1>${icon('turn')} Turn</h1>
          <p class="quiet">${when(details.startedAt)}${details.endReason === undefined ? nothing : html`, ended: ${shown(details.endReason)}`}</p>
          ${this.#section('What the agent was told', this.#text(details.input, 'what the agent was told', undefined, 'prose'))}
          ${details.plan.length > 0 ? this.#section('Its plan', html`<ul>${details.plan.map((entry) => html`<li>${shown(entry.content, 'prose')} <span class="tag">${shown(entry.status)}</span></li>`)}</ul>`) : nothing}
          ${this.#events(details)}`;
      case 'question':
        return this.#question(details);
      case 'message':
        return html`<h1>${icon(details.from === 'user' ? 'turn' : details.from)} ${speakers[details.from]}</h1>
          <p class="quiet">${when(details.at)}</p>
          ${details.text ? this.#text(details.text, 'message', undefined, 'prose') : html`<p>Its text was not kept; the record holds its digest.</p>`} ${this.#events(details)}`;
    }
  }

  #section(title: string, content: unknown): TemplateResult {
    return html`<section aria-label=${title}><h2>${title}</h2>${content}</section>`;
  }

  #text(model: TextModel, label: string, part?: DocumentPart, mode: 'prose' | 'code' = 'code'): TemplateResult {
    return html`<signalbox-code .model=${model} .label=${label} .mode=${mode} .openable=${part !== undefined} @open-whole=${() => this.#send('open-document', part)}></signalbox-code>`;
  }

  #fact(name: unknown, value: unknown): TemplateResult {
    return html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`;
  }

  #digest(name: string, value: string): TemplateResult {
    return this.#fact(name, html`<button class="link mono" title="Copy ${value}" @click=${() => this.#send('copy-text', value)}>${value.slice(0, 16)}…</button>`);
  }

  #call(details: CallDetails): TemplateResult {
    const { call, approval } = details;
    const ms = between(call.startedAt, call.endedAt);
    const reviewable = approval && this.reviewable.has(approval.id);
    return html`<h1>${stateIcon(call.state)} <span class="words">${shown(call.title)}</span></h1>
      <p class="quiet tags">
        <span class="tag">${call.kind}</span>${basisTag(call.basis)}
        <span>${call.tool === undefined ? nothing : html`${shown(call.tool)}, `}through ${doorWords[call.door] ?? shown(call.door)}, ${clock(call.startedAt)}</span>
      </p>
      ${reviewable
        ? html`<div class="waiting"><span class="warn">${icon('waiting')}</span><span>This action waits for you.</span><vscode-button @click=${() => this.#send('review', approval.id)}>Review…</vscode-button></div>`
        : nothing}
      ${this.#section('Action', this.#action(details.action))} ${details.findings.length > 0 ? this.#section('Guard findings', this.#findings(details.findings)) : nothing} ${this.#section('Decision', this.#decision(details))}
      ${approval ? this.#section('Approval', this.#approval(details)) : nothing}
      ${this.#section(
        'Outcome',
        html`<p>
            <strong>${call.state === 'denied' ? 'Denied: it was not done' : stateWords[call.state]}</strong> ${details.outcomeBasis ? basisTag(details.outcomeBasis) : nothing}${details.exitCode === undefined ? nothing : `, exit code ${details.exitCode}`}${ms === undefined ? nothing : `, ${duration(ms)}`}
          </p>
          ${details.result ? this.#text(details.result, 'result', 'result') : html`<p class="quiet">No result text is recorded.</p>`}`,
      )}
      ${this.#events(details)}`;
  }

  #action(action: ActionModel): TemplateResult {
    switch (action.kind) {
      case 'exec':
        return html`${this.#text(action.command, 'command', 'action')}
          <dl>
            ${this.#fact('In folder', this.#folder(action.cwd))} ${action.shell === undefined ? nothing : this.#fact('Shell', code(action.shell))}
            ${action.argv ? this.#fact('As a list', html`${action.argv.map((word) => html`<span class="word">${code(word)}</span> `)}`) : nothing}
          </dl>`;
      case 'read':
        return this.#paths(action.paths);
      case 'write':
        return this.#write(action);
      case 'fetch':
        return html`<dl>${this.#fact('Method', shown(action.method ?? 'GET'))} ${this.#fact('Address', code(action.url))}</dl>
          ${action.body ? this.#text(action.body, 'body', 'action') : nothing}`;
      case 'mcp':
        return html`<dl>${this.#fact('Server', code(action.server))} ${this.#fact('Tool', code(action.tool))}</dl>
          ${action.arguments ? this.#text(action.arguments, 'arguments', 'action') : nothing}${action.annotations ? this.#fact('Annotations', this.#text(action.annotations, 'annotations')) : nothing}`;
      case 'other':
        return html`<dl>${this.#fact('Tool', code(action.tool))}</dl>${action.input ? this.#text(action.input, 'input', 'action') : nothing}`;
    }
  }

  #folder({ name, path }: PathModel): TemplateResult {
    return html`<span class="path"><span title=${visibleLine(path)}>${name === '.' ? 'the workspace folder' : code(name)}</span>${this.#copyPath(path)}</span>`;
  }

  #copyPath(path: string): TemplateResult {
    return html`<button class="icon-button" title="Copy the whole path" aria-label="Copy the whole path ${visibleLine(path)}" @click=${() => this.#send('copy-text', path)}>${icon('copy')}</button>`;
  }

  #file({ name, path }: PathModel): TemplateResult {
    return html`<span class="path"><button class="link mono" title="${visibleLine(path)}\nOpen the file as it is now" @click=${() => this.#send('open-file', name)}>${shown(name)}</button>${this.#copyPath(path)}</span>`;
  }

  #paths({ items, total }: Listed<PathModel>): TemplateResult {
    const rest = total - items.length;
    return html`<ul class="paths">${items.map((path) => html`<li>${this.#file(path)}</li>`)}</ul>
      ${rest > 0 ? html`<p class="quiet">${count(rest, 'more path')}; see its events.</p>` : nothing}`;
  }

  #write(action: Extract<ActionModel, { kind: 'write' }>): TemplateResult {
    const { changes } = action;
    if (changes.total === 0) return html`${this.#paths(action.paths)}<p class="quiet">The agent did not say what it would write.</p>`;
    return html`<ul class="paths">
        ${changes.items.map(
          (change, file) => html`<li class="change">
            ${this.#file(change)}
            <span class="quiet">${change.change}, ${count(change.added, 'line')} added, ${change.removed} removed</span>
            <vscode-button appearance="secondary" aria-label="Open diff of ${visibleLine(change.name)}" @click=${() => this.#send('open-diff', file)}>Open diff</vscode-button>
          </li>`,
        )}
      </ul>
      ${changes.total > 1 ? html`<vscode-button appearance="secondary" @click=${() => this.#send('open-diff')}>Open all ${changes.total} diffs</vscode-button>` : nothing}`;
  }

  #findings(findings: Finding[]): TemplateResult {
    return html`<ul class="findings">
      ${findings.map(
        (finding) => html`<li>
          <span class=${finding.severity === 'high' || finding.severity === 'catastrophic' ? 'bad' : 'warn'}>${icon('warning')}</span>
          <span><span class="tag">${finding.severity}</span> ${shown(finding.reason, 'prose')} <span class="quiet">${code(finding.id)}</span></span>
        </li>`,
      )}
    </ul>`;
  }

  #decision({ call, decision, approval, digest }: CallDetails): TemplateResult {
    return html`<p>${shown(explainDecision(decision, approval, call), 'prose')}</p>
      ${decision && decision.reason !== '' ? html`<p class="quiet">${shown(decision.reason, 'prose')}</p>` : nothing}
      ${decision?.rule
        ? html`<figure><figcaption>Rule ${code(decision.rule.id)}, ${layerWords[decision.rule.layer]}</figcaption><blockquote class="mono">${shown(decision.rule.text, 'code')}</blockquote></figure>`
        : nothing}
      <dl>
        ${this.#digest('Action', digest)} ${decision ? html`${this.#digest('Policy', decision.policyDigest)} ${this.#fact('Guard', shown(decision.guardVersion))}` : nothing}
      </dl>`;
  }

  #approval({ approval, call }: CallDetails): TemplateResult | typeof nothing {
    if (!approval) return nothing;
    const { answer } = approval;
    return html`${answer?.selfApproved ? html`<p><span class="tag">self-approved</span> The person who started the run answered; nobody else looked at it.</p>` : nothing}
      <dl>
        ${this.#fact('Asked', when(approval.requestedAt))}
        ${answer
          ? html`${this.#fact('Answered', html`${when(answer.at)} <span class="quiet">after ${duration(answer.waitedMs)}, by ${shown(answer.by ?? 'nobody named')} ${channelWords[answer.channel]}: ${answerWords[answer.kind]}</span>`)}
            ${answer.reason === undefined ? nothing : this.#fact('Reason given', shown(answer.reason, 'prose'))}`
          : this.#fact('Answered', call.state === 'waiting' && this.reviewable.has(approval.id) ? 'Not yet.' : 'No answer is recorded.')}
        ${approval.rule ? this.#fact('Asked by', html`${code(approval.rule.id)}, ${layerWords[approval.rule.layer]}`) : nothing}
        ${this.#digest('Shown', approval.shown)}
      </dl>
      ${approval.rule && !answer ? html`<blockquote class="mono">${shown(approval.rule.text, 'code')}</blockquote>` : nothing}
      ${approval.presentation ? html`<details><summary>What the approver was shown</summary>${this.#text(approval.presentation, 'what the approver was shown', 'shown')}</details>` : nothing}`;
  }

  #question(details: QuestionDetails): TemplateResult {
    const { answer } = details;
    const waits = this.answerable.has(details.id);
    return html`<h1>${icon('unknown')} <span class="words">${shown(details.title)}</span></h1>
      <p class="quiet">The agent asked the person, ${when(details.at)}</p>
      ${waits
        ? html`<div class="waiting"><span class="warn">${icon('waiting')}</span><span>The agent waits for your answer.</span><vscode-button @click=${() => this.#send('answer', details.id)}>Answer…</vscode-button></div>`
        : nothing}
      ${this.#section(
        'Answer',
        html`<p><strong>${waits ? 'waiting for a person' : questionWords[answer?.action ?? 'waiting']}</strong>${answer?.why === undefined ? nothing : html`: ${shown(answer.why, 'prose')}`}</p>
          <dl>
            ${answer?.by === undefined ? nothing : this.#fact('Answered', html`${when(answer.at)} <span class="quiet">after ${duration(answer.waitedMs)}, by ${shown(answer.by)} ${channelWords[answer.channel]}</span>`)}
            ${answer?.answers.map((one) => this.#fact(shown(one.title ?? one.field), one.withheld ? html`<span class="quiet">withheld: it looks like a secret</span>` : one.value === undefined ? html`<span class="quiet">left out</span>` : shown(Array.isArray(one.value) ? one.value.join(', ') : String(one.value), 'prose')))}
            ${this.#digest('Shown', details.digest)}
          </dl>`,
      )}
      ${this.#section('What the person was shown', this.#text(details.shown, 'what the person was shown', undefined, 'prose'))} ${this.#events(details)}`;
  }

  #events({ events }: StepDetails): TemplateResult {
    return html`<section aria-label="Its events"><h2>Its events</h2>${events.map((event) => html`<signalbox-event .event=${event}></signalbox-event>`)}</section>`;
  }
}
