/** A secret found in a text: what kind, and where (UTF-16 offsets). */
export interface SecretMatch {
  /** Stable, lower-case: `github-token`, `private-key`, `high-entropy`, … */
  kind: string;
  start: number;
  end: number;
}
