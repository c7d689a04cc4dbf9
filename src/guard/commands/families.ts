/**
 * Several spellings of what a person means by one: a test runner is the same whichever way a package manager starts it, and who
 * may look at a pull request may look at an issue.
 */
import { findCommand } from './index.ts';
import { isProjectTool } from './packages.ts';
import { own, weighty } from './options.ts';

export type Words = readonly string[];
/** The pattern for the words of a command that another one runs; undefined where nothing can be said. */
export type Narrow = (words: Words) => Words | undefined;

const branches = ['main', 'master', 'develop'];
const containerLooks: readonly Words[] = [
  ...['ps', 'images', 'logs', 'inspect', 'stats', 'history'].map((verb) => ['docker', verb, '**']),
  ...['ps', 'logs', 'config'].map((verb) => ['docker', 'compose', verb, '**']),
];

/** Patterns that stand for one another: a rule is offered for all of them. */
const families: readonly (readonly Words[])[] = [
  [
    ['git', 'checkout', '-b', '*'],
    ['git', 'switch', '-c', '*'],
    ['git', 'checkout', '-b', '*', 'origin/*'],
    ['git', 'switch', '-c', '*', 'origin/*'],
    ['git', 'switch', '*'],
    ...branches.map((branch) => ['git', 'checkout', branch]),
    // A hook that a commit runs is the project's own, as its tests are.
    ['git', 'add', '**'],
    ['git', 'commit', '**'],
  ],
  [
    ['git', 'push', '-u', 'origin', '*'],
    ['git', 'push', '--set-upstream', 'origin', '*'],
    ['git', 'push', 'origin', '*'],
  ],
  [
    ['git', 'branch', '-d', '*'],
    ['git', 'branch', '--delete', '*'],
  ],
  [
    ['git', 'mv', '**'],
    ['git', 'rm', '**'],
  ],
  [
    ['git', 'fetch', '**'],
    ['git', 'pull', '**'],
    ['git', 'merge', '--ff-only', 'origin/*'],
  ],
  ...branches.map((branch) => [
    ['git', 'rebase', `origin/${branch}`],
    ['git', 'rebase', '--continue'],
    ['git', 'rebase', '--skip'],
    ['git', 'rebase', '--abort'],
  ]),
  [
    ['git', 'stash'],
    ['git', 'stash', 'push', '**'],
    ['git', 'stash', 'pop'],
  ],
  [['git', 'restore', '--staged', '**']],
  [
    ['gh', '*', 'view', '**'],
    ['gh', '*', 'list', '**'],
    ['gh', '*', 'status', '**'],
    ['gh', 'status', '**'],
    ['gh', 'pr', 'checks', '**'],
    ['gh', 'pr', 'diff', '**'],
    ['gh', 'run', 'watch', '**'],
    ['gh', 'search', '**'],
    // What does more than to get is `command.option`.
    ['gh', 'api', '**'],
  ],
  [
    ['glab', '*', 'view', '**'],
    ['glab', '*', 'list', '**'],
    ['glab', '*', 'status', '**'],
    ['glab', 'mr', 'diff', '**'],
  ],
  [
    ['gh', 'pr', 'comment', '**'],
    ['gh', 'issue', 'comment', '**'],
    ['gh', 'pr', 'create', '**'],
    ['gh', 'pr', 'edit', '**'],
    ['gh', 'pr', 'ready', '**'],
  ],
  [
    ['gh', 'issue', 'create', '**'],
    ['gh', 'issue', 'edit', '**'],
  ],
  containerLooks,
  // Who starts the containers of the project looks at what they do.
  [...['up', 'start', 'restart', 'stop', 'build', 'pull', 'down'].map((verb) => ['docker', 'compose', verb, '**']), ...containerLooks],
  [
    ...['npm', 'pnpm'].flatMap((manager) => ['view', 'info', 'show', 'outdated', 'audit'].map((verb) => [manager, verb, '**'])),
  ],
];

/** All that is offered together with a command like this one; undefined where it is of no family. */
export function familyOf(words: Words, narrow: Narrow): readonly Words[] | undefined {
  return families.find((family) => family.some((pattern) => fits(words, pattern))) ?? managed(words, narrow) ?? inProject(words, narrow) ?? inContainer(words) ?? ofMake(words) ?? viaPython(words, narrow);
}

