import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';

/** A text in both languages of the product. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** How a claim ends: its outcome, and who refunds now, as `party CURRENCY minor`. */
export interface ExpectedRuling {
  readonly outcome: string;
  readonly awards: readonly string[];
}

/** All root findings of one code, and what follows from them. */
export interface ExpectedCause {
  readonly code: string;
  /** Whose chain they stand on, without `did:example:`, where it is just one; the first root's `seq`. */
  readonly actor?: string;
  readonly first?: number;
  /** On how many chains they stand, where it is not one. */
  readonly chains?: number;
  readonly roots: number;
  readonly effects: number;
}

/** What a person finds in a whole case, and where. */
export interface ExpectedCase {
  readonly entries: number;
  readonly transactions: number;
  readonly causes: readonly ExpectedCause[];
  /** Transactions in which something else was charged than was ordered. */
  readonly differing: readonly string[];
}

/** One sample: its evidence, the policy and the claim that go with it, and what a person should find. */
export interface SampleStory {
  /** Folder under samples/. */
  readonly folder: string;
  readonly title: Bilingual;
  /** What happened and what to look for, as paragraphs of Markdown. */
  readonly text: Bilingual;
  /** File name (without `.atb`) and members of each bundle. */
  readonly bundles: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
  /** Files that are no evidence: keys, say. */
  readonly extras?: ReadonlyMap<string, JsonObject>;
  /** Command lines to try besides, without the policy. */
  readonly commands?: readonly string[];
  readonly policy: JsonValue;
  readonly claim: JsonObject;
  readonly expected: ExpectedRuling & {
    /** The bundles that are given first; all if absent. */
    readonly bundles?: readonly string[];
    readonly axes: JsonObject;
    /** Codes of root causes that are errors or unsettled, without duplicates, in code unit order. */
    readonly roots: readonly string[];
    /** For a whole case: every cause that is no warning, and no other. */
    readonly case?: ExpectedCase;
    /** What the claim comes to once these bundles are given too. */
    readonly then?: ExpectedRuling & { readonly bundles: readonly string[] };
  };
}
