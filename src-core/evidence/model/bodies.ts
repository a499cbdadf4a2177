import {
  account,
  attributes,
  auth,
  base64,
  constraint,
  digest,
  fx,
  id,
  instant,
  lines,
  money,
  posting,
  quorum,
  role,
  text,
  want,
  type Role,
} from './shared.ts';
import { anything, array, boolean, integer, object, oneOf, setOf, type Schema } from '../schema/schema.ts';

const USER_SIDE: readonly Role[] = ['user', 'user_agent'];
const MERCHANT_SIDE: readonly Role[] = ['merchant', 'merchant_agent'];
const AGENT: readonly Role[] = ['user_agent', 'merchant_agent'];
const PAYER_PROVIDERS: readonly Role[] = ['issuer', 'psp', 'credential_provider'];

/** What an entry of a type must refer to, and to what. `when` limits the demand to acts of one role. */
export interface RefRule {
  readonly rel: string;
  readonly to: readonly string[];
  /** `always`: absent is a schema error. `agent`: a user agent needs it, absent is an authority failure. `may`: optional. */
  readonly need: 'always' | 'agent' | 'may';
}

/** One entry type: who may write it, what it refers to, and what its body holds. */
export interface EntryType<T = unknown> {
  /** Empty: any role. */
  readonly roles: readonly Role[];
  readonly refs: readonly RefRule[];
  readonly body: Schema<T>;
  /** The stage of the transaction that it belongs to; `authority` and `identity` stand outside the stages. */
  readonly stage:
    | 'intent'
    | 'discovery'
    | 'order'
    | 'payment'
    | 'settlement'
    | 'confirmation'
    | 'refund'
    | 'dispute'
    | 'authority'
    | 'identity';
}

const MANDATES = ['delegation.granted', 'intent.mandate'] as const;
const ORDERS = ['order.created', 'order.amended'] as const;
const always = (rel: string, ...to: string[]): RefRule => ({ rel, to, need: 'always' });
const underWhenAgent: RefRule = { rel: 'under', to: MANDATES, need: 'agent' };
const mayUnder: RefRule = { rel: 'under', to: MANDATES, need: 'may' };

function entryType<T>(
  stage: EntryType['stage'],
  roles: readonly Role[],
  refs: readonly RefRule[],
  body: Schema<T>,
): EntryType<T> {
  return { stage, roles, refs, body };
}

const offer = object({ offerId: id, payee: id, merchantName: text, lines, total: money }, { mcc: id, listing: text });

