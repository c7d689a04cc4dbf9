import type { Locator, Page } from 'playwright-core';
import { insist, press } from './gestures.ts';
import { patience } from './patience.ts';

/** Notifications at the corner of the window, and modal dialogs. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The notifications that show, or those with a text. */
  all(text?: string | RegExp): Locator {
    const all = this.#page.locator('.notifications-toasts .notification-list-item');
    return text === undefined ? all : all.filter({ hasText: text });
  }

  /** Presses a button of the notification with a text. */
  async press(text: string | RegExp, button: string): Promise<void> {
    const one = await this.waitFor(text);
    await one.locator('.monaco-button', { hasText: button }).click();
  }

  /** Closes the notification with a text, without pressing any of its buttons. What was in it gives the focus back then, which would close a menu. */
  async dismiss(text: string | RegExp): Promise<void> {
    const one = await this.waitFor(text);
    await insist(this.#page, async (timeout) => {
      await one.hover({ timeout });
      await press(one.locator('.codicon-notifications-clear'), timeout);
    });
    await one.waitFor({ state: 'hidden' });
  }

  /**
   * Waits for the notification with a text. After some seconds it leaves the corner by itself; the list that the bell opens still has it.
   * @returns it, where it shows
   */
  async waitFor(text: string | RegExp): Promise<Locator> {
    const toast = this.all(text).first();
    const listed = this.#page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
    const either = toast.or(listed).filter({ visible: true }).first();
    const shows = await either.waitFor({ timeout: patience / 2 }).then(() => true, () => false);
    if (!shows) await this.#page.locator('[id="status.notifications"] a').first().click();
    await either.waitFor();
    return (await listed.isVisible()) ? listed : toast;
  }

  /** The modal dialog, if one is open. */
  dialog(): Locator {
    return this.#page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog. */
  async pressInDialog(button: string): Promise<void> {
    await this.dialog().locator('.monaco-button', { hasText: button }).click();
  }
}
