import type { Digest } from '../crypto/sha256.ts';
import type { Value } from './value.ts';

/** A place in an entry's payload that a fact rests on; the pointer is "" where the entry itself, or a finding on it, is meant. */
export interface FactInput {
  readonly digest: Digest;
  /** RFC 6901, into the payload. */
  readonly pointer: string;
}

/** Why a fact has no value, or `known`: then an absent value means *none*, an absence that is itself shown. */
export type FactState = 'known' | 'unknown' | 'withheld' | 'sealed' | 'erased' | 'excluded';

/**
 * Something taken for granted in a fact's value: a time bound filled from the author's own clock (`at`), a sum that only counts what is
 * shown (`floor`), a value that a burden of proof gave (`burden`).
 */
export interface FactAssumption {
  readonly what: 'at' | 'floor' | 'burden';
  /** Sorted by digest, then pointer, no duplicates. */
  readonly inputs: readonly FactInput[];
}

/** One fact of the closed vocabulary, for one payment. */
export interface Fact {
  readonly id: string;
  readonly state: FactState;
  /** In the type that the vocabulary gives; absent unless known, and absent for none. */
  readonly value?: Value;
  /** Sorted by digest, then pointer, no duplicates. */
  readonly inputs: readonly FactInput[];
  readonly assumptions: readonly FactAssumption[];
}

/** All facts of the vocabulary by id. A fact that is absent from it reads as unknown, without inputs. */
export type FactTable = ReadonlyMap<string, Fact>;
