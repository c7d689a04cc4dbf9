import { css } from 'lit';

export const appStyles = css`
  main {
    height: 100vh;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .live {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .banner {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0 16px 8px;
    padding: 5px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
    border-radius: 3px;
  }
  .banner.waits {
    border-color: var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder));
    background: var(--vscode-inputValidation-warningBackground, transparent);
    color: var(--vscode-inputValidation-warningForeground, inherit);
  }
  .grow {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .tabs {
    display: flex;
    flex: none;
    gap: 4px;
    padding: 0 12px;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .tabs button {
    font: inherit;
    padding: 5px 8px 6px;
    border: 0;
    border-bottom: 1px solid transparent;
    margin-bottom: -1px;
    background: none;
    color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-foreground));
    cursor: pointer;
  }
  .tabs button:hover {
    color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
  }
  .tabs button[aria-selected='true'] {
    color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
    border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
  }
  .size {
    display: inline-block;
    min-width: 10px;
    padding: 0 4px;
    border-radius: 8px;
    font-size: 11px;
    line-height: 15px;
    text-align: center;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    border: 1px solid var(--vscode-contrastBorder, transparent);
  }
  #panel {
    flex: 1;
    min-height: 0;
  }
  .split {
    height: 100%;
    display: grid;
    grid-template-columns: minmax(340px, 5fr) minmax(300px, 4fr);
    min-height: 0;
  }
  .list {
    display: flex;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
  }
  .list signalbox-timeline {
    flex: 1;
  }
  .side {
    min-height: 0;
    min-width: 0;
    border-inline-start: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 12px;
    align-items: center;
    justify-content: space-between;
    padding: 6px 12px;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
  }
  .filter {
    font: inherit;
    padding: 2px 7px;
    border: 1px solid transparent;
    border-radius: 3px;
    background: none;
    color: var(--vscode-foreground);
    cursor: pointer;
  }
  .filter:hover {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .filter[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder);
  }
  /* The control takes its accessible name from its content only, which it would also show above itself. */
  .tools vscode-text-field::part(label) {
    display: none;
  }
  .tools vscode-text-field {
    flex: 1 1 140px;
    max-width: 260px;
  }
  @media (max-width: 760px) {
    .split {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) minmax(0, 1fr);
    }
    .side {
      border-inline-start: 0;
      border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
    }
  }
`;
