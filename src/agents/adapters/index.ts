/** The adapters of the catalog's agents, by id. An entry without one is plain ACP. */
import type { AgentAdapter } from '../adapter.ts';
import { gemini } from './gemini.ts';

export const adapters: Readonly<Record<string, AgentAdapter>> = { gemini };
