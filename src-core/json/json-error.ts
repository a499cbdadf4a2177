import { AssizeError } from '../errors.ts';
import type { Place } from '../errors.ts';

/** Why a text is no strict JSON: bad syntax or a refused value, a member named twice, or a limit. */
export type JsonErrorCode = 'E_PARSE' | 'E_PARSE_DUPKEY' | 'E_LIMIT';

/** A text that the strict reader refuses, with the place of the first byte that makes it so. */
export class JsonError extends AssizeError {
  override readonly code: JsonErrorCode;

  constructor(code: JsonErrorCode, message: string, place: Place) {
    super(code, message, place);
    this.name = 'JsonError';
    this.code = code;
  }
}
