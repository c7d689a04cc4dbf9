/** A text of the record in a block: hidden characters visible, what was cut said, whole text to copy or to open in the editor. */
import { LitElement, css, html, nothing } from 'lit';
import type { TextModel } from '../src/editor/inspector/protocol.ts';
import type { VisibleMode } from '../src/model/visible.ts';
import { bytes } from './format.ts';
import { icon } from './icons.ts';
import { base } from './styles.ts';
import { shown } from './text.ts';

/** Fires `copy-text` (detail: the text) and, where `openable`, `open-whole`. */
export class CodeBlock extends LitElement {
  static override properties = { model: { attribute: false }, label: {}, mode: {}, openable: { type: Boolean } };
  static override styles = [
    base,
    css`
      .frame {
        position: relative;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 3px;
        background: var(--vscode-textCodeBlock-background);
      }
      pre {
        margin: 0;
        padding: 6px 56px 6px 8px;
        max-height: 320px;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-family: var(--vscode-editor-font-family);
        font-size: var(--vscode-editor-font-size, 12px);
        tab-size: 4;
        color: var(--vscode-editor-foreground, var(--vscode-foreground));
      }
      pre.prose {
        font-family: inherit;
        font-size: inherit;
      }
      .tools {
        position: absolute;
        top: 3px;
        inset-inline-end: 12px;
        display: flex;
      }
      .note {
        padding: 0 8px 6px;
        color: var(--vscode-descriptionForeground);
      }
    `,
  ];
  model?: TextModel;
  label = '';
  mode: VisibleMode = 'code';
  openable = false;

  #send(name: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  override render(): unknown {
    const { model } = this;
    if (!model) return nothing;
    if (model.missing !== undefined) return html`<p class="note"><span class="warn">${icon('warning')}</span> This text (${bytes(model.bytes)}) cannot be shown. ${model.missing}</p>`;
    return html`<div class="frame">
      <pre tabindex="0" role="region" class=${this.mode === 'prose' ? 'prose' : ''} aria-label=${this.label}>${shown(model.text, this.mode)}</pre>
      <div class="tools">
        <button class="icon-button" title="Copy" aria-label=${`Copy ${this.label}`} @click=${() => this.#send('copy-text', model.text)}>${icon('copy')}</button>
        ${this.openable
          ? html`<button class="icon-button" title="Open in an editor" aria-label=${`Open ${this.label} in an editor`} @click=${() => this.#send('open-whole')}>${icon('open')}</button>`
          : nothing}
      </div>
      ${model.cut ? html`<div class="note">Only the beginning is shown; the whole is ${bytes(model.bytes)}.</div>` : nothing}
    </div>`;
  }
}
