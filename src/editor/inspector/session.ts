/** One open inspector: follows its run, sends snapshots to its webview, and does what the webview asks for. No `vscode` here. */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { runFolder, SIGNALBOX_FOLDER } from '../../record/paths.ts';
import type { RunView, ToolCallView } from '../../record/view.ts';
import type { DiffFile, EditorActions, RunAccess, RunTarget } from './access.ts';
import { findCall, rawEvents, stepDetails } from './details.ts';
import { Messenger, RequestError, type Handlers } from './messenger.ts';
import { runModel } from './model.ts';
import { pathModel, rootOf } from './paths.ts';
import { readRequest } from './presentation.ts';
import { INSPECTOR_PROTOCOL, type DocumentPart, type Snapshot, type ToWebview, type VerificationState } from './protocol.ts';
import { RunSource } from './source.ts';
import { payloadText } from './texts.ts';
import { visibleLine } from '../../model/visible.ts';

/** The shortest time between two snapshots, and how much longer for each tool call, in ms: large runs are sent less often. */
const PAUSE = 120;
const PAUSE_PER_CALL = 0.2;

export class InspectorSession {
  readonly target: RunTarget;
  readonly source: RunSource;
  readonly #access: RunAccess;
  readonly #actions: EditorActions;
  readonly #post: (message: ToWebview) => void;
  readonly #messenger: Messenger;
  readonly #stops: (() => void)[];
  #revision = 0;
  #ready = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sentAt = 0;
  #reveal: string | undefined;
  #verification: VerificationState | undefined;
  #disposed = false;

  /**
   * `post` hands a message to the webview; `onFailure` gets unexpected errors for the log.
   * @throws {RecordError} `invalid` when `target.run` is no id of a run and `target.dir` is not given.
   */
  constructor(target: RunTarget, access: RunAccess, actions: EditorActions, post: (message: ToWebview) => void, onFailure: (error: unknown) => void) {
    this.target = target;
    this.#access = access;
    this.#actions = actions;
    this.#post = post;
    this.source = new RunSource(target.dir ?? runFolder(join(target.folder, SIGNALBOX_FOLDER), target.run));
    this.#messenger = new Messenger(post, this.#handlers(), (protocol) => this.#onReady(protocol), onFailure);
    this.#stops = [this.source.onChange(() => this.#schedule()), access.onDidChange(() => this.refresh())];
  }

  /** Takes a message from the webview, whatever it is. */
  receive(message: unknown): Promise<void> {
    return this.#messenger.receive(message);
  }

