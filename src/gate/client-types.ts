/** The gate as its clients (the editor, the command line) use it; `client.ts` implements it over the socket. */
import type { GateState, NotificationName, Notice, Params, RequestName, Result } from './protocol.ts';

export interface GateConnection {
  /** The newest snapshot. */
  readonly state: GateState;
  /** Sends a request and checks the answer. Rejects with `GateError` (gate's own refusal) or `GateGone` (the connection ended). */
  request<R extends RequestName>(name: R, params: Params<R>, signal?: AbortSignal): Promise<Result<R>>;
  /** Calls `listener` for each notification; the returned function stops that. */
  on<N extends NotificationName>(name: N, listener: (notice: Notice<N>) => void): () => void;
  /** Resolves once, when the connection has ended for whatever reason. */
  readonly closed: Promise<void>;
  close(): void;
}

/** The gate answered with a refusal; `code` is one of `errorCodes` or JSON-RPC's. */
export class GateError extends Error {
  override readonly name = 'GateError';
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The gate is not there any more. */
export class GateGone extends Error {
  override readonly name = 'GateGone';
}
