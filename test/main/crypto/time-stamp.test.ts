import { execFileSync } from 'node:child_process';
import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pureX509 } from '../../../src-core/chain/cms/pure-x509.ts';
import { readTimeStamp as readInCore, reportOf } from '../../../src-core/chain/cms/time-stamp.ts';
import { readTimeStamp, verifyTimeStamp } from '../../../src-main/crypto/time-stamp.ts';
import { der, integer, octets, oid, sequence } from '../../fixtures/der.ts';
import {
  algorithm,
  attribute,
  certificate,
  extension,
  issueToken,
  pem,
  rootCertificate,
  rootKey,
  rootPem,
  SHA256,
  signerCertificate,
  signerKey,
  signingCertificate,
  type TokenOptions,
} from '../../fixtures/tsa.ts';

const imprint = createHash('sha256').update('a checkpoint').digest();
const genTime = '20260901100000Z';
const at = Date.UTC(2026, 8, 1, 10);
const issue = (options: Partial<TokenOptions> = {}): Buffer => issueToken({ imprint, genTime, ...options });

/** `valid`, or the code, for a token over the imprint under the test root. */
async function verdict(token: Uint8Array, roots: readonly string[] = [rootPem]): Promise<string> {
  const report = await verifyTimeStamp(token, imprint, roots);
  const result = report.outcome === 'valid' ? 'valid' : report.code;
  expect(withoutOpenssl(token, roots), 'the host without OpenSSL agrees').toBe(result);
  return result;
}

/** The same by the certificates of the standalone page, which computes everything itself. */
function withoutOpenssl(token: Uint8Array, roots: readonly string[]): string {
  const report = reportOf(readInCore(token, roots, pureX509), imprint);
  return report.outcome === 'valid' ? 'valid' : report.code;
}

describe('a time-stamp token', () => {
  it('states its time, its accuracy and its number', async () => {
    expect(await verifyTimeStamp(issue({ serial: 0x1234 }), imprint, [rootPem])).toEqual({
      outcome: 'valid',
      genTime: at,
      accuracy: 1000,
      earliest: at - 1000,
      latest: at + 1000,
      serial: '1234',
    });
  });
  it.each<[string, TokenOptions['accuracy'], number, number]>([
    ['20260901100000.5Z', { seconds: 2 }, at + 500 - 2000, at + 500 + 2000],
    ['20260901100000.1234Z', { millis: 1 }, at + 122, at + 125],
    ['20260901100000.123Z', { micros: 1 }, at + 122, at + 124],
    ['20260901100000Z', {}, at, at],
    ['20260901100000Z', { seconds: 1, millis: 2, micros: 3 }, at - 1003, at + 1003],
  ])('rounds outward: %s %j', async (time, accuracy, earliest, latest) => {
    expect(await verifyTimeStamp(issue({ genTime: time, accuracy }), imprint, [rootPem])).toMatchObject({
      outcome: 'valid',
      earliest,
      latest,
    });
  });
  it('is read out of a response, if that grants it', async () => {
    expect(await verdict(issue({ status: 0 }))).toBe('valid');
    expect(await verdict(issue({ status: 1 }))).toBe('valid');
    expect(await verdict(issue({ status: 2 }))).toBe('malformed');
    expect(await verdict(sequence(sequence(integer(0))))).toBe('malformed');
  });
  it('is the same bytes every time', () => {
    expect(issue().equals(issue())).toBe(true);
  });
  it('is read whatever it stamps, so that what it is over can be found', () => {
    const { status, imprint: stamped, token } = readTimeStamp(issue(), [rootPem]);
    expect({ status, stamped, genTime: token?.genTime }).toEqual({
      status: 'trusted',
      stamped: new Uint8Array(imprint),
      genTime: at,
    });
    expect(readTimeStamp(issue(), []).status).toBe('untrusted');
    expect(readTimeStamp(Buffer.from('x'), []).status).toBe('malformed');
    expect(() => readTimeStamp(issue(), ['no PEM'])).toThrow(expect.objectContaining({ code: 'E_KEY' }));
  });
});

