import type { Locator } from 'playwright-core';
import type { PageElement } from './elements.ts';

/** The parts that a row of a list is drawn of, in their order. */
const parts = '.label-name, .label-description';

/** What each row of a list says: label, description and detail with a space between them. */
export function textsOf(rows: Locator): Promise<string[]> {
  return rows.evaluateAll((all: PageElement[], selector) => {
    const clean = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
    return all.map((row) => {
      const found = [...row.querySelectorAll(selector)].map((part) => clean(part.textContent)).filter((text) => text !== '');
      return found.length > 0 ? found.join(' ') : clean(row.textContent);
    });
  }, parts);
}
