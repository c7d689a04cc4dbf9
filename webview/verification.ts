/** What *Verify* found: integrity, signature, trust and linkage apart from each other, and what is not proven at all. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { Check, VerificationState } from '../src/editor/inspector/protocol.ts';
import { clock, count } from './format.ts';
import { icon } from './icons.ts';
import { base } from './styles.ts';
import { shown } from './text.ts';

const words = { passed: 'passed', failed: 'failed', unknown: 'not known' } as const;
const pictures = { passed: 'succeeded', failed: 'failed', unknown: 'unknown' } as const;
const tones = { passed: 'good', failed: 'bad', unknown: 'warn' } as const;

export class VerificationStrip extends LitElement {
  static override properties = { state: { attribute: false }, events: { type: Number } };
  static override styles = [
    base,
    css`
      .strip {
        display: grid;
        grid-template-columns: repeat(5, minmax(0, 1fr));
        gap: 6px 16px;
        margin: 0 16px 8px;
        padding: 8px 10px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
        border-radius: 3px;
        max-height: 34vh;
        overflow: auto;
      }
      .check {
        display: flex;
        gap: 6px;
        min-width: 0;
      }
      .check > div {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      ul {
        margin: 4px 0 0;
        padding-inline-start: 16px;
      }
      summary {
        cursor: pointer;
      }
      .when {
        grid-column: 1 / -1;
      }
      @media (max-width: 860px) {
        .strip {
          grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
        }
      }
    `,
  ];
  state?: VerificationState;
  /** How many events the record has now: a result for fewer is old. */
  events = 0;

  #check(name: string, check: Check): TemplateResult {
    return html`<div class="check" data-check=${name.toLowerCase()}>
      <span class=${tones[check.state]}>${icon(pictures[check.state])}</span>
      <div>
        <strong>${name}</strong> ${words[check.state]}
        <div class="quiet">${shown(check.summary, 'prose')}</div>
        ${check.details.length > 0
          ? html`<details ?open=${check.state === 'failed'}><summary>${count(check.details.length, 'detail')}</summary><ul>${check.details.map((detail) => html`<li>${shown(detail)}</li>`)}</ul></details>`
          : nothing}
      </div>
    </div>`;
  }

  override render(): unknown {
    const { state } = this;
    if (!state) return nothing;
    if (state.state === 'running') return html`<div class="strip" role="status">Verifying the record…</div>`;
    if (state.state === 'failed') return html`<div class="strip" role="status"><div class="check"><span class="bad">${icon('failed')}</span><div><strong>Verify did not finish.</strong> ${shown(state.message, 'prose')}</div></div></div>`;
    const { report } = state;
    return html`<div class="strip" role="status" aria-label="Result of Verify">
      ${this.#check('Integrity', report.integrity)} ${this.#check('Signature', report.signature)} ${this.#check('Trust', report.trust)} ${this.#check('Linkage', report.linkage)}
      <div class="check" data-check="not-proven">
        <span class="quiet">${icon('shield')}</span>
        <div>
          <strong>Not proven</strong> ${count(report.notProven.length, 'claim')}
          <div class="quiet">Nothing in a record can prove these.</div>
          <details><summary>Show</summary><ul>${report.notProven.map((claim) => html`<li>${shown(claim, 'prose')}</li>`)}</ul></details>
        </div>
      </div>
      <div class="when quiet">Verified at ${clock(state.at)}, ${count(state.events, 'event')}.${this.events > state.events ? ` The record has grown since, to ${count(this.events, 'event')}.` : ''}</div>
    </div>`;
  }
}
