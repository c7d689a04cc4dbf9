import type { Page } from 'playwright-core';
import type { QuickPick } from './quick-pick.ts';

/** The command palette. */
export class Palette {
  readonly #page: Page;
  readonly #quickPick: QuickPick;

  constructor(page: Page, quickPick: QuickPick) {
    this.#page = page;
    this.#quickPick = quickPick;
  }

  /** Runs a command by its whole title, category included: `Signalbox: Run Agent`. */
  async run(title: string): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.#quickPick.opened();
    await this.#quickPick.type(`>${title}`);
    await this.#quickPick.items().filter({ has: this.#page.getByText(title, { exact: true }) }).first().click();
  }

  /** Whether the palette offers a command of that title now. */
  async offers(title: string): Promise<boolean> {
    await this.#page.keyboard.press('F1');
    await this.#quickPick.opened();
    await this.#quickPick.type(`>${title}`);
    await this.#quickPick.items().first().waitFor();
    const found = await this.#quickPick.items().filter({ has: this.#page.getByText(title, { exact: true }) }).count();
    await this.#page.keyboard.press('Escape');
    await this.#quickPick.closed();
    return found > 0;
  }
}
