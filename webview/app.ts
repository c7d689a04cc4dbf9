/** The inspector: header, tabs and what they show. It keeps navigation only; what it shows is the newest snapshot. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { RunModel, Snapshot, StepDetails } from '../src/editor/inspector/protocol.ts';
import { appStyles } from './app-styles.ts';
import { count } from './format.ts';
import { Host } from './host.ts';
import { icon } from './icons.ts';
import { PAGE, type RawPage } from './raw.ts';
import { callsOf, filterCounts, filters, type Filter, type Row } from './rows.ts';
import { base } from './styles.ts';
import { shown } from './text.ts';
import { Timeline } from './timeline.ts';
import { fieldValue } from './toolkit.ts';

const tabs = ['glance', 'timeline', 'changes', 'events'] as const;
type Tab = (typeof tabs)[number];
const tabWords: Record<Tab, string> = { glance: 'At a glance', timeline: 'Timeline', changes: 'Changes', events: 'Raw events' };
const filterWords: Record<Filter, string> = { all: 'All', denied: 'Denied', asked: 'Asked', unasked: 'Unasked', failed: 'Failed' };

function oneOf<T extends string>(values: readonly T[], value: unknown, otherwise: T): T {
  return values.find((one) => one === value) ?? otherwise;
}

/** Ids of what can be answered now. */
interface Waits {
  reviewable: ReadonlySet<string>;
  answerable: ReadonlySet<string>;
}

/** How many there are, in words; empty where there are none. */
function counted(items: readonly unknown[], one: string): string {
  return items.length === 0 ? '' : count(items.length, one);
}

