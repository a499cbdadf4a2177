import { describe, expect, test } from 'vitest';
import { excluded, known, set, unknown, withheld } from './expect-fact.ts';
import type { CaseChanges } from './read-case.ts';
import { readCase } from './read-case.ts';

describe('idn.account', () => {
  /** Brackets by the authors' clocks, a second to each side: registrations then lie before the payment. */
  const clocks: CaseChanges = {
    files: (files) => new Map([...files].filter(([path]) => !path.startsWith('log/'))),
    params: new Map([['time.claimSkew', { type: 'string' as const, value: 'PT1S' }]]),
  };

  test('true where the account is registered for the payee', () => {
    const { fact } = readCase(clocks);
    expect(fact('idn.account')).toMatchObject({ state: 'known', value: true, assumptions: ['at'] });
    expect(fact('idn.account').inputs).toEqual(
      [
        'accepted/body/total',
        'captured/at',
        'captured/body/account',
        'captured/body/amount',
        'order/body/orderId',
        'order/body/payee',
        'order/body/total',
        'registration of did:example:merchant/at',
        'registration of did:example:merchant/body/accounts',
        'requested/body/orderId',
      ].sort(),
    );
  });

  test('false where it is another', () => {
    const { fact } = readCase({ ...clocks, bodies: { captured: { account: { scheme: 'alipay.user', ref: 'other' } } } });
    expect(fact('idn.account')).toMatchObject({ state: 'known', value: false });
  });

  test('unknown where the record may be later than the payment, or is not there', () => {
    expect(readCase().fact('idn.account')).toEqual(unknown());
    expect(readCase({ ...clocks, trust: 'keys' }).fact('idn.account')).toEqual(unknown());
  });

  test('withheld, excluded', () => {
    expect(readCase({ ...clocks, withheld: { captured: ['/body/account'] } }).fact('idn.account')).toEqual(
      withheld('captured/body/account'),
    );
    expect(readCase({ ...clocks, forged: ['order'] }).fact('idn.account')).toEqual(excluded('order'));
  });
});

describe('idn.misbound and idn.relied', () => {
  test('nothing', () => {
    const { fact } = readCase();
    expect(fact('idn.misbound')).toEqual(known(set(true)));
    expect(fact('idn.relied')).toEqual(known(set(true)));
  });

  test('an order signed with a key of somebody else, and who relied on it', () => {
    const { fact, digest } = readCase({ signedBy: { order: 'platform' } });
    expect(fact('idn.misbound')).toEqual(known(set(true, digest('order')), 'order'));
    // The merchant accepted it and shipped; the issuer refers to the merchant's request only.
    expect(fact('idn.relied')).toEqual(known(set(true, 'M'), 'accepted/refs/0', 'delivered/refs/0', 'dispatched/refs/0'));
  });

  test('the issuer relied on a request signed with a key of somebody else', () => {
    const { fact, digest } = readCase({ signedBy: { requested: 'platform' } });
    expect(fact('idn.misbound')).toEqual(known(set(true, digest('requested')), 'requested'));
    expect(fact('idn.relied')).toEqual(known(set(true, 'S1'), 'authorized/refs/0'));
  });

  test('the mandate counts although it stands outside the transaction', () => {
    const { fact, digest } = readCase({
      signedBy: { mandate: 'platform' },
      drafts: { mandate: (draft) => ({ ...draft, txn: 'txn-mandates' }) },
    });
    expect(fact('idn.misbound')).toEqual(known(set(true, digest('mandate')), 'mandate'));
  });

  test('incomplete where a key is not known, or a chain is open', () => {
    expect(readCase({ noPolicy: true }).fact('idn.misbound')).toEqual(known(set(false)));
    const open = readCase({ files: (files) => new Map([...files].filter(([path]) => !/checkpoints\/issuer/.test(path))) });
    expect(open.fact('idn.relied')).toEqual(known(set(false)));
  });
});

describe('idn.revoked and idn.notice', () => {
  const AGENT_KEY_CUT = '2026-03-01T00:00:00.000Z';
  /** The registry revokes the agent's key as of a day before the order; `noticed`: the merchant had seen its checkpoint. */
  const revoked: CaseChanges = {
    extra: ({ builder, parties }) => ({
      cut: builder.entry(builder.registry, 'key.revoked', {
        body: { kid: builder.signerOf(parties.agent).kid, reason: 'compromised', effectiveAt: AGENT_KEY_CUT },
        refs: [{ rel: 'revokes', to: builder.keyRecordOf(parties.agent) }],
      }),
    }),
  };

  test('nothing', () => {
    const { fact } = readCase();
    expect(fact('idn.revoked')).toEqual(known(set(true)));
    expect(fact('idn.notice')).toEqual(known(set(true)));
  });

  test('an order signed after its key was revoked, without notice to anybody', () => {
    const { fact, digest } = readCase(revoked);
    expect(fact('idn.revoked')).toEqual(known(set(true, digest('order')), 'order'));
    expect(fact('idn.notice')).toEqual(known(set(true)));
  });

  test('a key that straddles leaves the set open', () => {
    const { fact, evidence } = readCase({
      ...revoked,
      files: (files) => new Map([...files].filter(([path]) => !path.startsWith('log/'))),
    });
    expect(evidence.findings.some((finding) => finding.code === 'I_KEY_STRADDLE')).toBe(true);
    expect(fact('idn.revoked')).toEqual(known(set(false)));
  });
});
