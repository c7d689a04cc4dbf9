import type { FrameLocator, Page } from 'playwright-core';

/**
 * The document of the webview that is in front: the innermost of the frames that VS Code puts around it. Use it like a page:
 * `webview.getByRole('button', { name: 'Raw events' }).click()`.
 */
export function webviewFrame(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready:visible').last().contentFrame().locator('#active-frame').contentFrame();
}
