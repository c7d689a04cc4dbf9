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

  signalbox replay RUN... | --all [--policy FILE | --current | --rule FILE] [--limit N] [--json]
      Decides every recorded action again, from what the record holds, and says what comes out differently.
      --policy   by this file in place of the workspace's; "-" reads standard input
      --current  by the policy files as they are now
      --rule     by the recorded policy with this rule added
      --limit    with --all: only the newest N runs

  signalbox install AGENT [--workspace DIR] [--trust]
      Puts hooks into your own configuration of an agent, so that sessions which you start alone in this folder are gated and recorded.
      --trust    the workspace's own policy may also loosen for them

  signalbox uninstall [AGENT] [--workspace DIR]
      Takes exactly that out again; of all agents, or for one folder only.

  signalbox import [AGENT FILE] [--workspace DIR]
      Makes a record of a session that an agent (claude, codex) has kept by itself; without arguments lists those of this folder.

  signalbox hook AGENT
      What those hooks start: one payload on standard input, the gate's answer in the agent's own form.

  signalbox trust RUN --as NAME
      Adds the key that signed a run to .signalbox/allowed_signers, as NAME.

  signalbox check --jsonl [--policy FILE]
      Decides actions without running them: one {"id","action"} a line on standard input.

Exit codes: 0 good; 1 a check failed, or the run did not complete; 2 wrong use; 3 cannot (a missing file, no gate).
`;
}
