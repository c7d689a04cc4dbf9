/** The form controls, from a library that is no longer maintained: imported here only, so that it can be changed in one place. */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from '@vscode/webview-ui-toolkit';

/** Defines `vscode-button` and `vscode-text-field`. */
export function defineControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

/** The text in a `vscode-text-field` that an event came from. */
export function fieldValue(event: Event): string {
  const target = event.target;
  return target instanceof HTMLElement && 'value' in target && typeof target.value === 'string' ? target.value : '';
}
