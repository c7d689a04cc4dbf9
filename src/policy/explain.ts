/** A rule in words. */
import type { OutlinedRule } from './outline.ts';

/** All that a rule is about that is offered with a command. */
const MAX_SHOWN = 16;

type Explained = Pick<OutlinedRule, 'effect' | 'match'>;

/** One sentence: what happens, and to what. */
export function explainRule({ effect, match }: Explained): string {
  const keys = Object.keys(match);
  if (keys.length === 0) return 'Never matches: it names nothing that it is about.';
  const verb = { allow: 'Allows', ask: 'Asks a person about', deny: 'Denies' }[effect] ?? `“${effect}” is not known. It is about`;
  const others: unknown = match['or'];
  const parts = [match, ...(Array.isArray(others) ? others.filter(isPart) : [])];
  return `${verb} ${parts.map((part) => partInWords(part, effect === 'allow')).join('; or ')}.`;
}

function isPart(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function partInWords(part: Record<string, unknown>, allow: boolean): string {
  return [subjectOf(part), ...Object.keys(part).flatMap((key) => clauseOf(key, part[key], allow))].join(', ');
}

/** What an allow accepts, and what it does not lift; the layer says how far it reaches. */
export function explainReach({ effect, match }: Explained): string {
  if (effect !== 'allow') return 'A deny in any layer wins; an ask wins over an allow of the same or a weaker layer.';
  if ('findings' in match) return 'It accepts no findings besides those. What no policy lifts stays denied.';
  return 'It accepts that a command writes, deletes, runs code, uses the network, changes the repository or is unknown; any other finding asks all the same.';
}

const kinds: Record<string, string> = { exec: 'shell commands', read: 'reading files', write: 'editing files', fetch: 'fetching addresses', mcp: 'tools of MCP servers', other: 'other tools' };

const taskNames: Record<string, string> = {
  checks: 'tests, linters, type checks and formatters of the project',
  builds: 'builds of the project',
  serves: 'scripts of the project that run it',
};

function subjectOf(match: Record<string, unknown>): string {
  if (match['task'] !== undefined) return `${any(listOf(match['task']).map((task) => taskNames[task] ?? task))}${match['program'] === undefined ? '' : ` by ${any(listOf(match['program']).map(quote))}`}`;
  if (match['argv'] !== undefined) return `commands like ${commandsOf(match['argv'])}`;
  if (match['command'] !== undefined) return `exactly ${any(listOf(match['command']).map(quote))}`;
  if (match['program'] !== undefined) return `every command of ${any(listOf(match['program']).map(quote))}`;
  const named = listOf(match['kind']).map((kind) => kinds[kind] ?? kind);
  if (match['tool'] !== undefined || match['server'] !== undefined) {
    const tool = match['tool'] === undefined ? 'every tool' : `the tool ${any(listOf(match['tool']).map(quote))}`;
    return match['server'] === undefined ? tool : `${tool} of the MCP server ${any(listOf(match['server']).map(quote))}`;
  }
  return named.length === 0 ? 'every action' : any(named);
}

function clauseOf(key: string, value: unknown, allow: boolean): string[] {
  const names = listOf(value);
  switch (key) {
    case 'does':
      return [allow ? `when it does nothing besides: ${names.join(', ')}` : `when it does any of: ${names.join(', ')}`];
    case 'paths':
      return [`when ${allow ? 'all files' : 'any file'} that it touches ${allow ? 'are' : 'is'} in ${any(names.map(quote))}`];
    case 'hosts':
      return [`when ${allow ? 'all hosts' : 'any host'} that it talks to ${allow ? 'are' : 'is'} ${any(names.map(quote))}`];
    case 'findings':
      return [allow ? (names.join() === 'none' ? 'when the guard finds nothing' : `when the guard finds nothing besides: ${names.join(', ')}`) : `when the guard finds any of: ${names.join(', ')}`];
    case 'annotations':
      return [`when the tool says ${JSON.stringify(value)}`];
    case 'agent':
      return [`by the agent ${any(names.map(quote))}`];
    case 'run':
      return [`in the run ${any(names.map(quote))}`];
    case 'age':
      return [`${names[0]?.startsWith('<') ? 'while the run is younger than' : 'once the run is older than'} ${names[0]?.slice(1)}`];
    case 'hours':
      return [`between ${String(value).replace('-', ' and ')}`];
    case 'until':
      return [`until ${String(value)}`];
    default:
      return [];
  }
}

function commandsOf(argv: unknown): string {
  const patterns = Array.isArray(argv) && argv.some((one) => Array.isArray(one)) ? argv.map(listOf) : [listOf(argv)];
  return any(patterns.map((words) => `\`${words.map((word) => (word === '**' ? '…' : word)).join(' ')}\``));
}

function listOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

function quote(text: string): string {
  return `\`${text.length > 200 ? `${text.slice(0, 200)}…` : text}\``;
}

function any(parts: readonly string[]): string {
  const shown = parts.slice(0, MAX_SHOWN);
  if (parts.length > MAX_SHOWN) shown.push(`${parts.length - MAX_SHOWN} more`);
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1) ?? ''}`;
}
