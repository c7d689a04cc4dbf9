/** How a user would have configured each agent who has a model at an address of their own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AgentName } from './versions.ts';

/** Models of Codex's own list: one that is given tools, and one that writes code which calls them. */
export const plainModel = 'gpt-5.5';
export const codeModeModel = 'gpt-6.1-sol';

/** The key that every agent is given. It must turn up nowhere but in requests to the model. */
export const fakeKey = 'sk-lab-0123456789abcdefghijklmnopqrstuvwxyz0123456789';

interface Home {
  home: string;
}

type Preparation = (files: { put(path: string, content: string | object): void }, url: string, model: string | undefined) => Record<string, string>;

const preparations: Record<AgentName, Preparation> = {
  codex(files, url, model = plainModel) {
    files.put('.codex/config.toml', [
      `model = "${model}"`, 'model_provider = "lab"', 'check_for_update_on_startup = false',
      '[model_providers.lab]', 'name = "lab"', `base_url = "${url}/v1"`, 'wire_api = "responses"', 'env_key = "LAB_KEY"', 'request_max_retries = 0', 'stream_max_retries = 0',
      '[analytics]', 'enabled = false', '',
    ].join('\n'));
    return { LAB_KEY: fakeKey };
  },
  gemini(files, url) {
    files.put('.gemini/settings.json', {
      security: { auth: { selectedType: 'gemini-api-key' } }, privacy: { usageStatisticsEnabled: false }, general: { disableAutoUpdate: true, disableUpdateNag: true }, model: { name: 'gemini-2.5-flash' },
    });
    return { GEMINI_API_KEY: fakeKey, GOOGLE_GEMINI_BASE_URL: url };
  },
  claude(_files, url) {
    return { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: fakeKey, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
  },
  copilot(_files, url) {
    return { COPILOT_OFFLINE: 'true', COPILOT_PROVIDER_BASE_URL: `${url}/v1`, COPILOT_PROVIDER_API_KEY: fakeKey, COPILOT_MODEL: 'scripted' };
  },
  opencode(files, url) {
    files.put('.config/opencode/opencode.json', {
      $schema: 'https://opencode.ai/config.json',
      model: 'lab/scripted',
      autoupdate: false,
      share: 'disabled',
      provider: { lab: { npm: '@ai-sdk/openai-compatible', name: 'Lab', options: { baseURL: `${url}/v1`, apiKey: '{env:LAB_KEY}' }, models: { scripted: { name: 'Scripted', limit: { context: 100_000, output: 8000 } } } } },
    });
    return { LAB_KEY: fakeKey, OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1', npm_config_fetch_retries: '0' };
  },
  qwen(files, url) {
    files.put('.qwen/settings.json', { security: { auth: { selectedType: 'openai' } }, privacy: { usageStatisticsEnabled: false }, general: { disableAutoUpdate: true } });
    return { OPENAI_API_KEY: fakeKey, OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'scripted' };
  },
  cline(files, url) {
    files.put('.cline/data/settings/providers.json', {
      version: 1,
      lastUsedProvider: 'openai-compatible',
      providers: { 'openai-compatible': { settings: { provider: 'openai-compatible', apiKey: fakeKey, model: 'scripted', baseUrl: `${url}/v1` }, updatedAt: new Date(0).toISOString(), tokenSource: 'manual' } },
    });
    return {};
  },
};

/** Writes an agent's own settings into a home. @param model for Codex, another than `plainModel`. @returns what its user has in the environment */
export function prepareAgent(name: AgentName, { home }: Home, url: string, model?: string): Record<string, string> {
  const put = (path: string, content: string | object): void => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2), { mode: 0o600 });
  };
  return preparations[name]({ put }, url, model);
}

const headless: Record<AgentName, (prompt: string) => string[]> = {
  codex: (prompt) => ['exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', prompt],
  gemini: (prompt) => ['-p', prompt, '-o', 'stream-json', '--yolo', '--skip-trust'],
  claude: (prompt) => ['-p', prompt, '--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'],
  copilot: (prompt) => ['-p', prompt, '--output-format', 'json', '--allow-all'],
  opencode: (prompt) => ['run', '--format', 'json', prompt],
  qwen: (prompt) => [prompt, '-o', 'stream-json', '--yolo'],
  cline: (prompt) => ['--json', '-P', 'openai-compatible', '-m', 'scripted', prompt],
};

/** Arguments for one turn without a person, in the agent's most permissive mode. */
export function headlessArgs(name: AgentName, prompt: string): string[] {
  return headless[name](prompt);
}
