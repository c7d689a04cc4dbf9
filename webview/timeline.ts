/** The steps of a run as a tree: only the rows in sight are in the document, so that thousands of steps stay smooth. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunModel } from '../src/editor/inspector/protocol.ts';
import { rowsOf, type Filter, type Row } from './rows.ts';
import { rowTemplate } from './row.ts';
import { base } from './styles.ts';
import { timelineStyles } from './timeline-styles.ts';

/** The height of every row in CSS pixels, as in the editor's own trees. */
const ROW = 22;
/** Rows kept above and below those in sight. */
const SPARE = 10;

/**
 * Fires `select-row` (detail: the row), `toggle-row` (detail: its key), `review` (detail: an approval's id) and `answer` (a
 * question's). The tree itself has the focus and names its active row, as the editor's lists do: a row that scrolls out of the document cannot lose it.
 */
export class Timeline extends LitElement {
  static override properties = {
    view: { attribute: false },
    filter: {},
    query: {},
    collapsed: { attribute: false },
    reviewable: { attribute: false },
    answerable: { attribute: false },
    selected: {},
    live: { type: Boolean },
    now: { type: Number },
    range: { state: true },
    active: { state: true },
  };
  static override styles = [base, timelineStyles];
  view?: RunModel;
  filter: Filter = 'all';
  query = '';
  collapsed: ReadonlySet<string> = new Set();
  reviewable: ReadonlySet<string> = new Set();
  answerable: ReadonlySet<string> = new Set();
  selected = '';
  live = false;
  now = 0;
  /** First row in the document and the one after the last. */
  private range = { from: 0, to: 60 };
  private active = '';
  #rows: Row[] = [];
  #anchor: { key: string; offset: number } | undefined;
  #follow = false;
  readonly #resize = new ResizeObserver(() => this.#measure());

  get #viewport(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.viewport');
  }

  /** Brings a row into sight and makes it the active one; false where there is no such row now. */
  show(key: string): boolean {
    const index = this.#rows.findIndex((row) => row.key === key);
    if (index < 0) return false;
    this.active = key;
    this.#scrollTo(index);
    return true;
  }

  override focus(): void {
    this.#viewport?.focus();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!this.view || !['view', 'filter', 'query', 'collapsed'].some((name) => changed.has(name))) return;
    const viewport = this.#viewport;
    this.#follow = false;
    if (viewport) {
      const first = Math.floor(viewport.scrollTop / ROW);
      const key = this.#rows[first]?.key;
      this.#anchor = key === undefined ? undefined : { key, offset: viewport.scrollTop - first * ROW };
      this.#follow = this.live && viewport.scrollTop > 0 && viewport.scrollTop + viewport.clientHeight >= viewport.scrollHeight - ROW;
    }
    this.#rows = rowsOf(this.view, this);
    if (!this.#rows.some((row) => row.key === this.active)) this.active = this.#rows.find((row) => row.key === this.selected)?.key ?? this.#rows[0]?.key ?? '';
  }

  override firstUpdated(): void {
    const viewport = this.#viewport;
    if (viewport) this.#resize.observe(viewport);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  /** Sizes are set here and not by style attributes, which the page's policy forbids. */
  override updated(): void {
    const viewport = this.#viewport;
    const sizer = this.renderRoot.querySelector<HTMLElement>('.sizer');
    const panel = this.renderRoot.querySelector<HTMLElement>('.window');
    if (!viewport || !sizer || !panel) return;
    sizer.style.height = `${this.#rows.length * ROW}px`;
    panel.style.transform = `translateY(${this.range.from * ROW}px)`;
    if (this.#follow) viewport.scrollTop = viewport.scrollHeight;
    else if (this.#anchor) {
      const { key, offset } = this.#anchor;
      const index = this.#rows.findIndex((row) => row.key === key);
      if (index >= 0 && Math.abs(viewport.scrollTop - (index * ROW + offset)) >= 1) viewport.scrollTop = index * ROW + offset;
    }
    this.#anchor = undefined;
    this.#follow = false;
    this.#measure();
  }

  #measure(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    const first = Math.floor(viewport.scrollTop / ROW);
    const from = Math.max(0, first - SPARE);
    const to = Math.min(this.#rows.length, first + Math.ceil(viewport.clientHeight / ROW) + SPARE);
    if (from !== this.range.from || to !== this.range.to) this.range = { from, to };
  }

  #scrollTo(index: number): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    if (index * ROW < viewport.scrollTop) viewport.scrollTop = index * ROW;
    else if ((index + 1) * ROW > viewport.scrollTop + viewport.clientHeight) viewport.scrollTop = (index + 1) * ROW - viewport.clientHeight;
    this.#measure();
  }

  #send(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #select(row: Row): void {
    this.active = row.key;
    this.#send('select-row', row);
  }

  #go(index: number): void {
    const row = this.#rows[Math.max(0, Math.min(this.#rows.length - 1, index))];
    if (!row) return;
    this.active = row.key;
    this.#scrollTo(this.#rows.indexOf(row));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = this.#rows.findIndex((row) => row.key === this.active);
    const row = this.#rows[index];
    const page = Math.max(1, Math.floor((this.#viewport?.clientHeight ?? ROW) / ROW) - 1);
    const moves: Record<string, () => void> = {
      ArrowDown: () => this.#go(index + 1),
      ArrowUp: () => this.#go(index - 1),
      PageDown: () => this.#go(index + page),
      PageUp: () => this.#go(index - page),
      Home: () => this.#go(0),
      End: () => this.#go(this.#rows.length - 1),
      ArrowRight: () => {
        if (row?.expanded === false) this.#send('toggle-row', row.key);
        else if (row?.expanded) this.#go(index + 1);
      },
      ArrowLeft: () => {
        if (row?.expanded) this.#send('toggle-row', row.key);
        else if (row?.parent !== undefined) this.#go(this.#rows.findIndex((one) => one.key === row.parent));
      },
      Enter: () => row && this.#select(row),
      ' ': () => row && this.#select(row),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  #row(row: Row, index: number): TemplateResult {
    return rowTemplate({
      row,
      id: `row-${index}`,
      active: row.key === this.active,
      selected: row.key === this.selected,
      reviewable: this.reviewable,
      answerable: this.answerable,
      now: this.now,
      select: () => this.#select(row),
      toggle: () => this.#send('toggle-row', row.key),
      review: (approval) => this.#send('review', approval),
      answer: (question) => this.#send('answer', question),
    });
  }

  override render(): unknown {
    const { from, to } = this.range;
    const seen = this.#rows.slice(from, to);
    const activeIndex = seen.findIndex((row) => row.key === this.active);
    return html`<div
      class="viewport"
      role="tree"
      tabindex="0"
      aria-label="Steps of the run"
      aria-activedescendant=${activeIndex >= 0 ? `row-${from + activeIndex}` : nothing}
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
      @scroll=${() => this.#measure()}
    >
      <div class="sizer" role="presentation">
        <div class="window" role="presentation">${repeat(seen, (row) => row.key, (row, index) => this.#row(row, from + index))}</div>
      </div>
    </div>`;
  }
}
