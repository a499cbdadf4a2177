import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';

/** One sample: its evidence, the policy and the claim that go with it, and what a person should find. */
export interface SampleStory {
  /** Folder under samples/. */
  readonly folder: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** What happened and what to look for, as paragraphs of Markdown. */
  readonly text: { readonly en: string; readonly zh: string };
  /** File name (without `.atb`) and members of each bundle. */
  readonly bundles: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;
  readonly policy: JsonValue;
  readonly claim: JsonObject;
  readonly expected: {
    readonly axes: JsonObject;
    /** Codes of root causes that are errors or unsettled, without duplicates, in code unit order. */
    readonly roots: readonly string[];
    readonly outcome: string;
    /** Who refunds now, as `party CURRENCY minor`. */
    readonly awards: readonly string[];
  };
}
