/** Follows one record on disk and gives the run as it stands. */
import { RunProjection } from '../../record/projection.ts';
import { RecordTail } from '../../record/tail.ts';
import type { RunReader } from './run-disk.ts';

/** A record that breaks off is shown up to there, with the reason among its faults. */
export function followRecord(dir: string): RunReader {
  const tail = new RecordTail(dir);
  const projection = new RunProjection();
  return {
    view: async () => {
      try {
        for (const event of await tail.read()) projection.apply(event);
      } catch (error) {
        if (!projection.ready) throw error;
        const view = projection.view();
        const message = `The record cannot be read any further: ${error instanceof Error ? error.message : String(error)}`;
        return { ...view, faults: [...view.faults, { code: 'record-broken', message, at: view.lastEventAt }] };
      }
      return projection.view();
    },
  };
}
