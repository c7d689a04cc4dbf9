/** What a command of the project is for, told by the names of tools, scripts and targets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { taskOf } from '../../../src/guard/commands/tasks.ts';
import { effectOf, policyOf } from './support.ts';

const named: Record<string, readonly string[]> = {
  checks: [
    'npm test', 'npm run lint:fix', 'npm --workspace a run test', 'pnpm --filter @a/b exec vitest run src', 'pnpm -w lint', 'pnpm turbo run typecheck --filter=a', 'yarn workspace a test',
    'bun run lint', 'pytest -q', 'python3 -m pytest', 'uv run ruff check .', 'uv run python -m mypy', 'node --test', 'make -j4 lint', 'make help', 'go vet ./...', 'cargo clippy --all',
    'mvn test', './gradlew check', 'bundle exec rspec', 'pnpm exec playwright --version', 'uv run python -V', 'uv run python -c print(1)',
  ],
  builds: ['npm run build', 'pnpm vite build', 'turbo build', 'go build ./...', 'uv run mkdocs build', 'make build', 'pnpm openapi:types', './gradlew assemble'],
  serves: ['npm run dev', 'pnpm --filter web dev --port 5174', 'pnpm preview'],
};
const none = [
  'npm run test:prod', 'npm run deploy:test', 'npm run check-deploy', 'npm run build:docker', 'npm run postinstall', 'npm run migrate', 'npm --prefix /x test', 'pnpm turbo run deploy',
  'pnpm turbo run test release', 'pnpm exec playwright install', 'pnpm changeset publish', 'pnpm dlx eslint', 'npx evil', './eslint .', 'make deploy', 'make test deploy', 'make -f evil.mk test',
  'uv run python -m tally', 'uv run python -c open("x","w")', 'uv run evil --version', 'uv run mkdocs gh-deploy', 'go run ./x', 'go generate ./...', 'cargo run', 'mvn deploy', 'rm -rf src', 'ls',
];

test('a task is told by the name, and nothing else is', () => {
  for (const [task, lines] of Object.entries(named)) for (const line of lines) assert.equal(taskOf(line.split(' ')), task, line);
  for (const line of none) assert.equal(taskOf(line.split(' ')), undefined, line);
  assert.equal(taskOf(['npm', undefined]), undefined);
});

test('a rule about a task accepts nothing that is a finding of its own', () => {
  const { policy, problems } = policyOf(JSON.stringify({ version: 1, rules: [{ id: 'a', effect: 'allow', match: { kind: 'exec', task: 'checks', program: ['pnpm', 'pytest'] } }] }));
  assert.deepEqual(problems, []);
  for (const line of ['pnpm test', 'pnpm exec eslint .', 'pytest -q']) assert.equal(effectOf(line, policy), 'allow', line);
  for (const line of ['pnpm build', 'npm test', 'pytest -p evil', 'pnpm exec eslint . -c /tmp/x.js', 'pytest /etc', 'sudo pytest', 'PATH=. pytest', 'pnpm test; rm a']) assert.equal(effectOf(line, policy), 'ask', line);
  const denied = policyOf(JSON.stringify({ version: 1, rules: [{ id: 'a', effect: 'deny', match: { task: ['builds', 'serves'] } }] })).policy;
  for (const line of ['npm run dev', 'ls && make build']) assert.equal(effectOf(line, denied), 'deny', line);
});
