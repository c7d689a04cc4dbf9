import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './elements.ts';
import { insist, press } from './gestures.ts';

/** The editor area. */
export class Editors {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The tab with a title. */
  tab(title: string | RegExp): Locator {
    return this.#page.locator('.part.editor .tabs-container .tab', { hasText: title }).first();
  }

  /** The titles of all tabs. */
  async titles(): Promise<string[]> {
    const titles = await this.#page.locator('.part.editor .tabs-container .tab .label-name').allInnerTexts();
    return titles.map((title) => title.trim());
  }

  /** Closes the tab with a title. */
  async close(title: string | RegExp): Promise<void> {
    await insist(this.#page, async (timeout) => {
      await this.tab(title).hover({ timeout });
      await press(this.tab(title).locator('.codicon-close'), timeout);
    });
  }

  /** The lines in view of the text editor that is in front, in their order; none yet while it opens. */
  async lines(): Promise<string[]> {
    return linesOf(this.#page.locator('.editor-group-container.active .editor-instance .monaco-editor').first());
  }

  /** The lines in view of both sides of the diff editor that is in front; none yet while it opens. */
  async diff(): Promise<{ original: string[]; modified: string[] }> {
    const diff = this.#page.locator('.editor-group-container.active .monaco-diff-editor').filter({ visible: true }).first();
    return { original: await linesOf(diff.locator('.editor.original')), modified: await linesOf(diff.locator('.editor.modified')) };
  }
}

/** Lines are drawn in any order; their place on the screen says which comes first. */
async function linesOf(editor: Locator): Promise<string[]> {
  const drawn = await editor.locator('.view-line').evaluateAll((lines: PageElement[]) =>
    lines.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' })),
  );
  return drawn.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
}
