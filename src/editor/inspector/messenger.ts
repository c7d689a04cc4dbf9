/** The host's end of the inspector's messages: checks what comes, calls the handler, and always answers. */
import type { ErrorCode, FromWebview, Method, Requests, ToWebview } from './protocol.ts';
import { fromWebviewSchema, requestId } from './schema.ts';

export type Handlers = { [M in Method]: (params: Requests[M]['params']) => Promise<Requests[M]['result']> };

/** A request that cannot be done, with a sentence for the person. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * `post` sends to the webview; `onReady` is called with the webview's protocol number when it (again) listens; `onFailure` gets
 * unexpected errors for the log.
 */
export class Messenger {
  readonly #post: (message: ToWebview) => void;
  readonly #handlers: Handlers;
  readonly #onReady: (protocol: number) => void;
  readonly #onFailure: (error: unknown) => void;

  constructor(post: (message: ToWebview) => void, handlers: Handlers, onReady: (protocol: number) => void, onFailure: (error: unknown) => void) {
    this.#post = post;
    this.#handlers = handlers;
    this.#onReady = onReady;
    this.#onFailure = onFailure;
  }

  /** Takes one message from the webview. Never rejects. */
  async receive(message: unknown): Promise<void> {
    const parsed = fromWebviewSchema.safeParse(message);
    if (!parsed.success) {
      const id = requestId(message);
      if (id !== undefined) this.#post({ type: 'error', id, code: 'invalid', message: 'The request is not one that the inspector knows.' });
      return;
    }
    if (parsed.data.type === 'ready') this.#onReady(parsed.data.protocol);
    else await this.#answer(parsed.data);
  }

  async #answer(request: Extract<FromWebview, { type: 'request' }>): Promise<void> {
    try {
      this.#post({ type: 'reply', id: request.id, result: await this.#call(request.method, request.params) });
    } catch (error) {
      if (!(error instanceof RequestError)) this.#onFailure(error);
      const code = error instanceof RequestError ? error.code : 'failed';
      this.#post({ type: 'error', id: request.id, code, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** The schema has matched `params` to `method`; this only tells the compiler so. */
  #call<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    return this.#handlers[method](params);
  }
}
