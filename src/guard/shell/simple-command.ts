/** A simple command as the walker hands it on, and what it needs to know in return. */
import type { CommandSpec } from '../commands/types.ts';
import type { After } from './state.ts';
import type { Word } from './word.ts';

/**
 * What a command gets on its standard input, or gives on its output. `lines`: some lines of a text. `listed`: paths inside the
 * workspace; `name`, `number`: one a line of what a shell takes neither for an option nor for a path that leads away.
 */
export type Stream = ({ from: 'nothing' | 'unknown' | 'listed' | 'name' | 'number' } | { from: 'text' | 'lines'; text: string }) & {
  /** Some of it came from the network, or from what holds secrets. */
  network?: boolean;
  secret?: boolean;
  /** The path of a folder that was made just now, with nothing in it. */
  fresh?: boolean;
  /** It stands in the line as it is: a here-document or a here-string. */
  written?: boolean;
  /** What it most likely is, for a text that was decoded. */
  perhaps?: string;
  /** None of the paths that are listed leads up. */
  below?: boolean;
  /** What each line begins with, up to this character or white space. */
  leads?: { kind: 'name' | 'number'; until: string };
  /** What stands behind that. */
  behind?: 'name';
  /** None of the paths that are listed begins with a slash. */
  relative?: boolean;
  /** Which field of each line, counted from one, is a path inside the repository. */
  field?: number;
  /** It names files found under these folders, absolute. */
  under?: readonly string[];
};
export type Input = Stream;

/** What two commands print, one after the other. */
export function both(first: Stream, second: Stream): Stream {
  if (first.from === 'nothing') return taint(second, first);
  if (second.from === 'nothing') return taint(first, second);
  const known = textOf(first) + textOf(second);
  return taint({ from: 'unknown', ...(known !== '' && { perhaps: known }) }, first, second);
}

function textOf(stream: Stream): string {
  return stream.from === 'text' || stream.from === 'lines' ? stream.text : (stream.perhaps ?? '');
}

/** What is known where two streams are put together. */
export function taint(stream: Stream, ...others: readonly Stream[]): Stream {
  const network = stream.network === true || others.some((one) => one.network === true);
  const secret = stream.secret === true || others.some((one) => one.secret === true);
  return network === (stream.network ?? false) && secret === (stream.secret ?? false) ? stream : { ...stream, network, secret };
}

export interface Redirect {
  access: 'read' | 'write';
  word: Word;
}

export interface SimpleCommand {
  words: Word[];
  assignments: { name: string; value: Word }[];
  redirects: Redirect[];
  input: Input;
  /** What it means, where that does not follow from the name of a program. */
  spec?: CommandSpec;
  text: string;
  start: number;
  end: number;
}

/** What the walker needs to know of a command that was read. */
export interface CommandResult {
  after: After;
  output: Input;
}
