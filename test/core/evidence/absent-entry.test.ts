import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { BundleBuilder, dropLine, replaceLine } from '../../fixtures/bundle-builder.ts';
import { shortFindings, verifyBundle } from '../../fixtures/verify-bundle.ts';

/** Three entries of an agent; the shop responds to the one at `index`. */
function story(index: number) {
  const builder = new BundleBuilder('absent', '2026-03-02T01:00:00.000Z', { trust: 'keys' });
  const agent = builder.party('agent', { role: 'user_agent' });
  const shop = builder.party('shop', { role: 'merchant' });
  const asked = ['one', 'two', 'three'].map((text) =>
    builder.entry(agent, 'service.queried', { txn: 't1', body: { query: text } }),
  );
  const target = asked[index];
  if (target === undefined) throw new Error(`no entry ${index}`);
  builder.entry(shop, 'dispute.answer', {
    txn: 't1',
    body: { claim: `sha256:${'0'.repeat(64)}`, stance: 'denies' },
    refs: [{ rel: 'responds-to', to: target }],
  });
  const built = builder.build();
  const missing = (files: ReadonlyMap<string, Uint8Array>): string[] =>
    shortFindings(verifyBundle(files, built.policy))
      .filter((text) => text.startsWith('I_REF_MISSING'))
      .map((text) => text.replace(shop.path, shop.name));
  return { built, agent, missing };
}

describe('a reference to an entry that is not in the evidence', () => {
  it('follows from the broken line whose digest it must be, as the prev of the next entry shows', () => {
    const { built, agent, missing } = story(1);
    const files = replaceLine(built.files, agent.path, 2, encodeUtf8('{}\n'));
    expect(missing(files)).toEqual(['I_REF_MISSING shop:1 /refs/0 < E_ENVELOPE']);
  });

  it('follows from the gap, where no line stands in its place', () => {
    const { built, agent, missing } = story(1);
    expect(missing(dropLine(built.files, agent.path, 2))).toEqual(['I_REF_MISSING shop:1 /refs/0 < E_SEQ_GAP']);
  });

  it('follows from nothing where no entry stands behind the broken line: its digest cannot be shown', () => {
    const { built, agent, missing } = story(2);
    const files = replaceLine(built.files, agent.path, 3, encodeUtf8('{}\n'));
    expect(missing(files)).toEqual(['I_REF_MISSING shop:1 /refs/0']);
  });
});