export class Inspector extends LitElement {
  static override properties = {
    snapshot: { state: true },
    tab: { state: true },
    selected: { state: true },
    filter: { state: true },
    query: { state: true },
    collapsed: { state: true },
    details: { state: true },
    detailsProblem: { state: true },
    page: { state: true },
    pageProblem: { state: true },
    notice: { state: true },
    spoken: { state: true },
    now: { state: true },
  };
  static override styles = [base, appStyles];
  readonly #host = new Host();
  private snapshot: Snapshot | undefined;
  private tab: Tab = oneOf(tabs, this.#host.state.tab, 'glance');
  private selected = this.#host.state.selected ?? '';
  private filter: Filter = oneOf(filters, this.#host.state.filter, 'all');
  private query = this.#host.state.query ?? '';
  private collapsed: ReadonlySet<string> = new Set(this.#host.state.collapsed ?? []);
  private details: StepDetails | undefined;
  private detailsProblem = '';
  private page: RawPage | undefined;
  private pageProblem = '';
  private notice = '';
  /** What the live region says. */
  private spoken = '';
  private now = Date.now();
  /** The key and the state of the step that `details` is for, so that it is loaded again only when the step moved on. */
  #loaded = '';
  #reveal: string | undefined;
  #announced = new Set<string>();
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const target: unknown = JSON.parse(this.dataset['target'] ?? 'null');
    this.#host.keep({ target });
    this.#host.listen((snapshot) => this.#take(snapshot), (step) => this.#goStep(step));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  get #live(): boolean {
    const phase = this.snapshot?.live?.phase;
    return phase !== undefined && phase !== 'ended' && this.snapshot?.view?.end === undefined;
  }

  #take(snapshot: Snapshot): void {
    if (this.snapshot && snapshot.run === this.snapshot.run && snapshot.revision <= this.snapshot.revision) return;
    this.snapshot = snapshot;
    this.now = Date.now();
    const { reviewable, answerable } = snapshot;
    const waiting = [...reviewable, ...answerable];
    if (waiting.some((id) => !this.#announced.has(id))) this.spoken = `${[counted(reviewable, 'approval'), counted(answerable, 'question')].filter(Boolean).join(' and ')} waiting for you.`;
    this.#announced = new Set(waiting);
    clearInterval(this.#clock);
    if (this.#live) this.#clock = setInterval(() => (this.now = Date.now()), 1000);
    void this.#loadDetails();
    if (this.#reveal !== undefined) this.#goStep(this.#reveal);
  }

  /** Asks for the selected step when it is another one or has moved on. */
  async #loadDetails(): Promise<void> {
    const view = this.snapshot?.view;
    if (!view || this.selected === '') return;
    const [step = '', message] = this.selected.split('#');
    const wanted = `${this.selected} ${this.#stamp(view, step)}`;
    if (wanted === this.#loaded) return;
    if (!this.#loaded.startsWith(`${this.selected} `)) this.details = undefined;
    this.#loaded = wanted;
    this.detailsProblem = '';
    try {
      const details = await this.#host.request('loadStepDetails', { step, ...(message !== undefined && { message: Number(message) }) });
      if (this.#loaded === wanted) this.details = details;
    } catch (error) {
      if (this.#loaded === wanted) this.detailsProblem = error instanceof Error ? error.message : String(error);
    }
  }

  /** What changes when there is more to say of a step. */
  #stamp(view: RunModel, step: string): string {
    for (const turn of view.turns) {
      if (turn.step === step) return `${turn.endedAt ?? ''} ${turn.plan.length} ${turn.questions.map(({ state }) => state).join()}`;
      for (const call of callsOf(turn.calls)) if (call.step === step) return `${call.state} ${call.endedAt ?? ''} ${call.approval?.answer ?? ''} ${call.findings}`;
    }
    return '';
  }

  /** Does what the host is asked for; a refusal is shown, not lost. */
  async #do(request: Promise<unknown>): Promise<void> {
    try {
      await request;
      this.notice = '';
    } catch (error) {
      this.notice = error instanceof Error ? error.message : String(error);
    }
  }

  async #loadEvents(from: number): Promise<void> {
    try {
      const { events, total } = await this.#host.request('loadRawEvents', { from, count: PAGE });
      this.page = { from, events, total };
      this.pageProblem = '';
    } catch (error) {
      this.pageProblem = error instanceof Error ? error.message : String(error);
    }
  }

  #setTab(tab: Tab): void {
    this.tab = tab;
    this.#host.keep({ tab });
  }

  #setFilter(filter: Filter): void {
    this.filter = filter;
    this.#host.keep({ filter });
  }

  #setQuery(query: string): void {
    this.query = query;
    this.#host.keep({ query });
  }

  #select(key: string): void {
    this.selected = key;
    this.#host.keep({ selected: key });
    void this.#loadDetails();
  }

  #toggle(key: string): void {
    const collapsed = new Set(this.collapsed);
    if (!collapsed.delete(key)) collapsed.add(key);
    this.collapsed = collapsed;
    this.#host.keep({ collapsed: [...collapsed].slice(-2000) });
  }

  /** Opens the timeline at a step: filters and folds that would hide it are undone. */
  #goStep(step: string): void {
    this.#reveal = step;
    if (!this.snapshot?.view) return;
    this.#setTab('timeline');
    this.#setFilter('all');
    this.#setQuery('');
    this.collapsed = new Set();
    this.#select(step);
  }

