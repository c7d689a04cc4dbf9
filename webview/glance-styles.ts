import { css } from 'lit';

export const glanceStyles = css`
  :host {
    height: 100%;
    overflow: auto;
  }
  .page {
    max-width: 980px;
    padding: 12px 16px 24px;
    display: grid;
    gap: 20px;
  }
  dl {
    margin: 0;
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  .row {
    display: grid;
    grid-template-columns: 150px minmax(0, 1fr) 86px;
    gap: 12px;
    padding: 5px 0;
    border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border));
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .basis {
    text-align: end;
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .lists {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    align-items: flex-start;
  }
  ul.plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  details ul {
    margin: 2px 0 4px;
    padding-inline-start: 18px;
    max-height: 220px;
    overflow: auto;
  }
  summary {
    cursor: pointer;
  }
  @media (max-width: 560px) {
    .row {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    dt {
      grid-column: 1 / -1;
    }
  }
`;
