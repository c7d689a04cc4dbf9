/** What the person is told about agents. Pure. */
import type { Result } from '../../gate/protocol.ts';
import { whenText } from '../age.ts';
import { shortPath } from './short-path.ts';

/** What the person is told before anything is changed. @param files as they read them */
export function gatingWords(agent: string, folder: string, files: readonly string[]): string {
  return [
    `Signalbox puts hooks into your own configuration of ${agent}:`,
    files.map((file) => `    ${file}`).join('\n'),
    `In “${folder}”, each session of ${agent} that you start yourself in a terminal then asks here before it acts, and is recorded as a run. In folders that you have not gated, the hooks let ${agent} do as it would without them.`,
    'Nothing is written to this folder. “Remove Its Hooks” takes out exactly what was put in.',
  ].join('\n\n');
}

/** What to do about a run that was stopped because it was not gated. */
export function ungatedAdvice(agent: string): string {
  return [
    `Signalbox gates ${agent} by its own hooks, and stopped it because they did not call, or because it did something that they did not tell of.`,
    '• Inspect the run: the timeline and the changes show what it did before it was stopped, the faults what in this folder switches hooks off.',
    `• Look for settings of ${agent} in this folder, or of your organisation, that turn hooks off, and take them out.`,
    `• Update ${agent}, then refresh the Agents view: older versions have no hooks, or let them be skipped.`,
    '• If it had only been slow to start, run it again.',
  ].join('\n\n');
}

export type FoundTranscripts = Result<'transcripts/list'>;

export interface TranscriptItem {
  label: string;
  description: string;
  detail: string;
  transcript: FoundTranscripts['transcripts'][number];
}

export function transcriptItems({ transcripts }: FoundTranscripts, names: ReadonlyMap<string, string>, now: number): TranscriptItem[] {
  return transcripts.map((transcript) => ({
    label: transcript.title,
    description: `${names.get(transcript.agent) ?? transcript.agent}, ${whenText(transcript.changedAt, now)}`,
    detail: shortPath(transcript.file),
    transcript,
  }));
}

export function emptyWords(folder: string, searched: readonly string[]): string {
  return `No session in “${folder}” was found that could be imported. Looked in ${searched.map((place) => shortPath(place)).join(' and ')}.`;
}