  #go(target: string): void {
    const [tab, filter] = target.split(':');
    this.#setTab(oneOf(tabs, tab, 'glance'));
    if (filter !== undefined) this.#setFilter(oneOf(filters, filter, 'all'));
  }

  override updated(changed: PropertyValues): void {
    if (this.#reveal !== undefined && this.tab === 'timeline') {
      const timeline = this.renderRoot.querySelector('signalbox-timeline');
      if (timeline instanceof Timeline) void timeline.updateComplete.then(() => timeline.show(this.#reveal ?? '') && (this.#reveal = undefined));
    }
    if (changed.has('tab') && changed.get('tab') !== undefined) void this.#loadDetails();
  }

  #tabKey(event: KeyboardEvent): void {
    const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, Home: -tabs.length, End: tabs.length };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const at = tabs.indexOf(this.tab);
    const next = Math.abs(move) === 1 ? (at + move + tabs.length) % tabs.length : move < 0 ? 0 : tabs.length - 1;
    this.#setTab(tabs[next] ?? 'glance');
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus());
  }

  #tabList(view: RunModel): TemplateResult {
    const measured = view.end !== undefined || view.effects.total > 0;
    const steps = view.counts.calls + view.turns.reduce((sum, { questions }) => sum + questions.length, 0);
    const sizes: Partial<Record<Tab, number>> = { timeline: steps, ...(measured && { changes: view.effects.total }), events: view.events };
    return html`<div class="tabs" role="tablist" aria-label="Parts of the record" @keydown=${(event: KeyboardEvent) => this.#tabKey(event)}>
      ${tabs.map((tab) => {
        const size = sizes[tab];
        return html`<button id="tab-${tab}" role="tab" aria-selected=${this.tab === tab ? 'true' : 'false'} aria-controls="panel" tabindex=${this.tab === tab ? 0 : -1} @click=${() => this.#setTab(tab)}>
          ${tabWords[tab]}${size === undefined ? nothing : html` <span class="size">${size.toLocaleString()}</span>`}
        </button>`;
      })}
    </div>`;
  }

  #banner(snapshot: Snapshot): TemplateResult {
    const [first] = snapshot.reviewable;
    const [question] = snapshot.answerable;
    return html`<div class="live" role="status" aria-live="polite">${this.spoken}</div>
      ${first === undefined
        ? nothing
        : html`<div class="banner waits"><span class="warn">${icon('waiting')}</span>
            <span class="grow"><strong>${count(snapshot.reviewable.length, 'action')} ${snapshot.reviewable.length === 1 ? 'waits' : 'wait'} for you.</strong> Nothing happens until you answer.</span>
            <vscode-button @click=${() => this.#do(this.#host.request('reviewApproval', { approval: first }))}>Review…</vscode-button></div>`}
      ${question === undefined
        ? nothing
        : html`<div class="banner waits"><span class="warn">${icon('waiting')}</span>
            <span class="grow"><strong>${count(snapshot.answerable.length, 'question')} ${snapshot.answerable.length === 1 ? 'waits' : 'wait'} for your answer.</strong> The agent goes on when it has one.</span>
            <vscode-button @click=${() => this.#do(this.#host.request('answerQuestion', { question }))}>Answer…</vscode-button></div>`}
      ${snapshot.problem && snapshot.view
        ? html`<div class="banner" role="status"><span class="bad">${icon('warning')}</span><span class="grow"><strong>${shown(snapshot.problem.message, 'prose')}</strong> ${shown(snapshot.problem.next, 'prose')}</span></div>`
        : nothing}
      ${snapshot.live?.problem === undefined ? nothing : html`<div class="banner" role="status"><span class="warn">${icon('warning')}</span><span class="grow">${shown(snapshot.live.problem, 'prose')}</span></div>`}
      ${this.notice === ''
        ? nothing
        : html`<div class="banner" role="alert"><span class="bad">${icon('failed')}</span><span class="grow">${shown(this.notice, 'prose')}</span>
            <button class="icon-button" aria-label="Dismiss" title="Dismiss" @click=${() => (this.notice = '')}>${icon('close')}</button></div>`}`;
  }

  #timeline(view: RunModel, { reviewable, answerable }: Waits): TemplateResult {
    const counts = filterCounts(view);
    return html`<div class="split">
      <div class="list">
        <div class="tools">
          <div class="filters" role="group" aria-label="Filter steps">
            ${filters.map((filter) => html`<button class="filter" aria-pressed=${this.filter === filter ? 'true' : 'false'} @click=${() => this.#setFilter(filter)}>${filterWords[filter]} <span class="size">${counts[filter]}</span></button>`)}
          </div>
          <vscode-text-field placeholder="Search steps" .value=${this.query} @input=${(event: Event) => this.#setQuery(fieldValue(event))}>Search steps</vscode-text-field>
        </div>
        ${view.turns.length === 0
          ? html`<div class="empty">${this.#live ? 'The agent has not been told anything yet.' : 'No step is recorded.'}</div>`
          : html`<signalbox-timeline
              .view=${view}
              .filter=${this.filter}
              .query=${this.query}
              .collapsed=${this.collapsed}
              .reviewable=${reviewable}
              .answerable=${answerable}
              .selected=${this.selected}
              .live=${this.#live}
              .now=${this.now}
              @select-row=${(event: CustomEvent<Row>) => this.#select(event.detail.key)}
              @toggle-row=${(event: CustomEvent<string>) => this.#toggle(event.detail)}
            ></signalbox-timeline>`}
      </div>
      <div class="side">
        <signalbox-step
          .details=${this.details}
          .problem=${this.detailsProblem}
          .loading=${this.selected !== ''}
          .reviewable=${reviewable}
          .answerable=${answerable}
          @open-diff=${(event: CustomEvent<number | undefined>) => this.#do(this.#host.request('openDiff', { step: this.selected, ...(event.detail !== undefined && event.detail !== null && { file: event.detail }) }))}
          @open-document=${(event: CustomEvent<'action' | 'result' | 'shown'>) => this.#do(this.#host.request('openDocument', { step: this.selected, part: event.detail }))}
        ></signalbox-step>
      </div>
    </div>`;
  }

  #content(view: RunModel, waits: Waits): TemplateResult {
    switch (this.tab) {
      case 'glance':
        return html`<signalbox-glance .view=${view} .live=${this.#live} @go=${(event: CustomEvent<string>) => this.#go(event.detail)}></signalbox-glance>`;
      case 'timeline':
        return this.#timeline(view, waits);
      case 'changes':
        return html`<signalbox-changes .view=${view} .live=${this.#live} @go-step=${(event: CustomEvent<string>) => this.#goStep(event.detail)}></signalbox-changes>`;
      case 'events':
        return html`<signalbox-events .page=${this.page} .problem=${this.pageProblem} .total=${view.events} @load-events=${(event: CustomEvent<number>) => this.#loadEvents(event.detail)}></signalbox-events>`;
    }
  }

  override render(): unknown {
    const { snapshot } = this;
    if (!snapshot || (snapshot.status === 'loading' && !snapshot.view)) return html`<div class="empty" role="status">Reading the record…</div>`;
    const { view, problem } = snapshot;
    if (!view) {
      return html`<div class="empty" role="alert"><p><span class="bad">${icon('warning')}</span> <strong>${shown(problem?.message ?? 'The record is empty.', 'prose')}</strong></p>
        <p>${shown(problem?.next ?? '', 'prose')}</p>
        <vscode-button @click=${() => this.#do(this.#host.request('reload', {}))}>Read again</vscode-button></div>`;
    }
    return html`<main
      @review=${(event: CustomEvent<string>) => this.#do(this.#host.request('reviewApproval', { approval: event.detail }))}
      @answer=${(event: CustomEvent<string>) => this.#do(this.#host.request('answerQuestion', { question: event.detail }))}
      @open-file=${(event: CustomEvent<string>) => this.#do(this.#host.request('openFile', { path: event.detail }))}
      @copy-text=${(event: CustomEvent<string>) => this.#do(this.#host.request('copy', { text: event.detail }))}
      @verify=${() => this.#do(this.#host.request('verify', {}))}
      @stop-run=${() => this.#do(this.#host.request('stopRun', {}))}
    >
      <signalbox-header .snapshot=${snapshot} .now=${this.now}></signalbox-header>
      <signalbox-verification .state=${snapshot.verification} .events=${view.events}></signalbox-verification>
      ${this.#banner(snapshot)} ${this.#tabList(view)}
      <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}">${this.#content(view, { reviewable: new Set(snapshot.reviewable), answerable: new Set(snapshot.answerable) })}</div>
    </main>`;
  }
}
