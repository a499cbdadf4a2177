import type { Digest } from '../../crypto/sha256.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonObject } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { Money } from '../model/shared.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import { failedLine, type AuthorityTools } from './check-grants.ts';
import { bodyOf, readMoney, readText } from './read-body.ts';

/**
 * `E_INSTRUCTION` on a capture: what it says it acted on is no request of that payment, or is for another amount, payee or
 * account.
 *
 * An instruction that the evidence lacks is taken as wrong only where the request that the capture's authorisation authorises
 * is there: then it is another one. Parts of a split tender must come to the amount together once all are there, and none may
 * exceed it. Amounts in two currencies are not compared where the capture states an exchange.
 */
export function checkInstructions({ view }: AuthorityTools): void {
  for (const line of view.judged('payment.captured')) {
    const instruction = readText(bodyOf(line), 'instruction') as Digest | undefined;
    if (instruction === undefined) continue;
    const request = view.find(instruction);
    if (request === undefined) {
      if (!view.context.byDigest.has(instruction) && isContradicted(view, line)) {
        report(view, line, '/body/instruction', 'is no request for this payment: its authorisation is for another');
      }
      continue;
    }
    if (request.type !== 'payment.requested') {
      report(view, line, '/body/instruction', `is no request for a payment, but ${request.type}`);
      continue;
    }
    compare(view, line, request);
  }
}

/** True where the authorisation that the capture confirms authorises a request that is here. */
function isContradicted(view: AuthorityView, line: EntryLine): boolean {
  const authorisations = view
    .targets(line, 'confirms')
    .flatMap((target) => (target.line?.type === 'payment.authorized' ? [target.line] : []));
  return authorisations.some((authorised) => view.targets(authorised, 'authorizes').some((target) => target.line !== undefined));
}

function compare(view: AuthorityView, line: EntryLine, request: EntryLine): void {
  const own = bodyOf(line);
  const asked = bodyOf(request);
  const because = failedLine(request);
  const paymentId = readText(own, 'paymentId');
  const requested = readText(asked, 'paymentId');
  if (paymentId !== undefined && requested !== undefined && paymentId !== requested) {
    report(view, line, '/body/instruction', 'is a request for another payment', because);
    return;
  }
  for (const name of ['payee', 'account'] as const) {
    if (differs(line, request, own, asked, name))
      report(view, line, `/body/${name}`, `differs from that of the request (${name})`, because);
  }
  const amount = readMoney(own, 'amount');
  const due = readMoney(asked, 'amount');
  if (amount === undefined || due === undefined || isExchange(own, amount, due)) return;
  const problem = amountProblem(view, line, amount, due);
  if (problem !== undefined) report(view, line, '/body/amount', problem, because);
}

function differs(line: EntryLine, request: EntryLine, own: JsonObject, asked: JsonObject, name: 'payee' | 'account'): boolean {
  const a = own[name];
  const b = asked[name];
  if (a === undefined || b === undefined || hasShutPart(line, name) || hasShutPart(request, name)) return false;
  return canonicalize(a) !== canonicalize(b);
}

function hasShutPart(line: EntryLine, name: string): boolean {
  for (const [pointer, state] of line.fields ?? []) if (state !== 'disclosed' && pointer.startsWith(`/body/${name}`)) return true;
  return false;
}

function isExchange(body: JsonObject, amount: Money, due: Money): boolean {
  return amount.currency !== due.currency && body['fx'] !== undefined;
}

function amountProblem(view: AuthorityView, line: EntryLine, amount: Money, due: Money): string | undefined {
  const stated = `${due.currency} ${due.minor} (minor units)`;
  const own = partOf(line);
  if (own === undefined || amount.currency !== due.currency) {
    return amount.currency === due.currency && amount.minor === due.minor
      ? undefined
      : `differs from that of the request, ${stated}`;
  }
  if (amount.minor > due.minor) return `is more than the request asks for, ${stated}`;
  const parts = partsOf(view, line, own.of);
  const last = parts.at(-1);
  if (parts.length !== own.of || last?.number !== line.number) return undefined;
  const sum = parts.reduce((total, part) => total + BigInt(readMoney(bodyOf(part), 'amount')?.minor ?? 0), 0n);
  return sum === BigInt(due.minor) ? undefined : `makes its parts come to ${sum}, not to the ${stated} of the request`;
}

function partOf(line: EntryLine): { readonly n: number; readonly of: number } | undefined {
  const part = bodyOf(line)['part'];
  return isJsonObject(part) && typeof part['n'] === 'number' && typeof part['of'] === 'number'
    ? { n: part['n'], of: part['of'] }
    : undefined;
}

/** The captures that act on one instruction as parts of one tender, each part once, by its number. */
function partsOf(view: AuthorityView, line: EntryLine, of: number): EntryLine[] {
  const instruction = readText(bodyOf(line), 'instruction');
  const parts = new Map<number, EntryLine>();
  for (const other of view.sharing('payment.captured', 'instruction', instruction)) {
    const part = partOf(other);
    if (part?.of === of && !parts.has(part.n)) parts.set(part.n, other);
  }
  return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
}

function report(view: AuthorityView, line: EntryLine, pointer: string, message: string, because?: EntryLine): void {
  view.context.add({ code: 'E_INSTRUCTION', step: 'authority', line, pointer, message, because });
}
