/**
 * Containers. What looks at them, what starts and stops those of the project, and what runs in one are told apart; all else may
 * do whatever it likes to the machine.
 */
import type { Word } from '../shell/word.ts';
import { readWords } from './options.ts';
import { readsOnly } from './sql.ts';
import { flags, values } from './tools.ts';
import type { CommandSpec, Report } from './types.ts';

/** Only asks the engine. */
const looks: CommandSpec = {
  does: ['network'],
  strict: 'option',
  options: {
    ...flags(
      '-a --all -q --quiet --no-trunc -s --size -l --latest --no-stream --no-log-prefix --no-color -t --timestamps -f --follow --services --digests --orphans --human -H --tree --dry-run',
    ),
    ...values('--format --filter -n --last --tail --since --until --status --index --protocol'),
  },
  rest: 'value',
};
const looksAt = (keeps: number): CommandSpec => ({ ...looks, keeps });
const looking = ['ps', 'images', 'logs', 'stats', 'top', 'port', 'history'];

/** Starts what the project's own file describes. */
const runsProject = (more: CommandSpec['options'] = {}): CommandSpec => ({
  does: ['network', 'runs-code'],
  strict: 'option',
  options: {
    ...flags('-d --detach --build --wait --no-deps --force-recreate --no-recreate --remove-orphans --no-build --quiet-pull --quiet -q --no-color --no-log-prefix --no-cache --abort-on-container-exit'),
    ...values('-t --timeout --wait-timeout --progress --pull --scale --exit-code-from'),
    ...more,
  },
  rest: 'choice',
  keeps: 3,
});
const takesDown: CommandSpec = {
  does: ['network', 'deletes'],
  strict: 'option',
  // With the volumes goes what they hold.
  options: { ...flags('--remove-orphans'), ...values('-t --timeout') },
  rest: 'choice',
  keeps: 3,
};
const anything: CommandSpec = { does: ['network', 'runs-code', 'system'], rest: 'value' };

const builds: CommandSpec = {
  does: ['network', 'runs-code'],
  strict: 'option',
  options: {
    ...flags('--no-cache --pull -q --quiet --load --rm --force-rm'),
    ...values('-t --tag --target --progress --platform --label'),
    '-f --file': 'read',
  },
  keeps: 2,
  rest: 'read',
};

const compose: CommandSpec = {
  // Another file describes other containers.
  options: {
    '-f --file --env-file --project-directory -p --project-name': { takes: 'read', does: 'option' },
    '--profile --progress --ansi --parallel': 'choice',
    '--version': 'none',
  },
  strict: 'option',
  sub: {
    ...subs([...looking, 'ls', 'version'], looksAt(3)),
    up: runsProject(),
    ...subs(['start', 'restart', 'stop', 'pull'], runsProject()),
    build: runsProject(flags('--with-dependencies')),
    down: takesDown,
    config: { read: readConfig, keeps: 3 },
    exec: { read: readExec },
  },
  otherwise: anything,
  together: [['up', 'start', 'restart', 'stop', 'build', 'pull', 'down']],
};

const docker: CommandSpec = {
  // Another engine is another machine.
  options: {
    '-H --host --context -c --config --tlscacert --tlscert --tlskey': { takes: 'value', does: 'option' },
    '--version -v': 'none',
    '-D --debug --tls --tlsverify': 'none',
    '-l --log-level': 'value',
  },
  strict: 'option',
  version: ['-v'],
  sub: {
    ...subs([...looking, 'version'], looksAt(2)),
    ...subs(['image', 'container', 'volume', 'network'], { sub: { ls: looksAt(3), list: looksAt(3) }, otherwise: anything, together: [['ls', 'list']] }),
    inspect: { read: readInspect, keeps: 2 },
    build: { read: readBuild, keeps: 2 },
    exec: { read: readExec },
    compose,
  },
  otherwise: anything,
};

export const containers: Record<string, CommandSpec> = {
  'docker podman nerdctl': docker,
  'docker-compose': compose,
  buildah: anything,
};

/** The context can be an address, or what comes on the input. */
function readBuild(words: readonly Word[], report: Report): void {
  for (const word of words) if (word.text === '-' || /:\/\/|^git@/.test(word.prefix)) report.does('option', 'what it builds comes from elsewhere', word);
  readWords(builds, words, report);
}

