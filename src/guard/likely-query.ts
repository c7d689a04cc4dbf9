/** What `jq` most likely prints. Only for looking at what must not happen: https://jqlang.org/manual/ */

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const MAX_TEXT = 4000;

/** @param words the words behind its name @param text what it reads, where that is known */
export function queried(words: readonly string[], text: string | undefined, home: string): string | undefined {
  const names = new Map<string, Json>();
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--arg' || word === '--argjson') {
      names.set(words[at + 1] ?? '', word === '--arg' ? (words[at + 2] ?? '') : parsed(words[at + 2] ?? ''));
      at += 2;
    } else if (!word.startsWith('-')) operands.push(word);
  }
  const [filter = '.'] = operands;
  if (filter.length > MAX_TEXT || (text ?? '').length > MAX_TEXT) return undefined;
  const values = results(filter, parsed(text ?? 'null'), { names, home });
  const found = values.filter((value) => value !== null);
  return found.length > 0 ? found.map((value) => `${shown(value)}\n`).join('') : text;
}

interface Known {
  names: ReadonlyMap<string, Json>;
  home: string;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : Array.isArray(value) ? value.map(shown).join(' ') : JSON.stringify(value);
}

/** The values that a filter gives: of its language, paths, pipes, commas, sums, lists, texts and `join`. */
function results(filter: string, input: Json, known: Known, depth = 0): Json[] {
  const text = filter.trim();
  if (depth > 8) return [];
  const each = (one: string, from = input): Json[] => results(one, from, known, depth + 1);
  for (const by of ['|', ',', '+'] as const) {
    const [first, ...rest] = parts(text, by);
    if (first === undefined || rest.length === 0) continue;
    if (by === '|') return each(first).flatMap((value) => each(rest.join('|'), value));
    const all = [first, ...rest].map((one) => each(one));
    return by === ',' ? all.flat() : [all.map((one) => shown(one[0] ?? '')).join('')];
  }
  if (/^\(.*\)$/s.test(text)) return each(text.slice(1, -1));
  if (/^\[.*\]$/s.test(text)) return [each(text.slice(1, -1))];
  if (/^".*"$/s.test(text)) return [text.slice(1, -1).replace(/\\\(((?:[^()]|\([^()]*\))*)\)/g, (_, inner: string) => shown(each(inner)[0] ?? '')).replace(/\\(.)/g, '$1')];
  const formatted = /^@\w+\s+(".*")$/s.exec(text)?.[1];
  if (formatted !== undefined) return each(formatted);
  const joint = /^join\((.*)\)$/s.exec(text)?.[1];
  if (joint !== undefined && Array.isArray(input)) return [input.map(shown).join(shown(each(joint)[0] ?? ' '))];
  const [, name, behind = ''] = /^\$(\w+)(.*)$/s.exec(text) ?? [];
  if (name === 'ENV') return each(`env${behind}`);
  if (name !== undefined) return walked(known.names.get(name) ?? null, behind);
  if (/^(?:env|\$ENV)\b/.test(text)) return /\bHOME\b/.test(text) ? [known.home] : [];
  if (text.startsWith('.')) return walked(input, text);
  // What else it does to a text leaves it much as it is.
  return /^(?:@\w+|tostring|strings|values|select\(.*\)|map\(\.\)|to_entries|first|unique|sort|flatten|reverse|fromjson)$/s.test(text) ? [typeof input === 'string' && text === 'fromjson' ? parsed(input) : input] : [];
}

/** `.a.b[0]["c"][]` */
function walked(from: Json, path: string): Json[] {
  let values = [from];
  for (const [, name, quoted, index, all] of path.matchAll(/\.?(?:([A-Za-z_]\w*)|\[?"([^"]*)"\]?|\[(-?\d+)\]|(\[\]))\??/g)) {
    values = values.flatMap((value): Json[] => {
      if (all !== undefined) return Array.isArray(value) ? value : value !== null && typeof value === 'object' ? Object.values(value) : [];
      if (index !== undefined) return Array.isArray(value) ? [value.at(Number(index)) ?? null] : [];
      const key = name ?? quoted ?? '';
      return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, key) ? [value[key] ?? null] : [];
    });
  }
  return values;
}

/** The text between such characters that stand in no brackets and no text. */
function parts(text: string, by: string): string[] {
  const found = [''];
  let level = 0;
  for (const [token] of text.matchAll(/"(?:\\[^]|[^"\\])*"|[^]/g)) {
    if (/^[([{]$/.test(token)) level += 1;
    if (/^[)\]}]$/.test(token)) level -= 1;
    if (token === by && level === 0) found.push('');
    else found[found.length - 1] += token;
  }
  return found;
}