  /** Something may have been appended, or the gate's word of the run has changed. */
  refresh(): void {
    this.#schedule();
    void this.source.refresh(this.#access.live(this.target)?.events);
  }

  /** Goes to a step, now or when the webview is there. */
  reveal(step: string): void {
    this.#reveal = step;
    if (this.#ready) this.#sendReveal();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.source.dispose();
  }

  #onReady(protocol: number): void {
    if (protocol !== INSPECTOR_PROTOCOL) {
      this.#post({ type: 'snapshot', revision: ++this.#revision, run: this.target.run, status: 'failed', reviewable: [], answerable: [], problem: { code: 'unreadable', message: 'This panel is of another version of Signalbox.', next: 'Close it and open the run again.' } });
      return;
    }
    this.#ready = true;
    this.#send();
    this.refresh();
    this.#sendReveal();
  }

  #sendReveal(): void {
    if (this.#reveal !== undefined) this.#post({ type: 'reveal', step: this.#reveal });
    this.#reveal = undefined;
  }

  #schedule(): void {
    if (!this.#ready || this.#timer !== undefined || this.#disposed) return;
    const calls = this.source.view?.counts.calls ?? 0;
    const pause = this.#sentAt + PAUSE + calls * PAUSE_PER_CALL - Date.now();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, Math.max(0, pause));
  }

  #send(): void {
    if (this.#disposed) return;
    this.#sentAt = Date.now();
    this.#post(this.snapshot());
  }

  /** All that the webview shows, as of now. */
  snapshot(): Snapshot {
    const { view, problem, bases, read } = this.source;
    const live = this.#access.live(this.target);
    // A run that the gate is starting has no record yet; that is no fault of it.
    const starting = live !== undefined && problem?.code === 'missing';
    return {
      type: 'snapshot',
      revision: ++this.#revision,
      run: this.target.run,
      status: !read || (starting && !view) ? 'loading' : view ? 'ready' : 'failed',
      ...(view && { view: runModel(view, bases) }),
      ...(live && { live: { phase: live.phase, ...(live.problem !== undefined && { problem: live.problem }) } }),
      reviewable: [...this.#access.waiting(this.target)],
      answerable: this.#answerable(),
      ...(this.#verification && { verification: this.#verification }),
      ...(problem && !starting && { problem }),
    };
  }

  #handlers(): Handlers {
    return {
      loadStepDetails: async ({ step, message }) => {
        const details = await stepDetails(this.#view(), step, message, this.source.lines, this.source.dir);
        if (!details) throw new RequestError('unknown-step', 'The record has no such step any more.');
        return details;
      },
      loadRawEvents: ({ from, count }) => rawEvents(this.source.lines, from, count),
      openDiff: ({ step, file }) => this.#openDiff(this.#call(step), file),
      openDocument: ({ step, part }) => this.#openDocument(this.#call(step), part),
      openFile: async ({ path }) => {
        await this.#actions.openFile(this.#inWorkspace(path));
        return null;
      },
      reviewApproval: async ({ approval }) => {
        if (!this.#access.waiting(this.target).includes(approval)) throw new RequestError('refused', 'This approval does not wait any more: it was answered, or the run ended.');
        await this.#access.review(this.target, approval);
        return null;
      },
      answerQuestion: async ({ question }) => {
        if (!this.#answerable().includes(question)) throw new RequestError('refused', 'This question does not wait any more: it was answered, or taken back.');
        await this.#access.answer(this.target, question);
        return null;
      },
      verify: () => this.#verify(),
      stopRun: async () => {
        if (!this.#access.live(this.target)) throw new RequestError('refused', 'The run is not live: there is nothing to stop.');
        await this.#access.stop(this.target);
        return null;
      },
      reload: async () => {
        await this.source.reload();
        return null;
      },
      copy: async ({ text }) => {
        await this.#actions.copy(text);
        return null;
      },
    };
  }

  /** Ids of the questions that wait, as far as the record shows them: what is answered is what was looked at. */
  #answerable(): string[] {
    const shown = new Map(this.source.view?.turns.flatMap(({ questions }) => questions.map(({ id, digest }) => [id, digest])));
    return this.#access.questions(this.target).flatMap(({ id, digest }) => (shown.get(id) === digest ? [id] : []));
  }

  #view(): RunView {
    const { view } = this.source;
    if (!view) throw new RequestError('refused', 'The record could not be read.');
    return view;
  }

  #call(step: string): ToolCallView {
    const call = findCall(this.#view(), step);
    if (!call) throw new RequestError('unknown-step', 'The record has no such tool call.');
    return call;
  }

  async #openDiff(call: ToolCallView, file: number | undefined): Promise<null> {
    const changes = call.action.kind === 'write' ? (call.action.changes ?? []) : [];
    const chosen = file === undefined ? changes : changes.slice(file, file + 1);
    if (chosen.length === 0) throw new RequestError('refused', 'The record does not say what this action would change.');
    await this.#actions.showDiff(visibleLine(call.title), this.#named(chosen, call));
    return null;
  }

  /** For the titles of editors. */
  #named(files: readonly DiffFile[], { action }: ToolCallView): DiffFile[] {
    const root = rootOf(this.#view(), action);
    return files.map((file) => ({ ...file, path: pathModel(file.path, 'cwd' in action ? (action.cwd ?? root) : root, root).name }));
  }

  async #openDocument(call: ToolCallView, part: DocumentPart): Promise<null> {
    const title = visibleLine(call.title);
    switch (part) {
      case 'action':
        await (call.action.kind === 'exec' ? this.#actions.showText(title, call.action.command, 'shellscript') : this.#actions.showText(title, JSON.stringify(call.action, undefined, 2), 'json'));
        return null;
      case 'result': {
        const result = call.result === undefined ? undefined : await payloadText(this.source.dir, call.result, Number.POSITIVE_INFINITY);
        if (!result || result.missing !== undefined) throw new RequestError('refused', result?.missing ?? 'The record holds no result of this step.');
        await this.#actions.showText(`${title} (result)`, result.text, 'plaintext');
        return null;
      }
      case 'shown':
        return this.#openShown(call);
    }
  }

  async #openShown(call: ToolCallView): Promise<null> {
    const { whole, raw } = (await readRequest(this.source.lines, this.source.dir, call)) ?? {};
    if (whole?.form === 'diff') await this.#actions.showDiff(visibleLine(whole.title), this.#named(whole.files, call));
    else if (whole) await this.#actions.showText(visibleLine(whole.title), whole.text, whole.language);
    else if (raw && raw.missing === undefined) await this.#actions.showText(`${visibleLine(call.title)} (shown)`, raw.text, 'plaintext');
    else throw new RequestError('refused', raw?.missing ?? 'The record does not hold what the approver was shown.');
    return null;
  }

  /** A path of the record in this workspace; one that was absolute where it was recorded is found again by the workspace's name. */
  #inWorkspace(path: string): string {
    const { folder } = this.target;
    const inside = (absolute: string): boolean => {
      const from = relative(folder, absolute);
      return from !== '' && !from.startsWith('..') && !isAbsolute(from);
    };
    const direct = resolve(folder, path);
    if (inside(direct)) return direct;
    const slashed = path.replaceAll('\\', '/');
    const marker = `/${this.#view().started.workspace.name}/`;
    const at = slashed.indexOf(marker);
    const moved = at < 0 ? undefined : resolve(folder, slashed.slice(at + marker.length));
    if (moved !== undefined && inside(moved)) return moved;
    throw new RequestError('refused', `${visibleLine(path.slice(0, 300))} is outside this workspace and is not opened from a record.`);
  }

  async #verify(): Promise<null> {
    if (this.#verification?.state === 'running') return null;
    this.#verification = { state: 'running' };
    this.#send();
    const events = this.source.view?.events ?? 0;
    try {
      const report = await this.#access.verify(this.target);
      this.#verification = { state: 'done', at: new Date().toISOString(), events, report };
    } catch (error) {
      this.#verification = { state: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    this.#send();
    return null;
  }
}
