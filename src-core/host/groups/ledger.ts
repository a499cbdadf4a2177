import { z } from 'zod';
import type { Severity } from '../../evidence/finding.ts';
import type { FieldState } from '../../evidence/state.ts';
import { caseCall } from '../call.ts';
import type { FilterExpects, FilterFault } from '../ledger-filter/parse-filter.ts';
import { caseId, lineId, page, text, type MoneyValue, type Status } from '../shapes.ts';

/** One line of the ledger. */
export interface LedgerRow {
  readonly id: number;
  readonly chain: string;
  readonly seq?: number;
  readonly line: number;
  readonly at?: string;
  readonly actor?: string;
  readonly actorName?: string;
  readonly chainName?: string;
  readonly role?: string;
  readonly type?: string;
  readonly txn?: string;
  readonly amount?: MoneyValue;
  readonly digest?: string;
  readonly status: Status;
  readonly kid?: string;
  readonly terminal?: string;
  /** The worst finding on the line, and the entry that it follows from. */
  readonly code?: string;
  readonly message?: string;
  readonly follows?: { readonly code: string; readonly seq?: number };
  readonly flagged: boolean;
}

export interface LedgerPage {
  /** Rows that answer the filter, as far as they are found: all of them once `whole`. */
  readonly total: number;
  readonly all: number;
  readonly rows: readonly LedgerRow[];
  /** From the filter's first asking to its last row, or to now. */
  readonly milliseconds: number;
  /** False while the store is still looking: ask again, and it goes on. */
  readonly whole: boolean;
  /** Lines looked at, of `all`. */
  readonly looked: number;
}

export type FilterState =
  | { readonly state: 'valid' }
  | { readonly state: 'incomplete'; readonly at: number; readonly expects: FilterExpects }
  | { readonly state: 'invalid'; readonly at: number; readonly to: number; readonly code: FilterFault; readonly message: string };

export interface Completion {
  readonly value: string;
  /** What people call it, where the value is an identifier. */
  readonly name?: string;
  readonly count?: number;
  /** What replaces the text from `from` to where it was asked for. */
  readonly insert: string;
}

export interface Completions {
  readonly from: number;
  readonly expects: FilterExpects;
  readonly field?: string;
  /** Among how many rows the values were counted; absent where nothing was. */
  readonly among?: number;
  readonly items: readonly Completion[];
}

/** An entry taken apart, each part with its place in the signed bytes. */
export interface LedgerDetail {
  readonly row: LedgerRow;
  /** The line as received, base64, and its offset and length in its file. */
  readonly raw: string;
  readonly file: string;
  readonly byte: number;
  readonly length: number;
  /** The signed payload's bytes, base64; absent where the envelope could not be read. */
  readonly payload?: string;
  readonly canonical: boolean;
  readonly signature: 'valid' | 'invalid' | 'weak-key' | 'unsupported' | 'not-checkable';
  readonly keyid?: string;
  readonly keySource?: 'policy' | 'registry' | 'bundle';
  /** Members of the payload in the order of its bytes; empty where it is no JSON. */
  readonly tree: readonly TreeNode[];
  /** Members of the line, by their bytes in `raw`. */
  readonly envelope: readonly TreeNode[];
  readonly links: {
    readonly previous?: Link;
    readonly next?: Link;
    readonly refs: readonly {
      readonly rel: string;
      readonly digest: string;
      readonly lineId?: number;
      readonly type?: string;
      readonly seq?: number;
      readonly chain?: string;
    }[];
    readonly named: readonly {
      readonly rel: string;
      readonly lineId: number;
      readonly type: string;
      readonly seq: number;
      readonly chain: string;
    }[];
  };
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly message: string;
    readonly pointer?: string;
    readonly causeId?: string;
  }[];
  readonly bracket: { readonly notBefore?: string; readonly notAfter?: string };
}

export interface TreeNode {
  readonly pointer: string;
  readonly name: string;
  readonly depth: number;
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** Of leaves. */
  readonly value?: string;
  readonly children: number;
  /** Byte range of the value, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** Where the member's name begins; `from` where it has none. */
  readonly start: number;
}