/** The same with each subcommand that is taken for this one. */
export function together(pattern: Words): readonly Words[] {
  for (let from = 0; from < pattern.length; from += 1) {
    let spec = findCommand(pattern[from] ?? '');
    for (let at = from + 1; spec && at < pattern.length; at += 1) {
      const word = pattern[at] ?? '';
      const group = spec.together?.find((names) => names.includes(word));
      if (group) return group.map((name) => pattern.with(at, name));
      spec = own(spec.sub, word);
    }
  }
  return [pattern];
}

/** Whether a pattern is about these words. */
export function fits(words: Words, pattern: Words): boolean {
  const open = pattern.at(-1) === '**';
  const fixed = open ? pattern.slice(0, -1) : pattern;
  const begins = (part: string, word: string): boolean => part.endsWith('*') && word.startsWith(part.slice(0, -1)) && /^(?:\w|@[\w-]+\/\w)/.test(word);
  if (open ? words.length < fixed.length : words.length !== fixed.length) return false;
  return fixed.every((part, index) => part === words[index] || begins(part, words[index] ?? ''));
}

/** What a package manager runs in a folder of the workspace: a script, or a program that is installed. */
interface Managed {
  manager: string;
  /** The words before, with what they choose left open. */
  prefix: Words;
  script?: string;
  tool?: Words;
}

const chooses = /^(?:--filter|-F|-w|--workspace)$/;
const flag = /^(?:-r|--recursive|-s|--silent|-w|--workspace-root|-ws|--workspaces|--if-present)$/;
const ownScripts = /^(?:test|start|build|lint)$/;

function readManaged([manager = '', ...words]: Words): Managed | undefined {
  if (!/^(?:pnpm|npm|yarn)$/.test(manager)) return undefined;
  const prefix: string[] = [manager];
  let at = 0;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    const attached = /^(--filter|--workspace)=/.exec(word)?.[1];
    if (attached !== undefined) prefix.push(`${attached}=*`);
    else if (manager === 'yarn' ? word === 'workspace' && at === 0 : chooses.test(word) && !(manager === 'pnpm' && word.startsWith('-w'))) {
      prefix.push(word, '*');
      at += 1;
    } else if (flag.test(word)) prefix.push(word);
    else break;
    at += 1;
  }
  const [verb = '', name, ...more] = words.slice(at);
  if (verb === 'run') return name === undefined ? undefined : { manager, prefix: [...prefix, 'run'], script: name };
  if (verb === 'exec') return name === undefined ? undefined : { manager, prefix: [...prefix, 'exec'], tool: [name, ...more] };
  const rest = name === undefined ? [] : [name, ...more];
  // A script by such a name is another question each time.
  if (manager !== 'npm' && weighty.test(verb)) return { manager, prefix, script: verb };
  if (manager !== 'npm' && isProjectTool(verb)) return { manager, prefix, tool: [verb, ...rest] };
  return ownScripts.test(verb) || (manager !== 'npm' && isScript(verb)) ? { manager, prefix, script: verb } : undefined;
}

/** Names that are none of a package manager's own verbs. */
function isScript(name: string): boolean {
  return /^(?:dev|format|typecheck|type-check|check|lint|test|build|e2e|preview|generate|codegen|migrate|seed|docs|bench|coverage|verify|validate|storybook|watch|analyze|size)(?:[:-][\w:.-]+)?$/.test(name);
}

function managed(words: Words, narrow: Narrow): readonly Words[] | undefined {
  const run = readManaged(words);
  if (!run) return undefined;
  const { manager, prefix, script, tool } = run;
  if (script !== undefined) {
    if (!/^[\w:.-]+$/.test(script) || script.startsWith('-') || weighty.test(script)) return [words];
    return several([...prefix, script, '**'], scriptForms[manager]?.map((form) => [...form, script, '**']));
  }
  const inner = tool && narrow(tool);
  // What is not open needs no other spellings.
  if (inner?.at(-1) !== '**') return inner && [words];
  return several([...prefix, ...inner], toolForms[manager]?.map((form) => [...form, ...inner]));
}

const scriptForms: Readonly<Record<string, readonly Words[]>> = {
  pnpm: [['pnpm'], ['pnpm', 'run'], ['pnpm', '--filter', '*'], ['pnpm', '--filter', '*', 'run'], ['pnpm', '-r']],
  yarn: [['yarn'], ['yarn', 'run'], ['yarn', 'workspace', '*'], ['yarn', 'workspace', '*', 'run']],
};
const toolForms: Readonly<Record<string, readonly Words[]>> = {
  pnpm: [['pnpm'], ['pnpm', 'exec'], ['pnpm', '--filter', '*', 'exec'], ['pnpm', '-r', 'exec']],
  yarn: [['yarn'], ['yarn', 'exec'], ['yarn', 'workspace', '*']],
};

