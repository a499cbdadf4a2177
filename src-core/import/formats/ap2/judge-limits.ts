import { formatInstant, parseRfc3339 } from '../../../encoding/instant.ts';
import { readAp2Constraint } from '../../../evidence/authority/ap2-constraints.ts';
import { instantOfClaim, type Ap2Kind, type Ap2Mandate } from '../../../evidence/authority/ap2-tokens.ts';
import type { Constraint } from '../../../evidence/model/shared.ts';
import { canonicalize } from '../../../json/canonicalize.ts';
import type { JsonObject } from '../../../json/json-value.ts';
import { isJsonObject } from '../../../json/json-value.ts';
import type { SayAt } from './judge-part.ts';

/** What the times of a token are held to. */
export interface Ap2Times {
  /** Epoch milliseconds of `--at`. */
  readonly at?: number;
  /** By how much two clocks may differ. */
  readonly skewMs: number;
}

const OPEN_OF: Readonly<Record<string, Ap2Kind>> = { payment: 'open-payment', checkout: 'open-checkout' };

/**
 * Holds a closed mandate to the open mandates before it: their times, by the instant that it states itself, and their
 * constraints. `before`: the mandates of all parts that it follows. Without any it is the user's own, and nothing bounds it.
 */
export function judgeClosed(
  closed: Ap2Mandate,
  before: readonly Ap2Mandate[],
  isKnownWhole: boolean,
  issued: number | undefined,
  times: Ap2Times,
  say: SayAt,
): void {
  const open = before.filter(({ kind }) => kind === OPEN_OF[closed.kind]);
  if (open.length === 0) {
    if (isKnownWhole) say('E_MANDATE_NONE', 'claims/vct', `no ${OPEN_OF[closed.kind]} mandate stands before it`);
    else say('I_MANDATE_INCOMPLETE', 'claims/vct', 'the open mandate that it closes is withheld or not here');
    return;
  }
  for (const mandate of open) {
    judgeTimes(mandate, issued, times, say);
    judgePresets(closed, mandate, say);
    for (const constraint of constraintsOf(mandate)) judgeConstraint(closed, constraint, mandate.isPartial, issued, say);
  }
}

/** An open mandate that nothing here closes: whether it holds can only be told of the instant asked about. */
export function judgeUnused({ claims }: Ap2Mandate, { at }: Ap2Times, say: SayAt): void {
  const exp = instantOfClaim(claims['exp']);
  const nbf = instantOfClaim(claims['nbf']);
  if (at === undefined) return;
  if (exp !== undefined && at >= exp) say('E_CONSTRAINT', 'claims/exp', `ended at ${formatInstant(exp)}`);
  if (nbf !== undefined && at < nbf) say('E_CONSTRAINT', 'claims/nbf', `begins only at ${formatInstant(nbf)}`);
}

/** A part that says it was signed after the instant asked about. */
export function judgeIssued(issued: number | undefined, { at, skewMs }: Ap2Times, say: SayAt): void {
  if (issued !== undefined && at !== undefined && issued > at + skewMs)
    say('E_TIME_CLAIM', 'claims/iat', `is signed at ${formatInstant(issued)}, after the instant asked about`);
}

function judgeTimes({ claims }: Ap2Mandate, issued: number | undefined, { at, skewMs }: Ap2Times, say: SayAt): void {
  const [granted, nbf, exp] = [claims['iat'], claims['nbf'], claims['exp']].map(instantOfClaim);
  if (issued === undefined) {
    if (nbf !== undefined || exp !== undefined)
      say('I_MANDATE_INCOMPLETE', 'claims/iat', 'it states no instant that could be held to the times of its mandate');
    return;
  }
  if (granted !== undefined && issued + skewMs < granted)
    say('E_TIME_CLAIM', 'claims/iat', `is earlier than the mandate before it, of ${formatInstant(granted)}`);
  if (nbf !== undefined && issued < nbf)
    return say('E_CONSTRAINT', 'claims/iat', `is before the mandate begins, ${formatInstant(nbf)}`);
  if (exp === undefined) return;
  if (issued >= exp) return say('E_CONSTRAINT', 'claims/iat', `is after the mandate ended, ${formatInstant(exp)}`);
  // Whoever holds it at an instant before the end needs no clock of its author's.
  if (at === undefined || at >= exp)
    say('I_TIME_ASSUMED', 'claims/iat', 'no anchor gives its time; the clock of its author stands in to judge its mandate');
}

