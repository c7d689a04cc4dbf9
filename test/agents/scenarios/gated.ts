/** What must hold with every agent whose hooks gate it, whatever the agent. */
import type { InstalledAgent } from '../lab/install.ts';
import type { Lab } from '../lab/lab.ts';
import { benchOf } from './bench.ts';
import { testSecrets, testSession, type SecretFacts } from './sessions.ts';
import { testKilledGate, testLateAnswer, testNoAnswer } from './waiting.ts';
import { testMoreWork } from './work.ts';

export interface GatedFacts extends SecretFacts {
  /** Its tool for subagents. */
  subagentTool: string;
  /** What in its environment lets it do everything unasked. */
  permissive: Record<string, string>;
}

/** Tests of one agent. */
export function testGatedAgent(lab: Lab, agent: InstalledAgent, { permissive, ...facts }: GatedFacts): void {
  const careful = benchOf(lab, agent);
  const allowingAll = benchOf(lab, agent, ({ env }) => void Object.assign(env, permissive));
  testMoreWork(allowingAll, facts);
  testKilledGate(allowingAll);
  testNoAnswer(allowingAll);
  testLateAnswer(careful);
  testSession(careful);
  testSecrets(careful, facts);
}