/** What became of members that were not signed in clear; it takes the verified evidence, and is not known in very large cases. */
export interface LedgerFields {
  readonly known: boolean;
  readonly states: readonly { readonly pointer: string; readonly state: FieldState; readonly value?: string }[];
  /** Members whose names nobody disclosed. */
  readonly undisclosed: number;
}

/** The neighbour in the chain, with the digest that one states and the other has. */
export interface Link {
  readonly lineId: number;
  readonly seq?: number;
  readonly type?: string;
  readonly computed?: string;
  readonly stated?: string;
}

/** A line, and where it stands under a filter; no offset where the filter leaves it out. */
export interface LedgerPlace {
  readonly id?: number;
  readonly offset?: number;
  readonly reads?: 'seq' | 'digest' | 'time';
}

export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly filter: string;
  readonly columns: readonly string[];
  readonly sort: string;
}

export const LEDGER_COLUMNS = [
  'seq',
  'at',
  'actor',
  'type',
  'txn',
  'amount',
  'digest',
  'status',
  'chain',
  'role',
  'line',
  'terminal',
  'kid',
] as const;
export type LedgerColumn = (typeof LEDGER_COLUMNS)[number];
/** A column, with its width after a colon where it was changed. */
const columns = z
  .array(z.string().regex(new RegExp(`^(?:${LEDGER_COLUMNS.join('|')})(?::\\d{2,4})?$`)))
  .max(LEDGER_COLUMNS.length);
/** A column, with `-` before it for descending. */
const sort = z.string().regex(/^-?(?:at|seq|actor|type|txn|amount|status)$/);
const filter = text(4000);

export const ledgerCalls = {
  /** `stopped`: what was found so far, without going on. */
  'ledger.page': caseCall<LedgerPage>()(z.strictObject({ caseId, filter, sort, stopped: z.boolean().optional(), ...page })),
  'ledger.check': caseCall<FilterState>()(z.strictObject({ caseId, filter })),
  'ledger.complete': caseCall<Completions>()(z.strictObject({ caseId, filter, at: z.int().min(0).max(4000) })),
  'ledger.read': caseCall<LedgerDetail>()(z.strictObject({ caseId, id: lineId })),
  'ledger.fields': caseCall<LedgerFields>()(z.strictObject({ caseId, id: lineId })),
  /** Finds a row by sequence number in a chain, digest, or time: where it stands under the filter, absent where it does not. */
  'ledger.locate': caseCall<LedgerPlace>()(z.strictObject({ caseId, filter, sort, target: text(200), near: lineId.optional() })),
  'ledger.offsetOf': caseCall<{ readonly offset?: number }>()(z.strictObject({ caseId, filter, sort, id: lineId })),
  /** The next line, in the ledger's own order, on which a finding stands: where it stands under the filter. */
  'ledger.nextFinding': caseCall<LedgerPlace>()(
    z.strictObject({
      caseId,
      filter,
      sort,
      after: z
        .int()
        .min(0)
        .max(2 ** 40),
      way: z.enum(['next', 'previous']),
    }),
  ),
  /** The worst status of each of `buckets` equal parts of the rows. */
  'ledger.marks': caseCall<readonly (Status | 'none')[]>()(
    z.strictObject({ caseId, filter, sort, buckets: z.int().min(1).max(1000) }),
  ),
  'ledger.flag': caseCall<LedgerRow>()(z.strictObject({ caseId, id: lineId, flagged: z.boolean() })),
  'ledger.views': caseCall<readonly SavedView[]>()(z.strictObject({ caseId })),
  'ledger.saveView': caseCall<readonly SavedView[]>()(z.strictObject({ caseId, name: text(80), filter, columns, sort })),
  'ledger.removeView': caseCall<readonly SavedView[]>()(z.strictObject({ caseId, id: text(80) })),
  'ledger.export': caseCall<{ readonly handle: string; readonly rows: number; readonly sha256: string }>()(
    z.strictObject({ caseId, filter, sort, format: z.enum(['csv', 'ndjson']) }),
  ),
} as const;
