import type { Locator, Page } from 'playwright-core';

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
    await this.all(text).first().locator('.monaco-button', { hasText: button }).click();
  }

  /** Closes the notification with a text, without pressing any of its buttons. */
  async dismiss(text: string | RegExp): Promise<void> {
    const one = this.all(text).first();
    await one.hover();
    await one.locator('.codicon-notifications-clear').click();
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
