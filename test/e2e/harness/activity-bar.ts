import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { press } from './gestures.ts';
import { brief, patience } from './patience.ts';

/** The bar of view containers at the window's side. */
export class ActivityBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The item of a container, by its title. */
  item(title: string): Locator {
    return this.#page.locator('.part.activitybar .action-item', { has: this.#page.locator(`a[aria-label^="${title}"]`) }).first();
  }

  /** Opens a container unless it is open. A click while a window is still restoring it would close it; then it is clicked again. */
  async open(title: string): Promise<void> {
    const shown = this.#page.locator('.part.sidebar .composite.title', { hasText: new RegExp(title, 'i') }).filter({ visible: true });
    const item = this.item(title);
    await eventually(async () => {
      if (!(await shown.isVisible())) await press(item, brief);
      await shown.waitFor({ timeout: brief });
    }, 2 * patience);
  }

  /** The text of a container's badge, a number in most cases; empty when it has none. */
  async badge(title: string): Promise<string> {
    const [text = ''] = await this.item(title).locator('.badge-content').filter({ visible: true }).allInnerTexts();
    return text;
  }
}
