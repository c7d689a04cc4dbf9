/** Small labels: how a claim is known. */
import { html, type TemplateResult } from 'lit';
import type { Basis } from '../src/model/outcome.ts';
import { basisWords } from './explain.ts';

/** In words; weak claims have a dashed border as well. */
export function basisTag(basis: Basis): TemplateResult {
  return html`<span class="tag ${basis === 'reported' || basis === 'unobserved' ? 'weak' : ''}" title=${basisWords[basis]}>${basis}</span>`;
}
