import { describe, expect, it } from 'vitest';
import { arbitrate, type Arbitration } from '../../../src-core/arbitration/arbitrate.ts';
import type { Pack } from '../../../src-core/arbitration/pack.ts';
import { openPack, signPack } from '../../../src-core/arbitration/open-pack.ts';
import { verificationDigest } from '../../../src-core/arbitration/verification-digest.ts';
import { pae } from '../../../src-core/crypto/dsse.ts';
import { parseJwk } from '../../../src-core/crypto/jwk.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { ed25519Signer, type Signer } from '../../../src-core/crypto/signer.ts';
import { decodeBase64, encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { TrustPolicy } from '../../../src-core/evidence/policy.ts';
import type { Evidence } from '../../../src-core/evidence/state.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { buildRuling } from '../../../src-core/ruling/build-ruling.ts';
import { parseRuling, serializeRuling, type RulingDocument } from '../../../src-core/ruling/ruling-document.ts';
import { verifyRuling, type RulingContext, type RulingReport } from '../../../src-core/ruling/verify-ruling.ts';
import { nodeSignatures } from '../../../src-main/crypto/node-signatures.ts';
import { corePack, smallPack, smallRemedy, smallRule } from '../../fixtures/core-pack.ts';
import { digestNamed, handCase, handClaim } from '../../fixtures/hand-case.ts';

const signer = (seed: number): Signer => ed25519Signer(new Uint8Array(32).fill(seed));
const verifier = createSignatureVerifier('fast', nodeSignatures);
const [analyst, approver, author] = [signer(1), signer(2), signer(3)];
const pack = smallPack('small', [smallRule('A', smallRemedy())]);
const sealedPack = signPack(pack, author);

const policy: TrustPolicy = {
  name: 'test',
  registries: [],
  keys: [],
  tsaRoots: [],
  clockSkewMs: 5000,
  packSigners: [{ key: parseJwk({ ...author.jwk }), name: 'author' }],
  people: [{ id: 'p1', name: 'An Analyst', key: parseJwk({ ...analyst.jwk }), roles: ['analyst'] }],
  digest: digestNamed('policy'),
};

/** As much of verified evidence as rulings look at. */
const evidence = {
  inputs: [{ path: 'x', sha256: digestNamed('evidence'), bytes: 1, format: 'atb' }],
  policyDigest: policy.digest,
  chains: new Map(),
  brackets: { byDigest: () => [] },
  findings: [],
  axes: { integrity: 'pass', authenticity: 'pass', authority: 'pass', order: 'pass', time: 'pass', completeness: 'pass' },
  verdict: 'pass',
} as unknown as Evidence;

function derive(packs: readonly Pack[], delivered = false): Arbitration {
  return arbitrate({
    claim: handClaim,
    packs,
    derive: () => handCase({ 'prf.delivered': { value: delivered } }),
    sources: {
      evidence: [digestNamed('evidence')],
      verificationDigest: verificationDigest(evidence),
      policyDigest: policy.digest,
    },
  });
}

function ruling(signers: readonly Signer[], packs: { readonly [id: string]: JsonValue } = { small: sealedPack }): RulingDocument {
  const { coreBytes } = derive([pack]);
  return buildRuling({ claim: handClaim, core: parseJson(coreBytes) as JsonObject, packs }, signers);
}

const context: RulingContext = { verifier, derive: ({ packs }) => derive(packs) };
const whole: RulingContext = { ...context, policy, evidence };

function answers(report: RulingReport): Record<string, string> {
  return Object.fromEntries(
    report.checks.filter((check) => check.result !== 'not-applicable').map(({ name, result, code }) => [name, code ?? result]),
  );
}

function forge(change: (document: JsonObject) => void): Uint8Array {
  const document = parseJson(serializeRuling(ruling([analyst]))) as JsonObject;
  change(document);
  return canonicalizeBytes(document);
}

describe('a ruling', () => {
  it('stands on its evidence, its packs, its policy and its signer', () => {
    const report = verifyRuling(serializeRuling(ruling([analyst])), whole);
    expect(report.verdict).toBe('pass');
    expect(answers(report)).toEqual({
      container: 'pass',
      signature: 'pass',
      evidence: 'pass',
      report: 'pass',
      pack: 'pass',
      policy: 'pass',
      core: 'pass',
    });
    expect(report.derivedDigest).toBe(report.coreDigest);
    expect(report.checks.map((check) => check.name)).toEqual([
      'container',
      'renderings',
      'signature',
      'approvals',
      'evidence',
      'report',
      'pack',
      'policy',
      'core',
      'custody',
    ]);
  });

  it('is the same bytes each time, and reads back', () => {
    const bytes = serializeRuling(ruling([approver, analyst]));
    expect(serializeRuling(ruling([analyst, approver]))).toEqual(bytes);
    expect(serializeRuling(parseRuling(bytes))).toEqual(bytes);
    expect(verifyRuling(bytes, whole).verdict).toBe('pass');
  });

  it('shows nothing unchecked as passed', () => {
    expect(answers(verifyRuling(serializeRuling(ruling([analyst])), context))).toEqual({
      container: 'pass',
      signature: 'I_KEY_UNTRUSTED',
      pack: 'I_PACK_UNTRUSTED',
    });
    expect(answers(verifyRuling(serializeRuling(ruling([])), { ...context, policy }))).toEqual({
      container: 'pass',
      signature: 'I_UNSIGNED',
      pack: 'pass',
      policy: 'pass',
    });
    expect(answers(verifyRuling(serializeRuling(ruling([approver])), whole))['signature']).toBe('I_KEY_UNTRUSTED');
    expect(answers(verifyRuling(serializeRuling(ruling([analyst])), { ...context, evidence }))).toMatchObject({
      policy: 'I_POLICY_MISSING',
      core: 'I_POLICY_MISSING',
    });
    expect(answers(verifyRuling(serializeRuling(ruling([analyst], { small: pack.document })), whole))['pack']).toBe(
      'I_PACK_UNTRUSTED',
    );
  });

  it('does not stand on other evidence, another report, another policy, another derivation', () => {
    const bytes = serializeRuling(ruling([analyst]));
    const other = { ...evidence, inputs: [{ path: 'x', sha256: digestNamed('other'), bytes: 1, format: 'atb' }] };
    expect(answers(verifyRuling(bytes, { ...whole, evidence: other }))['evidence']).toBe('E_EVIDENCE');
    expect(answers(verifyRuling(bytes, { ...whole, evidence: { ...evidence, verdict: 'fail' } }))['report']).toBe('E_REPORT');
    expect(answers(verifyRuling(bytes, { ...whole, policy: { ...policy, digest: digestNamed('another') } }))['policy']).toBe(
      'E_POLICY',
    );
    const report = verifyRuling(bytes, { ...whole, derive: ({ packs }) => derive(packs, true) });
    expect([answers(report)['core'], report.verdict]).toEqual(['E_CORE', 'fail']);
    expect(report.derivedDigest).not.toBe(report.coreDigest);
  });

  it.each<[string, (document: JsonObject) => void, Record<string, string>]>([
    [
      'another claim',
      (d) => void ((d['parts'] as JsonObject)['claim'] = { ...handClaim, id: 'other' } as unknown as JsonObject),
      { container: 'E_MANIFEST' },
    ],
    [
      'another outcome',
      (d) => void (((d['parts'] as JsonObject)['core'] as JsonObject)['outcome'] = 'not-established'),
      { container: 'E_MANIFEST' },
    ],
    ['no manifest', (d) => void delete d['manifest'], { container: 'E_SCHEMA' }],
    ['more than a ruling has', (d) => void (d['note'] = 'x'), { container: 'E_SCHEMA' }],
    ['no envelope, but keys', (d) => void delete d['envelope'], { signature: 'E_SCHEMA' }],
    ['no keys', (d) => void delete d['keys'], { signature: 'E_KEYID' }],
    ['the key of another', (d) => void (d['keys'] = [{ ...approver.jwk }]), { signature: 'E_KEYID' }],
    ['a key with more members', (d) => void (d['keys'] = [{ ...analyst.jwk, use: 'sig' }]), { signature: 'E_KEYID' }],
    [
      'a signature of nothing',
      (d) =>
        void (((d['envelope'] as JsonObject)['signatures'] as JsonObject[])[0] = {
          keyid: analyst.kid,
          sig: encodeBase64(new Uint8Array(64)),
        }),
      { signature: 'E_SIG' },
    ],
    [
      'a signature twice',
      (d) =>
        void ((d['envelope'] as JsonObject)['signatures'] as JsonObject[]).push(
          ((d['envelope'] as JsonObject)['signatures'] as JsonObject[])[0] as JsonObject,
        ),
      { signature: 'E_KEYID' },
    ],
    [
      'another type of payload',
      (d) => void ((d['envelope'] as JsonObject)['payloadType'] = 'application/json'),
      { signature: 'E_ENVELOPE' },
    ],
    ['an envelope that says more', (d) => void ((d['envelope'] as JsonObject)['x'] = 1), { signature: 'E_ENVELOPE' }],
  ])('does not stand with %s', (_, change, expected) => {
    const report = verifyRuling(forge(change), whole);
    expect(report.verdict).toBe('fail');
    expect(answers(report)).toMatchObject(expected);
  });

  it('does not stand with a statement of the signer’s own about other parts', () => {
    const bytes = forge((document) => {
      const envelope = document['envelope'] as JsonObject;
      const payload = encodeUtf8(
        (decodeUtf8(decodeBase64(envelope['payload'] as string) as Uint8Array) as string).replace('as-derived', 'as-pleased'),
      );
      const sig = analyst.sign(pae(envelope['payloadType'] as string, payload));
      document['envelope'] = {
        ...envelope,
        payload: encodeBase64(payload),
        signatures: [{ keyid: analyst.kid, sig: encodeBase64(sig) }],
      };
    });
    expect(answers(verifyRuling(bytes, whole))['signature']).toBe('E_STATEMENT');
  });

  it('does not stand with a pack other than the core’s, or parameters that it does not have', () => {
    const { coreBytes } = derive([pack]);
    const build = (core: JsonObject, packs: { [id: string]: JsonValue }) =>
      serializeRuling(buildRuling({ claim: handClaim, core, packs }, [analyst]));
    const core = (): JsonObject => parseJson(coreBytes) as JsonObject;
    const otherPack = signPack(smallPack('small', [smallRule('A', smallRemedy(2000))]), author);
    expect(answers(verifyRuling(build(core(), { small: otherPack }), whole))).toMatchObject({
      pack: 'E_PACK',
      core: 'I_NOT_DERIVED',
    });
    expect(answers(verifyRuling(build(core(), {}), whole))['pack']).toBe('E_PACK');
    expect(answers(verifyRuling(build(core(), { small: { x: 1 } }), whole))['pack']).toBe('E_PACK_SCHEMA');
    const more = core();
    ((more['packs'] as JsonObject[])[0] as JsonObject)['params'] = { extra: 1 };
    expect(answers(verifyRuling(build(more, { small: sealedPack }), whole))['pack']).toBe('E_PACK');
  });

  // One bit of every byte, all eight with SLOW=1 (minutes).
  it('shows every single bit that is flipped', () => {
    const bytes = serializeRuling(ruling([analyst]));
    const unseen: string[] = [];
    for (let index = 0; index < bytes.length; index += 1) {
      for (const bit of process.env['SLOW'] === '1' ? [0, 1, 2, 3, 4, 5, 6, 7] : [index % 8]) {
        const flipped = bytes.slice();
        flipped[index] = (flipped[index] as number) ^ (1 << bit);
        if (verifyRuling(flipped, { ...context, policy }).verdict !== 'fail') unseen.push(`${index}.${bit}`);
      }
    }
    expect(unseen).toEqual([]);
  }, 900_000);

  it('shows every cut and every byte too many', () => {
    const bytes = serializeRuling(ruling([analyst]));
    for (let length = 0; length < bytes.length; length += 7)
      expect(verifyRuling(bytes.slice(0, length), whole).verdict).toBe('fail');
    for (const tail of ['\n', ' ', '\0', '{}'])
      expect(verifyRuling(new Uint8Array([...bytes, ...encodeUtf8(tail)]), whole).verdict).toBe('fail');
  });
});

describe('the standing of packs', () => {
  const signers = policy.packSigners;
  it.each<[string, JsonValue, string]>([
    ['built in', corePack.document, 'built-in'],
    ['built in, and signed by anyone', signPack(corePack, approver), 'built-in'],
    ['signed by one whom the policy names', sealedPack, 'signed'],
    ['signed by another', signPack(pack, approver), 'untrusted'],
    ['bare', pack.document, 'unsigned'],
    ['signed for another payload type', { ...sealedPack, payloadType: 'application/vnd.in-toto+json' }, 'bad-signature'],
    [
      'changed after it was signed',
      { ...sealedPack, payload: encodeBase64(canonicalizeBytes({ ...(pack.document as JsonObject), version: '2' })) },
      'bad-signature',
    ],
    ['named core, but changed', { ...(corePack.document as JsonObject), version: '9' }, 'unsigned'],
  ])('%s', (_, source, kind) => {
    expect(openPack(source, signers, verifier).standing.kind).toBe(kind);
  });
});
