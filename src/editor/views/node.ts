/** A row of a tree, as plain data: models make rows without an editor, `TreeView` turns them into tree items. */
import type { Subject } from '../subject.ts';
import type { CommandId } from '../ids.ts';

export interface Row {
  /** Unique in its tree and stable, so that the editor keeps what is selected and expanded. */
  id: string;
  label: string;
  description?: string;
  tooltip?: string;
  icon: { id: string; color?: string };
  /** For `viewItem` in the manifest's menus. */
  context: string;
  expand: 'none' | 'collapsed' | 'expanded';
  /** What a click does. */
  command?: { id: CommandId | 'vscode.open'; title: string };
  /** What a screen reader says in place of label and description. */
  spoken?: string;
  subject?: Subject;
}

/** What a tree shows. `children(undefined)` gives the rows at the top. */
export interface TreeModel {
  children(row: Row | undefined): Row[] | Promise<Row[]>;
  /** Calls the listener when rows have changed: all of them, or those under one row. */
  onChange(listener: (row: Row | undefined) => void): () => void;
}

export const colors = {
  good: 'testing.iconPassed',
  bad: 'testing.iconFailed',
  warning: 'list.warningForeground',
  quiet: 'disabledForeground',
} as const;
