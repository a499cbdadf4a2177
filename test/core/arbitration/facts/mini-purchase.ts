import type { Claim } from '../../../../src-core/arbitration/claim.ts';
import type { Derivation } from '../../../../src-core/arbitration/derivation.ts';
import { deriveFacts } from '../../../../src-core/arbitration/facts/derive-facts.ts';
import type { Digest } from '../../../../src-core/crypto/sha256.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';
import { BundleBuilder } from '../../../fixtures/bundle-builder.ts';
import type {
  BuilderOptions,
  BuiltBundle,
  CheckpointHandle,
  EntryHandle,
  Party,
  PartyOptions,
} from '../../../fixtures/bundle-builder.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';
import { cny } from './expect-fact.ts';

const txn = 'txn-mini';

/** A small purchase by an agent, told step by step: a mandate, an order, a payment. */
export class MiniPurchase {
  readonly builder: BundleBuilder;
  readonly places = new Map<string, EntryHandle>();
  readonly #parties = new Map<string, Party>();

  constructor(seed: string, options: BuilderOptions = {}) {
    this.builder = new BundleBuilder(seed, '2026-03-02T01:00:00.000Z', options);
  }

  party(name: string, options: PartyOptions): Party {
    const party = this.#parties.get(name) ?? this.builder.party(name, options);
    this.#parties.set(name, party);
    return party;
  }

  get user(): Party {
    return this.party('user', { role: 'user' });
  }
  get agent(): Party {
    return this.party('agent', { role: 'user_agent' });
  }
  get merchant(): Party {
    return this.party('merchant', { role: 'merchant' });
  }
  get issuer(): Party {
    return this.party('issuer', { role: 'issuer' });
  }

  step(
    name: string,
    by: Party,
    type: EntryHandle['type'],
    body: JsonObject | ((digest: (name: string) => Digest) => JsonObject),
    refs: readonly (readonly [string, string])[] = [],
    more: { seen?: CheckpointHandle[]; txn?: string } = {},
  ): EntryHandle {
    const place = this.builder.entry(by, type as never, {
      txn: more.txn ?? (type.startsWith('key.') ? '-' : txn),
      body: typeof body === 'function' ? ({ digest }) => body((target) => digest(this.places.get(target) as EntryHandle)) : body,
      refs: refs.map(([rel, target]) => ({ rel: rel as never, to: this.places.get(target) as EntryHandle })),
      ...(more.seen === undefined ? {} : { seen: more.seen }),
    });
    this.places.set(name, place);
    return place;
  }

  mandate(constraints: JsonObject[] = [], holder: Party = this.agent, more: JsonObject = {}): EntryHandle {
    return this.step('mandate', this.user, 'intent.mandate', {
      mandateId: 'm',
      principal: this.user.id,
      holder: holder.id,
      holderKid: this.builder.signerOf(holder).kid,
      mode: 'delegated',
      notBefore: this.builder.instant(-60_000),
      expires: this.builder.instant(86_400_000),
      singleUse: false,
      maxDepth: 2,
      constraints,
      ...more,
    });
  }

  delegation(
    name: string,
    by: Party,
    parent: string,
    holder: Party,
    constraints: JsonObject[],
    more: JsonObject = {},
  ): EntryHandle {
    const body = {
      delegationId: name,
      holder: holder.id,
      holderKid: this.builder.signerOf(holder).kid,
      expires: this.builder.instant(3_600_000),
      maxDepth: 0,
      constraints,
    };
    return this.step(name, by, 'delegation.granted', { ...body, ...more }, [['under', parent]]);
  }

  order(under: string, minor: number, by: Party = this.agent, more: { seen?: CheckpointHandle[] } = {}): void {
    const lines = [{ id: 'l1', kind: 'item', name: 'Tea', quantity: 1, unit: cny(minor), total: cny(minor) }];
    const terms = { payee: this.merchant.id, lines, total: cny(minor) };
    this.step('query', by, 'service.queried', { query: 'tea' }, [['under', under]]);
    this.step('offers', by, 'service.discovered', { offers: [{ offerId: 'o', merchantName: 'Tea house', ...terms }] }, [
      ['responds-to', 'query'],
    ]);
    this.step('selected', by, 'service.selected', { offerId: 'o', payee: this.merchant.id }, [
      ['responds-to', 'offers'],
      ['under', under],
    ]);
    this.step('quote', this.merchant, 'order.quoted', { quoteId: 'q', ...terms, validUntil: this.builder.instant(60_000) }, [
      ['responds-to', 'selected'],
    ]);
    this.step(
      'order',
      by,
      'order.created',
      { orderId: 'o1', quoteId: 'q', ...terms, idempotencyKey: 'k' },
      [
        ['responds-to', 'quote'],
        ['under', under],
      ],
      more,
    );
  }

  accept(minor: number, more: { refs?: [string, string][]; seen?: CheckpointHandle[] } = {}): void {
    this.step(
      'accepted',
      this.merchant,
      'order.accepted',
      { orderId: 'o1', total: cny(minor) },
      [['accepts', 'order'], ...(more.refs ?? [])],
      more,
    );
  }

  pay(minor: number, collector: Party): void {
    const account = { scheme: 's', ref: 'r' };
    this.step(
      'requested',
      this.merchant,
      'payment.requested',
      {
        paymentId: 'p1',
        orderId: 'o1',
        payee: this.merchant.id,
        account,
        amount: cny(minor),
        instrument: 'c',
        idempotencyKey: 'k',
      },
      [['responds-to', 'accepted']],
    );
    this.step(
      'authorized',
      this.issuer,
      'payment.authorized',
      {
        authorizationId: 'a',
        paymentId: 'p1',
        amount: cny(minor),
        expires: this.builder.instant(86_400_000),
        auth: { factors: 1, certificate: false },
      },
      [['authorizes', 'requested']],
    );
    this.step(
      'captured',
      collector,
      'payment.captured',
      (digest) => ({
        captureId: 'c',
        paymentId: 'p1',
        amount: cny(minor),
        payee: this.merchant.id,
        account,
        instruction: digest('requested'),
      }),
      [['confirms', 'authorized']],
    );
  }

  /** Verified, and its facts. */
  derive(
    changes: Partial<Claim> = {},
    isPacked: (path: string) => boolean = () => true,
  ): { derivation: Derivation; built: BuiltBundle; fact: (id: string) => { state: string; value?: unknown; inputs: string[] } } {
    const built = this.builder.build();
    const evidence = verifyBundle(new Map([...built.files].filter(([path]) => isPacked(path))), built.policy);
    const claim: Claim = {
      v: 1,
      id: 'c',
      txn,
      claimant: 'user-operator',
      respondents: [],
      grounds: [],
      amount: cny(1000),
      noticeAt: '2026-03-02T01:00:00.000Z',
      filedAt: '2026-03-02T01:00:00.000Z',
      jurisdiction: '*',
      ...changes,
    };
    const derivation = deriveFacts(evidence, claim, new Map(), { semantics: 'assize/1.1' });
    const names = new Map([...this.places].map(([name, place]) => [built.digest(place) as string, name]));
    const fact = (id: string): { state: string; value?: unknown; inputs: string[] } => {
      const { state, value, inputs } = derivation.facts.get(id) as never as {
        state: string;
        value?: unknown;
        inputs: { digest: string; pointer: string }[];
      };
      return {
        state,
        ...(value === undefined ? {} : { value }),
        inputs: inputs.map((input) => (names.get(input.digest) ?? input.digest) + input.pointer).sort(),
      };
    };
    return { derivation, built, fact };
  }
}
