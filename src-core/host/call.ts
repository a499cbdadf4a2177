import type { z } from 'zod';

declare const value: unique symbol;

/** One call of the host contract: how its request is checked at run time, and what it answers. */
export interface Call<
  Request extends z.ZodType = z.ZodType,
  Value = unknown,
  By extends 'application' | 'case' = 'application' | 'case',
> {
  /** Refuses everything that is not exactly a request of this call. */
  readonly request: Request;
  /** A request longer than this, as JSON in UTF-16 code units, is refused unread. */
  readonly mostLength: number;
  /** Where the call is answered: by the application, or by the worker of the open case that `caseId` names. */
  readonly by: By;
  /** Only a type: the value of a good answer. */
  readonly [value]?: Value;
}

export type RequestOf<C> = C extends Call<infer Request> ? z.input<Request> : never;
export type ValueOf<C> = C extends Call<z.ZodType, infer Value> ? Value : never;

interface Limits {
  readonly mostLength?: number;
}

/** A call that the application answers: `applicationCall<Answer>()(request)`. */
export const applicationCall =
  <Value>() =>
  <Request extends z.ZodType>(request: Request, limits: Limits = {}): Call<Request, Value, 'application'> => ({
    request,
    mostLength: limits.mostLength ?? 64 * 1024,
    by: 'application',
  });

/** A call that the worker of an open case answers; its request names the case as `caseId`. */
export const caseCall =
  <Value>() =>
  <Request extends z.ZodType<{ caseId: string }>>(request: Request, limits: Limits = {}): Call<Request, Value, 'case'> => ({
    request,
    mostLength: limits.mostLength ?? 64 * 1024,
    by: 'case',
  });
