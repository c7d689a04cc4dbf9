/** Programs given as text that only compute, print, and read files that are named: what the guard has to know of them. */
import { interpreter, listing, tools } from './python-names.ts';
import { readJavaScript } from './javascript.ts';
import { readPython } from './python.ts';
import type { PlainCode } from './types.ts';

/** What it reads, relative to the folder it runs in, and what of that folder could run instead of what it names. */
export interface PlainProgram {
  reads: string[];
  /** Python looks for modules in the folder that it runs in first. */
  imports: boolean;
  /** It looks at nothing, and only computes. */
  computes?: boolean;
}

const node = /^node(?:js)?$/;

/**
 * @param name of the program, and its words: undefined where one is known only at run time
 * @param input the text on its standard input, where that is known; a program may stand there
 */
export function plainProgram(name: string, words: readonly (string | undefined)[], input: string | undefined): PlainProgram | undefined {
  const given = words.filter((word) => word !== undefined);
  if (given.length < words.length) return undefined;
  if (interpreter.test(name)) return ofPython(given, input);
  return node.test(name) ? ofNode(given, input) : undefined;
}

function ofPython(words: readonly string[], input: string | undefined): PlainProgram | undefined {
  const options = words.findIndex((word) => !/^-[IBuEsSqb]+$/.test(word));
  const at = options < 0 ? words.length : options;
  // Isolated: the folder it runs in is no place of modules.
  const imports = !words.slice(0, at).some((word) => word.includes('I'));
  const [what, first = '', ...operands] = words.slice(at);
  if (what === '-c') return program(readPython(first), operands, imports);
  if (what === '-m') return ofTool(first, operands, imports);
  if (what === undefined || what === '-') return input === undefined ? undefined : program(readPython(input), what === undefined ? [] : words.slice(at + 1), imports);
  return undefined;
}

function ofTool(name: string, words: readonly string[], imports: boolean): PlainProgram | undefined {
  const tool = tools.get(name);
  if (!tool) return undefined;
  const options = words.filter((word) => word.startsWith('-') && word !== '-');
  const files = words.filter((word) => !options.includes(word) && word !== '-');
  if (files.length > tool.files || !options.every((option) => tool.options.test(option))) return undefined;
  if (listing.has(name) && !options.some((option) => option === '-l' || option === '--list')) return undefined;
  return { reads: files, imports };
}

function ofNode(words: readonly string[], input: string | undefined): PlainProgram | undefined {
  const [what, first = '', ...operands] = words;
  if (what === undefined || what === '-') return input === undefined ? undefined : program(readJavaScript(input), words.slice(1), false);
  if (/^(?:-e|-p|-pe|--eval|--print)$/.test(what)) return program(readJavaScript(first), operands, false);
  // Reads a program, and runs nothing of it.
  return /^(?:-c|--check)$/.test(what) && !first.startsWith('-') && operands.length === 0 ? { reads: [first], imports: false } : undefined;
}

/** A way to compute, and to look at things. */
function program(code: PlainCode | undefined, operands: readonly string[], imports: boolean): PlainProgram | undefined {
  // An option behind the program is read by Node as one of its own.
  if (!code || operands.some((word) => word.startsWith('-') && !imports)) return undefined;
  const computes = code.reads.length === 0 && !code.readsInput && !(code.readsOperands && operands.length > 0);
  return { reads: [...code.reads, ...(code.readsOperands ? operands : [])], imports, ...(computes && { computes }) };
}
