/** The adapters of the catalog's agents, by id. An entry without one is plain ACP. */
import type { AgentAdapter } from '../adapter.ts';
import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import { qwen } from './qwen.ts';

export const adapters: Readonly<Record<string, AgentAdapter>> = { claude, codex, gemini, opencode, copilot, qwen, cline };