/** Every entry type of version 1. */
export const ENTRY_TYPES = {
  'intent.captured': entryType(
    'intent',
    USER_SIDE,
    [],
    object({ mode: oneOf(['instant', 'delegated']), wants: array(want) }, { utterance: text, language: text, limit: money }),
  ),
  'intent.confirmed': entryType(
    'intent',
    ['user'],
    [always('confirms', 'order.quoted', ...ORDERS)],
    object({ auth, shown: digest }, { surface: text }),
  ),
  'intent.mandate': entryType(
    'authority',
    ['user', 'credential_provider'],
    [],
    object(
      {
        mandateId: id,
        principal: text,
        holder: text,
        holderKid: id,
        mode: oneOf(['instant', 'delegated']),
        notBefore: instant,
        expires: instant,
        singleUse: boolean,
        maxDepth: integer(0),
        constraints: array(constraint),
      },
      { stepUp: object({ above: money }), quorum, pack: object({ id, digest }), artifact: text },
    ),
  ),
  'delegation.granted': entryType(
    'authority',
    [],
    [always('under', ...MANDATES)],
    object({
      delegationId: id,
      holder: text,
      holderKid: id,
      expires: instant,
      maxDepth: integer(0),
      constraints: array(constraint),
    }),
  ),
  'delegation.revoked': entryType(
    'authority',
    [],
    [always('revokes', ...MANDATES)],
    object({ effectiveAt: instant, reason: text }),
  ),
  'service.queried': entryType('discovery', ['user_agent'], [mayUnder], object({ query: text })),
  'service.discovered': entryType(
    'discovery',
    [...AGENT, 'platform'],
    [always('responds-to', 'service.queried')],
    object({ offers: array(offer) }, { content: array(object({ source: text, artifact: text })) }),
  ),
  'service.selected': entryType(
    'discovery',
    ['user_agent'],
    [always('responds-to', 'service.discovered')],
    object({ offerId: id, payee: id }, { reason: text }),
  ),
  'order.quoted': entryType(
    'order',
    MERCHANT_SIDE,
    [always('responds-to', 'service.selected')],
    object(
      { quoteId: id, payee: id, lines, total: money, validUntil: instant },
      { mcc: id, deliverBy: instant, fx, criteria: digest },
    ),
  ),
  'order.created': entryType(
    'order',
    USER_SIDE,
    [always('responds-to', 'order.quoted'), underWhenAgent],
    object(
      { orderId: id, quoteId: id, payee: id, lines, total: money, idempotencyKey: text },
      { deliverBy: instant, destination: text },
    ),
  ),
  'order.accepted': entryType(
    'order',
    [...USER_SIDE, ...MERCHANT_SIDE],
    [always('accepts', ...ORDERS)],
    object({ orderId: id, total: money }),
  ),
  'order.amended': entryType(
    'order',
    [...USER_SIDE, ...MERCHANT_SIDE],
    [always('corrects', ...ORDERS)],
    object({ orderId: id, lines, total: money, reason: text }),
  ),
  'order.cancelled': entryType(
    'order',
    [...USER_SIDE, ...MERCHANT_SIDE],
    [always('revokes', ...ORDERS)],
    object({ orderId: id, reason: text }),
  ),
  'payment.requested': entryType(
    'payment',
    [...MERCHANT_SIDE, 'user_agent'],
    [always('responds-to', 'order.accepted'), underWhenAgent],
    object({ paymentId: id, orderId: id, payee: id, account, amount: money, instrument: text, idempotencyKey: text }),
  ),
  'payment.authorized': entryType(
    'payment',
    PAYER_PROVIDERS,
    [always('authorizes', 'payment.requested')],
    object({ authorizationId: id, paymentId: id, amount: money, expires: instant, auth }),
  ),
  'payment.declined': entryType(
    'payment',
    PAYER_PROVIDERS,
    [always('responds-to', 'payment.requested')],
    object({ paymentId: id, code: text }),
  ),
  'payment.captured': entryType(
    'payment',
    ['psp', 'acquirer', 'platform'],
    [always('confirms', 'payment.authorized')],
    object(
      { captureId: id, paymentId: id, amount: money, payee: id, account, instruction: digest },
      { fx, part: object({ n: integer(1), of: integer(1) }) },
    ),
  ),
  'settlement.proposed': entryType(
    'settlement',
    ['platform', 'psp'],
    [always('settles', 'payment.captured')],
    object({ settlementId: id, paymentIds: setOf(id), postings: array(posting) }, { quorum }),
  ),
  'settlement.confirmed': entryType(
    'settlement',
    [],
    [always('confirms', 'settlement.proposed')],
    object({ settlementId: id, postings: array(posting) }),
  ),
  'settlement.rejected': entryType(
    'settlement',
    [],
    [always('disputes', 'settlement.proposed')],
    object({ settlementId: id, code: text }),
  ),
  'settlement.final': entryType(
    'settlement',
    ['platform', 'psp'],
    [always('settles', 'settlement.proposed')],
    object({ settlementId: id, confirmations: setOf(digest), valueDate: instant }),
  ),
  'confirmation.sent': entryType(
    'confirmation',
    [...MERCHANT_SIDE, 'platform'],
    [always('confirms', 'payment.captured')],
    object({ orderId: id, paymentId: id, receiptNo: text }, { channel: text }),
  ),
  'fulfillment.evidence': entryType(
    'confirmation',
    ['merchant', 'user'],
    [always('fulfils', ...ORDERS)],
    object(
      { orderId: id, kind: oneOf(['dispatched', 'delivered', 'failed', 'returned', 'inspected']), happenedAt: instant },
      { lines, attributes, proof: text },
    ),
  ),
  'refund.promised': entryType(
    'refund',
    MERCHANT_SIDE,
    [always('refunds', 'payment.captured')],
    object({ refundId: id, paymentId: id, amount: money, dueBy: instant }),
  ),
  'refund.issued': entryType(
    'refund',
    ['merchant', 'psp', 'issuer'],
    [always('refunds', 'payment.captured')],
    object({ refundId: id, paymentId: id, amount: money, account }),
  ),
  'party.registered': entryType(
    'identity',
    ['registry'],
    [],
    object({ party: id, role, operator: text, name: text, accounts: array(account) }, { mcc: id, jurisdiction: text }),
  ),
  'key.issued': entryType(
    'identity',
    ['registry'],
    [],
    object(
      {
        kid: id,
        jwk: anything,
        sub: text,
        role,
        operator: text,
        alg: text,
        nbf: instant,
        exp: instant,
        usages: setOf(oneOf(['sign', 'approve', 'rule', 'pack'])),
      },
      { revokerKid: id },
    ),
  ),
  'key.rotated': entryType(
    'identity',
    [],
    [always('rotates', 'key.issued')],
    object({ oldKid: id, newKid: id, newJwk: anything, effectiveAt: instant, pop: base64 }),
  ),
  'key.revoked': entryType(
    'identity',
    [],
    [always('revokes', 'key.issued')],
    object(
      { kid: id, reason: oneOf(['superseded', 'compromised', 'ceased']), effectiveAt: instant },
      { compromisedSince: instant },
    ),
  ),
  'dispute.filed': entryType('dispute', [], [always('disputes', 'payment.captured')], object({ claim: digest })),
  'dispute.answer': entryType(
    'dispute',
    [],
    [always('responds-to', 'dispute.filed')],
    object({ claim: digest, stance: oneOf(['accepts', 'denies', 'partly']) }, { statement: text }),
  ),
  'ruling.issued': entryType(
    'dispute',
    ['arbiter'],
    [always('responds-to', 'dispute.filed')],
    object({ coreDigest: digest, statement: text }),
  ),
  'ruling.appealed': entryType('dispute', [], [always('disputes', 'ruling.issued')], object({ grounds: text })),
} as const;

export type EntryTypeName = keyof typeof ENTRY_TYPES;

/** Entries that any other may `confirms`, besides what its own type names: the receipt of a revocation. */
export const RECEIPTS: readonly string[] = ['delegation.revoked', 'key.revoked'];

/** For a `rel` that an entry's own type does not name: every type that some type may refer to by it. */
export const REF_TARGETS: ReadonlyMap<string, ReadonlySet<string>> = collectTargets();

function collectTargets(): ReadonlyMap<string, ReadonlySet<string>> {
  const targets = new Map<string, Set<string>>();
  for (const type of Object.values(ENTRY_TYPES)) {
    for (const ref of type.refs) {
      const known = targets.get(ref.rel) ?? new Set<string>();
      for (const name of ref.to) known.add(name);
      targets.set(ref.rel, known);
    }
  }
  return targets;
}
