/**
 * Commands of the corpus that ask until a person has said that this may always be done, and that the rules of the days let run: each
 * is what was accepted on one of them, in other words. A line that does not belong here is a rule that is too wide.
 */
export const saidBesides: readonly string[] = [
  // Tests, linters and builds of the project, by the tool or script that was accepted.
  'npx eslint .',
  'npx vitest run',
  'pnpm vitest',
  'pnpm exec vitest',
  'pnpm -r test',
  'uv run pytest',
  'pytest',
  'pytest -q',
  'python -m pytest',
  'make test',
  // New files and folders.
  'mkdir x',
  'mkdir -p a/b',
  'mkdir -p x/y',
  'touch x',
  'touch a',
  'touch new.txt',
  'printf "a\\0" | xargs -0 touch',
  'for i in {1..3}; do touch $i; done',
  // What is staged, committed, fetched, put aside, renamed; a branch of one's own.
  'git add .',
  'git commit -m x',
  'git commit --dry-run -m x',
  'git commit -am x',
  'git commit -am "x"',
  'git commit --amend --no-edit',
  'git checkout -b x',
  'git switch -c x',
  'git checkout main',
  'git switch main',
  'git fetch',
  'git pull',
  'git stash',
  'git stash push -m x',
  'git stash pop',
  'git rm a',
  'git rm --cached a',
  'git mv a b',
  'git push',
  'git var -l; git push',
  'git push -u origin topic',
  // The tracker and the forge.
  'gh pr list',
  'gh issue view 3',
  'gh api repos/o/r',
  'gh pr create --fill',
  'gh issue create --title a --body b',
  // What the lock file names, and what the registry says of packages.
  'pnpm install',
  'pnpm i',
  'uv sync',
  'npm view react',
  'npm outdated',
  // What was accepted for the files that it is given, here those that another command lists.
  'for f in $(git diff --name-only); do npx prettier --write "$f"; done',
  // Containers of the project.
  'docker ps',
  'docker build .',
  'docker compose up',
  'docker compose up -d',
];
