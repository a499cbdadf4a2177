import type { Claim } from '../../../../src-core/arbitration/claim.ts';
import type { Derivation, HeldCopies } from '../../../../src-core/arbitration/derivation.ts';
import { deriveFacts } from '../../../../src-core/arbitration/facts/derive-facts.ts';
import type { EffectiveParams } from '../../../../src-core/arbitration/parameter.ts';
import type { Value } from '../../../../src-core/arbitration/value.ts';
import type { Digest } from '../../../../src-core/crypto/sha256.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src-core/encoding/utf8.ts';
import { withhold } from '../../../../src-core/evidence/disclosure/withhold.ts';
import type { Evidence } from '../../../../src-core/evidence/state.ts';
import type { Ref } from '../../../../src-core/evidence/model/entry.ts';
import type { EntryDraft } from '../../../../src-core/evidence/write/write-entry.ts';
import type { JsonObject } from '../../../../src-core/json/json-value.ts';
import type { BuilderOptions, BuiltBundle, EntryHandle } from '../../../fixtures/bundle-builder.ts';
import { COFFEE_TXN, coffeeOrder } from '../../../fixtures/coffee-order.ts';
import type { CoffeeOrder } from '../../../fixtures/coffee-order.ts';
import { verifyBundle } from '../../../fixtures/verify-bundle.ts';

/** A witnessed instant inside the coffee order: every chain is proven beyond it. */
export const FILED = '2026-03-02T01:20:00.000Z';
/** An instant that no checkpoint reaches. */
export const LATER = '2026-06-01T00:00:00.000Z';

export const claimOfCoffee: Claim = {
  v: 1,
  id: 'claim-1',
  txn: COFFEE_TXN,
  claimant: 'user-operator',
  respondents: [],
  grounds: [],
  amount: { currency: 'CNY', minor: 5000 },
  noticeAt: '2026-03-02T01:10:00.000Z',
  filedAt: FILED,
  jurisdiction: '*',
};

/** How a coffee order is changed before its facts are read. Entries go by their names in the coffee order or in `extra`. */
export interface CaseChanges {
  /** Members of bodies that are other than told; undefined takes one away. */
  readonly bodies?: { readonly [entry: string]: { readonly [member: string]: unknown } };
  readonly refs?: { readonly [entry: string]: (refs: readonly Ref[]) => readonly Ref[] };
  readonly drafts?: { readonly [entry: string]: (draft: EntryDraft) => EntryDraft };
  /** Payloads changed just before they are signed, unchecked. */
  readonly payloads?: { readonly [entry: string]: (payload: JsonObject) => JsonObject };
  /** Members withheld by pointers into the payload, without disclosures. */
  readonly withheld?: { readonly [entry: string]: readonly string[] };
  /** Entries whose signatures are not their authors'. */
  readonly forged?: readonly string[];
  /** Entries that the derivation treats as if they were not there. */
  readonly leftOut?: readonly string[];
  /** Entries signed with the key of another party of the order. */
  readonly signedBy?: { readonly [entry: string]: keyof CoffeeOrder['parties'] };
  /** Further entries, recorded before a last round of checkpoints. */
  readonly extra?: (order: CoffeeOrder) => { readonly [name: string]: EntryHandle };
  readonly claim?: Partial<Claim>;
  readonly params?: EffectiveParams;
  readonly held?: HeldCopies;
  readonly trust?: BuilderOptions['trust'];
  readonly files?: (
    files: Map<string, Uint8Array>,
    built: BuiltBundle,
    places: ReadonlyMap<string, EntryHandle>,
  ) => Map<string, Uint8Array>;
  readonly noPolicy?: boolean;
}

/** A fact as tests compare it: inputs as `entry/pointer`, sorted. */
export interface ReadFact {
  readonly state: string;
  readonly value?: Value;
  readonly inputs: readonly string[];
  readonly assumptions?: readonly string[];
}

export interface ReadCase {
  readonly evidence: Evidence;
  readonly derivation: Derivation;
  readonly built: BuiltBundle;
  readonly digest: (name: string) => Digest;
  readonly fact: (id: string) => ReadFact;
}

/** The coffee order with changes, verified, and the facts of its payment. */
export function readCase(changes: CaseChanges = {}): ReadCase {
  const order = coffeeOrder('facts', { trust: changes.trust ?? 'registry' });
  const { builder } = order;
  const extra = changes.extra?.(order) ?? {};
  if (changes.extra !== undefined) builder.checkpointAll();
  const places = new Map<string, EntryHandle>(Object.entries({ ...order.entries, ...extra }));
  const nameOf = new Map([...places].map(([name, place]) => [place, name]));
  const built = builder.build({
    draft: (place, draft) => changed(nameOf.get(place) ?? '', draft, changes),
    payload: (place, payload) => changes.payloads?.[nameOf.get(place) ?? '']?.(payload) ?? payload,
    signer: (place, signer) => {
      const other = changes.signedBy?.[nameOf.get(place) ?? ''];
      return other === undefined ? signer : builder.signerOf(order.parties[other]);
    },
    line: (place, line) => (changes.forged?.includes(nameOf.get(place) ?? '') ? withAnotherSignature(line) : line),
  });
  const files = changes.files?.(new Map(built.files), built, places) ?? built.files;
  const evidence = verifyBundle(files, changes.noPolicy === true ? undefined : built.policy);
  const digest = (name: string): Digest => built.line(places.get(name) as EntryHandle).digest;
  const names = new Map([...places.keys()].map((name) => [digest(name) as string, name]));
  for (const { place, digest: registered, entry } of built.lines) {
    if (place.type === 'party.registered')
      names.set(registered, `registration of ${String((entry.body as JsonObject)['party'])}`);
  }
  const leftOut = new Set((changes.leftOut ?? []).map(digest));
  const derivation = deriveFacts(evidence, { ...claimOfCoffee, ...changes.claim }, changes.params ?? new Map(), {
    ...(changes.held === undefined ? {} : { held: changes.held }),
    leftOut,
    semantics: 'assize/1.1',
  });
  const fact = (id: string): ReadFact => {
    const { state, value, inputs, assumptions } = derivation.facts.get(id) ?? { state: 'absent', inputs: [], assumptions: [] };
    return {
      state,
      ...(value === undefined ? {} : { value }),
      inputs: inputs.map((input) => (names.get(input.digest) ?? input.digest) + input.pointer).sort(),
      ...(assumptions.length === 0 ? {} : { assumptions: assumptions.map(({ what }) => what) }),
    };
  };
  return { evidence, derivation, built, digest, fact };
}

function changed(name: string, draft: EntryDraft, changes: CaseChanges): EntryDraft {
  const bodies = changes.bodies?.[name] ?? {};
  const body: JsonObject = { ...draft.body };
  for (const [member, value] of Object.entries(bodies)) {
    if (value === undefined) delete body[member];
    else body[member] = value as JsonObject;
  }
  const refs = changes.refs?.[name]?.(draft.refs ?? []) ?? draft.refs;
  const pointers = changes.withheld?.[name];
  const hidden = pointers === undefined ? body : withhold(body, pointers, () => new Uint8Array(16).fill(5)).body;
  const result: EntryDraft = { ...draft, refs, body: hidden };
  return changes.drafts?.[name]?.(result) ?? result;
}

function withAnotherSignature(line: Uint8Array): Uint8Array {
  const text = decodeUtf8(line) as string;
  return encodeUtf8(text.replace(/"sig":"(.)/, (_, first: string) => `"sig":"${first === 'A' ? 'B' : 'A'}`));
}
