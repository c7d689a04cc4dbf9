/** One window of VS Code: the page objects together. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../../scripts/host/versions.ts';
import { ActivityBar } from './activity-bar.ts';
import { Editors } from './editors.ts';
import { eventually } from './eventually.ts';
import { Notifications } from './notifications.ts';
import { Palette } from './palette.ts';
import { brief, patience } from './patience.ts';
import { QuickPick } from './quick-pick.ts';
import { StatusBar } from './status-bar.ts';
import { Terminal } from './terminal.ts';
import { Tree } from './tree.ts';
import { webviewFrame } from './webview.ts';

/** Name of a theme in the list of themes, and the class that its kind puts on the document. */
const themes = {
  light: { label: 'Light Modern', base: 'vs' },
  dark: { label: 'Dark Modern', base: 'vs-dark' },
  'hc-black': { label: 'Dark High Contrast', base: 'hc-black' },
  'hc-light': { label: 'Light High Contrast', base: 'hc-light' },
};
export type Theme = keyof typeof themes;

export class Window {
  readonly page: Page;
  readonly activityBar: ActivityBar;
  readonly palette: Palette;
  readonly quickPick: QuickPick;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  readonly terminal: Terminal;
  readonly editors: Editors;

  constructor(page: Page) {
    this.page = page;
    this.activityBar = new ActivityBar(page);
    this.quickPick = new QuickPick(page);
    this.palette = new Palette(page, this.quickPick);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page);
    this.terminal = new Terminal(page);
    this.editors = new Editors(page);
  }

  /** The tree of a view, by the view's name, e.g. `Runs`. Its container must be open: `activityBar.open('Signalbox')`. */
  tree(view: string): Tree {
    return new Tree(this.page, view);
  }

  /** Inspects the run of a row of the Runs view. A click is lost when the tree is drawn anew just then, as it is when a run ends: it is made again. */
  async inspect(run: string): Promise<void> {
    await eventually(async () => {
      await this.tree('Runs').act(run, 'Inspect Run');
      await this.editors.tab('Run: ').waitFor({ timeout: 2 * brief });
    }, 2 * patience);
  }

  /**
   * Opens a prompt, which itself answers nothing. A click on a row is lost when the row is drawn anew just then: where no prompt of that title comes
   * of it, it is made again.
   */
  async openPrompt(title: string | RegExp, open: () => Promise<void>): Promise<void> {
    await eventually(async () => {
      if (!(await this.quickPick.box.isVisible())) await open();
      await this.quickPick.opened(title, 2 * brief);
    }, 2 * patience);
  }

  /**
   * Picks an answer to an approval, as slowly as a person does.
   * @param open opens its prompt, unless it is open; from the status bar unless told, for the only one that waits
   */
  async answer(which: string, open = () => this.statusBar.click(/waiting/)): Promise<void> {
    const offered = this.quickPick.items('See it whole').first();
    await eventually(async () => {
      if (!(await offered.isVisible())) await open();
      await this.quickPick.settled(which, 2 * brief);
    }, 2 * patience);
    await this.quickPick.pick(which);
  }

  /** The document inside the webview of an editor tab, once it is there. */
  webview(): ReturnType<typeof webviewFrame> {
    return webviewFrame(this.page);
  }

  /** Reloads the window as `Developer: Reload Window` does, and waits until the workbench is there again. */
  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'commit', timeout: 4 * patience });
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 4 * patience });
  }

  /** Changes the colour theme of the running window, as a person does, and waits until it shows. */
  async useTheme(theme: Theme): Promise<void> {
    await this.palette.run('Preferences: Color Theme');
    await this.quickPick.opened();
    await this.quickPick.type(themes[theme].label);
    await this.quickPick.pick(themes[theme].label);
    await this.quickPick.closed();
    await this.page.locator(`.${themes[theme].base}`).first().waitFor({ state: 'attached' });
  }

  /** Saves a picture of the window as out/screenshots/NAME.png; gives its path. */
  async screenshot(name: string): Promise<string> {
    const folder = join(root, 'out', 'screenshots');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    return path;
  }
}
