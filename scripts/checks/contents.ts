/** What the packaged extension holds. */

/** Everything that may be in it, by path in the archive. */
const allowed: readonly RegExp[] = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(extension\.cjs|(hook|hook-gate|uninstall|check-verb)\.cjs|(gate|cli|check|demo-agent|opencode-plugin)\.js)$/,
  /^extension\/dist\/chunks\/([\w-]+\.js|editor-[\w-]+\.cjs)$/,
  /^extension\/dist\/wasm\/[\w-]+\.wasm$/,
  /^extension\/dist\/webview\/[\w.-]+\.(js|css|ttf)$/,
  /^extension\/media\/[\w./-]+\.(svg|png|json|css)$/,
  /^extension\/sample(?!.*\/(\.git|node_modules|\.signalbox\/runs)\/)\//,
];

/** What cannot be missing. */
const required: readonly string[] = [
  'extension/package.json', 'extension/readme.md', 'extension/changelog.md', 'extension/LICENSE.txt',
  'extension/dist/extension.cjs', 'extension/dist/gate.js', 'extension/dist/cli.js', 'extension/dist/check.js', 'extension/dist/check-verb.cjs',
  'extension/dist/demo-agent.js',
  'extension/dist/hook.cjs', 'extension/dist/hook-gate.cjs', 'extension/dist/uninstall.cjs', 'extension/dist/opencode-plugin.js',
  'extension/dist/webview/inspector.js', 'extension/dist/wasm/tree-sitter.wasm', 'extension/dist/wasm/tree-sitter-bash.wasm',
];

/**
 * @param names paths in the archive
 * @returns one line for each file that is unexpected or missing
 */
export function contentProblems(names: readonly string[]): string[] {
  const unexpected = names.filter((name) => !name.endsWith('/') && !allowed.some((pattern) => pattern.test(name)));
  const missing = required.filter((name) => !names.includes(name));
  return [...unexpected.map((name) => `unexpected: ${name}`), ...missing.map((name) => `missing: ${name}`)];
}
