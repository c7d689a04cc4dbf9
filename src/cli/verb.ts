/** What every verb is given, and what it gives: an exit code. */
export interface VerbContext {
  /** The folder of the bundles. */
  dist: string;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** @throws {UsageError} for wrong arguments (exit code 2); `CannotError` or any other for what cannot be done (3). */
export type Verb = (args: string[], context: VerbContext) => Promise<number>;
