/** Where in a file something is wrong; every member is given only where it is known. Lines and columns count from 1, bytes from 0. */
export interface Place {
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly byte?: number;
  /** RFC 6901. */
  readonly pointer?: string;
}

/**
 * A failure that a user can cause and mend: a file that is no evidence, a claim that names no payment, a pack that does not load.
 * Bad evidence is no such failure (it becomes findings), and bugs throw plain `Error`.
 */
export class AssizeError extends Error {
  readonly code: string;
  readonly place: Place;
  /** What the user can do about it, one sentence. */
  readonly advice: string | undefined;

  constructor(code: string, message: string, place: Place = {}, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssizeError';
    this.code = code;
    this.place = place;
    this.advice = advice;
  }
}
