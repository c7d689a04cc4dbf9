/** This project's own program: what reads its records is harmless, what runs, installs, trusts or takes in something is not. */
import type { Word } from '../shell/word.ts';
import type { CommandSpec } from './types.ts';

const record: CommandSpec = { strict: true, options: { '--json': 'none', '--workspace': 'read' }, rest: 'read' };

export const signalbox: Record<string, CommandSpec> = {
  signalbox: {
    strict: true,
    options: { '--help -h': 'none' },
    sub: {
      verify: { ...record, options: { ...record.options, '--require': 'value' } },
      // The id of a run, or a folder.
      show: record,
      replay: { ...record, options: { ...record.options, '--policy --rule': 'read', '--current --all': 'none', '--limit': 'value' } },
      // A policy may name a program that it asks.
      check: { strict: true, options: { '--jsonl': 'none', '--policy': { takes: 'read', does: 'option' }, '--workspace': { takes: 'read', does: 'option' } }, rest: 'unusual', inert: true },
      run: { does: ['runs-code', 'network'], rest: 'value', options: { '--agent --prompt --approve --resume': 'value', '--workspace --key': 'read', '--trust': { does: 'option' } } },
      install: { does: ['persists'], rest: 'value', options: { '--workspace': 'read', '--trust': { does: 'option' } } },
      uninstall: { does: ['persists'], rest: 'value', options: { '--workspace': 'read' } },
      import: { does: ['writes'], rest: 'read', options: { '--workspace': 'read' } },
      trust: { does: ['persists'], rest: 'value', options: { '--as': 'value' } },
      hook: { does: ['runs-code'], rest: 'value' },
      help: { inert: true },
    },
  },
};

/** `npx signalbox verify …`: it runs a package, but what it is told of is only read. */
export function readsRecords(words: readonly Word[]): boolean {
  const [runner, ...rest] = words.map((word) => word.text ?? '');
  const [name, verb] = rest.filter((text) => !/^(?:-y|--yes|--no-install|--no|--|exec|run)$/.test(text));
  return /^(?:npx|bunx|pnpx|pnpm|yarn|npm|bun)$/.test(runner ?? '') && name === 'signalbox' && /^(?:verify|show|replay)$/.test(verb ?? '');
}
