import type { Arbitration } from '../arbitration/arbitrate.ts';
import { arbitrateEvidence } from '../arbitration/arbitrate-evidence.ts';
import type { Answer, CheckReport } from './answer.ts';
import type { JsonValue } from '../json/json-value.ts';
import type { BasisContext } from './check-basis.ts';
import { parseRuling, type RulingParts } from './ruling-document.ts';
import { buildStatement } from './statement.ts';
import {
  checkDocument,
  verifyDocument,
  type CheckedDocument,
  type CheckRequest,
  type Derive,
  type DerivedKind,
  type Rederivation,
} from './verify-document.ts';

/** The questions that are asked of a ruling, in this order. Of renderings and custody, court files answer; of approvals nothing yet. */
const rulingChecks = [
  'container',
  'renderings',
  'signature',
  'approvals',
  'evidence',
  'report',
  'pack',
  'policy',
  'core',
  'custody',
] as const;
export type RulingCheckName = (typeof rulingChecks)[number];

/** The answer to one question. */
export type RulingCheck = { readonly name: RulingCheckName } & Answer;

/** What is known of a ruling. */
export type RulingReport = CheckReport<RulingCheckName>;

/** What a check came to. */
export type CheckedRuling = CheckedDocument<RulingParts, RulingCheckName>;

/** What a ruling is checked against, besides itself. */
export interface RulingContext extends BasisContext {
  /** Derives the ruling again; asked only with evidence. */
  readonly derive: Derive<RulingParts>;
}

const ruling: DerivedKind<RulingParts, RulingCheckName> = {
  names: rulingChecks,
  parse: parseRuling,
  buildStatement,
  termsOf: ({ claim }) => ({ claim: claim as unknown as JsonValue }),
};

/** Derives the core of a ruling again, from its own terms and evidence that is at hand. */
export const deriveAgain = ({ evidence, parts: { claim, heads }, packs, settings }: Rederivation<RulingParts>): Arbitration =>
  arbitrateEvidence({ evidence, claim, packs, settings, ...(heads === undefined ? {} : { knownHeads: heads }) });

/** Checks a ruling's file against what is at hand. Never throws on a malformed ruling. */
export function verifyRuling(bytes: Uint8Array, context: RulingContext): RulingReport {
  return verifyDocument(ruling, bytes, context);
}

/** Checks a ruling's file, its evidence verified for it. @throws {AssizeError} what verifying the evidence may throw */
export function checkRuling(bytes: Uint8Array, request: CheckRequest): Promise<CheckedRuling> {
  return checkDocument(ruling, bytes, { ...request, derive: deriveAgain });
}
