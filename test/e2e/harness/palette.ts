import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { insist, press } from './gestures.ts';
import { brief } from './patience.ts';
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
    await insist(this.#page, async (timeout) => {
      await this.#search(title, timeout);
      await press(this.#found(title), timeout);
    });
  }

  /** Whether the palette offers a command of that title now. It searches while one types: what counts is what it has found in the end. */
  async offers(title: string): Promise<boolean> {
    await insist(this.#page, (timeout) => this.#search(title, timeout));
    let texts = '';
    for (let same = 0; same < brief && !(await this.#found(title).isVisible()); ) {
      await sleep(100);
      const now = (await this.#quickPick.texts()).join('\n');
      same = now === texts ? same + 100 : 0;
      texts = now;
    }
    const found = await this.#found(title).isVisible();
    await this.#quickPick.leave();
    return found;
  }

  #found(title: string): Locator {
    return this.#quickPick.items().filter({ has: this.#page.getByText(title, { exact: true }) }).first();
  }

  async #search(title: string, timeout: number): Promise<void> {
    await this.#page.keyboard.press('F1');
    const input = this.#quickPick.input();
    await input.fill(`>${title}`, { timeout });
    await this.#quickPick.items().first().waitFor({ timeout });
  }
}
