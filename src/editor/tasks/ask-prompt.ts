/** Asks the person what an agent is to do. */
import * as vscode from 'vscode';
import { promptItems, type PromptItem } from './prompts.ts';

/** @param recent what it was told before, newest first. @returns `undefined`: the person changed their mind. */
export function askPrompt(title: string, recent: readonly string[]): Promise<string | undefined> {
  const prompt = 'What should the agent do?';
  if (recent.length > 0) return pickPrompt(title, prompt, recent);
  const validateInput = (text: string) => (text.trim() === '' ? 'Say what the agent should do.' : undefined);
  return Promise.resolve(vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true, validateInput }));
}

function pickPrompt(title: string, placeholder: string, recent: readonly string[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<PromptItem>();
  return new Promise((resolve) => {
    const draw = () => {
      pick.items = promptItems(pick.value, recent);
    };
    Object.assign(pick, { title, placeholder: `${placeholder} Say it, or pick what it was told before.`, ignoreFocusOut: true });
    pick.onDidChangeValue(draw);
    pick.onDidAccept(() => {
      // Whoever types fast accepts before what they typed is an item.
      const chosen = pick.selectedItems[0]?.prompt ?? pick.value;
      if (chosen.trim() === '') return;
      resolve(chosen);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    draw();
    pick.show();
  });
}
