/** A `TreeModel` in the editor: rows become tree items, nothing else. */
import * as vscode from 'vscode';
import type { Row, TreeModel } from './node.ts';

export interface ShownTree {
  readonly view: vscode.TreeView<Row>;
  dispose(): void;
}

/** Creates the view. `onVisible` hears whether it is on screen. */
export function showTree(id: string, model: TreeModel, onVisible: (visible: boolean) => void): ShownTree {
  const changed = new vscode.EventEmitter<Row | undefined>();
  const stop = model.onChange((row) => changed.fire(row));
  const provider: vscode.TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getChildren: (row) => model.children(row),
    getTreeItem: toItem,
  };
  const view = vscode.window.createTreeView(id, { treeDataProvider: provider, showCollapseAll: id.endsWith('runs') });
  const visibility = view.onDidChangeVisibility(({ visible }) => onVisible(visible));
  if (view.visible) onVisible(true);
  return {
    view,
    dispose: () => {
      stop();
      visibility.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}

const states = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

export function toItem(row: Row): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, states[row.expand]);
  item.id = row.id;
  item.description = row.description ?? '';
  item.tooltip = row.tooltip ?? row.label;
  item.iconPath = new vscode.ThemeIcon(row.icon.id, row.icon.color === undefined ? undefined : new vscode.ThemeColor(row.icon.color));
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.spoken ?? [row.label, row.description].filter(Boolean).join(', ') };
  if (row.command !== undefined) item.command = { command: row.command.id, title: row.command.title, arguments: [row] };
  return item;
}
