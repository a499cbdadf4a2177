/** A unit that was drawn: its place in the frame, and why it was. */
export interface Drawn {
  readonly index: number;
  readonly stratum?: string;
  /** Monetary: `certain` where it is so large that it is always taken, else `hit`. */
  readonly by?: 'certain' | 'hit';
}

/** A stratum, and how much of it was drawn. */
export interface Stratum {
  readonly name: string;
  readonly units: number;
  readonly drawn: number;
}

/** What a monetary sample went by; amounts in minor units of the currency. */
export interface MonetaryPlan {
  readonly currency: string;
  /** Units with an amount above 0 in it, and their sum. */
  readonly units: number;
  readonly total: bigint;
  /** One draw for so much money. */
  readonly interval: bigint;
  /** The first draw falls on this unit of money, counted from 0. */
  readonly start: bigint;
  /** The money of units that are not taken for certain, and how many draws fell on it. */
  readonly drawnFrom: bigint;
  readonly hits: number;
}

/** A sample: which units, in the order of the frame. */
export interface DrawnSample {
  readonly units: readonly Drawn[];
  /** Units asked for, or draws; what a spec's `size` says, or what was worked out. */
  readonly size: number;
  readonly strata?: readonly Stratum[];
  readonly monetary?: MonetaryPlan;
}
