import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './elements.ts';

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
    await this.tab(title).hover();
    await this.tab(title).locator('.codicon-close').click();
  }

  /** The lines in view of the text editor that is in front, in their order. */
  async lines(): Promise<string[]> {
    return linesOf(this.#page.locator('.editor-group-container.active .editor-instance .monaco-editor').first());
  }

  /** The lines in view of both sides of the diff editor that is in front. */
  async diff(): Promise<{ original: string[]; modified: string[] }> {
    const diff = this.#page.locator('.editor-group-container.active .monaco-diff-editor').first();
    await diff.waitFor();
    return { original: await linesOf(diff.locator('.editor.original')), modified: await linesOf(diff.locator('.editor.modified')) };
  }
}

/** Lines are drawn in any order; their place on the screen says which comes first. */
async function linesOf(editor: Locator): Promise<string[]> {
  await editor.locator('.view-line').first().waitFor();
  const drawn = await editor.locator('.view-line').evaluateAll((lines: PageElement[]) =>
    lines.map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' })),
  );
  return drawn.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
}
