import { describe, expect, it } from 'vitest';
import { ed25519Key } from '../../../../src-core/crypto/public-key.ts';
import { ed25519Signer, type Signer } from '../../../../src-core/crypto/signer.ts';
import { encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { canonicalizeBytes } from '../../../../src-core/json/canonicalize.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';
import {
  BundleBuilder,
  dropLine,
  editLines,
  flipBit,
  linesOf,
  replaceLine,
  type EntryHandle,
  type Party,
} from '../../../fixtures/bundle-builder.ts';
import { shortFindings, verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** Findings about keys, signatures and order, without what time and logs say besides. */
const about = (files: ReadonlyMap<string, Uint8Array>, policy: JsonObject | undefined): string[] =>
  shortFindings(verifyBundle(files, policy)).filter((text) => !/^I_(?:TIME|OPEN|REF)/.test(text));

const query = (text: string) => ({ txn: 't1', body: { query: text } });

/** A registry, an agent with two entries, and what a test adds between. */
function story(between: (builder: BundleBuilder, agent: Party) => void = () => {}, seed = 'keys') {
  const builder = new BundleBuilder(seed, '2026-03-02T01:00:00.000Z');
  const agent = builder.party('agent', { role: 'user_agent' });
  const first = builder.entry(agent, 'service.queried', query('one'));
  between(builder, agent);
  const last = builder.entry(agent, 'service.queried', query('two'));
  return { builder, agent, first, last };
}

const weakKey = ed25519Key(new Uint8Array(32).fill(1, 0, 1));

describe('whose key it is', () => {
  it('is quiet where the registry issued the key', () => {
    const { builder } = story();
    const built = builder.build();
    expect(about(built.files, built.policy)).toEqual([]);
  });

  it('takes a key that nobody presents as unknown, and one that only the bundle presents as untrusted', () => {
    const { builder, agent } = story();
    const built = builder.build();
    const withoutRegistry = new Map([...built.files].filter(([path]) => path === agent.path));
    expect(about(withoutRegistry, built.policy)).toEqual([
      `I_KEY_UNKNOWN ${agent.path}:1 /actor/kid`,
      `I_KEY_UNKNOWN ${agent.path}:2 /actor/kid`,
    ]);
    const kid = builder.signerOf(agent).kid;
    const withFile = new Map(withoutRegistry).set(`keys/${kid}.json`, canonicalizeBytes({ ...builder.signerOf(agent).jwk }));
    expect(about(withFile, built.policy)).toEqual([
      `I_KEY_UNTRUSTED ${agent.path}:1 /actor/kid`,
      `I_KEY_UNTRUSTED ${agent.path}:2 /actor/kid`,
    ]);
    const otherPolicy = { ...built.policy, registries: [] };
    expect(about(built.files, otherPolicy).filter((text) => text.includes(agent.path))).toEqual([
      `I_KEY_UNTRUSTED ${agent.path}:1 /actor/kid`,
      `I_KEY_UNTRUSTED ${agent.path}:2 /actor/kid`,
    ]);
  });

  it('calls a signature that does not fit E_SIG, trusted or not', () => {
    const { builder, agent, last } = story();
    const built = builder.build({
      signer: (place, signer) => (place === last ? ed25519Signer(new Uint8Array(32).fill(9)) : signer),
      keyid: (place, keyid) => (place === last ? builder.signerOf(agent).kid : keyid),
      payload: (place, payload) =>
        place === last
          ? { ...payload, actor: { ...(payload['actor'] as JsonObject), kid: builder.signerOf(agent).kid } }
          : payload,
    });
    for (const policy of [built.policy, undefined]) {
      const found = about(built.files, policy).filter((text) => text.includes(agent.path));
      expect(found).toContain(`E_SIG ${agent.path}:2`);
    }
  });

  it('refuses a key file that is named for another key, and one that holds none', () => {
    const { builder, agent } = story();
    const built = builder.build();
    const named = new Map(built.files)
      .set('keys/other.json', canonicalizeBytes({ ...builder.signerOf(agent).jwk }))
      .set('keys/none.json', encodeUtf8('{'));
    expect(about(named, built.policy)).toEqual(['E_KEY_BINDING keys/other.json', 'E_PARSE keys/none.json']);
  });
});

describe('what a key is registered for', () => {
  const cases: readonly [string, JsonObject, string][] = [
    ['another subject', { sub: 'did:example:else' }, '/actor/id'],
    ['another role', { role: 'merchant' }, '/actor/role'],
    ['other uses', { usages: ['approve'] }, '/actor/kid'],
  ];
  it.each(cases)('%s', (_name, changes, pointer) => {
    const builder = new BundleBuilder('bind', '2026-03-02T01:00:00.000Z');
    const agent = builder.party('agent', { role: 'user_agent' });
    builder.entry(agent, 'service.queried', query('one'));
    const built = builder.build({
      payload: (place, payload) =>
        place.type === 'key.issued' ? { ...payload, body: { ...(payload['body'] as JsonObject), ...changes } } : payload,
    });
    expect(about(built.files, built.policy)).toEqual([`E_KEY_BINDING ${agent.path}:1 ${pointer}`]);
  });

  it("a registry's own key signs nothing but its chain", () => {
    const { builder, agent, last } = story();
    const registryKey = builder.signerOf(builder.registry);
    const built = builder.build({ signer: (place, signer) => (place === last ? registryKey : signer) });
    expect(about(built.files, built.policy)).toEqual([`E_KEY_BINDING ${agent.path}:2 /actor/role`]);
  });

  it('weak keys prove nothing', () => {
    const builder = new BundleBuilder('weak', '2026-03-02T01:00:00.000Z');
    const agent = builder.party('agent', { role: 'user_agent' });
    const entry = builder.entry(agent, 'service.queried', query('one'));
    const kid = weakKey.thumbprint;
    const built = builder.build({
      payload: (place, payload) => {
        if (place.type === 'key.issued')
          return { ...payload, body: { ...(payload['body'] as JsonObject), kid, jwk: { ...weakKey.jwk } } };
        return place === entry ? { ...payload, actor: { ...(payload['actor'] as JsonObject), kid } } : payload;
      },
      keyid: (place, keyid) => (place === entry ? kid : keyid),
    });
    expect(about(built.files, built.policy)).toEqual([`E_KEY_WEAK ${agent.path}:1 /actor/kid`]);
  });

  it('algorithms that are not spoken, or not accepted, are told apart from wrong signatures', () => {
    const { builder, agent } = story();
    const built = builder.build();
    expect(about(built.files, { ...built.policy, algs: ['ES256'] }).filter((text) => text.includes(agent.path))).toEqual([
      `I_ALG ${agent.path}:1`,
      `I_ALG ${agent.path}:2`,
    ]);
    const kid = builder.signerOf(agent).kid;
    const unspoken = builder.build({
      payload: (place, payload) =>
        place.type === 'key.issued'
          ? {
              ...payload,
              body: {
                ...(payload['body'] as JsonObject),
                alg: 'ML-DSA-65',
                jwk: { kty: 'AKP', alg: 'ML-DSA-65', pub: 'AA' },
                kid,
              },
            }
          : payload,
    });
    expect(about(unspoken.files, unspoken.policy)).toEqual([
      `I_ALG ${agent.path}:1 /actor/kid`,
      `I_ALG ${agent.path}:2 /actor/kid`,
    ]);
  });
});

describe('a key record that fails vouches for nothing', () => {
  const unknown = (path: string, code: string) => [1, 2].map((line) => `I_KEY_UNKNOWN ${path}:${line} /actor/kid < ${code}`);

  const wrong: readonly [string, JsonObject, string][] = [
    ['a kid that is not the thumbprint', { jwk: { ...ed25519Signer(new Uint8Array(32).fill(3)).jwk } }, '/body/kid'],
    ['a jwk whose thumbprint is not the kid', { kid: ed25519Signer(new Uint8Array(32).fill(3)).kid }, '/body/kid'],
    ["an alg that is not the jwk's", { alg: 'ES256' }, '/body/alg'],
    ['a jwk that is no key', { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AA' } }, '/body/kid'],
  ];
  it.each(wrong)('%s', (_name, changes, pointer) => {
    const { builder, agent } = story();
    const built = builder.build({
      payload: (place, payload) =>
        place.type === 'key.issued' ? { ...payload, body: { ...(payload['body'] as JsonObject), ...changes } } : payload,
    });
    expect(about(built.files, built.policy)).toEqual(
      [...unknown(agent.path, 'E_KEY_BINDING'), `E_KEY_BINDING ${builder.registry.path}:2 ${pointer}`].sort(byPathAndLine),
    );
  });

  it.each([
    ['edited by an outsider', 'E_SIG', 3000],
    ['unreadable', 'E_PARSE', 0],
  ] as const)('%s', (_name, code, bit) => {
    const { builder, agent } = story();
    const built = builder.build();
    const record = built.line(builder.keyRecordOf(agent));
    const start = (built.files.get(record.path) as Uint8Array).indexOf(0x0a) + 1;
    const signature = start + record.line.length - 20;
    const files = flipBit(built.files, record.path, bit === 0 ? start * 8 : signature * 8);
    const found = about(files, built.policy).filter((text) => !text.startsWith('E_'));
    expect(found).toEqual(unknown(agent.path, code === 'E_SIG' ? (found[0]?.split('< ')[1] ?? '') : code));
    expect(
      verifyBundle(files, built.policy)
        .findings.filter(({ cause, severity }) => severity === 'error' && cause === undefined)
        .map(({ line, path }) => [path, line]),
    ).toEqual([[record.path, 2]]);
  });

  it('of a type that nobody knows', () => {
    const { builder, agent } = story();
    const built = builder.build({
      payload: (place, payload) => (place.type === 'key.issued' ? { ...payload, type: 'key.given' } : payload),
    });
    expect(about(built.files, built.policy)).toEqual(
      [...unknown(agent.path, 'E_SCHEMA'), `E_SCHEMA ${builder.registry.path}:2 /type`].sort(byPathAndLine),
    );
  });

  it.each([
    ["an alg that is not the jwk's", { alg: 'ES256' }, 'E_KEY_BINDING', '/body/alg'],
    ['a day that there is not', { nbf: '2026-02-30T00:00:00.000Z' }, 'E_SCHEMA', '/body/nbf'],
  ])('of a key that only a rotation presents besides: %s', (_name, changes, code, pointer) => {
    const { builder, agent } = story((b, party) => void b.rotate(party));
    const kid = builder.signerOf(agent).kid;
    const built = builder.build({
      payload: (place, payload) => {
        const body = payload['body'] as JsonObject;
        return place.type === 'key.issued' && body['kid'] === kid ? { ...payload, body: { ...body, ...changes } } : payload;
      },
    });
    expect(about(built.files, built.policy)).toEqual(
      [`I_KEY_UNTRUSTED ${agent.path}:3 /actor/kid < ${code}`, `${code} ${builder.registry.path}:3 ${pointer}`].sort(
        byPathAndLine,
      ),
    );
  });

  it('in the chain of the registry itself: the lines behind it follow', () => {
    let rotation: EntryHandle | undefined;
    const { builder } = story((b) => {
      b.issueKey(b.registry);
      rotation = b.rotate(b.registry, { issue: false });
      b.party('other', { role: 'merchant' });
    });
    const built = builder.build();
    const { path, number } = built.line(rotation as EntryHandle);
    const found = about(replaceLine(built.files, path, number, encodeUtf8('{}\n')), built.policy);
    expect(found.filter((text) => text.includes(path))).toEqual([
      `E_ENVELOPE ${path}:${number}`,
      ...[1, 2].map((behind) => `I_KEY_UNKNOWN ${path}:${number + behind} /actor/kid < E_ENVELOPE`),
    ]);
  });

  it('dropped', () => {
    const { builder, agent } = story((b) => void b.party('other', { role: 'merchant' }));
    const built = builder.build();
    const record = built.line(builder.keyRecordOf(agent));
    const found = about(dropLine(built.files, record.path, record.number), built.policy);
    expect(found.filter((text) => text.startsWith('I_KEY'))).toEqual(unknown(agent.path, 'E_SEQ_GAP'));
  });

  it('a copy of a good line in the file of the registry that vouches for its key is in the wrong place and nothing else', () => {
    const { builder, first } = story();
    const built = builder.build();
    const { path } = builder.registry;
    const files = editLines(built.files, path, (lines) => [built.line(first).line, ...lines]);
    expect(about(files, built.policy)).toEqual([`E_CHAIN_MIX ${path}:1 /chain`]);
  });

  it('but a policy that lists the key itself still vouches', () => {
    const { builder, agent } = story();
    const built = builder.build({
      payload: (place, payload) =>
        place.type === 'key.issued' ? { ...payload, body: { ...(payload['body'] as JsonObject), alg: 'ES256' } } : payload,
    });
    const policy = {
      ...built.policy,
      keys: [{ jwk: { ...builder.signerOf(agent).jwk }, sub: agent.id, role: agent.role, operator: 'x' }],
    };
    expect(about(built.files, policy)).toEqual([`E_KEY_BINDING ${builder.registry.path}:2 /body/alg`]);
  });
});

describe('rotation', () => {
  it('is quiet when the registry issues the new key', () => {
    const { builder } = story((b, agent) => void b.rotate(agent));
    const built = builder.build();
    expect(about(built.files, built.policy)).toEqual([]);
  });

  it('leaves a key that no registry issued untrusted', () => {
    const { builder, agent } = story((b, party) => void b.rotate(party, { issue: false }));
    const built = builder.build();
    expect(about(built.files, built.policy)).toEqual([`I_KEY_UNTRUSTED ${agent.path}:3 /actor/kid`]);
  });

  it('needs proof that somebody holds the new key', () => {
    const { builder, agent } = story((b, party) => void b.rotate(party));
    const built = builder.build({
      payload: (place, payload) =>
        place.type === 'key.rotated'
          ? { ...payload, body: { ...(payload['body'] as JsonObject), pop: 'A'.repeat(86) + '==' } }
          : payload,
    });
    expect(about(built.files, built.policy)).toEqual([`E_POP ${agent.path}:2 /body/pop`]);
  });

  it('is the only way for a key to change', () => {
    const other = ed25519Signer(new Uint8Array(32).fill(5));
    const { builder, agent, last } = story();
    const issue = { kid: other.kid, jwk: { ...other.jwk } };
    builder.issueKey(agent, issue);
    const built = builder.build({ signer: (place, signer) => (place === last ? other : signer) });
    expect(about(built.files, built.policy)).toEqual([`E_KEY_BINDING ${agent.path}:2 /actor/kid`]);
  });

  it('says nothing of a key where the first entry is signed with that of another party', () => {
    const { builder, agent, first } = story((b) => void b.party('other', { role: 'merchant' }));
    const other = builder.parties.find(({ name }) => name === 'other') as Party;
    const built = builder.build({ signer: (place, signer) => (place === first ? builder.signerOf(other) : signer) });
    expect(about(built.files, built.policy)).toEqual([`E_KEY_BINDING ${agent.path}:1 /actor/id`]);
  });

  it('that names another key than it holds is why the next entry is signed with an unexpected one', () => {
    const { builder, agent } = story((b, party) => void b.rotate(party));
    const newKid = ed25519Signer(new Uint8Array(32).fill(3)).kid;
    const built = builder.build({
      payload: (place, payload) =>
        place.type === 'key.rotated' ? { ...payload, body: { ...(payload['body'] as JsonObject), newKid } } : payload,
    });
    expect(about(built.files, built.policy)).toEqual([
      `E_KEY_BINDING ${agent.path}:2 /body/newKid`,
      `E_KEY_BINDING ${agent.path}:3 /actor/kid < E_KEY_BINDING`,
    ]);
  });

  it('binds the very next entry to the new key', () => {
    let old: Signer | undefined;
    const { builder, agent, last } = story((b, party) => {
      old = b.signerOf(party);
      b.rotate(party);
    });
    const built = builder.build({ signer: (place, signer) => (place === last ? (old as Signer) : signer) });
    expect(about(built.files, built.policy)).toEqual([`E_KEY_BINDING ${agent.path}:3 /actor/kid`]);
  });

  it('of a registry that the policy names carries the trust on', () => {
    const builder = new BundleBuilder('registry-rotates', '2026-03-02T01:00:00.000Z');
    const agent = builder.party('agent', { role: 'user_agent' });
    builder.issueKey(builder.registry);
    builder.rotate(builder.registry, { issue: false });
    const shop = builder.party('shop', { role: 'merchant' });
    const asked = builder.entry(agent, 'service.queried', query('one'));
    builder.entry(shop, 'dispute.answer', {
      txn: 't1',
      body: { claim: `sha256:${'0'.repeat(64)}`, stance: 'denies' },
      refs: [{ rel: 'responds-to', to: asked }],
    });
    const built = builder.build();
    const found = about(built.files, built.policy);
    expect(found.filter((text) => text.includes('KEY'))).toEqual([]);
  });
});

describe('a gap behind a line that takes no place', () => {
  it('follows from the line of another actor', () => {
    const { builder } = story((b) => {
      b.party('other', { role: 'merchant' });
      b.party('third', { role: 'merchant' });
    });
    const other = builder.parties.find(({ name }) => name === 'other') as Party;
    const built = builder.build({
      payload: (place, payload) =>
        place === builder.keyRecordOf(other)
          ? { ...payload, actor: { ...(payload['actor'] as JsonObject), id: 'did:example:else' } }
          : payload,
    });
    const { path, number } = built.line(builder.keyRecordOf(other));
    expect(about(built.files, built.policy)).toEqual([
      `E_CHAIN_MIX ${path}:${number} /actor/id`,
      `E_SEQ_GAP ${path}:${number + 1} /seq < E_CHAIN_MIX`,
    ]);
  });

  it('follows from the line that stands in the file of another chain', () => {
    const { builder, agent, last } = story((b, party) => {
      const other = b.party('other', { role: 'user_agent' });
      b.entry(other, 'service.queried', query('else'));
      b.entry(party, 'service.queried', query('moved'));
    });
    const other = builder.parties.find(({ name }) => name === 'other') as Party;
    const built = builder.build();
    const moved = linesOf(built.files.get(agent.path) as Uint8Array)[1] as Uint8Array;
    const files = editLines(dropLine(built.files, agent.path, 2), other.path, (lines) => [...lines, moved]);
    expect(last.seq).toBe(2);
    expect(about(files, built.policy)).toEqual(
      [`E_CHAIN_MIX ${other.path}:2 /chain`, `E_SEQ_GAP ${agent.path}:2 /seq < E_CHAIN_MIX`].sort(byPathAndLine),
    );
  });
});

describe('revocation', () => {
  const revoke = (builder: BundleBuilder, by: Party, agent: Party) =>
    builder.entry(by, 'key.revoked', {
      body: {
        kid: builder.signerOf(agent).kid,
        reason: 'compromised',
        effectiveAt: '2026-03-02T02:00:00.000Z',
        compromisedSince: '2026-03-02T01:30:00.000Z',
      },
      refs: [{ rel: 'revokes', to: builder.keyRecordOf(agent) }],
    });

  it('by the registry cuts the key at the instant of compromise', () => {
    const { builder, agent } = story((b, party) => void revoke(b, b.registry, party));
    const built = builder.build();
    const evidence = verifyBundle(built.files, built.policy);
    expect(evidence.keys.get(builder.signerOf(agent).kid)?.cut).toBe(Date.UTC(2026, 2, 2, 1, 30));
  });

  it('by a key that may not revoke cuts nothing', () => {
    const { builder, agent } = story((b, party) => {
      const other = b.party('other', { role: 'merchant' });
      revoke(b, other, party);
    });
    const built = builder.build();
    const evidence = verifyBundle(built.files, built.policy);
    expect(evidence.keys.get(builder.signerOf(agent).kid)?.cut).toBeUndefined();
    expect(evidence.findings.filter(({ severity }) => severity === 'error').map(({ code, pointer }) => [code, pointer])).toEqual([
      ['E_KEY_BINDING', '/actor/kid'],
    ]);
  });

  it('by the key that the record names cuts', () => {
    const builder = new BundleBuilder('revoker', '2026-03-02T01:00:00.000Z');
    const guard = builder.party('guard', { role: 'credential_provider' });
    const agent = builder.party('agent', { role: 'user_agent', revoker: guard });
    builder.entry(agent, 'service.queried', query('one'));
    revoke(builder, guard, agent);
    const built = builder.build();
    const evidence = verifyBundle(built.files, built.policy);
    expect(evidence.keys.get(builder.signerOf(agent).kid)?.cut).toBe(Date.UTC(2026, 2, 2, 1, 30));
  });
});

describe('RFC 8032 keys', () => {
  it('raise a warning, once', () => {
    const secret = Uint8Array.from(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
    const signer = ed25519Signer(secret);
    const { builder, agent } = story();
    const built = builder.build({
      signer: (place, own) => (place.party === agent ? signer : own),
      payload: (place, payload) =>
        place.type === 'key.issued'
          ? { ...payload, body: { ...(payload['body'] as JsonObject), kid: signer.kid, jwk: { ...signer.jwk } } }
          : payload,
    });
    expect(about(built.files, built.policy)).toEqual([`W_TEST_KEY ${agent.path}:1 /actor/kid`]);
    expect(verifyBundle(built.files, built.policy).axes.authenticity).toBe('pass');
  });
});

function byPathAndLine(a: string, b: string): number {
  const placeOf = (text: string) => text.split(' ')[1] ?? '';
  return placeOf(a) < placeOf(b) ? -1 : placeOf(a) > placeOf(b) ? 1 : 0;
}
