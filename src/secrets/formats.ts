/**
 * Formats of secrets that can be told by their looks, as data. Each begins with a literal (`starts`) that is searched for first, so
 * that clean text costs one pass. Every quantifier is bounded and every pattern starts at a boundary: time stays linear.
 */
import { base62Crc32, characterClasses, entropy } from './entropy.ts';

export interface SecretFormat {
  kind: string;
  /** Literals, one of which stands where the pattern begins. */
  starts: readonly string[];
  /** Sticky. The group `secret`, where there is one, is what is secret; else the whole match. */
  pattern: RegExp;
  /** Told from a look-alike by more than its characters. Gets the secret. */
  accept?: (secret: string) => boolean;
}

/** A placeholder like `ghp_xxxxxxxx…` repeats itself; a token does not, and its checksum holds. */
function crc32Token(secret: string): boolean {
  const body = secret.slice(secret.indexOf('_') + 1);
  return base62Crc32(body.slice(0, -6)) === body.slice(-6) || entropy(body) >= 3.5;
}

function random(secret: string): boolean {
  return /[0-9]/.test(secret) && characterClasses(secret) >= 2 && entropy(secret) >= 3.3;
}

/** A fixed prefix and then `body`. */
function prefixed(kind: string, starts: readonly string[], body: string, accept?: (secret: string) => boolean): SecretFormat {
  const prefix = starts.map((start) => start.replaceAll('.', '\\.')).join('|');
  return { kind, starts, pattern: new RegExp(`(?<![A-Za-z0-9])(?:${prefix})${body}`, 'y'), ...(accept === undefined ? {} : { accept }) };
}

export const formats: readonly SecretFormat[] = [
  prefixed('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], '[A-Za-z0-9]{36,251}', crc32Token),
  prefixed('github-token', ['github_pat_'], '[A-Za-z0-9_]{36,255}', random),
  prefixed('npm-token', ['npm_'], '[A-Za-z0-9]{36}', crc32Token),
  prefixed('gitlab-token', ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glsoat-', 'glft-', 'gloas-'], '[\\w-]{20,300}', random),
  prefixed('pypi-token', ['pypi-AgE'], '[\\w-]{50,1000}'),
  prefixed('aws-access-key', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '[A-Z2-7]{16}(?![A-Z0-9])', (secret) => entropy(secret) >= 2.5),
  prefixed('google-api-key', ['AIza'], '[\\w-]{35}', random),
  prefixed('google-token', ['ya29.', 'GOCSPX-', '1//0'], '[\\w-]{20,1000}', random),
  prefixed('slack-token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxo-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxe.', 'xapp-'], '[\\w.-]{10,300}', random),
  { kind: 'slack-webhook', starts: ['hooks.slack.com/'], pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[\w/]{20,200})/y },
  { kind: 'discord-webhook', starts: ['/api/webhooks/'], pattern: /\/api\/webhooks\/[0-9]{5,30}\/(?<secret>[\w-]{40,100})/y },
  { kind: 'telegram-token', starts: [':AA'], pattern: /(?<=[0-9]{8,10}):(?<secret>AA[\w-]{33})(?![\w-])/y },
  prefixed('stripe-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], '[A-Za-z0-9]{16,255}', random),
  prefixed('stripe-key', ['whsec_'], '[A-Za-z0-9+/]{24,255}', random),
  prefixed('anthropic-key', ['sk-ant-'], '[\\w-]{20,300}', random),
  prefixed('openai-key', ['sk-'], '(?:proj-|svcacct-|admin-|or-v1-)?[\\w-]{20,300}', random),
  prefixed('model-provider-key', ['gsk_', 'xai-', 'pplx-', 'r8_', 'hf_', 'api_org_', 'nvapi-', 'fw_'], '[\\w-]{30,200}', random),
  { kind: 'sendgrid-key', starts: ['SG.'], pattern: /(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{16,64}/y, accept: random },
  prefixed('twilio-key', ['SK'], '[0-9a-f]{32}(?![0-9A-Za-z])', random),
  prefixed('mailgun-key', ['key-'], '[0-9a-f]{32}(?![0-9A-Za-z])', random),
  prefixed('digitalocean-token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], '[0-9a-f]{64}'),
  prefixed('shopify-token', ['shpat_', 'shpss_', 'shpca_', 'shppa_'], '[0-9a-fA-F]{32}'),
  prefixed('databricks-token', ['dapi'], '[0-9a-f]{32}', random),
  prefixed('vault-token', ['hvs.', 'hvb.', 'hvr.'], '[\\w-]{24,300}', random),
  prefixed('service-token', ['lin_api_', 'ntn_', 'PMAK-', 'pul-', 'sbp_', 'dp.pt.', 'dp.st.', 'glsa_', 'tskey-', 'dckr_pat_', 'atlasv1.', 'ATATT3', 'rubygems_', 'figd_'], '[\\w.=-]{20,300}', random),
  prefixed('age-secret-key', ['AGE-SECRET-KEY-1'], '[0-9A-Z]{58}'),
  { kind: 'jwt', starts: ['eyJ'], pattern: /(?<![\w-])eyJ[\w-]{8,8192}\.eyJ[\w-]{8,16384}\.[\w-]{0,4096}/y },
  // On this machine, a password that is the name of the user protects nothing.
  { kind: 'url-credentials', starts: ['://'], pattern: /:\/\/(?!([\w-]{1,64}):\1@(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:[/?"'\s]|$))[^\s/:@"'`<>\\]{0,256}:(?<secret>[^\s/@"'`<>\\]{1,512})@/y, accept: (secret) => !isPlaceholder(secret) },
  { kind: 'azure-signature', starts: ['?sig=', '&sig='], pattern: /[?&]sig=(?<secret>[\w%+/=-]{30,200})/y, accept: random },
];

/** Stands for a value instead of being one: a variable, a template hole, stars, a word like `changeme`. */
export function isPlaceholder(value: string): boolean {
  return /^(?:\$[A-Za-z_{(]|%\w|\{\{|<|\.{3}|process\.env|os\.environ|env\.|your[-_]|example|change-?me|placeholder|redacted)/i.test(value) || /^(.)\1*$/s.test(value) || /^[xX*.•-]+$/.test(value);
}
