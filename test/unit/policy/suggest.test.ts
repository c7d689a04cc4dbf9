import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addRule } from '../../../src/policy/edit.ts';
import type { Action } from '../../../src/model/action.ts';
import { harmless, risky } from '../guard/corpus.ts';
import { builtIn, effectOf, exec, policyOf, subjectOf } from '../guard/support.ts';

const matchOf = (rule: string) => (JSON.parse(rule) as { match: { task?: string[]; argv?: (string | string[])[] } }).match;
const write = (path: string): Action => ({ kind: 'write', paths: [path], cwd: '/ws' });
const fetch = (url: string): Action => ({ kind: 'fetch', url });

test('what is suggested is general, allows the action, and nothing risky besides', () => {
  const shapes: [string, (string | string[])[] | undefined][] = [
    ['npm run test', ['checks']],
    ['npm run test -- --grep x', ['checks']],
    ['npx eslint src', ['npx', 'eslint', '**']],
    ['npm run build', ['builds']],
    ['npm run a', ['npm', 'run', 'a', '**']],
    ['npm run deploy', ['npm', 'run', 'deploy']],
    ['rm -rf dist', [['rm', '-rf', '**']]],
    ['node scripts/a.js 1', ['node', 'scripts/a.js', '**']],
    ['cargo test foo', ['checks']],
    ['mkdir -p src/x', ['mkdir', '**']],
    ['rm build/a', ['rm', 'build/a']],
    ['curl https://example.org', ['curl', 'https://example.org']],
    ['cd src && npm run test', ['checks']],
    ['sudo npm test', undefined],
    ['rm -rf /', undefined],
    ['cat "$X"', undefined],
    ['cat .env', undefined],
    ['ls', undefined],
    ['rm a1 && npm run check', ['rm', 'a1']],
    ['npx eslint . && mkdir x | cat', [['npx', 'eslint', '**'], ['mkdir', '**']]],
    ['rm a1 && sudo npm test', undefined],
    ['npm run a; npm run b; npm run c; npm run d; npm run e; npm run f', undefined],
    ['rm *.o', undefined],
    ['echo a > b', undefined],
    ['python3 - <<E\nprint(open(x))\nE', undefined],
    ['docker compose exec -T db psql < a.sql', undefined],
    ['cat ../x', undefined],
  ];
  let text: string | undefined;
  for (const [command, argv] of shapes) {
    const suggested = builtIn.suggest(subjectOf(exec(command)));
    assert.deepEqual(suggested === undefined ? undefined : (matchOf(suggested).task ?? matchOf(suggested).argv), argv, command);
    if (suggested === undefined) continue;
    assert.equal(effectOf(command, policyOf(addRule(undefined, suggested)).policy), 'allow', command);
    text = addRule(text, suggested);
  }
  const { policy, problems } = policyOf(text);
  assert.deepEqual(problems, []);
  const known = new Set([
    'mkdir -p x/y',
    'npm run build',
    'npx eslint .',
    'mkdir x',
    'mkdir -p a/b',
    'cargo test',
    // Checks of the project by the same program.
    'npm test',
    'npm run lint',
    'cargo check',
    'cargo clippy',
    'cargo clippy --fix',
    'cargo fmt',
    'curl https://example.org',
    "sh -c 'curl https://example.org'",
  ]);
  for (const command of risky) if (!known.has(command)) assert.equal(effectOf(command, policy), 'ask', command);
  for (const command of harmless) assert.equal(effectOf(command, policy), 'allow', command);
});

