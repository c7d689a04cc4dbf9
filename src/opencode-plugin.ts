/** The plugin that gates OpenCode, run inside of it (by Bun): a bundle of its own, which default-exports what OpenCode looks for. */
import { openCodePlugin } from './doors/hooks/opencode.ts';

export default openCodePlugin(process.env);
