/** The record's own lines, page by page. */
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import type { RawEvent } from '../src/editor/inspector/protocol.ts';
import { clock, count } from './format.ts';
import { base } from './styles.ts';
import { shown } from './text.ts';

/** One event; its line is shown, indented, when it is opened. */
export class EventLine extends LitElement {
  static override properties = { event: { attribute: false }, open: { state: true } };
  static override styles = [
    base,
    css`
      summary {
        display: grid;
        grid-template-columns: 16px 52px 92px minmax(120px, 1fr) auto;
        gap: 8px;
        align-items: center;
        height: 22px;
        cursor: pointer;
        list-style: none;
        white-space: nowrap;
      }
      summary:hover {
        background: var(--vscode-list-hoverBackground);
      }
      summary::before {
        content: '▸';
        text-align: center;
      }
      details[open] summary::before {
        content: '▾';
      }
      .seq {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      signalbox-code {
        margin: 2px 0 6px 24px;
      }
    `,
  ];
  event?: RawEvent;
  private open = false;

  override render(): unknown {
    const { event } = this;
    if (!event) return nothing;
    return html`<details
      @toggle=${(toggle: Event) => {
        this.open = toggle.target instanceof HTMLDetailsElement && toggle.target.open;
      }}
    >
      <summary><span class="seq quiet">${event.seq}</span><span class="quiet">${clock(event.time)}</span><span class="mono">${shown(event.type)}</span><span class="quiet">${shown(event.basis)}</span></summary>
      ${this.open ? html`<signalbox-code .model=${event.json} .label=${`event ${event.seq}`}></signalbox-code>` : nothing}
    </details>`;
  }
}

export interface RawPage {
  from: number;
  total: number;
  events: RawEvent[];
}

/** How many events stand on a page. */
export const PAGE = 100;

/** Fires `load-events` (detail: the number of the first). */
export class RawEvents extends LitElement {
  static override properties = { page: { attribute: false }, problem: {}, total: { type: Number } };
  static override styles = [
    base,
    css`
      :host {
        height: 100%;
        overflow: auto;
      }
      nav {
        position: sticky;
        top: 0;
        z-index: 1;
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 6px 16px;
        background: var(--vscode-editor-background);
        border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
      }
      .words {
        flex: 1;
      }
      .events {
        padding: 4px 16px 24px;
      }
    `,
  ];
  page?: RawPage;
  problem = '';
  /** How many events the newest snapshot knows of. */
  total = 0;

  #load(from: number): void {
    this.dispatchEvent(new CustomEvent('load-events', { detail: Math.max(0, from), bubbles: true, composed: true }));
  }

  override willUpdate(changed: PropertyValues): void {
    const page = this.page;
    const grown = changed.has('total') && page !== undefined && this.total > page.total && page.events.length < PAGE;
    if (!page && !this.hasUpdated) this.#load(0);
    else if (grown) this.#load(page.from);
  }

  override render(): unknown {
    const { page } = this;
    if (this.problem !== '') return html`<div class="empty" role="status">${shown(this.problem, 'prose')}</div>`;
    if (!page) return html`<div class="empty">Loading events…</div>`;
    const last = page.from + page.events.length;
    const total = Math.max(page.total, this.total);
    return html`<nav aria-label="Pages of events">
        <span class="words quiet">${page.events.length === 0 ? 'No events.' : `${page.from} to ${last - 1} of ${count(total, 'event')}`}</span>
        <vscode-button appearance="secondary" ?disabled=${page.from === 0} @click=${() => this.#load(page.from - PAGE)}>Earlier</vscode-button>
        <vscode-button appearance="secondary" ?disabled=${last >= total} @click=${() => this.#load(page.from + PAGE)}>Later</vscode-button>
        <vscode-button appearance="secondary" ?disabled=${last >= total} @click=${() => this.#load(Math.floor((total - 1) / PAGE) * PAGE)}>Last</vscode-button>
      </nav>
      <div class="events">${page.events.map((event) => html`<signalbox-event .event=${event}></signalbox-event>`)}</div>`;
  }
}
