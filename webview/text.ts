/** Text from the record, for templates: never markup, and with everything hidden or reordering written out. */
import { html, type TemplateResult } from 'lit';
import { visibleParts, type VisibleMode } from '../src/model/visible.ts';

/** `mode` as in `visibleParts`; the result may stand wherever text may. */
export function shown(text: string, mode: VisibleMode = 'line'): TemplateResult {
  return html`<span class="untrusted">${visibleParts(text, mode).map((part) =>
      'text' in part ? part.text : html`<span class="escape" title=${part.name}>${part.escape}</span>`,
    )}</span>`;
}

/** Code in a line of prose. */
export function code(text: string): TemplateResult {
  return html`<code>${shown(text)}</code>`;
}
