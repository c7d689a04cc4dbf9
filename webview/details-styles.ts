import { css } from 'lit';

export const detailsStyles = css`
  :host {
    height: 100%;
    overflow: auto;
  }
  .pane {
    padding: 8px 16px 24px;
    display: grid;
    gap: 14px;
    grid-template-columns: minmax(0, 1fr);
  }
  h1 {
    font-size: 1.08em;
    font-weight: 600;
    margin: 0;
    display: flex;
    gap: 6px;
    align-items: flex-start;
    overflow-wrap: anywhere;
  }
  h1 .icon {
    margin-top: 2px;
  }
  .pane > p {
    margin: -10px 0 0;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }
  section > p:last-child {
    margin-bottom: 0;
  }
  .waiting {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 6px 10px;
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder));
    background: var(--vscode-inputValidation-warningBackground, transparent);
    color: var(--vscode-inputValidation-warningForeground, inherit);
  }
  .waiting span:nth-child(2) {
    flex: 1;
  }
  dl {
    margin: 6px 0 0;
  }
  .fact {
    display: grid;
    grid-template-columns: 96px minmax(0, 1fr);
    gap: 8px;
    padding: 1px 0;
  }
  dt {
    color: var(--vscode-descriptionForeground);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding-inline-start: 18px;
  }
  ul.paths,
  ul.findings {
    list-style: none;
    padding: 0;
  }
  ul.findings li {
    display: flex;
    gap: 6px;
    padding: 2px 0;
  }
  .path {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    max-width: 100%;
    overflow-wrap: anywhere;
  }
  .path .icon-button {
    flex: none;
    width: 18px;
    height: 18px;
  }
  .change {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
    padding: 2px 0;
  }
  .change .quiet {
    flex: 1;
  }
  .word code {
    border-bottom: 1px dotted var(--vscode-descriptionForeground);
  }
  figure {
    margin: 0;
  }
  figcaption {
    margin-bottom: 2px;
  }
  blockquote {
    margin: 0;
    padding: 4px 8px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-contrastBorder));
    background: var(--vscode-textBlockQuote-background, transparent);
    max-height: 200px;
    overflow: auto;
  }
  summary {
    cursor: pointer;
    margin-top: 4px;
  }
`;
