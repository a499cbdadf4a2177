import { AssizeError } from '../errors.ts';
import type { Value, ValueType } from './value.ts';

/** A parameter of a pack with the value that is in effect after overrides. */
export interface EffectiveParam {
  readonly type: ValueType;
  readonly value: Value;
}

/** The parameters in effect, by id; of one pack where rules read them, of all packs where facts are derived. */
export type EffectiveParams = ReadonlyMap<string, EffectiveParam>;

/** How a missing bound of an entry's bracket is filled from its own clock. */
export interface TimeParameters {
  /** Milliseconds around `at`: parameter `time.claimSkew`, 24 hours unless a pack says otherwise. */
  readonly claimSkewMs: number;
  /** Parameter `time.assumeAt`: whether it is filled at all, true unless a pack says otherwise. */
  readonly assumeAt: boolean;
}

const durationForm = /^P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?$/;

/** Reads a duration such as `PT24H` or `P2DT12H` (ISO 8601 days, hours, minutes, seconds) as milliseconds; undefined for any other text. */
function parseDuration(text: string): number | undefined {
  const match = durationForm.exec(text);
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? '0'));
  return (((days as number) * 24 + (hours as number)) * 60 + (minutes as number)) * 60_000 + (seconds as number) * 1000;
}

/**
 * The parameters of time that fact derivation reads.
 *
 * @throws AssizeError `E_PACK_PARAM` where a pack gives them another type or no duration.
 */
export function readTimeParameters(params: EffectiveParams): TimeParameters {
  const skew = params.get('time.claimSkew')?.value ?? 'PT24H';
  const assumeAt = params.get('time.assumeAt')?.value ?? true;
  const claimSkewMs = typeof skew === 'string' ? parseDuration(skew) : undefined;
  if (claimSkewMs === undefined) throw new AssizeError('E_PACK_PARAM', 'time.claimSkew is a duration such as PT24H');
  if (typeof assumeAt !== 'boolean') throw new AssizeError('E_PACK_PARAM', 'time.assumeAt is true or false');
  return { claimSkewMs, assumeAt };
}
