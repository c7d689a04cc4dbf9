/** Signatures and trust, against the real ssh-keygen in both directions. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, sign as rawSign } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTrust, matchesList, parseAllowedSigners } from '../../../src/record/allowed-signers.ts';
import { preAuthEncoding } from '../../../src/record/dsse.ts';
import { fingerprint, formatPublicKey, generateKey, parsePublicKey } from '../../../src/record/keys.ts';
import { sealReceipt } from '../../../src/record/receipt.ts';
import { softwareSigner, sshKeygenSigner } from '../../../src/record/signer.ts';
import { parseSshsig, verifySshsig } from '../../../src/record/sshsig.ts';
import { uint32, wireInteger, wireString } from '../../../src/record/ssh-wire.ts';
import { verifyRun } from '../../../src/record/verify.ts';
import { RUN, signer, temporaryFolder, writeSample } from './sample.ts';

const run = promisify(execFile);
const message = Buffer.from('DSSEv1 4 text 5 hello');

/** What `ssh-keygen -Y verify` says of a signature: resolves when it is good. */
function sshVerify(folder: string, publicKey: string, armoured: string, signed: Uint8Array, namespace = 'signalbox'): Promise<string> {
  return writeFile(join(folder, 'allowed'), `ada@example.org ${publicKey}\n`)
    .then(() => writeFile(join(folder, 'sig'), armoured))
    .then(() => {
      const child = run('ssh-keygen', ['-Y', 'verify', '-f', join(folder, 'allowed'), '-I', 'ada@example.org', '-n', namespace, '-s', join(folder, 'sig')]);
      child.child.stdin!.end(signed);
      return child.then(({ stdout }) => stdout);
    });
}

