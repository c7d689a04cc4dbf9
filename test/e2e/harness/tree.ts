import type { Locator, Page } from 'playwright-core';
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
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
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
    const row = this.row(text);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
    await this.pane.locator('.monaco-list-row[aria-expanded="true"]').filter({ hasText: text }).first().waitFor();
    await this.pane.locator('.codicon-tree-item-loading').first().waitFor({ state: 'hidden' });
  }

  /** Clicks a row. */
  async click(text: string | RegExp): Promise<void> {
    await this.row(text).click();
  }

  /** Clicks the inline action of a row by its title. It shows only while the pointer is over the row. */
  async act(text: string | RegExp, action: string): Promise<void> {
    const row = this.row(text);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${action}"]`).click();
  }

  /** Opens the context menu of a row and picks an entry. */
  async pickFromMenu(text: string | RegExp, entry: string): Promise<void> {
    await this.row(text).click({ button: 'right' });
    const item = this.pane.page().locator('.monaco-menu .action-item', { hasText: entry }).first();
    await item.waitFor();
    // A menu takes no clicks in its first tenth of a second.
    await this.pane.page().waitForTimeout(200);
    await item.click();
    await item.waitFor({ state: 'hidden' });
  }

  /** Clicks an action of the view's title bar. */
  async actOnView(action: string): Promise<void> {
    await this.pane.hover();
    await this.pane.locator(`.pane-header .actions .action-label[aria-label^="${action}"]`).click();
  }
}
