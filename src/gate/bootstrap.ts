/** What a gate is told when it is started, on its standard input, so that no secret stands in an argument list or an environment. */
import * as z from 'zod';

export const bootstrapSchema = z.object({
  folder: z.string().min(1),
  operatorSecret: z.string().min(16),
  signer: z.discriminatedUnion('type', [z.object({ type: z.literal('pem'), pem: z.string() }), z.object({ type: z.literal('ssh'), path: z.string() })]),
  /** Name and version of the program that starts it, for the record. */
  client: z.string(),
  /** How long a gate without runs and operators stays, in ms. */
  idleTime: z.int().positive().optional(),
  /** How long agents' hooks wait for an answer, in seconds; how long after the first prompt a hook must have called, in ms. */
  hookTimeout: z.number().positive().optional(),
  canaryTime: z.int().positive().optional(),
  sessionSilence: z.int().positive().optional(),
  /** Nobody will prove to be its operator: a hook started it. An editor may end it and start its own. */
  unattended: z.boolean().optional(),
  /** How long approvals wait after the last operator has left, in ms. */
  unattendedTime: z.int().positive().optional(),
});
export type Bootstrap = z.infer<typeof bootstrapSchema>;

/** The one line that a gate answers with on its standard output. */
export const readySchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('listening'), socket: z.string(), pid: z.int() }),
  /** Another gate was first. */
  z.object({ status: z.literal('taken') }),
  z.object({ status: z.literal('failed'), message: z.string() }),
]);
export type Ready = z.infer<typeof readySchema>;
