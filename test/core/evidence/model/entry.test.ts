import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';
import { entrySchema } from '../../../../src-core/evidence/model/entry.ts';
import { schemaProblems } from '../../../../src-core/evidence/schema/schema.ts';

const query: JsonObject = {
  v: 1,
  chain: 'urn:uuid:0b0f8c0e-1111-4222-8333-444455556666',
  seq: 0,
  prev: null,
  txn: 't1',
  type: 'service.queried',
  actor: { id: 'did:example:agent', role: 'user_agent', kid: 'k'.repeat(43) },
  at: '2026-01-01T00:00:00.000Z',
  refs: [],
  body: { query: 'Kaffee, 咖啡' },
};
const pointers = (payload: JsonObject) => schemaProblems(entrySchema, payload).map(({ pointer }) => pointer);
const withArtifact = (profile: string): JsonObject => ({
  ...query,
  artifacts: [{ name: '收据', profile, media: 'text/plain', digest: `sha256:${'0'.repeat(64)}`, size: 0 }],
});

describe('the schema of an entry', () => {
  it('takes an entry, and text of any script where text may stand', () => {
    expect(pointers(query)).toEqual([]);
  });

  it.each(['', '商店', 'x'.repeat(257), 'a\u007f'])('holds the id of the actor to what identifiers are: %j', (id) => {
    expect(pointers({ ...query, actor: { ...(query['actor'] as JsonObject), id } })).toEqual(['/actor/id']);
  });

  it.each(['ap2.mandate', 'vi.l3', 'ucp.checkout', 'alipay.a2m.bill', 'rfc3161', 'x402.receipt', 'document', 'opaque'])(
    'knows artifacts of the profile %s',
    (profile) => expect(pointers(withArtifact(profile))).toEqual([]),
  );

  it.each(['', 'ap2', 'ap2.', 'alipay.bill', 'documents', 'Opaque'])('knows none of the profile %j', (profile) => {
    expect(pointers(withArtifact(profile))).toEqual(['/artifacts/0/profile']);
  });
});
