/** Which run this is, how it stands, and what can be done with it. */
import { LitElement, css, html, nothing } from 'lit';
import type { Snapshot } from '../src/editor/inspector/protocol.ts';
import { runState } from './explain.ts';
import { between, count, duration, when } from './format.ts';
import { icon, type IconName } from './icons.ts';
import { base } from './styles.ts';
import { shown } from './text.ts';

const pictures: Record<string, { icon: IconName; tone: string }> = {
  Completed: { icon: 'succeeded', tone: 'good' },
  Failed: { icon: 'failed', tone: 'bad' },
  Stopped: { icon: 'cancelled', tone: 'warn' },
  Interrupted: { icon: 'warning', tone: 'warn' },
  'Not sealed': { icon: 'unknown', tone: 'warn' },
  Waiting: { icon: 'waiting', tone: 'warn' },
};

/** Fires `verify`, `stop-run` and `copy-text`. */
export class RunHeader extends LitElement {
  static override properties = { snapshot: { attribute: false }, now: { type: Number } };
  static override styles = [
    base,
    css`
      header {
        display: flex;
        align-items: flex-start;
        gap: 12px;
        padding: 10px 16px 8px;
      }
      .words {
        flex: 1;
        min-width: 0;
      }
      h1 {
        font-size: 1.15em;
        font-weight: 600;
        margin: 0;
        line-height: 1.4;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        align-items: center;
        margin-top: 2px;
      }
      .fact {
        display: inline-flex;
        gap: 4px;
        align-items: center;
      }
      .buttons {
        display: flex;
        gap: 6px;
        flex: none;
      }
    `,
  ];
  snapshot?: Snapshot;
  now = 0;

  #send(name: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  override render(): unknown {
    const { snapshot } = this;
    const view = snapshot?.view;
    if (!snapshot || !view) return nothing;
    const phase = snapshot.live?.phase;
    const live = phase !== undefined && phase !== 'ended' && view.end === undefined;
    const state = runState(view.end, phase);
    const picture = pictures[state] ?? { icon: 'running', tone: 'info' };
    const ms = between(view.startedAt, view.endedAt ?? (live ? new Date(this.now).toISOString() : view.lastEventAt));
    const { counts } = view;
    return html`<header>
      <div class="words">
        <h1>${shown(view.title)}</h1>
        <div class="facts">
          <span class="fact"><span class=${picture.tone}>${icon(picture.icon)}</span><strong>${state}</strong></span>
          <span class="fact">${shown(view.agent.name)}${view.agent.version === undefined ? nothing : html` ${shown(view.agent.version)}`}</span>
          <span class="fact quiet" title="When it was started">${when(view.startedAt)}</span>
          <span class="fact quiet" title="How long it took">${ms === undefined ? '' : duration(ms)}</span>
          <span class="fact quiet" title="Who started it">${shown(view.person)}</span>
          <span class="fact quiet">${count(counts.calls, 'tool call')}${counts.denied > 0 ? `, ${counts.denied} denied` : ''}${counts.unasked > 0 && view.door !== 'transcript' ? `, ${counts.unasked} unasked` : ''}${counts.failed > 0 ? `, ${counts.failed} failed` : ''}</span>
          <button class="link fact" title="Copy the run’s id" @click=${() => this.#send('copy-text', view.run)}>${shown(view.run)}</button>
        </div>
      </div>
      <div class="buttons">
        ${live ? html`<vscode-button appearance="secondary" ?disabled=${phase === 'stopping' || phase === 'sealing'} @click=${() => this.#send('stop-run')}>Stop run</vscode-button>` : nothing}
        <vscode-button appearance=${live ? 'secondary' : 'primary'} ?disabled=${snapshot.verification?.state === 'running'} @click=${() => this.#send('verify')}
          >${snapshot.verification?.state === 'running' ? 'Verifying…' : 'Verify'}</vscode-button
        >
      </div>
    </header>`;
  }
}