/** What an open mandate settles beforehand must stand in the closed one as it is. */
function judgePresets(closed: Ap2Mandate, open: Ap2Mandate, say: SayAt): void {
  for (const name of ['payee', 'payment_amount', 'payment_instrument', 'pisp', 'execution_date']) {
    const [preset, stated] = [open.claims[name], closed.claims[name]];
    if (preset === undefined || (stated === undefined && closed.isPartial)) continue;
    if (stated === undefined || canonicalize(preset) !== canonicalize(stated))
      say('E_CONSTRAINT', `claims/${name}`, `is not what the open mandate settled, ${canonicalize(preset)}`);
  }
}

function constraintsOf({ claims }: Ap2Mandate): JsonObject[] {
  return Array.isArray(claims['constraints']) ? claims['constraints'].filter(isJsonObject) : [];
}

function judgeConstraint(
  closed: Ap2Mandate,
  value: JsonObject,
  isPartial: boolean,
  issued: number | undefined,
  say: SayAt,
): void {
  const name = String(value['type']);
  const read = readAp2Constraint(value, isPartial);
  if (read.kind === 'link') return;
  if (read.kind === 'foreign')
    return say('E_CONSTRAINT_UNKNOWN', 'claims', `its mandate states the constraint ${name}, which nobody here can judge`);
  const breach = read.kind === 'read' ? breachOf(read.constraint, closed, issued) : 'open';
  if (breach === undefined) return;
  if (breach === 'open') say('I_MANDATE_INCOMPLETE', 'claims', `whether it keeps to ${name} cannot be told from what is here`);
  else say('E_CONSTRAINT', `claims/${breach.claim}`, `${breach.message} (${name})`);
}

type Breach = { readonly claim: string; readonly message: string } | 'open' | undefined;

function breachOf(constraint: Constraint, { claims }: Ap2Mandate, issued: number | undefined): Breach {
  switch (constraint.type) {
    case 'payment.amount_range':
      return beyondRange(claims['payment_amount'], constraint);
    case 'payment.allowed_payees':
      return notAmong(claims, 'payee', constraint.allowed);
    case 'payment.allowed_payment_instruments':
      return notAmong(claims, 'payment_instrument', constraint.allowed);
    case 'payment.execution_date':
      return outsideDates(claims['execution_date'], constraint, issued);
    default:
      // Sums over several payments need all of them; what a checkout orders is its merchant's document.
      return 'open';
  }
}

function beyondRange(
  amount: JsonObject[string],
  { currency, min = 0, max }: Extract<Constraint, { type: 'payment.amount_range' }>,
): Breach {
  const claim = 'payment_amount';
  const { amount: minor, currency: own } = isJsonObject(amount) ? amount : {};
  if (typeof minor !== 'number' || typeof own !== 'string') return 'open';
  if (own !== currency) return { claim, message: `is in ${own}; the mandate allows payments in ${currency}` };
  if (minor > max) return { claim, message: `is ${minor}; the mandate allows at most ${max}` };
  return minor < min ? { claim, message: `is ${minor}; the mandate allows no less than ${min}` } : undefined;
}

function notAmong(claims: JsonObject, claim: string, allowed: readonly string[]): Breach {
  const stated = claims[claim];
  const id = isJsonObject(stated) ? stated['id'] : undefined;
  if (typeof id !== 'string') return 'open';
  return allowed.includes(id) ? undefined : { claim, message: `${JSON.stringify(id)} is none that the mandate allows` };
}

/** Without a date of its own a payment is executed when it is made. */
function outsideDates(
  date: JsonObject[string],
  { notBefore, notAfter }: Extract<Constraint, { type: 'payment.execution_date' }>,
  issued: number | undefined,
): Breach {
  const instant = typeof date === 'string' ? parseRfc3339(date) : date === undefined ? issued : undefined;
  if (instant === undefined) return 'open';
  const from = notBefore === undefined ? undefined : parseRfc3339(notBefore);
  const to = notAfter === undefined ? undefined : parseRfc3339(notAfter);
  const isOutside = (from !== undefined && instant < from) || (to !== undefined && instant > to);
  return isOutside ? { claim: 'execution_date', message: 'lies outside the dates that the mandate allows' } : undefined;
}
