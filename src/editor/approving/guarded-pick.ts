/** A quick pick that releases nothing by accident: see `AcceptGuard`. */
import * as vscode from 'vscode';
import { AcceptGuard, GRACE } from './accept-guard.ts';

export interface GuardedItem<T> extends vscode.QuickPickItem {
  /** What picking it gives; absent for items that only do `stay`. */
  value?: T;
  /** Picking it releases nothing: Enter on an untouched prompt may do it. */
  harmless?: boolean;
  /** Done without leaving the prompt. */
  stay?: () => Promise<void>;
}

export interface PickContent<T> {
  title: string;
  placeholder: string;
  prompt?: string;
  items: GuardedItem<T>[];
}

export interface GuardedPick<T> {
  /** The first item is active at first: make it a harmless one. */
  content: () => PickContent<T> | undefined;
  /** Calls back when `content` may have changed. `content` giving `undefined` ends the prompt with `gone`. */
  onChange: (listener: () => void) => () => void;
  back?: boolean;
  ignoreFocusOut?: boolean;
}

export type Picked<T> = { how: 'picked'; value: T } | { how: 'left' | 'back' | 'gone' };

export function guardedPick<T>({ content, onChange, back = false, ignoreFocusOut = false }: GuardedPick<T>): Promise<Picked<T>> {
  const first = content();
  if (first === undefined) return Promise.resolve({ how: 'gone' });
  return new Promise((resolve) => {
    const guard = new AcceptGuard(Date.now);
    const pick = vscode.window.createQuickPick<GuardedItem<T>>();
    pick.matchOnDescription = true;
    pick.keepScrollPosition = true;
    // While it appears, a tree that is being drawn anew may still take the focus. That is nobody's wish to leave.
    let stays = ignoreFocusOut;
    pick.ignoreFocusOut = true;
    const appeared = setTimeout(() => {
      pick.ignoreFocusOut = stays;
    }, GRACE);
    if (back) pick.buttons = [vscode.QuickInputButtons.Back];

    const draw = ({ title, placeholder, prompt, items }: PickContent<T>) => {
      const active = pick.activeItems[0];
      pick.title = title;
      pick.placeholder = placeholder;
      pick.prompt = prompt;
      if (sameItems(pick.items, items)) return;
      pick.items = items;
      const again = items.find((item) => active !== undefined && item.label === active.label && item.value === active.value);
      if (again !== undefined) pick.activeItems = [again];
    };
    const stop = onChange(() => {
      const next = content();
      if (next === undefined) end({ how: 'gone' });
      else draw(next);
    });
    let over = false;
    const end = (picked: Picked<T>) => {
      if (over) return;
      over = true;
      clearTimeout(appeared);
      stop();
      pick.dispose();
      resolve(picked);
    };
    const accept = async () => {
      const [item] = pick.selectedItems;
      if (item === undefined) return;
      if (!guard.accepts(item.harmless === true)) return guard.refused();
      if (item.stay === undefined) {
        if (item.value !== undefined) end({ how: 'picked', value: item.value });
        return;
      }
      // What opens may take the focus; the prompt waits for it to come back, and counts as untouched again.
      stays = true;
      pick.ignoreFocusOut = true;
      pick.busy = true;
      guard.shown();
      await item.stay();
      if (over) return;
      guard.shown();
      pick.busy = false;
      await vscode.commands.executeCommand('workbench.action.focusQuickOpen');
    };
    pick.onDidChangeActive(() => guard.touch());
    pick.onDidChangeValue(() => guard.touch());
    pick.onDidAccept(() => void accept());
    pick.onDidTriggerButton(() => end({ how: 'back' }));
    pick.onDidHide(() => end({ how: 'left' }));
    draw(first);
    pick.show();
  });
}

/** Ages tick; an item is the same when it would give the same and look the same. */
function sameItems(left: readonly GuardedItem<unknown>[], right: readonly GuardedItem<unknown>[]): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => item.label === right[index]?.label && item.description === right[index].description && item.detail === right[index].detail && item.value === right[index].value)
  );
}