describe('a token that is refused', () => {
  const eddsa = generateKeyPairSync('ed25519').privateKey;
  const other = certificate({ serial: 3 });
  const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest();
  const oldAttribute = (bytes: Uint8Array): Buffer =>
    attribute('1.2.840.113549.1.9.16.2.12', sequence(sequence(sequence(octets(sha1(bytes))))));
  const cases: [string, string, Uint8Array][] = [
    ['over another hash', 'E_TSA_IMPRINT', issue({ imprint: createHash('sha256').update('other').digest() })],
    ['over a hash of SHA3-256', 'E_TSA_IMPRINT', issue({ imprintHash: '2.16.840.1.101.3.4.2.8' })],
    ['over SHA-256 by the name of SHA-512', 'E_TSA_IMPRINT', issue({ imprintHash: '2.16.840.1.101.3.4.2.3' })],
    ['signed by another key', 'E_TSA_CHAIN', issue({ key: rootKey })],
    [
      'without a signing certificate attribute',
      'E_TSA_CHAIN',
      issue({ attributes: ({ contentType, messageDigest }) => [contentType, messageDigest] }),
    ],
    [
      'with the attribute of another certificate',
      'E_TSA_CHAIN',
      issue({ attributes: ({ contentType, messageDigest }) => [contentType, messageDigest, signingCertificate(other)] }),
    ],
    [
      'with two attributes that disagree',
      'E_TSA_CHAIN',
      issue({ attributes: (usual) => [...Object.values(usual), oldAttribute(other)] }),
    ],
    [
      'with the attribute of a certificate that its signer does not name',
      'E_TSA_CHAIN',
      issue({
        certificates: [other],
        attributes: ({ contentType, messageDigest }) => [contentType, messageDigest, signingCertificate(other)],
      }),
    ],
    [
      'with another content type',
      'E_TSA_CHAIN',
      issue({
        attributes: (usual) => [
          attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.7.1')),
          usual.messageDigest,
          usual.certificate,
        ],
      }),
    ],
    ['without a message digest', 'E_TSA_CHAIN', issue({ attributes: ({ contentType, certificate: id }) => [contentType, id] })],
    [
      'with another message digest',
      'E_TSA_CHAIN',
      issue({
        attributes: (usual) => [usual.contentType, attribute('1.2.840.113549.1.9.4', octets(imprint)), usual.certificate],
      }),
    ],
    ['with an attribute twice', 'E_TSA_CHAIN', issue({ attributes: (usual) => [...Object.values(usual), usual.messageDigest] })],
    ['without its certificate', 'E_TSA_CHAIN', issue({ certificates: [] })],
    ['of a certificate of another root', 'E_TSA_CHAIN', issue({ signer: certificate({ issuerKey: signerKey }) })],
    ['of a certificate without usage', 'E_TSA_CHAIN', issue({ signer: certificate({ usages: [] }) })],
    ['of a certificate for servers', 'E_TSA_CHAIN', issue({ signer: certificate({ usages: ['1.3.6.1.5.5.7.3.1'] }) })],
    [
      'of a certificate for time-stamping and more',
      'E_TSA_CHAIN',
      issue({ signer: certificate({ usages: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.1'] }) }),
    ],
    ['of a certificate whose usage is not critical', 'E_TSA_CHAIN', issue({ signer: certificate({ isUsageCritical: false }) })],
    ['of a certificate that may not sign', 'E_TSA_CHAIN', issue({ signer: certificate({ keyUsage: 0x20 }) })],
    ['of a certificate not yet in force', 'E_TSA_CHAIN', issue({ signer: certificate({ notBefore: '20260901100001Z' }) })],
    ['of a certificate out of force', 'E_TSA_CHAIN', issue({ signer: certificate({ notAfter: '20260901095959Z' }) })],
    [
      'of a certificate with an unknown critical extension',
      'E_TSA_CHAIN',
      issue({ signer: certificate({ extra: [extension('1.2.3.4', true, octets(imprint))] }) }),
    ],
    ['of a critical extension', 'unsupported', issue({ extensions: extension('1.2.3.4', true, octets(imprint)) })],
    ['signed with SM2', 'unsupported', issue({ signatureAlgorithm: algorithm('1.2.156.10197.1.501') })],
    ['signed with RSA and SHA-1', 'unsupported', issue({ signatureAlgorithm: algorithm('1.2.840.113549.1.1.5') })],
    [
      'signed with Ed25519 by an RSA certificate',
      'E_TSA_CHAIN',
      issue({ signatureAlgorithm: sequence(oid('1.3.101.112')), signBytes: (bytes) => sign(null, bytes, eddsa) }),
    ],
    ['of no TSTInfo', 'malformed', issue({ eContentType: '1.2.840.113549.1.7.1' })],
    ['of second 60', 'malformed', issue({ genTime: '20260901100060Z' })],
    ['of a day that there is not', 'malformed', issue({ genTime: '20260230100000Z' })],
    ['of a time without zone', 'malformed', issue({ genTime: '20260901100000' })],
    ['with bytes behind', 'malformed', Buffer.concat([issue(), Buffer.of(0)])],
    ['of nothing', 'malformed', new Uint8Array(0)],
    ['of text', 'malformed', Buffer.from('not a token')],
  ];
  it.each(cases)('%s: %s', async (_, code, token) => {
    expect(await verdict(token)).toBe(code);
  });
  it('is refused with any byte changed, or says the same', async () => {
    const token = issue({ accuracy: { seconds: 1 } });
    const honest = await verifyTimeStamp(token, imprint, [rootPem]);
    let accepted = 0;
    const step = process.env['SLOW'] === '1' ? 1 : 4;
    for (let i = 0; i < token.length; i += step) {
      const changed = Buffer.from(token);
      changed[i] = (changed[i] as number) ^ 0x01;
      const report = await verifyTimeStamp(changed, imprint, [rootPem]);
      expect(withoutOpenssl(changed, [rootPem]), `byte ${i}`).toBe(report.outcome === 'valid' ? 'valid' : report.code);
      if (report.outcome !== 'valid') continue;
      accepted += 1;
      expect(report).toEqual(honest);
    }
    console.log(`time-stamp token: ${accepted} of ${Math.ceil(token.length / step)} changed bytes are outside what is signed`);
    // Versions, the set of digest algorithms, the parameters of algorithms: CMS signs none of them, and nothing is taken from them.
    expect(accepted).toBeLessThan(64 / step);
  }, 60_000);
  it('is refused cut at any byte', async () => {
    const token = issue();
    for (let length = 0; length < token.length; length += 7) expect(await verdict(token.subarray(0, length))).toBe('malformed');
  });
});

describe('paths and algorithms', () => {
  const middleKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const middle = (options = {}): Buffer =>
    certificate({ subject: 'Middle', serial: 5, isAuthority: true, key: middleKey, ...options });
  const leaf = certificate({ issuer: 'Middle', issuerKey: middleKey, serial: 6 });

  it('finds a path over a certificate between, in any order', async () => {
    expect(await verdict(issue({ signer: leaf, certificates: [middle(), leaf] }))).toBe('valid');
    expect(await verdict(issue({ signer: leaf, certificates: [leaf, rootCertificate, middle()] }))).toBe('valid');
    expect(await verdict(issue({ signer: leaf, certificates: [leaf] }))).toBe('E_TSA_CHAIN');
    expect(await verdict(issue({ signer: leaf, certificates: [leaf] }), [rootPem, pem(middle())])).toBe('valid');
  });
  it.each<[string, object]>([
    ['is no authority', { isAuthority: false, usages: [], keyUsage: 0x06 }],
    ['may not sign certificates', { keyUsage: 0x80 }],
    ['is out of force', { notAfter: '20250101000000Z' }],
    ['is of another root', { issuerKey: middleKey }],
    ['has name constraints', { extra: [extension('2.5.29.30', true, sequence())] }],
  ])('refuses one that %s', async (_, options) => {
    expect(await verdict(issue({ signer: leaf, certificates: [middle(options), leaf] }))).toBe('E_TSA_CHAIN');
  });
  it('holds the length of a path', async () => {
    const lowerKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const lower = certificate({
      subject: 'Lower',
      issuer: 'Middle',
      issuerKey: middleKey,
      serial: 7,
      isAuthority: true,
      key: lowerKey,
    });
    const deep = certificate({ issuer: 'Lower', issuerKey: lowerKey, serial: 8 });
    expect(await verdict(issue({ signer: deep, certificates: [deep, lower, middle({ pathLength: 1 })] }))).toBe('valid');
    expect(await verdict(issue({ signer: deep, certificates: [deep, lower, middle({ pathLength: 0 })] }))).toBe('E_TSA_CHAIN');
  });
  it('trusts a signer that is a root itself, and a certificate that the user has', async () => {
    expect(await verdict(issue(), [pem(signerCertificate)])).toBe('valid');
    expect(await verdict(issue({ certificates: [] }), [pem(signerCertificate) + rootPem])).toBe('valid');
    expect(await verdict(issue(), [])).toBe('E_TSA_CHAIN');
  });
  it('does not run in circles', async () => {
    const loop = certificate({
      subject: 'Assize Test Root',
      issuer: 'Middle',
      issuerKey: middleKey,
      key: rootKey,
      isAuthority: true,
      serial: 9,
    });
    const back = certificate({ subject: 'Middle', issuer: 'Assize Test Root', key: middleKey, isAuthority: true, serial: 10 });
    expect(await verdict(issue({ certificates: [signerCertificate, loop, back] }), [pem(leaf)])).toBe('E_TSA_CHAIN');
  });
  it('refuses short RSA keys', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(await verdict(issue({ signer: certificate({ key: short }), key: short }))).toBe('E_TSA_CHAIN');
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  const pssParameters = (salt: number): Buffer =>
    sequence(
      der(0xa0, algorithm(SHA256)),
      der(0xa1, algorithm('1.2.840.113549.1.1.8', algorithm(SHA256))),
      der(0xa2, integer(salt)),
    );
  it.each<[string, Partial<TokenOptions>]>([
    ['sha256WithRSAEncryption', { signatureAlgorithm: algorithm('1.2.840.113549.1.1.11') }],
    [
      'sha512WithRSAEncryption',
      { signatureAlgorithm: algorithm('1.2.840.113549.1.1.13'), signBytes: (bytes) => sign('sha512', bytes, signerKey) },
    ],
    [
      'RSASSA-PSS',
      {
        signatureAlgorithm: algorithm('1.2.840.113549.1.1.10', pssParameters(32)),
        signBytes: (bytes) => sign('sha256', bytes, { key: signerKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
      },
    ],
    [
      'ecdsa-with-SHA256',
      { signer: certificate({ key: ec }), key: ec, signatureAlgorithm: sequence(oid('1.2.840.10045.4.3.2')) },
    ],
    [
      'Ed25519',
      {
        signer: certificate({ key: ed }),
        signBytes: (bytes) => sign(null, bytes, ed),
        signatureAlgorithm: sequence(oid('1.3.101.112')),
      },
    ],
    [
      'a signing certificate attribute of the older form',
      {
        attributes: ({ contentType, messageDigest }) => [
          contentType,
          messageDigest,
          attribute(
            '1.2.840.113549.1.9.16.2.12',
            sequence(sequence(sequence(octets(createHash('sha1').update(signerCertificate).digest())))),
          ),
        ],
      },
    ],
  ])('takes %s', async (_, options) => {
    expect(await verdict(issue(options))).toBe('valid');
  });
});

function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL');
  } catch {
    console.warn('openssl absent: its time-stamps are skipped, not passed');
    return false;
  }
}

describe.skipIf(!hasOpenssl())('openssl ts', () => {
  let folder = '';
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'assize-tsa-'));
    writeFileSync(file('data'), 'a checkpoint');
    writeFileSync(file('root.pem'), rootPem);
    writeFileSync(file('signer.pem'), pem(signerCertificate));
    writeFileSync(file('signer.key'), signerKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(file('serial'), '01\n');
    writeFileSync(
      file('tsa.cnf'),
      [
        '[tsa]',
        'serial=serial',
        'default_policy=1.2.3.4',
        'signer_digest=sha256',
        'digests=sha256',
        'accuracy=secs:1,millisecs:500',
        'ess_cert_id_alg=sha256',
        'clock_precision_digits=3',
      ].join('\n'),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('accepts our tokens, and refuses those over other bytes', () => {
    writeFileSync(file('ours.der'), issue());
    const verify = [
      'ts',
      '-verify',
      '-data',
      'data',
      '-in',
      'ours.der',
      '-token_in',
      '-CAfile',
      'root.pem',
      '-attime',
      String(at / 1000),
    ];
    expect(openssl(...verify)).toMatch('OK');
    writeFileSync(file('ours.der'), issue({ imprint: createHash('sha256').update('other').digest() }));
    expect(() => openssl(...verify)).toThrow('message imprint mismatch');
  });

  it('makes tokens and responses that we accept', async () => {
    openssl('ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'query.tsq');
    openssl(
      'ts',
      '-reply',
      '-queryfile',
      'query.tsq',
      '-signer',
      'signer.pem',
      '-inkey',
      'signer.key',
      '-config',
      'tsa.cnf',
      '-section',
      'tsa',
      '-out',
      'reply.tsr',
    );
    openssl('ts', '-reply', '-in', 'reply.tsr', '-token_out', '-out', 'token.der', '-config', 'tsa.cnf', '-section', 'tsa');
    for (const name of ['reply.tsr', 'token.der']) {
      const report = await verifyTimeStamp(readFileSync(file(name)), imprint, [rootPem]);
      expect(report).toMatchObject({ outcome: 'valid', accuracy: 1500 });
      if (report.outcome === 'valid') expect(Math.abs(report.genTime - Date.now())).toBeLessThan(60_000);
      expect(
        await verdict(readFileSync(file(name)), [
          pem(certificate({ serial: 44, isAuthority: true, subject: 'Assize Test Root' })),
        ]),
      ).toBe('E_TSA_CHAIN');
    }
  });
});
