import { describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../../../src-core/encoding/base64url.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { sealDisclosures } from '../../../src-main/crypto/seal-jwe.ts';
import { openSeals } from '../../../src-main/files/open-seals.ts';
import { fixedSeal, sealKey } from '../../fixtures/fixed-seal.ts';

const entry = `sha256:${'5a'.repeat(32)}` as const;
const path = `case.atb!enc/${'5a'.repeat(32)}.jwe.json`;
const disclosures = ['WyJhIl0', 'WyJiIl0'];
const keys = [1, 2, 3].map((byte) => sealKey(new Uint8Array(32).fill(byte)));
const [alice, bob, eve] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
const p256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ',
  y: 'e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck',
  d: 'VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw',
};

async function seals() {
  const jose = await sealDisclosures(disclosures, entry, [alice.publicJwk, bob.publicJwk, p256]);
  const fixed = fixedSeal(disclosures, entry, [alice, bob], (length) => new Uint8Array(length).fill(length));
  return { jose, fixed };
}

describe('seals', () => {
  test('each recipient opens them, in whatever form they were made; nobody else does', async () => {
    const { jose, fixed } = await seals();
    for (const key of [alice, bob]) {
      for (const bytes of [jose, fixed])
        expect(await openSeals([{ path, bytes }], key.privateJwk)).toEqual([{ path, entry, disclosures }]);
    }
    expect(await openSeals([{ path, bytes: jose }], p256)).toEqual([{ path, entry, disclosures }]);
    expect(await openSeals([{ path, bytes: jose }], { ...bob.privateJwk, kid: 'my own name' })).toEqual([
      { path, entry, disclosures },
    ]);
    for (const bytes of [jose, fixed]) expect(await openSeals([{ path, bytes }], eve.privateJwk)).toEqual([{ path, entry }]);
  });

  test('one recipient alone, and the private members of a key stay out', async () => {
    const bytes = await sealDisclosures(disclosures, entry, [alice.privateJwk]);
    expect(await openSeals([{ path, bytes }], alice.privateJwk)).toEqual([{ path, entry, disclosures }]);
    expect(decodeUtf8(bytes)).not.toContain(alice.privateJwk.d);
  });

  test('altered content is told from a seal for somebody else', async () => {
    const { fixed } = await seals();
    const jwe = JSON.parse(decodeUtf8(fixed) as string) as JsonObject;
    for (const member of ['ciphertext', 'tag', 'iv'] as const) {
      const text = jwe[member] as string;
      const bytes = encodeUtf8(JSON.stringify({ ...jwe, [member]: (text.startsWith('A') ? 'B' : 'A') + text.slice(1) }));
      expect(await openSeals([{ path, bytes }], alice.privateJwk)).toEqual([{ path, entry, failure: expect.any(String) }]);
      expect(await openSeals([{ path, bytes }], eve.privateJwk)).toEqual([{ path, entry }]);
    }
  });

  test('altered content is told also where no kid names the recipients', async () => {
    const jwe = JSON.parse(decodeUtf8(await sealDisclosures(disclosures, entry, [bob.publicJwk, p256])) as string) as {
      recipients: { header: JsonObject }[];
      ciphertext: string;
    };
    const { ciphertext, recipients } = jwe;
    const anonymous = {
      ...jwe,
      recipients: recipients.map((recipient) => ({
        ...recipient,
        header: Object.fromEntries(Object.entries(recipient.header).filter(([name]) => name !== 'kid')),
      })),
    };
    const altered = { ...anonymous, ciphertext: (ciphertext.startsWith('A') ? 'B' : 'A') + ciphertext.slice(1) };
    const open = (document: unknown, key: JsonObject) => openSeals([{ path, bytes: encodeUtf8(JSON.stringify(document)) }], key);
    for (const key of [bob.privateJwk, p256]) {
      expect(await open(anonymous, key)).toEqual([{ path, entry, disclosures }]);
      expect(await open(altered, key)).toEqual([{ path, entry, failure: expect.any(String) }]);
    }
    expect(await open(altered, eve.privateJwk)).toEqual([{ path, entry }]);
  });

  test('what is no seal, or is bound to another entry, is left to the verification', async () => {
    const { fixed } = await seals();
    expect(await openSeals([{ path: 'enc/x.jwe.json', bytes: fixed }], alice.privateJwk)).toEqual([]);
    expect(await openSeals([{ path, bytes: encodeUtf8('{}') }], alice.privateJwk)).toEqual([]);
    expect(await openSeals([{ path: `enc/${'00'.repeat(32)}.jwe.json`, bytes: fixed }], alice.privateJwk)).toEqual([]);
  });

  test('keys that cannot open or seal anything are refused', async () => {
    const signing = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: encodeBase64Url(new Uint8Array(32)),
      d: encodeBase64Url(new Uint8Array(32)),
    };
    await expect(openSeals([], signing)).rejects.toMatchObject({ code: 'E_KEY' });
    await expect(sealDisclosures(disclosures, entry, [signing])).rejects.toMatchObject({ code: 'E_KEY' });
    await expect(sealDisclosures(disclosures, entry, [])).rejects.toMatchObject({ code: 'E_KEY' });
  });
});