function several(first: Words, others: readonly Words[] = []): readonly Words[] {
  const text = JSON.stringify(first);
  return others.some((one) => JSON.stringify(one) === text) ? others : [first, ...others];
}

/** `uv run pytest` and its like. */
function inProject(words: Words, narrow: Narrow): readonly Words[] | undefined {
  const [runner = '', verb, ...rest] = words;
  if (runner === 'go' && verb === 'run' && /^\.\/[\w./-]+$/.test(rest[0] ?? '')) return ownProgram([runner, verb], rest);
  if (verb !== 'run' || !/^(?:uv|poetry|pdm|rye|hatch|pipenv)$/.test(runner)) return undefined;
  const viaPython = /^python3?$/.test(rest[0] ?? '') && rest[1] === '-m';
  const tool = viaPython ? rest.slice(2) : rest;
  if (tool[0]?.startsWith('-')) return undefined;
  const name = tool[0] ?? '';
  if (!viaPython && /^\w[\w-]*$/.test(name) && !findCommand(name)) return ownProgram([runner, 'run'], tool) ?? [words];
  const inner = narrow(tool);
  if (inner?.at(-1) !== '**') return inner && (inner === tool ? [words] : [[runner, 'run', ...inner]]);
  const direct = [runner, 'run', ...inner];
  return isProjectTool(inner[0] ?? '') ? [direct, [runner, 'run', 'python', '-m', ...inner]] : viaPython ? undefined : [direct];
}

/** A target, and what making it would do. */
function ofMake([program = '', ...words]: Words): readonly Words[] | undefined {
  const [target = '', ...others] = words.filter((word) => word !== '-n');
  if (!/^g?make$/.test(program) || others.length > 0 || !/^[\w:.-]+$/.test(target) || target.startsWith('-')) return undefined;
  return [
    [program, target],
    [program, '-n', target],
  ];
}

/** `pytest` and `python -m pytest`. */
function viaPython(words: Words, narrow: Narrow): readonly Words[] | undefined {
  const [program = '', flag] = words;
  const inner = /^python3?$/.test(program) && flag === '-m' ? words.slice(2) : words;
  const name = inner[0] ?? '';
  const pattern = pythonTools.has(name) ? narrow(inner) : undefined;
  if (pattern?.at(-1) !== '**') return undefined;
  const modules = ['python', 'python3'].map((python) => [python, '-m', ...pattern]);
  return name === 'unittest' ? modules : [pattern, ...modules];
}

const pythonTools = new Set('pytest ruff mypy pyright basedpyright black isort flake8 pylint bandit alembic pre-commit pip-audit mkdocs unittest'.split(' '));

/** A program of the project: its subcommands stay; who wants to know what one does wants to know it of others. */
function ownProgram(prefix: Words, [name = '', ...rest]: Words): readonly Words[] | undefined {
  const before = [...prefix, name];
  if (rest.at(-1) === '--help' && rest.length <= 3) return [[...before, '--help'], [...before, '*', '--help'], [...before, '*', '*', '--help']];
  const other = rest.findIndex((word) => !/^[a-z][\w:-]*$/i.test(word));
  const verbs = rest.slice(0, Math.min(other < 0 ? rest.length : other, 2));
  return verbs.length === 0 || verbs.some((verb) => weighty.test(verb)) ? undefined : [[...before, ...verbs, '**']];
}

/** `docker compose exec -T db psql …`: queries that only read, in any service; what may do more is `command.option`. */
function inContainer(words: Words): readonly Words[] | undefined {
  const compose = words[1] === 'compose';
  if (words[0] !== 'docker' || words[compose ? 2 : 1] !== 'exec') return undefined;
  const at = words.findIndex((word, index) => index > (compose ? 2 : 1) && !word.startsWith('-'));
  const [service, program] = words.slice(at);
  if (at < 0 || service === undefined || !databases.some((name) => name === program)) return undefined;
  const start = words.slice(0, compose ? 3 : 2);
  const forms = compose ? [start, [...start, '-T']] : [start, [...start, '-i'], [...start, '-it']];
  return several([...words.slice(0, at), service, program ?? '', '**'], forms.flatMap((form) => databases.map((name) => [...form, '*', name, '**'])));
}

const databases = ['psql', 'mysql', 'redis-cli'];
