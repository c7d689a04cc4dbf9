/** The webview's end of the messages: requests with replies, snapshots, and the little state that outlives the page. */
import {
  INSPECTOR_PROTOCOL,
  type ErrorCode,
  type FromWebview,
  type Method,
  type Requests,
  type Snapshot,
  type ToWebview,
} from '../src/editor/inspector/protocol.ts';

/** Navigation and interface only: what a record says is never kept here. */
export interface UiState {
  /** Which run, for the host to restore the panel after a restart of the window. */
  target?: unknown;
  tab?: string;
  selected?: string;
  filter?: string;
  query?: string;
  collapsed?: string[];
}

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: UiState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The host refused a request or failed at it; the message is for the person. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

interface Pending {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/** `onSnapshot` and `onReveal` are called for each; messages count only from the page that holds this one. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #state: UiState;

  constructor() {
    const kept = this.#api.getState();
    this.#state = typeof kept === 'object' && kept !== null ? { ...kept } : {};
  }

  get state(): UiState {
    return this.#state;
  }

  /** Adds to the kept state. */
  keep(change: UiState): void {
    this.#state = { ...this.#state, ...change };
    this.#api.setState(this.#state);
  }

  listen(onSnapshot: (snapshot: Snapshot) => void, onReveal: (step: string) => void): void {
    window.addEventListener('message', (event: MessageEvent<ToWebview>) => {
      const message = event.data;
      if (message.type === 'snapshot') onSnapshot(message);
      else if (message.type === 'reveal') onReveal(message.step);
      else this.#settle(message);
    });
    this.#api.postMessage({ type: 'ready', protocol: INSPECTOR_PROTOCOL });
  }

  /** Rejects with `HostError`. */
  request<M extends Method>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
    const id = this.#nextId++;
    return new Promise<Requests[M]['result']>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      const message = { type: 'request', id, method, params } as Extract<FromWebview, { type: 'request' }>;
      this.#api.postMessage(message);
    });
  }

  #settle(message: Extract<ToWebview, { type: 'reply' | 'error' }>): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    if (message.type === 'reply') pending.resolve(message.result as never);
    else pending.reject(new HostError(message.code, message.message));
  }
}
