/** One row of the timeline. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CallModel } from '../src/editor/inspector/protocol.ts';
import { decisionLabel, questionWords, stateWords } from './explain.ts';
import { between, clock, count, duration } from './format.ts';
import { icon, stateIcon } from './icons.ts';
import type { Row } from './rows.ts';
import { shown } from './text.ts';
import { visibleLine } from '../src/model/visible.ts';

/** Deeper levels are indented no further. */
const MAX_INDENT = 12;

export interface RowContext {
  row: Row;
  id: string;
  active: boolean;
  selected: boolean;
  reviewable: ReadonlySet<string>;
  answerable: ReadonlySet<string>;
  /** The time now in ms, for what is still going on. */
  now: number;
  select: () => void;
  toggle: () => void;
  review: (approval: string) => void;
  answer: (question: string) => void;
}

const speakers = { agent: 'Agent', thought: 'Thought', user: 'Person' } as const;

function timeOf(call: CallModel, now: number): string {
  const end = call.endedAt ?? (call.state === 'running' || call.state === 'waiting' ? new Date(now).toISOString() : undefined);
  const ms = between(call.startedAt, end);
  return ms === undefined ? '' : duration(ms);
}

/** Words for who cannot see the icon. */
function unseen(words: string): TemplateResult {
  return html`<span class="unseen">${words}</span>`;
}

/** For the pointer: with the keyboard the row is opened, whose details have the same button. */
function rowButton(word: string, of: string, press: () => void): TemplateResult {
  return html`<button
    class="review"
    tabindex="-1"
    aria-label="${word}: ${visibleLine(of)}"
    @click=${(event: Event) => {
      event.stopPropagation();
      press();
    }}
  >${word}…</button>`;
}

function callCells(call: CallModel, context: RowContext): TemplateResult {
  const decision = decisionLabel(call);
  const grave = call.severity === 'high' || call.severity === 'catastrophic';
  const reviewable = call.approval && context.reviewable.has(call.approval.id) ? call.approval.id : undefined;
  // The tag says so already where the state has one; what waits or was denied is in the decision.
  const silent = call.state === 'succeeded' || call.state === 'running' ? unseen(stateWords[call.state]) : nothing;
  return html`${stateIcon(call.state)}${silent}
    <span class="kind quiet">${call.kind}</span>
    <span class="title ${call.kind === 'exec' ? 'mono' : ''}">${shown(call.title)}</span>
    ${call.findings > 0 ? html`<span class="findings ${grave ? 'bad' : 'warn'}" title="${call.findings} guard findings, gravest: ${call.severity ?? ''}">${icon('warning')}${unseen(count(call.findings, 'finding'))}</span>` : nothing}
    ${call.state === 'failed' || call.state === 'timed_out' || call.state === 'unknown' || call.state === 'cancelled'
      ? html`<span class="tag">${stateWords[call.state]}</span>`
      : nothing}
    ${decision === undefined ? nothing : html`<span class="tag ${decision === 'unasked' ? 'weak' : ''}">${decision}</span>`}
    ${reviewable === undefined
      ? nothing
      : rowButton('Review', call.title, () => context.review(reviewable))}
    <span class="time quiet">${timeOf(call, context.now)}</span>`;
}

function cells(context: RowContext): { content: TemplateResult; tone: string } {
  const { row } = context;
  switch (row.form) {
    case 'turn': {
      const ms = between(row.turn.startedAt, row.turn.endedAt);
      return {
        tone: 'turn',
        content: html`${icon('turn')}<span class="kind">Turn ${row.number}</span><span class="title">${shown(row.turn.preview)}</span>
          <span class="time quiet">${ms === undefined ? '' : duration(ms)}</span>`,
      };
    }
    case 'message':
      return {
        tone: 'message',
        content: html`<span class="quiet">${icon(row.message.from === 'user' ? 'turn' : row.message.from)}</span>${unseen(`${speakers[row.message.from]}: `)}<span class="title ${row.message.from === 'thought' ? 'quiet' : ''}">${shown(row.message.preview)}</span>
          <span class="time quiet">${clock(row.message.at)}</span>`,
      };
    case 'question': {
      const { id, title, state, by, at } = row.question;
      const answerable = context.answerable.has(id);
      return {
        tone: state === 'waiting' ? 'waits' : '',
        content: html`<span class=${state === 'waiting' ? 'warn' : 'quiet'}>${icon('unknown')}</span><span class="kind quiet">asks</span><span class="title">${shown(title)}</span>
          <span class="tag">${answerable ? 'waiting for a person' : questionWords[state]}${by === undefined ? nothing : html` by ${shown(by)}`}</span>
          ${answerable ? rowButton('Answer', title, () => context.answer(id)) : nothing}
          <span class="time quiet">${clock(at)}</span>`,
      };
    }
    case 'call':
      return { tone: row.call.state === 'waiting' ? 'waits' : '', content: callCells(row.call, context) };
  }
}

export function rowTemplate(context: RowContext): TemplateResult {
  const { row } = context;
  const { content, tone } = cells(context);
  return html`<div
    id=${context.id}
    class="row ${tone} indent-${Math.min(row.level, MAX_INDENT)} ${context.active ? 'active' : ''} ${context.selected ? 'selected' : ''}"
    role="treeitem"
    aria-level=${row.level}
    aria-posinset=${row.position}
    aria-setsize=${row.siblings}
    aria-selected=${context.selected ? 'true' : 'false'}
    aria-expanded=${row.expanded === undefined ? nothing : String(row.expanded)}
    @click=${context.select}
  >
    <span
      class="twistie"
      @click=${(event: Event) => {
        if (row.expanded === undefined) return;
        event.stopPropagation();
        context.toggle();
      }}
      >${row.expanded === undefined ? nothing : icon(row.expanded ? 'down' : 'chevron')}</span
    >${content}
  </div>`;
}
