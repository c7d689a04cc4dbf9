import { test } from 'node:test';
import assert from 'node:assert/strict';
import { findSecrets } from '../../../src/secrets/detect.ts';
import { base62Crc32 } from '../../../src/secrets/entropy.ts';
import { leastTime } from '../../support/processor-time.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const j = (...parts: string[]): string => parts.join('');
const random30 = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD2';
const pem = (label: string): string => j('-----', `BEGIN ${label}-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END ${label}-----`);

const secrets: [kind: string, secret: string][] = [
  ['github-token', j('ghp_', random30, base62Crc32(random30))],
  ['github-token', j('github_', 'pat_11ABCDEFG0', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD2aB3dE5gH7jK9')],
  ['npm-token', j('npm_', random30, base62Crc32(random30))],
  ['gitlab-token', j('glpat-', 'x7Kq2mZ9pL4vR8tY1wBc')],
  ['aws-access-key', j('AKIA', 'IOSFODNN7EXAMQLE')],
  ['google-api-key', j('AIza', 'SyD4x8Kq2mZ9pL4vR8tY1wBc6N0fJ3hG5uQ')],
  ['slack-token', j('xoxb-', '123456789012-abcDEF456ghiJKL')],
  ['stripe-key', j('sk_', 'live_4eC39HqLyjWDarjtT1zdp7dc')],
  ['anthropic-key', j('sk-', 'ant-api03-x7Kq2mZ9pL4vR8tY1wBc6N0fJ3hG5uQ')],
  ['openai-key', j('sk-', 'proj-x7Kq2mZ9pL4vR8tY1wBc6N0fJ3hG5uQ')],
  ['jwt', j('eyJ', 'hbGciOiJIUzI1NiJ9.eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U')],
  ['private-key', pem('RSA PRIVATE KEY')],
  ['private-key', pem('OPENSSH PRIVATE KEY')],
];

for (const [kind, secret] of secrets) {
  test(`${kind}: ${secret.slice(0, 12)}…`, () => {
    for (const text of [secret, `before ${secret} after`, `("${secret}")`, `X=${secret};`]) {
      const start = text.indexOf(secret);
      const [match, ...more] = findSecrets(text);
      assert.deepEqual([match?.kind, match?.start, match?.end, more.length], [kind, start, start + secret.length, 0], text);
    }
  });
}

const inContext: [text: string, secret: string, kind: string][] = [
  ['psql postgres://ada:s3cr3t-pw@db.example.org/x', 's3cr3t-pw', 'url-credentials'],
  ['curl -H "Authorization: Bearer a8Kd92mmAqzq83xx" https://x', 'a8Kd92mmAqzq83xx', 'assigned-secret'],
  ['authorization: Basic dXNlcjpwYXNzdzByZA==', 'dXNlcjpwYXNzdzByZA==', 'assigned-secret'],
  ['{"apiKey": "zq8-Kd92mmAq"}', 'zq8-Kd92mmAq', 'assigned-secret'],
  ['{\\"client_secret\\":\\"zq8-Kd92mmAq\\"}', 'zq8-Kd92mmAq', 'assigned-secret'],
  ['export DB_PASSWORD=Tr0ub4dor&3', 'Tr0ub4dor', 'assigned-secret'],
  ["password = 'Tr0ub4dor&3,x'", 'Tr0ub4dor&3,x', 'assigned-secret'],
  ['deploy --token zq8-Kd92mmAq now', 'zq8-Kd92mmAq', 'assigned-secret'],
  ['curl -u ada:Tr0ub4dor3 https://x', 'Tr0ub4dor3', 'assigned-secret'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'assigned-secret'],
];

for (const [text, secret, kind] of inContext) {
  test(`by its context: ${text}`, () => {
    const [match] = findSecrets(text);
    assert.ok(match !== undefined, text);
    assert.deepEqual([match.kind, text.slice(match.start, match.end)], [kind, secret]);
  });
}

const clean = [
  'The quick brown fox.',
  'password: string',
  'const token = getToken(request);',
  'token = config.auth.token2',
  'password=${DB_PASSWORD}',
  'password = "changeme"',
  'api_key: <your key here>',
  'TOKEN=$(cat token.txt)',
  'secret = process.env.SECRET_KEY1',
  'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'sk-loading-spinner-container-wide',
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '"integrity": "sha512-9NykojV5Uih4lgo5So5dtw+f0JgJX30KCNI8gwhz2J9A15wD0Ml6tjHKwf6fTSa6fAdVBdZeNOs9eJ71qCk8vA=="',
  'commit 1f0c2a9d7e5b3846a2c4e6f80123456789abcdef',
  'https://example.org/a:b@c',
  'git@github.com:owner/repo.git',
  'tokenizer: cl100k_base-v2-large',
  'PWD=/home/ada/project1',
  '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----',
  'password=[redacted:assigned-secret:0123456789ab]',
  'ghp_[redacted:x:0123456789ab]',
];

for (const text of clean) test(`no secret: ${text.slice(0, 60)}`, () => assert.deepEqual(findSecrets(text), []));

test('a private key that is cut off is hidden as far as it goes', () => {
  const text = `x ${pem('PRIVATE KEY').split('\n').slice(0, 2).join('\n')}`;
  assert.deepEqual(findSecrets(text).map(({ kind, start, end }) => [kind, start, end]), [['private-key', 2, text.length]]);
});

const hostile = ['password=', 'token=a1', '://', '://a:', '-----BEGIN PRIVATE KEY-----', '-----BEGIN ', 'eyJ', 'eyJaaaaaaaaa.', 'ghp_', 'sk-', 'sk-a', 'Bearer ', '--token ', '-u a:', '[redacted:', '[redacted:x:', 'a', '\\', '"', '=', ' ', 'authorization: ', 'password"', ':AA', 'AKIA', 'sk-1', 'password=1'];

test('time is linear on hostile text', () => {
  for (const unit of hostile) {
    const time = (size: number): number => {
      const text = unit.repeat(Math.ceil(size / unit.length));
      return leastTime(() => findSecrets(text), 2000, 3);
    };
    time(50_000);
    const took = time(1_000_000);
    assert.ok(took <= 2000, `${JSON.stringify(unit)}: ${took} ms for 1 MB`);
  }
});
