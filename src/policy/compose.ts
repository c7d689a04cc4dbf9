/** From the rules of all layers to one policy, and from the text that a record keeps of it. */
import { canonical, sha256 } from '../model/digest.ts';
import * as z from 'zod/mini';
import { once } from '../model/once.ts';
import { GUARDED_BY } from './built-in/findings.ts';
import { builtInRules } from './built-in/rules.ts';
import { compileRules, decide, type CompiledLayer, type Deciding } from './decide.ts';
import { parseDuration } from './duration.ts';
import { postureSchema, ruleSchema, type Posture, type RuleData } from './schema.ts';
import { grantRule, suggest } from './suggest.ts';
import type { ExternalGuardData, Policy } from './types.ts';
import type { Place } from './unit.ts';

/** What a policy file says. */
export interface LayerData {
  rules: readonly (RuleData & { text?: string })[];
  posture?: Posture | undefined;
  approvalTimeout?: string | undefined;
  externalGuard?: ExternalGuardData | undefined;
  /** The file has a problem: it only tightens. */
  isBroken: boolean;
}

export interface Layers {
  user: LayerData | undefined;
  workspace: LayerData | undefined;
}

/** @param trusted whether the workspace may loosen, or only tighten. */
export function composePolicy(layers: Layers, trusted: boolean, place: Place): Policy {
  const { user, workspace } = layers;
  const posture = choosePosture(layers, trusted);
  const timeout = chooseTimeout(layers, trusted);
  const policy = policyOf(
    {
      builtIn: { posture, rules: [...builtInRules[posture]], ...GUARDED_BY },
      layers: {
        user: contentOf(user),
        workspace: contentOf(workspace),
      },
      trusted,
      timeout: timeout ?? null,
    },
    place,
    { user: user?.rules, workspace: workspace?.rules },
  );
  return user?.externalGuard === undefined ? policy : { ...policy, externalGuard: user.externalGuard };
}

const contentSchema = once(() => {
  const ids = z.array(z.string());
  const rules = z.array(ruleSchema());
  const layer = z.nullable(z.object({ posture: z.nullable(postureSchema), broken: z.boolean(), rules }));
  return z.object({
    builtIn: z.object({ posture: postureSchema, rules, refused: ids, guarded: ids, ordinary: ids }),
    layers: z.object({ user: layer, workspace: layer }),
    trusted: z.boolean(),
    timeout: z.nullable(z.number()),
  });
});
/** What the digest of a policy is over. */
interface Content {
  builtIn: { posture: Posture; rules: RuleData[]; refused: readonly string[]; guarded: readonly string[]; ordinary: readonly string[] };
  layers: { user: LayerContent | null; workspace: LayerContent | null };
  trusted: boolean;
  timeout: number | null;
}
interface LayerContent {
  posture: Posture | null;
  broken: boolean;
  rules: RuleData[];
}

function contentOf(layer: LayerData | undefined): LayerContent | null {
  if (layer === undefined) return null;
  return { posture: layer.posture ?? null, broken: layer.isBroken, rules: layer.rules.map(({ text: _, ...rule }) => rule) };
}

function policyOf(content: Content, place: Place, quoted: Record<'user' | 'workspace', LayerData['rules'] | undefined>): Policy {
  const { builtIn, trusted, timeout } = content;
  const { user, workspace } = content.layers;
  const layers: CompiledLayer[] = [
    { layer: 'built-in', rules: compileRules(builtIn.rules, 'built-in', place), tightens: false },
    { layer: 'user', rules: compileRules(quoted.user ?? [], 'user', place), tightens: user?.broken === true },
    { layer: 'workspace', rules: compileRules(quoted.workspace ?? [], 'workspace', place), tightens: !trusted || workspace?.broken === true },
  ];
  const text = canonical(content);
  const digest = sha256(text);
  const deciding: Deciding = { layers, broken: user?.broken === true || workspace?.broken === true, place, digest };
  return {
    digest,
    text,
    posture: builtIn.posture,
    readsClock: layers.some(({ rules }) => rules.some(({ data: { match } }) => [match, ...(match.or ?? [])].some(({ hours, until, age }) => (hours ?? until ?? age) !== undefined))),
    ...(timeout !== null && { approvalTimeout: timeout }),
    decide: (subject) => decide(subject, deciding),
    suggest: (subject) => suggest(subject, deciding),
    grantRule: (subject) => grantRule(subject, deciding),
  };
}

export interface RecordedPolicy {
  policy: Policy;
  /** The files of that time, for deciding with one of them replaced. */
  layers: Layers;
  trusted: boolean;
  /** The built-in lists of refused, guarded and ordinary findings were those of this version. */
  isOfThisVersion: boolean;
}

/**
 * The policy whose `text` this is.
 * @throws {Error} where it is none.
 */
export function recordedPolicy(text: string, place: Place): RecordedPolicy {
  const content = contentSchema().parse(JSON.parse(text)) as Content;
  const { layers, trusted, builtIn } = content;
  const lists = { refused: builtIn.refused, guarded: builtIn.guarded, ordinary: builtIn.ordinary };
  return {
    policy: policyOf(content, place, { user: layers.user?.rules, workspace: layers.workspace?.rules }),
    layers: { user: dataOf(layers.user), workspace: dataOf(layers.workspace) },
    trusted,
    isOfThisVersion: canonical(lists) === canonical(GUARDED_BY),
  };
}

function dataOf(content: LayerContent | null): LayerData | undefined {
  return content === null ? undefined : { rules: content.rules, posture: content.posture ?? undefined, isBroken: content.broken };
}

const strictness: readonly Posture[] = ['trusting', 'balanced', 'careful'];

/** The strongest layer's; an untrusted workspace, or a file with problems, can only make it stricter. */
function choosePosture({ user, workspace }: Layers, trusted: boolean): Posture {
  let posture: Posture = 'balanced';
  for (const [layer, free] of [
    [user, true],
    [workspace, trusted],
  ] as const) {
    if (!layer?.posture) continue;
    const stricter = strictness.indexOf(layer.posture) > strictness.indexOf(posture);
    if (stricter || (free && !layer.isBroken)) posture = layer.posture;
  }
  return posture;
}

function chooseTimeout({ user, workspace }: Layers, trusted: boolean): number | undefined {
  const mine = user?.approvalTimeout === undefined ? undefined : parseDuration(user.approvalTimeout);
  const theirs = workspace?.approvalTimeout === undefined ? undefined : parseDuration(workspace.approvalTimeout);
  if (theirs === undefined) return mine;
  return trusted || mine === undefined ? theirs : Math.min(mine, theirs);
}
