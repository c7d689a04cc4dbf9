/** The few pictures that the inspector needs, 16 by 16, in the colour of the text around them. Each stands beside words that say the same. */
import { svg, html, type TemplateResult } from 'lit';
import type { StepState } from '../src/record/view.ts';

const stroke = (path: TemplateResult): TemplateResult => html`<svg
  class="icon"
  viewBox="0 0 16 16"
  fill="none"
  stroke="currentColor"
  stroke-width="1.2"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
>${path}</svg>`;

const circle = svg`<circle cx="8" cy="8" r="5.6" />`;
const drawings = {
  succeeded: svg`${circle}<path d="M5.4 8.2 7.2 10l3.5-3.8" />`,
  failed: svg`${circle}<path d="m6 6 4 4M10 6l-4 4" />`,
  denied: svg`${circle}<path d="m4.2 11.8 7.6-7.6" />`,
  waiting: svg`${circle}<path d="M8 5v3.2h2.4" />`,
  timed_out: svg`<path d="M5 2.5h6M5 13.5h6M5.5 2.5c0 3 5 4 5 5.5s-5 2.5-5 5.500M10.5 2.500c0 3-5 4-5 5.500s5 2.5 5 5.5" />`,
  cancelled: svg`${circle}<path d="M5.5 8h5" />`,
  unknown: svg`${circle}<path d="M6.5 6.600c0-2 3-2 3 0 0 1.2-1.5 1.2-1.5 2.400M8 11v.1" />`,
  running: svg`<circle cx="8" cy="8" r="5.6" stroke-dasharray="22 14" />`,
  turn: svg`<circle cx="8" cy="5.5" r="2.5" /><path d="M3.5 13.500c0-5.5 9-5.5 9 0" />`,
  agent: svg`<path d="M2.5 3.500h11v7.500h-6l-3 2.500V11h-2z" />`,
  thought: svg`<path d="M2.5 3.500h11v7.500h-6l-3 2.500V11h-2z" stroke-dasharray="2 1.8" />`,
  chevron: svg`<path d="m6 4 4 4-4 4" />`,
  down: svg`<path d="m4 6 4 4 4-4" />`,
  copy: svg`<path d="M5.5 5.500h7v8h-7z" /><path d="M3.5 10.500v-8h7" />`,
  open: svg`<path d="M6.5 3.500h-3v9h9v-3M9 3h4v4M13 3 7.5 8.5" />`,
  warning: svg`<path d="M8 2.5 14 13.300H2zM8 6.500v3M8 11.300v.1" />`,
  close: svg`<path d="m4.5 4.5 7 7M11.5 4.500l-7 7" />`,
  shield: svg`<path d="M8 2.3 13 4v4c0 3-2 5-5 6-3-1-5-3-5-6V4z" />`,
};
export type IconName = keyof typeof drawings;

export function icon(name: IconName): TemplateResult {
  return stroke(drawings[name]);
}

const tones: Record<StepState, string> = {
  succeeded: 'good',
  failed: 'bad',
  denied: 'bad',
  timed_out: 'bad',
  waiting: 'warn',
  unknown: 'warn',
  cancelled: 'quiet',
  running: 'info',
};

export function stateIcon(state: StepState): TemplateResult {
  return html`<span class=${tones[state]}>${icon(state)}</span>`;
}
