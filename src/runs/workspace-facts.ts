/** What the record says of the workspace at the start of a run. */
import { basename } from 'node:path';
import { findRepository } from '../git/repository.ts';
import type { EventData } from '../record/events.ts';

export async function workspaceFacts(folder: string): Promise<EventData<'run.started'>['workspace']> {
  const repository = await findRepository(folder);
  if (repository === undefined) return { name: basename(folder) };
  const { remote, head, branch, dirty } = repository;
  return {
    name: basename(folder),
    ...(remote === undefined ? {} : { remote }),
    ...(head === undefined ? {} : { head }),
    ...(branch === undefined ? {} : { branch }),
    dirty,
  };
}
