import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { insist, press } from './gestures.ts';
import { brief, patience } from './patience.ts';
import { textsOf } from './texts.ts';

/** The tree of one view in the side bar. Rows are found by their text, label or description, whole or in part. */
export class Tree {
  readonly pane: Locator;

  constructor(page: Page, view: string) {
    this.pane = page.locator('.part.sidebar .pane', { has: page.locator(`.pane-header .title`, { hasText: new RegExp(`^${view}$`, 'i') }) });
  }

  /** Unfolds the view itself, if it is folded. */
  async unfold(): Promise<void> {
    const header = this.pane.locator('.pane-header');
    await eventually(async () => {
      if ((await header.getAttribute('aria-expanded', { timeout: brief })) === 'false') await press(header, brief);
      await this.pane.locator('.pane-header[aria-expanded="true"]').waitFor({ timeout: brief });
    });
  }

  /** All rows that show, or those with a text. */
  rows(text?: string | RegExp): Locator {
    const rows = this.pane.locator('.monaco-list-row');
    return text === undefined ? rows : rows.filter({ hasText: text });
  }

  /** The first row with a text. */
  row(text: string | RegExp): Locator {
    return this.rows(text).first();
  }

  /** The texts of all rows that show, each label and description in one line. */
  async texts(): Promise<string[]> {
    return textsOf(this.rows());
  }

  /** The links and buttons of the view's welcome text, when the tree is empty. */
  welcome(): Locator {
    return this.pane.locator('.welcome-view-content');
  }

  /** Unfolds a row, if it is folded. Its children may come a little later: wait for one by `row(…).waitFor()`. */
  async expand(text: string | RegExp): Promise<void> {
    const open = this.pane.locator('.monaco-list-row[aria-expanded="true"]').filter({ hasText: text }).first();
    await eventually(async () => {
      const row = this.row(text);
      if ((await row.getAttribute('aria-expanded', { timeout: brief })) === 'false') await press(row.locator('.monaco-tl-twistie'), brief);
      await open.waitFor({ timeout: brief });
    }, 2 * patience);
    await this.pane.locator('.codicon-tree-item-loading').first().waitFor({ state: 'hidden' });
  }

  /** Clicks a row. */
  async click(text: string | RegExp): Promise<void> {
    await this.row(text).click();
  }

  /** Clicks the inline action of a row by its title. It shows only while the pointer is over the row. */
  async act(text: string | RegExp, action: string): Promise<void> {
    await insist(this.pane.page(), async (timeout) => {
      await press(await this.#shown(this.row(text), action, timeout), timeout);
    });
  }

  /** The middle of an inline action of a row, in pixels of the window. */
  async placeOf(row: Locator, action: string): Promise<{ x: number; y: number }> {
    let place = { x: 0, y: 0 };
    await insist(this.pane.page(), async (timeout) => {
      const box = await (await this.#shown(row, action, timeout)).boundingBox({ timeout });
      if (box === null) throw new Error(`${action} does not show any more.`);
      place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });
    return place;
  }

  async #shown(row: Locator, action: string, timeout: number): Promise<Locator> {
    await row.hover({ timeout });
    const label = row.locator(`.actions .action-label[aria-label^="${action}"]`).first();
    await label.waitFor({ timeout });
    return label;
  }

  /**
   * Opens the context menu of a row and picks an entry. A menu closes when something else takes the focus, and one that was opened before the
   * row had changed may lack the entry; then it is opened again.
   */
  async pickFromMenu(text: string | RegExp, entry: string): Promise<void> {
    const page = this.pane.page();
    const entries = page.locator('.monaco-menu .action-item');
    const item = entries.filter({ hasText: entry }).first();
    await insist(page, async (timeout) => {
      if (await entries.first().isVisible()) await entries.locator('a').first().press('Escape', { timeout });
      await this.row(text).click({ button: 'right', timeout });
      await item.waitFor({ timeout });
      await press(item, timeout);
    });
    // A menu takes no click in its first tenth of a second, and closes at once with the one that it takes.
    await eventually(async () => {
      if (await item.waitFor({ state: 'hidden', timeout: 1000 }).then(() => false, () => true)) await press(item, brief).catch(() => undefined);
      await item.waitFor({ state: 'hidden', timeout: 1000 });
    });
  }

  /** Clicks an action of the view's title bar. */
  async actOnView(action: string): Promise<void> {
    await insist(this.pane.page(), async (timeout) => {
      await this.pane.hover({ timeout });
      await press(this.pane.locator(`.pane-header .actions .action-label[aria-label^="${action}"]`), timeout);
    });
  }
}
