import type { InputFinding } from '../../../evidence/verify/verification.ts';
import { differenceText, renderedDifferences } from '../../../evidence/rendered-copy.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../json/json-value.ts';

/** A receipt that was given, and whether its proof holds under a key that is known. */
export interface JudgedReceipt {
  readonly path: string;
  /** Its place in its file; absent where it is the file. */
  readonly pointer?: string;
  readonly document: JsonValue;
  readonly isProven: boolean;
}

/**
 * `W_RENDERED` where a receipt has the very proof of another one that holds, and shows other fields: it is a copy of that one,
 * and what was signed is known. That its own proof does not fit is told besides.
 */
export function alteredCopies(receipts: readonly JudgedReceipt[]): InputFinding[] {
  const signed = new Map<string, JsonObject>();
  for (const { document, isProven } of receipts) {
    const proof = isProven ? proofOf(document) : undefined;
    if (proof !== undefined) signed.set(proof, document as JsonObject);
  }
  return receipts.flatMap(({ path, pointer = '', document, isProven }) => {
    const original = isProven ? undefined : signed.get(proofOf(document) ?? '');
    if (original === undefined) return [];
    return renderedDifferences(original, document).map((difference): InputFinding => ({
      code: 'W_RENDERED',
      path,
      pointer: pointer + difference.pointer,
      message: differenceText(difference),
    }));
  });
}

function proofOf(document: JsonValue): string | undefined {
  const proof = isJsonObject(document) ? document['proof'] : undefined;
  const value = isJsonObject(proof) ? proof['proofValue'] : undefined;
  return typeof value === 'string' ? value : undefined;
}