test('what is the same in other words is offered at once', () => {
  const same: [string, ...string[]][] = [
    ['pnpm --filter @a/b exec vitest run src', 'pnpm vitest run x', 'pnpm exec vitest', 'pnpm --filter c exec vitest run -t "x y"'],
    ['pnpm --filter a test', 'pnpm test', 'pnpm run test -- --coverage', 'pnpm -r test', 'TZ=UTC CI=1 pnpm --filter b test'],
    ['yarn workspace a lint', 'yarn lint', 'yarn workspace b run lint'],
    ['pytest -q', 'python -m pytest -x --lf tests', 'python3 -m pytest --cov=src --cov-report=term-missing -p no:cacheprovider'],
    ['uv run pytest -q', 'uv run python -m pytest tests/a.py'],
    ['uv run alembic current', 'uv run alembic heads --verbose', 'uv run alembic history -r -5:head'],
    ['make test', 'make -n test', 'make lint', 'make -j4 check', 'make help'],
    ['pnpm test', 'pnpm lint', 'pnpm --filter @a/b typecheck', 'pnpm exec eslint . --fix', 'pnpm turbo run test lint', 'pnpm openapi:lint', 'pnpm exec playwright --version'],
    ['uv run pytest', 'uv run ruff check .', 'uv run mypy src', 'uv run pre-commit run --all-files', 'uv run python -V', 'uv run python -c "print(2**10)"'],
    ['pnpm build', 'pnpm --filter @a/b build', 'pnpm vite build', 'pnpm turbo run build', 'pnpm storybook build --quiet', 'pnpm codegen'],
    ['go test ./...', 'go vet ./a', 'go fmt ./...', 'go test ./a -fuzz FuzzX -fuzztime 5s'],
    ['go run ./cmd/x serve --addr localhost:1', 'go run ./cmd/x serve'],
    ['git checkout -b x', 'git add -A', 'git commit -m x'],
    ['rm -rf dist', 'rm -rf packages/a/dist .turbo', 'rm -rf coverage/lcov-report'],
    ['rm -rf bin dist', 'rm -rf bin'],
    ['gh issue view 3', 'gh pr list --author @me', 'gh pr checks 4 --watch', 'gh run view 5 --log-failed', 'gh pr diff 3'],
    ['gh api repos/a/b --jq .x', 'gh api "repos/a/b/pulls/3/comments" --paginate'],
    ['git fetch origin', 'git pull --ff-only', 'git pull --rebase origin main', 'git merge --ff-only origin/main'],
    ['git checkout -b a/b', 'git switch -c c', 'git switch main', 'git checkout main', 'git checkout -b d origin/main'],
    ['git push -u origin a', 'git push origin b', 'git push --set-upstream origin c'],
    ['docker compose ps', 'docker compose logs --tail 5 api', 'docker ps -a', 'docker inspect --format "{{.State.Status}}" api'],
    ['docker compose up -d db', 'docker compose restart api', 'docker compose build api', 'docker compose down --remove-orphans'],
    ['docker compose exec -T db psql -U a -c "select 1"', 'docker compose exec db psql -U b -d c -Atc "select count(*) from t where x in (1, 2)"'],
    ['curl -s localhost:8000/a', 'curl -si http://127.0.0.1:8000/b?c=d -H "x-y: z" | head', 'curl -o /dev/null -w "%{http_code}" http://localhost:8000/', 'curl -s localhost:3000/x'],
    ['curl -X POST localhost:8000/a -d "{}"', 'curl -X DELETE http://localhost:8000/b', 'curl localhost:8000'],
    ['tail -5 /tmp/a.log', 'grep -n x /tmp/b.log | head', 'diff /tmp/a.log src/a.txt', 'jq . /tmp/a.json'],
    ['rm -f /tmp/a.log', 'tail /tmp/a.log', 'echo x > /tmp/a.log', 'rm /tmp/b.pid'],
    ['eslint . -o /tmp/a.json; jq . /tmp/a.json', 'rm /tmp/a.json'],
    ['npm test > /tmp/a.log 2>&1', 'npm test -- x', 'npm test > /tmp/b.txt'],
    ['(npm run dev > /tmp/a.log 2>&1 &); sleep 3; curl -s localhost:80/x; tail /tmp/a.log', 'npm run dev', 'curl localhost/y', 'cat /tmp/b.log'],
    ['npm view a', 'npm view b versions --json', 'npm outdated', 'npm audit --omit=dev'],
    ['pnpm install', 'pnpm install --frozen-lockfile'],
  ];
  for (const [first, ...others] of same) {
    const rule = builtIn.suggest(subjectOf(exec(first)));
    assert.ok(rule, first);
    const { policy, problems } = policyOf(addRule(undefined, rule));
    assert.deepEqual(problems, []);
    for (const command of [first, ...others]) assert.equal(effectOf(command, policy), 'allow', `${first}: ${command}`);
  }
  const reads: Action = { kind: 'mcp', server: 's', tool: 'get_issue', annotations: { readOnlyHint: true } };
  const { policy } = policyOf(addRule(undefined, builtIn.suggest(subjectOf(reads)) ?? ''));
  assert.equal(effectOf({ ...reads, tool: 'list_issues' }, policy), 'allow');
  for (const other of [{ tool: 'delete_issue' }, { server: 't' }, { annotations: {} }]) assert.equal(effectOf({ ...reads, ...other }, policy), 'ask');
  const acts: Action = { kind: 'mcp', server: 's', tool: 'navigate', annotations: {} };
  const acting = policyOf(addRule(undefined, builtIn.suggest(subjectOf(acts)) ?? '')).policy;
  assert.equal(effectOf({ ...reads, tool: 'list_issues' }, acting), 'allow');
  for (const other of [{ tool: 'click' }, { server: 't' }]) assert.equal(effectOf({ ...acts, ...other }, acting), 'ask');
  const page = builtIn.suggest(subjectOf(fetch('https://docs.python.org/3/')));
  assert.equal(effectOf(fetch('https://docs.pytest.org/en/stable/'), policyOf(addRule(undefined, page ?? '')).policy), 'allow');
  assert.equal(effectOf(fetch('https://example.org/'), policyOf(addRule(undefined, page ?? '')).policy), 'ask');
});

