/** The host's check of everything that comes from the webview: bounded, strict, and of the types that the protocol names. */
import * as z from 'zod';
import { MAX_RAW_EVENTS, type FromWebview, type Method, type Requests } from './protocol.ts';

const id = z.string().min(1).max(200);
const seq = z.int().nonnegative();
const nothing = z.strictObject({});

const params = {
  loadStepDetails: z.strictObject({ step: id, message: seq.optional() }),
  loadRawEvents: z.strictObject({ from: seq, count: z.int().min(1).max(MAX_RAW_EVENTS) }),
  openDiff: z.strictObject({ step: id, file: z.int().min(0).max(1000).optional() }),
  openDocument: z.strictObject({ step: id, part: z.enum(['action', 'result', 'shown']) }),
  openFile: z.strictObject({ path: z.string().min(1).max(32_768) }),
  reviewApproval: z.strictObject({ approval: id }),
  answerQuestion: z.strictObject({ question: id }),
  verify: nothing,
  stopRun: nothing,
  reload: nothing,
  copy: z.strictObject({ text: z.string().max(4_000_000) }),
} satisfies { [M in Method]: z.ZodType<Requests[M]['params']> };

const request = <M extends Method>(method: M) => z.strictObject({ type: z.literal('request'), id: seq, method: z.literal(method), params: params[method] });

/** Throws nothing by itself: use `safeParse`. */
export const fromWebviewSchema: z.ZodType<FromWebview> = z.union([
  z.strictObject({ type: z.literal('ready'), protocol: z.int() }),
  request('loadStepDetails'),
  request('loadRawEvents'),
  request('openDiff'),
  request('openDocument'),
  request('openFile'),
  request('reviewApproval'),
  request('answerQuestion'),
  request('verify'),
  request('stopRun'),
  request('reload'),
  request('copy'),
]);

/** The id of a message that is no valid request but has one, so that its sender gets an error instead of waiting for ever. */
export function requestId(message: unknown): number | undefined {
  const found = z.looseObject({ type: z.literal('request'), id: seq }).safeParse(message);
  return found.success ? found.data.id : undefined;
}

/** What the panel keeps for a restart of the window; anything else is not restored. */
export const panelStateSchema = z.looseObject({ target: z.strictObject({ run: id, folder: z.string().min(1).max(32_768) }) });
