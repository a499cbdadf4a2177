import { AssizeError } from '../errors.ts';
import type { Review } from './audit-request.ts';
import type { Frame, FrameUnit } from './frame.ts';
import { drawSample } from './sampling/draw-sample.ts';
import type { DrawnSample, Stratum } from './sampling/drawn-sample.ts';
import { projectSample, type Projection, type SampleResult } from './sampling/project.ts';
import type { SampleSpec } from './sampling/sample-spec.ts';
import type { Exception } from './tally.ts';

/** A unit of a sample, with what rules found on it and what a person did. */
export interface SampledUnit extends FrameUnit {
  readonly stratum?: string;
  /** Monetary: taken for certain, since it is as large as an interval, or hit by a draw. */
  readonly by?: 'certain' | 'hit';
  /** The rules that make an exception of it. */
  readonly rules: readonly string[];
  readonly exposure?: { readonly currency: string; readonly minor: number };
  readonly review?: { readonly result: Review['result']; readonly minor?: number };
}

/** A sample as a report states it; the population's digest and the seed in `spec` make it again. */
export interface SampleReport {
  readonly spec: SampleSpec;
  /** Units or draws asked for, or worked out from the confidence. */
  readonly size: number;
  readonly units: readonly SampledUnit[];
  readonly strata?: readonly Stratum[];
  /** Amounts in minor units, decimal texts. */
  readonly monetary?: { readonly [name in 'currency' | 'total' | 'interval' | 'start' | 'drawnFrom']: string } & {
    readonly units: number;
    readonly hits: number;
  };
  /** What rules found on the sample, projected: the audit knows the whole population, so that this only shows how well the sample stands for it. */
  readonly byRules: Projection;
  /** What people found. Projected once every unit of the sample was looked at. */
  readonly review?: { readonly reviewed: number; readonly exceptions: number; readonly projection?: Projection };
}

function fitReviews(units: readonly FrameUnit[], reviews: readonly Review[]): Map<number, Review> {
  const fitted = new Map<number, Review>();
  for (const review of reviews) {
    const about = units.flatMap(({ txn, payments }, index) =>
      txn === review.txn && (review.paymentId === undefined || payments.includes(review.paymentId)) ? [index] : [],
    );
    const [index] = about;
    const what = review.paymentId === undefined ? review.txn : `${review.txn}, ${review.paymentId}`;
    if (index === undefined)
      throw new AssizeError('E_REVIEW', `${what} is not in the sample`, {}, 'Look at what the sample lists.');
    if (about.length > 1) throw new AssizeError('E_REVIEW', `${what} are several units`, {}, 'Name one by a paymentId of it.');
    if (fitted.has(index)) throw new AssizeError('E_REVIEW', `${what} is reviewed twice`, {}, 'One result for each unit.');
    fitted.set(index, review);
  }
  return fitted;
}

function monetaryOf({ monetary }: DrawnSample): Pick<SampleReport, 'monetary'> {
  if (monetary === undefined) return {};
  const { currency, units, hits, total, interval, start, drawnFrom } = monetary;
  return {
    monetary: {
      currency,
      units,
      total: String(total),
      interval: String(interval),
      start: String(start),
      drawnFrom: String(drawnFrom),
      hits,
    },
  };
}

function resultOfRules({ settled, exposure, rules }: SampledUnit): SampleResult {
  return {
    isException: rules.length > 0,
    ...(exposure === undefined || exposure.minor === 0 ? {} : { misstated: exposure }),
    ...(settled === undefined ? {} : { settled }),
  };
}

function resultOfReview({ settled, review }: SampledUnit): SampleResult {
  const minor = review?.minor ?? 0;
  return {
    isException: review?.result === 'exception',
    ...(settled === undefined || minor === 0 ? {} : { misstated: { currency: settled.currency, minor } }),
    ...(settled === undefined ? {} : { settled }),
  };
}

/**
 * Draws a sample, says what is found on it, and projects that onto the population.
 *
 * @param exceptions - of the whole population, by place in the frame
 * @throws AssizeError `E_SAMPLE` where the spec does not fit the population, `E_REVIEW` where a review does not fit the sample
 */
export function reportSample(
  frame: Frame,
  exceptions: ReadonlyMap<number, Exception>,
  spec: SampleSpec,
  reviews: readonly Review[] | undefined,
): SampleReport {
  const sample = drawSample(frame, spec);
  const fitted = fitReviews(
    sample.units.map(({ index }) => frame.unit(index)),
    reviews ?? [],
  );
  const units = sample.units.map(({ index, stratum, by }, position): SampledUnit => {
    const exception = exceptions.get(index);
    const review = fitted.get(position);
    return {
      ...frame.unit(index),
      ...(stratum === undefined ? {} : { stratum }),
      ...(by === undefined ? {} : { by }),
      rules: (exception?.rules ?? []).map(({ rule }) => rule),
      ...(exception?.exposure === undefined ? {} : { exposure: exception.exposure }),
      ...(review === undefined
        ? {}
        : { review: { result: review.result, ...(review.minor === undefined ? {} : { minor: review.minor }) } }),
    };
  });
  const project = (resultOf: (unit: SampledUnit) => SampleResult): Projection =>
    projectSample(sample, spec, frame.length, units.map(resultOf));
  const isReviewed = fitted.size === units.length && units.length > 0;
  return {
    spec,
    size: sample.size,
    units,
    ...(sample.strata === undefined ? {} : { strata: sample.strata }),
    ...monetaryOf(sample),
    byRules: project(resultOfRules),
    ...(reviews === undefined
      ? {}
      : {
          review: {
            reviewed: fitted.size,
            exceptions: [...fitted.values()].filter(({ result }) => result === 'exception').length,
            ...(isReviewed ? { projection: project(resultOfReview) } : {}),
          },
        }),
  };
}
