/** Finds the agent's session of a recorded run, to continue it in a new run. */
import { CannotLaunch } from '../gate/operations.ts';
import { RUN_ID, runFolder } from '../record/paths.ts';
import { RecordTail } from '../record/tail.ts';

/** @throws {CannotLaunch} when the run is not there, was another agent's, or its agent cannot resume. */
export async function resumable(signalboxFolder: string, run: string, agent: string): Promise<{ run: string; session: string }> {
  if (!RUN_ID.test(run)) throw new CannotLaunch(`${run} is not the id of a run.`);
  const events = await new RecordTail(runFolder(signalboxFolder, run)).read().catch(() => {
    throw new CannotLaunch(`The record of run ${run} cannot be read.`);
  });
  const started = events.find((event) => event.type === 'run.started');
  if (started === undefined) throw new CannotLaunch(`There is no run ${run} in this workspace.`);
  if (started.data['gen_ai.agent.id'] !== agent) throw new CannotLaunch(`Run ${run} was not a run of ${agent}.`);
  // Agents tell of modes and commands later, without their session.
  const capabilities = events.findLast((event) => event.type === 'capabilities.observed' && event.data['gen_ai.conversation.id'] !== undefined);
  const session = capabilities?.data['gen_ai.conversation.id'];
  if (typeof session !== 'string' || capabilities?.data['canResume'] !== true) throw new CannotLaunch(`The agent of run ${run} cannot continue a session. Start a new run.`);
  return { run, session };
}
