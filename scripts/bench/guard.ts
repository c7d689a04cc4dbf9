/** What a check takes: guard and policy in this process, and the command line from nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGuard } from '../../src/guard/guard.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { dist } from '../../test/support/workspace.ts';
import { median, quantile, timed, type Figure } from './measure.ts';

const ROUNDS = 40;
const STARTS = 40;
const WARM_AIM = 150;
const COLD_AIM = 60;

/** What agents ask most, one of each kind. */
const commands = [
  'ls -la src',
  'git status --short',
  'git log --oneline | head -20',
  "rg -n 'createServer' src | head -20",
  "sed -n '1,80p' src/app.ts",
  'cd src && npm test -- test/a.test.ts 2>&1 | tail -30',
  'git add -A && git commit -m "fix(auth): close the handle (#12)"',
  "find . -name '*.ts' -not -path './node_modules/*' | xargs grep -l foo",
];

export async function benchGuard(): Promise<Figure[]> {
  const cwd = '/project';
  const guard = await createGuard(join(dist, 'wasm'));
  const { policy } = loadPolicy({ sources: [], trusted: true, roots: [cwd], home: homedir() });
  const context = { roots: [cwd], home: homedir(), platform: process.platform, realpath: (path: string) => path };
  const check = (command: string): void => {
    const action = { kind: 'exec' as const, command, cwd };
    policy.decide({ action, assessment: guard.assess(action, context), agent: 'bench', grants: [] });
  };
  for (let i = 0; i < 300; i += 1) for (const command of commands) check(command);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const command of commands) {
      const took = await timed(() => {
        for (let i = 0; i < 50; i += 1) check(command);
      });
      times.push((took / 50) * 1000);
    }
  }
  const warm = median(times);
  return [
    {
      name: `a check of one of ${commands.length} usual commands, warm`,
      value: `${warm.toFixed(0)} µs median, ${quantile(times, 0.95).toFixed(0)} µs p95`,
      aim: `under ${WARM_AIM} µs`,
      reached: warm < WARM_AIM,
    },
    ...cold(),
  ];
}

/** In turn with a Node that does nothing: a command that is read as it is, one that needs the grammar, and a start before which no code was kept. */
function cold(): Figure[] {
  const lineOf = (command: string | undefined): string => `${JSON.stringify({ id: 1, action: { kind: 'exec', command, cwd: process.cwd() } })}\n`;
  const [plain, grammar] = [lineOf(commands[2]), lineOf(commands[5])];
  const state = mkdtempSync(join(tmpdir(), 'sb-bench-'));
  const env = { ...process.env, SIGNALBOX_STATE_DIR: state };
  const started = (args: string[], input = ''): number => {
    const from = performance.now();
    execFileSync(process.execPath, args, { input, env });
    return performance.now() - from;
  };
  const check = [join(dist, 'cli.js'), 'check', '--jsonl'];
  const [first, checks, parsed, nothing]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < STARTS; round += 1) {
    rmSync(state, { recursive: true, force: true });
    first.push(started(check, plain));
    checks.push(started(check, plain));
    parsed.push(started(check, grammar));
    nothing.push(started(['-e', '0']));
  }
  rmSync(state, { recursive: true, force: true });
  const whole = median(checks);
  const value = (times: readonly number[]): string => `${median(times).toFixed(0)} ms median, ${(median(times) / median(nothing)).toFixed(2)} times \`node -e 0\``;
  return [
    { name: '`signalbox check` of one command, cold', value: value(checks), aim: `under ${COLD_AIM} ms`, reached: whole < COLD_AIM },
    { name: 'the same, the first start after an installation', value: value(first) },
    { name: '`signalbox check` of one command that needs the grammar, cold', value: value(parsed) },
    { name: '`node -e 0`', value: `${median(nothing).toFixed(0)} ms median` },
  ];
}
