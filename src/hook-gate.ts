/** What `hook.cjs` loads only when it must start a gate. */
export { startUnattendedGate } from './gate/unattended.ts';