/** Everything that a container was started with is printed, its environment too, unless something else is named. */
function readInspect(words: readonly Word[], report: Report): void {
  report.does('network', '');
  const at = words.findIndex(({ prefix }) => /^(?:-f|--format)(?:=|$)/.test(prefix));
  const format = words[at]?.text?.includes('=') ? words[at]?.text : words[at + 1]?.text;
  const named = at >= 0 && format !== undefined && /^(?:--format=|-f=)?[^{}]*(?:\{\{(?:json )?\.(?:State|Name|Id|Image|Created|NetworkSettings|RestartCount|Status|Health|Platform|SizeRw|RepoTags|Size)\b[\w. ]*\}\}[^{}]*)+$/.test(format);
  if (!named) report.does('dumps-secrets', 'prints the environment of a container', words[0]);
}

/** The file as it is with all that the environment puts into it, unless only names of it are asked for. */
function readConfig(words: readonly Word[], report: Report): void {
  const only = /^(?:--services|-q|--quiet|--images|--volumes|--profiles|--no-interpolate|--no-env-resolution)$/;
  report.does('network', '');
  if (words.length === 0 || !words.every(({ text }) => only.test(text ?? ''))) report.does('dumps-secrets', 'prints the environment of containers');
}

/** `exec [OPTIONS] SERVICE PROGRAM …`: what runs in the container touches nothing outside of it but by the mounts that it has. */
function readExec(words: readonly Word[], report: Report): void {
  report.does('network', '');
  report.does('runs-code', 'runs a program in a container');
  let at = 0;
  for (; words[at]?.prefix.startsWith('-'); at += 1)
    if (!/^(?:-T|-i|-t|-it|-ti|--no-TTY|--interactive|--tty)$/.test(words[at]?.text ?? '')) report.does('option', '', words[at]);
  const [service, program, ...rest] = words.slice(at);
  if (service?.text === undefined || program?.text === undefined) return report.does('option', 'what runs in the container is not known', program ?? service);
  const inner = Object.hasOwn(inside, program.text) ? inside[program.text] : undefined;
  if (/^(?:env|printenv|export|set)$/.test(program.text)) report.does('dumps-secrets', 'prints the environment of a container', program);
  else if (!inner?.(rest)) report.does('option', 'what runs in the container may change what it holds', program);
}

/** Programs of containers, and when they only look. */
const inside: Record<string, (words: readonly Word[]) => boolean> = {
  psql: (words) => onlyQueries(words, /^-(?:c|[AtXqxb1]+c)$|^--command$/, /^(?:-[UdpFR]|--username|--dbname|--port)$/, /^-[AtXqxb1]+$|^--(?:csv|tuples-only|no-align|no-psqlrc|expanded|quiet)$/),
  mysql: (words) => onlyQueries(words, /^-e$|^--execute$/, /^(?:-[uDP]|--user|--database|--port)$/, /^-(?:[tNBsE]+)$|^--(?:table|batch|silent|skip-column-names)$/),
  'redis-cli': looksAtKeys,
  pg_isready: () => true,
};

function onlyQueries(words: readonly Word[], query: RegExp, valued: RegExp, flag: RegExp): boolean {
  let asked = false;
  for (let at = 0; at < words.length; at += 1) {
    const text = words[at]?.text;
    if (text === undefined) return false;
    if (query.test(text)) {
      at += 1;
      const sql = words[at]?.text;
      if (sql === undefined || !readsOnly(sql)) return false;
      asked = true;
    } else if (valued.test(text)) {
      at += 1;
      // The name of a database can be an address.
      if (!/^[\w|, -]*$/.test(words[at]?.text ?? ':')) return false;
    } else if (/^-l$|^--list$/.test(text)) asked = true;
    else if (!flag.test(text) && (text.startsWith('-') || !/^\w+$/.test(text))) return false;
  }
  // Without a query it reads one from its input.
  return asked;
}

const keyVerbs = new Set(
  'ping get mget strlen exists type ttl pttl llen lrange lindex scard smembers sismember hget hgetall hkeys hlen hexists zcard zrange zscore zcount keys scan sscan hscan zscan dbsize info memory time xlen xrange object randomkey'.split(' '),
);

function looksAtKeys(words: readonly Word[]): boolean {
  let at = 0;
  for (; words[at]?.prefix.startsWith('-'); at += 1) {
    const text = words[at]?.text ?? '';
    if (text === '--scan') return words.slice(at + 1).every((word, index, all) => /^--(?:pattern|count|type)$/.test(word.text ?? '') || /^--(?:pattern|count|type)$/.test(all[index - 1]?.text ?? ''));
    if (text === '-n') at += 1;
    else if (!/^--(?:raw|no-raw|no-auth-warning)$/.test(text)) return false;
  }
  const verb = words[at]?.text?.toLowerCase();
  return verb !== undefined && keyVerbs.has(verb) && words.every(({ text }) => text !== undefined);
}

function subs(names: readonly string[], spec: CommandSpec): Record<string, CommandSpec> {
  return Object.fromEntries(names.map((name) => [name, spec]));
}