test('the encoding that is signed is the one of the DSSE specification', () => {
  assert.equal(preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world')).toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  assert.equal(preAuthEncoding('é', Buffer.from('ü')).toString(), 'DSSEv1 2 é 2 ü');
});

test('ssh-keygen accepts our signature, and neither another text nor another namespace', async (context) => {
  const folder = await temporaryFolder(context);
  const { privateKeyPem, publicKey } = generateKey();
  const own = softwareSigner(privateKeyPem);
  assert.equal(own.publicKey, publicKey);
  const armoured = await own.sign(message);
  assert.match(await sshVerify(folder, publicKey, armoured, message), /Good "signalbox" signature for ada@example.org/);
  await assert.rejects(sshVerify(folder, publicKey, armoured, Buffer.from('other')));
  await assert.rejects(sshVerify(folder, publicKey, armoured, message, 'git'));
});

for (const kind of [['ed25519'], ['rsa', '-b', '2048'], ['ecdsa', '-b', '256'], ['ecdsa', '-b', '384'], ['ecdsa', '-b', '521']]) {
  test(`we accept what ssh-keygen signs with ${kind.join(' ')}`, async (context) => {
    const folder = await temporaryFolder(context);
    const key = join(folder, 'key');
    await run('ssh-keygen', ['-q', '-N', '', '-C', 'ada at home', '-f', key, '-t', ...kind]);
    const own = await sshKeygenSigner(key);
    const line = await readFile(`${key}.pub`, 'utf8');
    assert.ok(line.startsWith(own.publicKey) && !own.publicKey.includes('ada'));
    const { stdout } = await run('ssh-keygen', ['-l', '-f', `${key}.pub`]);
    assert.ok(stdout.includes(fingerprint(parsePublicKey(own.publicKey))));
    const signature = parseSshsig(await own.sign(message));
    assert.equal(formatPublicKey(signature.key), own.publicKey);
    assert.equal(verifySshsig(message, signature), true);
    assert.equal(verifySshsig(Buffer.from('other'), signature), false);
    await writeFile(join(folder, 'm'), message);
    await run('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'git', '-f', key, join(folder, 'm')]);
    assert.equal(verifySshsig(message, parseSshsig(await readFile(join(folder, 'm.sig'), 'utf8'))), false);

    const runFolder = join(folder, RUN);
    await writeSample(runFolder);
    await sealReceipt(runFolder, own);
    const report = await verifyRun(runFolder, { allowedSigners: [{ source: 'own', text: `ada ${line}` }] });
    assert.deepEqual([report.ok, report.trust.status], [true, 'trusted']);
  });
}

/** A hardware key as the protocol describes it, with the key in software: ssh-keygen and we must agree on it. */
for (const touched of [true, false]) {
  test(`a signature of a hardware key, ${touched ? '' : 'not '}touched`, async (context) => {
    const folder = await temporaryFolder(context);
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const type = 'sk-ssh-ed25519@openssh.com';
    const application = Buffer.from('ssh:');
    const x = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const blob = Buffer.concat([wireString(type), wireString(x), wireString(application)]);
    const line = `${type} ${blob.toString('base64')}`;
    const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
    const signed = Buffer.concat([Buffer.from('SSHSIG'), wireString('signalbox'), wireString(''), wireString('sha512'), wireString(createHash('sha512').update(message).digest())]);
    const rest = Buffer.concat([Buffer.from([touched ? 1 : 0]), uint32(7)]);
    const raw = rawSign(null, Buffer.concat([sha256(application), rest, sha256(signed)]), privateKey);
    const inner = Buffer.concat([wireString(type), wireString(raw), rest]);
    const bytes = Buffer.concat([Buffer.from('SSHSIG'), uint32(1), wireString(blob), wireString('signalbox'), wireString(''), wireString('sha512'), wireString(inner)]);
    const armoured = `-----BEGIN SSH SIGNATURE-----\n${bytes.toString('base64').replace(/.{1,70}/g, '$&\n')}-----END SSH SIGNATURE-----\n`;
    assert.equal(verifySshsig(message, parseSshsig(armoured)), touched);
    // ssh-keygen itself does not mind whether the key was touched; we do.
    await sshVerify(folder, line, armoured, message);
  });
}

test('a signer that fails, takes too long, or signs with another key, is refused, and no receipt is left', async (context) => {
  const folder = await temporaryFolder(context);
  const key = join(folder, 'key');
  await assert.rejects(sshKeygenSigner(key), { code: 'signing' });
  await run('ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-f', key]);
  await assert.rejects((await sshKeygenSigner(key, { program: 'no-such-ssh-keygen' })).sign(message), { code: 'signing' });
  const slow = join(folder, 'slow');
  await writeFile(slow, '#!/bin/sh\nexec sleep 20\n', { mode: 0o700 });
  await assert.rejects((await sshKeygenSigner(key, { program: slow, timeout: 100 })).sign(message), /within 100 ms/);
  const runFolder = join(folder, RUN);
  await writeSample(runFolder);
  await assert.rejects(sealReceipt(runFolder, { publicKey: generateKey().publicKey, sign: (bytes) => signer.sign(bytes) }), { code: 'signing' });
  await assert.rejects(sealReceipt(runFolder, { publicKey: signer.publicKey, sign: async () => 'nonsense' }), { code: 'signing' });
  await sealReceipt(runFolder, signer);
  await assert.rejects(sealReceipt(runFolder, signer), { code: 'sealed' });
});

test('malformed signatures and keys are refused', async () => {
  const armoured = await signer.sign(message);
  const body = Buffer.from(armoured.split('\n').slice(1, -2).join(''), 'base64');
  const wrap = (bytes: Buffer): string => `-----BEGIN SSH SIGNATURE-----\n${bytes.toString('base64').replace(/.{1,70}/g, '$&\n')}-----END SSH SIGNATURE-----\n`;
  assert.equal(wrap(body), armoured);
  const bad = [
    '', armoured.trimEnd(), ` ${armoured}`, armoured.replaceAll('\n', '\r\n'), armoured.replace('\n', '\n\n'), wrap(Buffer.concat([body, Buffer.alloc(1)])), wrap(body.subarray(0, -1)),
    wrap(Buffer.concat([body.subarray(0, 6), uint32(2), body.subarray(10)])), wrap(Buffer.from('SSHSIG')),
  ];
  for (const text of bad) assert.throws(() => parseSshsig(text), { name: 'WireError' }, JSON.stringify(text));
  for (const line of ['', 'ssh-ed25519', 'ssh-ed25519 AAAA', `ssh-rsa ${signer.publicKey.split(' ')[1]}`, 'ssh-dss AAAAB3NzaC1kc3M=']) assert.throws(() => parsePublicKey(line), { name: 'WireError' }, line);
  assert.throws(() => parsePublicKey(`ssh-rsa ${Buffer.concat([wireString('ssh-rsa'), wireInteger(Buffer.from([3])), wireInteger(Buffer.alloc(128, 0xff))]).toString('base64')}`), { name: 'WireError' });
});

const at = new Date('2026-11-22T12:00:00Z');
const key = signer.publicKey;
const trustTable: [text: string, status: string][] = [
  [`ada@example.org ${key}`, 'trusted'],
  [`ada@example.org,bob ${key} a comment`, 'trusted'],
  [`# comment\n\n"ada lovelace" namespaces="git,signal*" ${key}\r\n`, 'trusted'],
  [`ada namespaces="git" ${key}`, 'wrong-namespace'],
  [`ada namespaces="*,!signalbox" ${key}`, 'wrong-namespace'],
  [`ada valid-after="20260101",valid-before="20270101" ${key}`, 'trusted'],
  [`ada valid-after="20261122120001Z" ${key}`, 'not-valid-then'],
  [`ada valid-before="202611221159Z" ${key}`, 'not-valid-then'],
  [`ada namespaces="git" ${key}\nada ${key}`, 'trusted'],
  [`ada cert-authority ${key}`, 'unknown-key'],
  [`ada some-option ${key}`, 'unknown-key'],
  [`ada valid-after="yesterday" ${key}`, 'unknown-key'],
  [`# ada ${key}`, 'unknown-key'],
  [key, 'unknown-key'],
  [`ada ${generateKey().publicKey}`, 'unknown-key'],
  ['', 'unknown-key'],
  ['\u0000'.repeat(100), 'unknown-key'],
];
for (const [text, status] of trustTable) {
  test(`trust: ${text.replace(key, 'KEY').slice(0, 70)}`, () => assert.equal(findTrust(key, at, [{ source: 'repository', text }]).status, status));
}

test('lines that cannot be used are named', () => {
  const { signers, problems } = parseAllowedSigners(`ada ${key}\nada nonsense\n"open ${key}\n`);
  assert.deepEqual([signers.map(({ line }) => line), problems.map(({ line }) => line)], [[1], [2, 3]]);
  assert.deepEqual([matchesList('signalbox', 's?gnal*'), matchesList('signalbox', '*a*b*c'), matchesList('', '*')], [true, false, true]);
});
