/**
 * The policy in force: built-in rules, the user's file and the workspace's file. Files are looked at before each decision, so an
 * edit counts from the next action on. A file that breaks keeps its last good text in force; one that never was good lets nothing pass unasked.
 */
import { closeSync, constants, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { addRule } from '../policy/edit.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy, PolicyProblem, PolicySource } from '../policy/types.ts';
import type { PolicyStatus } from './protocol.ts';

/** Larger policy files are refused as broken. */
const MAX_POLICY_BYTES = 1024 * 1024;
/** The stamp of a file that is not there. */
const NONE = 'none';

interface Layer {
  readonly layer: PolicySource['layer'];
  readonly file: string;
  /** Size, time and inode at the last look; the text is read again when they differ. */
  stamp: string;
  text?: string;
  lastGood?: string;
  problems: PolicyProblem[];
}

export class PolicyStore {
  private readonly layers: Layer[];
  private readonly scope: { roots: readonly string[]; home: string };
  private readonly changed: () => void;
  private policies = new Map<boolean, Policy>();

  /** @param files absolute paths; neither needs to exist. @param changed called when what `status` gives may have changed. */
  constructor(files: { user: string; workspace: string }, scope: { roots: readonly string[]; home: string }, changed: () => void) {
    this.layers = [
      { layer: 'user', file: files.user, stamp: 'never', problems: [] },
      { layer: 'workspace', file: files.workspace, stamp: 'never', problems: [] },
    ];
    this.scope = scope;
    this.changed = changed;
  }

  get workspaceFile(): string {
    return this.layers[1]!.file;
  }

  /** @param trusted whether the workspace's rules may loosen, or only tighten. */
  current(trusted: boolean): Policy {
    this.refresh();
    let policy = this.policies.get(trusted);
    if (policy === undefined) {
      policy = loadPolicy({ sources: this.sources(), trusted, ...this.scope }).policy;
      this.policies.set(trusted, policy);
    }
    return policy;
  }

  status(trusted: boolean): PolicyStatus {
    const { digest, posture } = this.current(trusted);
    return { digest, posture, problems: this.layers.flatMap((layer) => layer.problems) };
  }

  /** Looks at the files every second, so that what is wrong with one is said when it is saved and not at the next action. */
  watch(): void {
    setInterval(() => this.refresh(), 1000).unref();
  }

  /** Adds a rule (JSON text) to the workspace's file, keeping its comments. @throws {Error} when the file as it is cannot be parsed. */
  async addToWorkspace(rule: string): Promise<void> {
    this.refresh();
    const layer = this.layers[1]!;
    if (layer.problems.length > 0) throw new Error(`${layer.file} has errors; mend them first, then add the rule`);
    mkdirSync(dirname(layer.file), { recursive: true });
    await writeFileAtomic(layer.file, addRule(layer.text, rule));
    this.refresh();
  }

  /** Looks at the files and tells whether anything changed. */
  refresh(): void {
    const before = this.layers.map((layer) => layer.stamp).join('\n');
    for (const layer of this.layers) this.look(layer);
    if (this.layers.map((layer) => layer.stamp).join('\n') === before) return;
    this.policies = new Map();
    this.changed();
  }

  private look(layer: Layer): void {
    const { stamp, trouble } = stampOf(layer.file);
    if (stamp === layer.stamp) return;
    layer.stamp = stamp;
    layer.problems = [];
    delete layer.text;
    if (stamp === NONE) {
      delete layer.lastGood;
      return;
    }
    try {
      if (trouble !== undefined) throw new Error(trouble);
      layer.text = readText(layer.file);
    } catch (error) {
      layer.problems = [{ file: layer.file, message: `cannot be read: ${(error as Error).message}` }];
      return;
    }
    layer.problems = loadPolicy({ sources: [{ layer: layer.layer, file: layer.file, text: layer.text }], trusted: true, ...this.scope }).problems;
    if (layer.problems.length === 0) layer.lastGood = layer.text;
  }

  /** An unreadable layer without a last good text is handed over as it is, so that the policy knows that a layer is missing. */
  private sources(): PolicySource[] {
    return this.layers
      .filter((layer) => layer.stamp !== NONE)
      .map(({ layer, file, text, lastGood, problems }) => ({ layer, file, text: problems.length > 0 ? (lastGood ?? text ?? '\u0000') : (text ?? '') }));
  }
}

/** Waits for nobody, should there be a pipe in its place by now. */
function readText(file: string): string {
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

/** What tells one state of a file from another, and why it cannot be read. */
function stampOf(file: string): { stamp: string; trouble?: string } {
  try {
    const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
    if (stat === undefined) return { stamp: NONE };
    const stamp = `${stat.size}.${stat.mtimeNs}.${stat.ino}`;
    if (!stat.isFile()) return { stamp, trouble: 'it is not a plain file' };
    return stat.size > MAX_POLICY_BYTES ? { stamp, trouble: `the file is larger than ${MAX_POLICY_BYTES} bytes` } : { stamp };
  } catch (error) {
    const trouble = (error as Error).message;
    return { stamp: trouble, trouble };
  }
}
