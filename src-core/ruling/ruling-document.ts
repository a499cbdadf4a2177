import { parseClaim, type Claim } from '../arbitration/claim.ts';
import { parseDocument, serializeDocument, type DerivedParts, type DocumentForm, type SignedDocument } from './document-form.ts';

/** What a ruling is made of. */
export interface RulingParts extends DerivedParts {
  readonly claim: Claim;
}

/** A ruling as one JSON document. */
export type RulingDocument = SignedDocument<RulingParts>;

export const rulingForm: DocumentForm<'claim'> = { head: { v: 1 }, terms: 'claim' };

/** The bytes of a ruling's file. */
export function serializeRuling(ruling: RulingDocument): Uint8Array {
  return serializeDocument(rulingForm, ruling);
}

/** Reads a ruling's file. @throws {AssizeError} as `parseDocument`, and `E_CLAIM` */
export function parseRuling(bytes: Uint8Array): RulingDocument {
  return parseDocument(rulingForm, bytes, parseClaim);
}
