/** The direction of imports, as tables. `check-imports.ts` holds the code against them. */

/** What one room may import of another: everything, only types, or values from some of its files. */
export type Allowance = 'all' | 'types' | RegExp;

export interface Room {
  name: string;
  /** Files of the room, by path from the project's folder; the first room that matches has the file. */
  files: RegExp;
  /** Allowed rooms besides the room itself. Types are allowed wherever values of some files are. */
  may: Partial<Record<string, Allowance>>;
}

const core = ['model', 'secrets', 'git', 'record', 'guard', 'policy', 'gate', 'doors', 'agents', 'runs', 'exchange'] as const;

const every = (names: readonly string[], allowance: Allowance): Partial<Record<string, Allowance>> =>
  Object.fromEntries(names.map((name) => [name, allowance]));

/** What the window's side may run of the core: the model, the gate's protocol, client and starter, and the record's readers. */
const windowSide: Room['may'] = {
  ...every(core, 'types'),
  model: 'all',
  // Reading and editing the text of a policy file; nothing that decides.
  policy: /^src\/policy\/(edit|explain|feedback|outline)\.ts$/,
  gate: /^src\/gate\/(protocol|client|start|folders|pairing)[\w-]*\.ts$/,
  record: /^src\/record\/(read|list|paths|plain-file|tail|events|problem|projection|view|verify)[\w-]*(\/[\w/-]+)?\.ts$/,
};

export const rooms: readonly Room[] = [
  { name: 'model', files: /^src\/model\//, may: {} },
  { name: 'secrets', files: /^src\/secrets\//, may: every(['model'], 'all') },
  { name: 'git', files: /^src\/git\//, may: every(['model', 'secrets'], 'all') },
  { name: 'record', files: /^src\/record\//, may: every(['model', 'secrets', 'git'], 'all') },
  { name: 'guard', files: /^src\/guard\//, may: every(['model', 'secrets'], 'all') },
  { name: 'policy', files: /^src\/policy\//, may: { model: 'all', secrets: 'all', guard: 'all', record: 'types' } },
  { name: 'gate', files: /^src\/gate\//, may: every(['model', 'secrets', 'git', 'record', 'guard', 'policy'], 'all') },
  { name: 'doors', files: /^src\/doors\//, may: { ...every(['model', 'secrets', 'git', 'record', 'guard', 'policy', 'gate'], 'all'), agents: 'types' } },
  {
    name: 'agents',
    files: /^src\/agents\//,
    may: { ...every(['model', 'secrets', 'git', 'record', 'guard', 'policy', 'gate'], 'all'), doors: 'types' },
  },
  { name: 'exchange', files: /^src\/exchange\//, may: every(['model', 'secrets', 'git', 'record'], 'all') },
  { name: 'runs', files: /^src\/runs\//, may: every(core.filter((name) => name !== 'runs'), 'all') },
  {
    name: 'shared with the inspector',
    files: /^src\/editor\/inspector\/(protocol|visible)\.ts$|^webview\/protocol\.ts$/,
    may: { model: 'all', record: 'types' },
  },
  { name: 'editor', files: /^src\/editor\//, may: { ...windowSide, 'shared with the inspector': 'all' } },
  { name: 'extension', files: /^src\/extension\.ts$/, may: { ...windowSide, editor: 'all' } },
  { name: 'gate process', files: /^src\/gate\.ts$/, may: every(core, 'all') },
  { name: 'hook program', files: /^src\/hook(-gate)?\.ts$/, may: { doors: /^src\/doors\/hooks\/program\.ts$/, gate: /^src\/gate\/unattended\.ts$/ } },
  { name: 'plugin for OpenCode', files: /^src\/opencode-plugin\.ts$/, may: { doors: /^src\/doors\/hooks\/opencode\.ts$/ } },
  { name: 'uninstaller', files: /^src\/uninstall\.ts$/, may: { agents: /^src\/agents\/install\/(install|launcher)\.ts$/, gate: /^src\/gate\/(folders|gated-match)\.ts$/ } },
  { name: 'command line', files: /^src\/cli(\.ts$|\/)/, may: every(core, 'all') },
  {
    name: 'webview',
    files: /^webview\//,
    may: { ...every(core, 'types'), model: 'all', record: /^src\/record\/view\.ts$/, 'shared with the inspector': 'all' },
  },
  { name: 'demo', files: /^demo\//, may: {} },
];

/** Where a package may be imported from; packages that are not named may be imported from anywhere. */
export const packages: Readonly<Record<string, RegExp>> = {
  vscode: /^src\/(editor\/|extension\.ts$)/,
};

/** Where `process.argv` may be read. */
export const argumentReaders = /^src\/(cli|hook)\.ts$/;

/** Most lines that a file may have. */
export const mostLines = 400;
