import type { Locator, Page } from 'playwright-core';

/** The terminal panel. It must draw into the document (`terminal.integrated.gpuAcceleration` off), as `openApp` sees to. */
export class Terminal {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The terminal that shows. */
  shown(): Locator {
    return this.#page.locator('.terminal-wrapper.active .xterm').first();
  }

  /** The lines of the terminal that shows, those in view only; spaces at line ends are cut. */
  async lines(): Promise<string[]> {
    const rows = await this.shown().locator('.xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
  }

  /** Waits until a text shows. Lines that are wrapped count as several. */
  async waitFor(text: string | RegExp): Promise<void> {
    await this.shown().locator('.xterm-rows > div', { hasText: text }).first().waitFor();
  }

  /** Puts the cursor into the terminal and presses a key, e.g. `Control+C`. */
  async press(key: string): Promise<void> {
    // Its beginning, because notifications may lie over its end.
    await this.shown().click({ position: { x: 20, y: 20 } });
    await this.#page.locator('.terminal-wrapper.active .xterm.focus').first().waitFor();
    await this.#page.keyboard.press(key);
  }

  /** The names in the list of terminals; with a single terminal, its name in the panel's title. */
  async names(): Promise<string[]> {
    const tabs = this.#page.locator('.terminal-tabs-entry, .single-terminal-tab');
    const names = await tabs.allInnerTexts();
    return names.map((name) => name.replaceAll(/\s+/g, ' ').trim());
  }

  /** Ends the terminal that shows, as its dustbin does. */
  async kill(): Promise<void> {
    await this.#page.locator('.part.panel .action-label.codicon-terminal-kill').first().click();
  }
}