test('a rule with `or` matches what any of its parts does, and nothing by what two of them say together', () => {
  const rule = { id: 'a', effect: 'allow', match: { argv: ['npm', 'test'], findings: ['command.runs-code'], or: [{ argv: ['rm', '**'], paths: ['dist/**'] }] } };
  const { policy, problems } = policyOf(JSON.stringify({ version: 1, rules: [rule] }));
  assert.deepEqual(problems, []);
  assert.equal(effectOf('npm test && rm dist/a', policy), 'allow');
  for (const command of ['rm src/a', 'npm test > a', 'npm run x']) assert.equal(effectOf(command, policy), 'ask', command);
  const denies = policyOf(JSON.stringify({ version: 1, rules: [{ ...rule, effect: 'deny' }] })).policy;
  assert.equal(effectOf('rm dist/a', denies), 'deny');
});

test('suggestions for other kinds', () => {
  const actions: Action[] = [
    fetch('https://example.org/a'),
    { kind: 'mcp', server: 's', tool: 't', arguments: {} },
    { kind: 'other', tool: 't' },
  ];
  for (const action of actions) {
    const rule = builtIn.suggest(subjectOf(action));
    assert.ok(rule);
    assert.equal(effectOf(action, policyOf(addRule(undefined, rule)).policy), 'allow');
  }
  const careful = policyOf(undefined, { user: '{"version":1,"posture":"careful"}' }).policy;
  const rule = careful.suggest(subjectOf(write('src/a/b.ts')));
  assert.deepEqual(matchOf(rule ?? '{}'), { kind: 'write', paths: ['src/a/**'] });
  assert.equal(builtIn.suggest(subjectOf(write('.vscode/x'))), undefined);
});

test('a grant allows this very action again, and no other', () => {
  const commands = risky.filter((command) => effectOf(command) === 'ask');
  for (const command of commands) {
    const grants = [{ id: 'g', rule: builtIn.grantRule(subjectOf(exec(command))) }];
    assert.equal(effectOf(exec(command), builtIn, grants), 'allow', command);
    assert.equal(effectOf(exec(`${command.includes('\n') ? '' : command}\nrm other`), builtIn, grants), 'ask', command);
  }
  const actions: Action[] = [
    write('.vscode/a.json'),
    write('app/../../[x].ts'),
    { kind: 'read', paths: ['.env', '/etc/hosts'], cwd: '/ws' },
    fetch('http://10.0.0.1/'),
    { kind: 'mcp', server: 's', tool: 't' },
    { kind: 'other', tool: 't' },
  ];
  for (const action of actions)
    assert.equal(effectOf(action, builtIn, [{ id: 'g', rule: builtIn.grantRule(subjectOf(action)) }]), 'allow', JSON.stringify(action));
  const grants = [{ id: 'g', rule: builtIn.grantRule(subjectOf(write('.vscode/a.json'))) }];
  assert.equal(effectOf(write('.vscode/b.json'), builtIn, grants), 'ask');
  assert.equal(effectOf('rm -rf /', builtIn, [{ id: 'g', rule: builtIn.grantRule(subjectOf(exec('rm -rf /'))) }]), 'deny');
});
