/** A day of a coding agent on one project: some forty tasks, a thousand calls in order. Made from templates, the same each time. */
import type { Action } from '../../../../src/model/action.ts';

const cwd = '/ws';
const areas = ['auth', 'billing', 'search', 'export', 'upload', 'router', 'cache', 'mailer', 'theme', 'import'];
const kinds = ['fix', 'feat', 'refactor', 'chore'];
const words = [
  'handle empty input',
  'keep the order of rows',
  'show the error to the user',
  'do not read twice',
  'close the handle',
  'name the limit',
  'retry once',
  'trim the title',
];

/** A small generator of numbers, so that the day is the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

const exec = (command: string): Action => ({ kind: 'exec', command, cwd });
const read = (path: string): Action => ({ kind: 'read', paths: [path], cwd });
const write = (path: string): Action => ({ kind: 'write', paths: [path], cwd });

export function day(count = 1000, seed = 7): Action[] {
  const next = numbers(seed);
  const one = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const calls: Action[] = [];
  for (let task = 1; calls.length < count; task += 1) calls.push(...work(task, next, one));
  return calls.slice(0, count);
}

function work(task: number, next: (below: number) => number, one: <T>(list: readonly T[]) => T): Action[] {
  const area = areas[task % areas.length] as string;
  const issue = 100 + task * 3;
  const file = `src/${area}/${one(['index', 'service', 'view', 'types', 'store'])}.ts`;
  const other = `src/${one(areas)}/${one(['helpers', 'errors', 'api'])}.ts`;
  const spec = `test/${area}/${one(['service', 'view', 'store'])}.test.ts`;
  const kind = one(kinds);
  const what = one(words);
  const calls: Action[] = [
    exec('git status --short --branch'),
    exec(one([`gh issue view ${issue}`, `gh issue view ${issue} --comments`, `issues show ${issue}`])),
    exec(`git checkout -b ${kind}/${issue}-${area}`),
    exec(one(['ls -la src', `ls src/${area}`, 'tree -L 2 src', 'find src -maxdepth 2 -type d'])),
    exec(one([`rg -n "${area}" src | head -40`, `grep -rn "${what.split(' ')[0]}" src/${area}`, `rg -l ${area} test`])),
    read(file),
    read(other),
    exec(`sed -n '${1 + next(40)},${60 + next(80)}p' ${file}`),
    exec(one([`git log --oneline -5 -- ${file}`, `git log -p -2 -- ${other}`, `git blame -L 10,40 ${file}`])),
    read(spec),
    exec(
      one([`rg -n "export (function|const)" ${file}`, `wc -l src/${area}/*.ts`, `cat ${other} | head -80`, `jq '.scripts' package.json`]),
    ),
  ];
  for (let round = 0, rounds = 1 + next(2); round < rounds; round += 1) {
    calls.push(
      write(file),
      ...(next(3) === 0 ? [write(other)] : []),
      exec(
        one([
          `npx vitest run ${spec}`,
          `npx vitest run ${spec} -t "${what}"`,
          `npm test -- ${spec}`,
          `npm test -- ${spec} 2>&1 | tail -40`,
        ]),
      ),
      read(file),
      exec(one([`rg -n "${one(words).split(' ')[1]}" ${file}`, `git diff -- ${file}`, 'git diff --stat', `grep -n import ${file} | head`])),
      write(file),
      write(spec),
      exec(one([`npx vitest run test/${area}`, `npm test -- test/${area}`, 'npm test', 'npm test 2>&1 | tail -30'])),
      exec(
        one([
          `npx eslint ${file}`,
          `npx eslint ${file} ${spec}`,
          'npm run lint',
          `npx prettier --check ${file}`,
          `npx prettier --write ${file}`,
        ]),
      ),
      exec(one(['npx tsc --noEmit', 'npx tsc --noEmit -p tsconfig.json', 'npm run typecheck', 'npx tsc --noEmit | head -20'])),
    );
    if (next(3) === 0)
      calls.push(
        read(one(['package.json', 'tsconfig.json', 'README.md', `docs/${area}.md`])),
        exec(`find . -name "*${area}*" -not -path "./node_modules/*"`),
      );
    if (next(5) === 0)
      calls.push(
        exec(
          one([
            `python3 scripts/report.py --area ${area}`,
            `python3 -m pytest tools/tests -k ${area} -q`,
            `node scripts/schema.mjs ${area}`,
            `mkdir -p src/${area}/parts`,
          ]),
        ),
      );
  }
  const message = `${kind}(${area}): ${what} (#${issue})`;
  calls.push(
    exec('git diff'),
    exec(one([`git add ${file} ${spec}`, 'git add -A', 'git add -A && git status --short', 'git diff --cached --stat'])),
    exec(
      one([
        `git commit -m "${message}"`,
        `git add -A && git commit -m "${message}"`,
        `git commit -m "$(cat <<'EOF'\n${message}\n\nWhy: ${what}; it's $5 cheaper.\nEOF\n)"`,
      ]),
    ),
    exec('git log -1 --stat'),
  );
  if (next(2) === 0) calls.push(exec(`git push -u origin ${kind}/${issue}-${area}`));
  if (next(3) === 0)
    calls.push(
      exec(`gh pr create --title "${message}" --body "Closes #${issue}. ${what}."`),
      exec(`gh pr view ${issue + 1} --json state,title`),
      exec('gh pr checks'),
    );
  if (next(2) === 0) calls.push(exec(`gh issue comment ${issue} --body "Done: ${what}, see the commit."`));
  else calls.push(exec(`issues comment ${issue} "Done: ${what}."`));
  if (next(8) === 0)
    calls.push(
      exec(
        one([
          'npm install',
          'rm -rf dist',
          `rm src/${area}/old.ts`,
          `python3 -c "print(${next(100)})"`,
          `cat > /dev/null <<E\n${what}\nE`,
          'git pull --rebase',
          `git mv src/${area}/a.ts src/${area}/b.ts`,
        ]),
      ),
    );
  return calls;
}
