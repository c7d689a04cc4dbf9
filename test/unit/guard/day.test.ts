import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catastrophic, risky } from './corpus.ts';
import { day } from './day/calls.ts';
import { builtIn, effectOf, policyOf, subjectOf } from './support.ts';

interface Day {
  asked: number;
  without: string[];
  rules: unknown[];
}

/** A person who accepts what is offered each time something asks. */
function live(seed: number): Day {
  const rules: unknown[] = [];
  let policy = builtIn;
  let asked = 0;
  const without: string[] = [];
  for (const action of day(1000, seed)) {
    const subject = subjectOf(action);
    if (policy.decide(subject).effect === 'allow') continue;
    asked += 1;
    const offered = policy.suggest(subject);
    if (offered === undefined) without.push(action.kind === 'exec' ? action.command : JSON.stringify(action));
    else {
      rules.push(JSON.parse(offered));
      policy = policyWith(rules);
    }
  }
  return { asked, without, rules };
}

function policyWith(rules: readonly unknown[]) {
  return policyOf(JSON.stringify({ version: 1, rules })).policy;
}

/** What a person has said of these very commands on that day: `npm test` may run, and so on. */
const said =
  /^(?:npm (?:test|run lint|run build -- --prod|start)|npm run build|npx eslint \.|npx tsc --noEmit|npx vitest run|git (?:commit -(?:a?m) "?x"?|add (?:-A|\.)|checkout -b x|push -u origin topic)|mkdir(?: -p)? [\w/]+|gh (?:issue view 3|issue create --title a --body b|pr list)|npm install|git pull --rebase|rm -rf dist|python -m pytest)$/;

test('a day of a thousand calls asks at most thirty times, and its rules let nothing risky through', (t) => {
  for (const seed of [7, 8, 9]) {
    const { asked, without, rules } = live(seed);
    t.diagnostic(
      `seed ${seed}: asked ${(asked / 10).toFixed(1)} times per 100 calls; ${rules.length} rules; nothing offered for ${without.length}`,
    );
    assert.ok(asked <= 30, `${asked} of 1000: ${without.join('\n')}\n${JSON.stringify(rules)}`);
    const policy = policyWith(rules);
    const through = [...risky, ...catastrophic].filter((command) => !said.test(command) && effectOf(command, policy) === 'allow');
    assert.deepEqual(through, []);
    for (const command of catastrophic) assert.equal(effectOf(command, policy), 'deny', command);
  }
});
