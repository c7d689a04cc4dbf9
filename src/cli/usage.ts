/** The arguments are not what the verb takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function usage(): string {
  return `signalbox: a local control plane for AI coding agents

  signalbox run --agent ID [--prompt TEXT] [--workspace DIR] [--approve ask|deny|allow] [--trust] [--resume RUN] [--key FILE]
      One run: the agent is gated, and leaves a signed record. Prints the run's folder as the last line.
      --approve  what the policy asks about: ask on this terminal (default), deny it, or allow it (the record says that a flag did)
      --trust    the workspace's own policy may also loosen, and its agents and MCP servers count
      --resume   continue the session of a recorded run
      --key      sign with this OpenSSH key (or its agent) instead of Signalbox's own

  signalbox verify [PATH...] [--require trusted|linked|reviewed|no-reported-writes]... [--json]
      Is each record whole, signed, by whom, and where is it in the history. Default: all runs in .signalbox/runs.

  signalbox show RUN [--json]
      A record for a person to read. RUN: an id, the start of one, a folder, or "last".

  signalbox trust RUN --as NAME
      Adds the key that signed a run to .signalbox/allowed_signers, as NAME.

  signalbox check --jsonl [--policy FILE]
      Decides actions without running them: one {"id","action"} a line on standard input.

Exit codes: 0 good; 1 a check failed, or the run did not complete; 2 wrong use; 3 cannot (a missing file, no gate).
`;
}
