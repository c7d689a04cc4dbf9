/** What really differs in the workspace after the run, and which steps said that they would write it. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import type { EffectModel, RunModel } from '../src/editor/inspector/protocol.ts';
import { otherRuns } from '../src/record/view.ts';
import { count } from './format.ts';
import { icon } from './icons.ts';
import { base } from './styles.ts';
import { basisTag } from './tags.ts';
import { shown } from './text.ts';

const letters = { created: 'A', modified: 'M', deleted: 'D' } as const;

/** Fires `open-file` (detail: a path) and `go-step` (detail: a step). */
export class Changes extends LitElement {
  static override properties = { view: { attribute: false }, live: { type: Boolean } };
  static override styles = [
    base,
    css`
      :host {
        height: 100%;
        overflow: auto;
      }
      .page {
        padding: 12px 16px 24px;
        max-width: 980px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        text-align: start;
        font-weight: 600;
        padding: 2px 12px 4px 0;
      }
      td {
        padding: 2px 12px 2px 0;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      tbody tr {
        content-visibility: auto;
        contain-intrinsic-height: 24px;
        border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
      }
      td:first-child {
        width: 90px;
        white-space: nowrap;
      }
    `,
  ];
  view?: RunModel;
  live = false;

  #send(name: string, detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #row(effect: EffectModel): TemplateResult {
    const [first] = effect.steps;
    return html`<tr>
      <td><span class="mono" aria-hidden="true">${letters[effect.change]}</span> ${effect.change}</td>
      <td>
        ${effect.change === 'deleted'
          ? html`<span class="mono">${shown(effect.path)}</span>`
          : html`<button class="link mono" title="Open the file as it is now" @click=${() => this.#send('open-file', effect.path)}>${shown(effect.path)}</button>`}
      </td>
      <td>
        ${first === undefined
          ? html`<span class="warn">${icon('warning')}</span> no door saw it${this.view?.beside ? ', may be another run’s' : ''}`
          : html`<button class="link" @click=${() => this.#send('go-step', first)}>${effect.steps.length === 1 ? 'one step' : count(effect.steps.length, 'step')}</button>`}
      </td>
    </tr>`;
  }

  override render(): unknown {
    const effects = this.view?.effects;
    if (!this.view || !effects) return nothing;
    if (effects.total === 0) {
      const words = this.view.end !== undefined ? 'No file of the workspace differs from before the run.' : this.live ? 'Changes are measured when the run ends.' : 'Changes were not measured: the record is not sealed.';
      return html`<div class="empty">${words}</div>`;
    }
    const rest = effects.total - effects.items.length;
    return html`<div class="page">
      <p>${count(effects.total, 'file')} differ from before the run. ${basisTag(this.view.bases['effect.observed'] ?? 'observed')}</p>
      ${this.view.beside ? html`<p><span class="warn">${icon('warning')}</span> Meanwhile ${otherRuns(this.view.beside)} in this folder: what no step here announced may be theirs.</p>` : nothing}
      <table>
        <thead><tr><th scope="col">Change</th><th scope="col">File</th><th scope="col">Announced by</th></tr></thead>
        <tbody>${effects.items.map((effect) => this.#row(effect))}</tbody>
      </table>
      ${rest > 0 ? html`<p class="quiet">${count(rest, 'more file')}; see the raw events.</p>` : nothing}
    </div>`;
  }
}
