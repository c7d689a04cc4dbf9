/** Styles that several components share. Colours come from the editor's theme only, so that every theme, high contrast too, is right. */
import { css } from 'lit';

export const base = css`
  :host {
    display: block;
    line-height: 1.4;
    color: var(--vscode-foreground);
  }
  [hidden] {
    display: none !important;
  }
  h2 {
    font-size: 11px;
    font-weight: 600;
    text-transform: uppercase;
    letter-spacing: 0.04em;
    margin: 0 0 6px;
    color: var(--vscode-sideBarSectionHeader-foreground, var(--vscode-foreground));
  }
  p {
    margin: 0 0 6px;
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  .mono,
  code {
    font-family: var(--vscode-editor-font-family);
    font-size: var(--vscode-editor-font-size, 12px);
    color: inherit;
  }
  /* The editor gives every code element a background of its own. */
  code {
    background: none;
    padding: 0;
  }
  /* Hidden characters, written out: told apart by a border and a font, not by colour alone. */
  .escape {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.9em;
    border: 1px solid var(--vscode-editorWarning-foreground, var(--vscode-contrastBorder));
    border-radius: 2px;
    padding: 0 2px;
    margin: 0 1px;
    white-space: nowrap;
  }
  .untrusted {
    unicode-bidi: isolate;
  }
  .mono .untrusted,
  code .untrusted,
  pre .untrusted {
    unicode-bidi: isolate-override;
    direction: ltr;
  }
  .tag {
    display: inline-block;
    box-sizing: border-box;
    font-size: 11px;
    line-height: 16px;
    padding: 0 5px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--vscode-panel-border)));
    border-radius: 3px;
    white-space: nowrap;
    color: var(--vscode-foreground);
  }
  .tag.weak {
    border-style: dashed;
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    display: inline-block;
    vertical-align: text-bottom;
  }
  .good {
    color: var(--vscode-testing-iconPassed, var(--vscode-foreground));
  }
  .bad {
    color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground));
  }
  .warn {
    color: var(--vscode-editorWarning-foreground, var(--vscode-foreground));
  }
  .info {
    color: var(--vscode-editorInfo-foreground, var(--vscode-foreground));
  }
  button.link {
    font: inherit;
    border: 0;
    padding: 0;
    margin: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    cursor: pointer;
    text-align: start;
    text-decoration: var(--text-link-decoration, none);
  }
  button.link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  button.icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 22px;
    height: 22px;
    padding: 0;
    border: 0;
    border-radius: 5px;
    background: none;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    cursor: pointer;
  }
  button.icon-button:hover {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .empty {
    padding: 24px 16px;
    color: var(--vscode-descriptionForeground);
    text-align: center;
  }
`;
