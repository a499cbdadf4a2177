import { describe, expect, it } from 'vitest';
import { pae } from '../../../src-core/crypto/dsse.ts';
import { ed25519Signer, type Signer } from '../../../src-core/crypto/signer.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { memberOf } from '../../../src-core/import/member.ts';
import { canonicalizeBytes } from '../../../src-core/json/canonicalize.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadEvidence } from '../../../src-main/files/load-evidence.ts';
import { packContainer } from '../../../src-main/files/write-container.ts';
import { coffeeOrder } from '../../fixtures/coffee-order.ts';
import { writeFolder } from '../../fixtures/write-folder.ts';

const MANIFEST_TYPE = 'application/vnd.assize.manifest.v1+json';
const { builder, parties } = coffeeOrder();
const built = builder.build();
const folder = writeFolder(new Map([['policy.json', built.policyBytes]]));
const platform = builder.signerOf(parties.platform);
const stranger = ed25519Signer(new Uint8Array(32).fill(9));

interface Signature {
  readonly by: Signer;
  readonly isAltered?: boolean;
  readonly isNameless?: boolean;
}

/** The findings on an honest bundle whose manifest these sealed. */
async function findings(signatures: readonly Signature[], keyFile?: Signer): Promise<string[]> {
  const files = new Map(built.files);
  if (keyFile !== undefined) files.set(`keys/${keyFile.kid}.json`, canonicalizeBytes({ ...keyFile.jwk }));
  const members = new Map(built.sealed({ files }));
  const payload = canonicalizeBytes({ v: 1, manifest: digestOf(members.get('manifest.json') as Uint8Array) });
  const message = pae(MANIFEST_TYPE, payload);
  const envelope = {
    payload: encodeBase64(payload),
    payloadType: MANIFEST_TYPE,
    signatures: signatures.map(({ by, isAltered, isNameless }) => {
      const sig = by.sign(message);
      if (isAltered === true) sig[5] = (sig[5] as number) ^ 1;
      return { ...(isNameless === true ? {} : { keyid: by.kid }), sig: encodeBase64(sig) };
    }),
  };
  members.set('manifest.dsse', canonicalizeBytes(envelope));
  const path = join(folder, 'case.atb');
  writeFileSync(path, await packContainer([...members].map(([name, bytes]) => memberOf(name, bytes))));
  const { evidence } = await loadEvidence([path], { policy: join(folder, 'policy.json') });
  return evidence.findings.map(({ code, path: place }) => `${code} ${String(place).slice(path.length)}`);
}

describe('the seal of a manifest', () => {
  it('by a key that the policy trusts, named or not', async () => {
    expect(await findings([{ by: platform }])).toEqual([]);
    expect(await findings([{ by: platform, isNameless: true }])).toEqual([]);
  });

  it('whose signature fails: E_SIG, also beside a good one', async () => {
    expect(await findings([{ by: platform, isAltered: true }])).toEqual(['E_SIG !manifest.dsse']);
    expect(await findings([{ by: platform }, { by: builder.signerOf(parties.user), isAltered: true }])).toEqual([
      'E_SIG !manifest.dsse',
    ]);
  });

  it('by a key that nothing presents: I_KEY_UNKNOWN, unless a trusted one sealed it too', async () => {
    expect(await findings([{ by: stranger }])).toEqual(['I_KEY_UNKNOWN !manifest.dsse']);
    expect(await findings([{ by: stranger, isNameless: true }])).toEqual(['I_KEY_UNKNOWN !manifest.dsse']);
    expect(await findings([{ by: stranger }, { by: platform }])).toEqual([]);
  });

  it('by a key that only the bundle presents: I_KEY_UNTRUSTED, and E_SIG where it fails', async () => {
    expect(await findings([{ by: stranger }], stranger)).toEqual(['I_KEY_UNTRUSTED !manifest.dsse']);
    expect(await findings([{ by: stranger, isAltered: true }], stranger)).toEqual(['E_SIG !manifest.dsse']);
  });
});
