import { css, unsafeCSS } from 'lit';

const indents = Array.from({ length: 12 }, (_, level) => `.indent-${level + 1} { padding-inline-start: ${level * 12 + 4}px; }`).join('\n');

/** Rows look as in the editor's trees: one height, the list's own colours, an outline for focus. */
export const timelineStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .viewport {
    height: 100%;
    overflow: auto;
    outline: none;
    overflow-anchor: none;
  }
  .sizer {
    position: relative;
    overflow: hidden;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 6px;
    height: 22px;
    box-sizing: border-box;
    padding-inline-end: 12px;
    cursor: pointer;
    white-space: nowrap;
  }
  ${unsafeCSS(indents)}
  .row:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .row.waits {
    background: var(--vscode-inputValidation-warningBackground, transparent);
    color: var(--vscode-inputValidation-warningForeground, inherit);
  }
  .row.selected {
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .viewport:focus .row.selected {
    background: var(--vscode-list-activeSelectionBackground, transparent);
    color: var(--vscode-list-activeSelectionForeground, inherit);
  }
  .viewport:focus .row.active {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
    outline-offset: -1px;
  }
  .row.selected .quiet,
  .row.waits .quiet,
  .row.selected .tag,
  .row.waits .tag {
    color: inherit;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .twistie {
    width: 16px;
    height: 22px;
    display: inline-flex;
    align-items: center;
    flex: none;
  }
  .row.turn .title,
  .row.turn .kind {
    font-weight: 600;
  }
  .kind {
    flex: none;
    min-width: 34px;
  }
  .title {
    flex: 1 1 auto;
    min-width: 40px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tag,
  .findings,
  .review {
    flex: none;
  }
  .time {
    flex: none;
    min-width: 64px;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .review {
    font: inherit;
    font-size: 11px;
    line-height: 16px;
    padding: 0 8px;
    border-radius: 2px;
    border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
    cursor: pointer;
  }
  .review:hover {
    background: var(--vscode-button-hoverBackground);
  }
`;
