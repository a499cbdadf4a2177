import { AssizeError } from '../../../errors.ts';
import type { Axis, FindingCode } from '../../../evidence/finding.ts';
import { compareRenderings, readRendering, type RenderedPart } from '../../../evidence/authority/ap2-rendering.ts';
import { brokenLinks, referenceOf } from '../../../evidence/authority/ap2-links.ts';
import type { Ap2Mandate } from '../../../evidence/authority/ap2-tokens.ts';
import { differenceText } from '../../../evidence/rendered-copy.ts';
import type { InputFinding } from '../../../evidence/verify/verification.ts';
import type { ForeignDocument } from '../../detect-format.ts';
import { faultyClaims } from './check-claims.ts';
import { judgeClosed, judgeIssued, judgeUnused, type Ap2Times } from './judge-limits.ts';
import { issuedAt, judgeCheckout, judgePart, type Ap2Trust, type SayAt } from './judge-part.ts';
import { ancestorsOf, openTokens, saidOf, type OpenedPart } from './open-token.ts';

export interface Ap2Judged {
  readonly findings: readonly InputFinding[];
  readonly parts: readonly OpenedPart[];
  readonly asked: readonly Axis[];
}

/** Judges AP2 tokens, and readable copies of them, that were given together. */
export function judgeAp2(documents: readonly ForeignDocument[], trust: Ap2Trust, times: Ap2Times): Ap2Judged {
  const findings: InputFinding[] = [];
  const copies: { path: string; parts: RenderedPart[] }[] = [];
  const tokens: ForeignDocument[] = [];
  for (const document of documents) {
    try {
      const parts = readRendering(document.bytes);
      if (parts === undefined) tokens.push(document);
      else copies.push({ path: document.path, parts });
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
      findings.push({ ...saidOf(error), path: document.path });
    }
  }
  const parts = openTokens(tokens);
  const round = new Round(parts, trust, times, findings);
  for (const part of round.inOrder()) round.judge(part);
  round.judgeLinks();
  for (const { path, parts: shown } of copies) judgeCopies(path, shown, parts, findings);
  return { findings, parts, asked: askedAxes(parts, times) };
}

/** Authority is asked where a mandate is closed under another one, or an instant is named at which one should hold. */
function askedAxes(parts: readonly OpenedPart[], { at }: Ap2Times): Axis[] {
  if (parts.length === 0) return ['completeness'];
  const asksAuthority = parts.some(({ statement }) =>
    statement?.mandates.some(({ kind, follows }) => (kind.startsWith('open-') ? at !== undefined : follows !== undefined)),
  );
  return ['integrity', 'authenticity', ...(asksAuthority ? (['authority'] as const) : []), 'time', 'completeness'];
}

/** The name of a part in messages: what it states, and which part of its token it is. */
function nameOf({ index, of, statement }: OpenedPart): string {
  const kinds = statement?.mandates.map(({ kind }) => kind) ?? [];
  const what = kinds.length === 0 ? 'part' : `${kinds.join(' and ')} mandate, part`;
  return of === 1 && kinds.length === 0
    ? 'the token'
    : of === 1
      ? `the ${kinds.join(' and ')} mandate`
      : `${what} ${index + 1} of ${of}`;
}

/** One judgement of all parts; each part is judged after the one that it follows. */
class Round {
  readonly #parts: readonly OpenedPart[];
  readonly #trust: Ap2Trust;
  readonly #times: Ap2Times;
  readonly #findings: InputFinding[];
  readonly #failed = new Set<OpenedPart>();
  readonly #vouched = new Set<OpenedPart>();

  constructor(parts: readonly OpenedPart[], trust: Ap2Trust, times: Ap2Times, findings: InputFinding[]) {
    this.#parts = parts;
    this.#trust = trust;
    this.#times = times;
    this.#findings = findings;
  }

  inOrder(): OpenedPart[] {
    return [...this.#parts].sort((a, b) => ancestorsOf(a).length - ancestorsOf(b).length);
  }

  judge(part: OpenedPart): void {
    const say = this.#say(part);
    judgePart(part, this.#trust, { failed: this.#failed, vouched: this.#vouched }, say);
    if (this.#failed.has(part)) return;
    const before = ancestorsOf(part);
    if ('sd_hash' in (part.token?.payload ?? {}) && before.length === 0)
      say('I_REF_MISSING', 'payload/sd_hash', 'the mandate that it follows is not here');
    if (before.some((other) => this.#failed.has(other))) return;
    const issued = issuedAt(part);
    if (part.index === part.of - 1) say('I_TIME_UNANCHORED', 'claims/iat', 'no anchor proves when it was signed');
    judgeIssued(issued, this.#times, say);
    this.#judgeMandates(part, before, issued, say);
  }

  #judgeMandates(part: OpenedPart, before: readonly OpenedPart[], issued: number | undefined, say: SayAt): void {
    const { statement, token } = part;
    const unread = statement?.delegated.filter(({ vct }) => typeof vct === 'string' && vct.startsWith('mandate.')) ?? [];
    if (statement?.mandates.length === 0 && (unread.length > 0 || statement.delegated.length === 0))
      say('I_MANDATE_INCOMPLETE', 'claims/vct', 'what it delegates is withheld, or of a version that is not read');
    const earlier = before.flatMap((other) => other.statement?.mandates ?? []);
    const isKnownWhole = before.length > 0 && earlier.every(({ isPartial }) => !isPartial) && earlier.length > 0;
    for (const mandate of statement?.mandates ?? []) {
      for (const name of faultyClaims(mandate)) say('E_SCHEMA', `claims/${name}`, 'is missing or has not its form');
      if (mandate.kind.startsWith('open-')) {
        if (!this.#isFollowed(part)) judgeUnused(mandate, this.#times, say);
        continue;
      }
      if (token !== undefined && 'sd_hash' in token.payload)
        judgeClosed(mandate, earlier, isKnownWhole, issued, this.#times, say);
      const { checkout_jwt: checkout } = mandate.claims;
      if (typeof checkout === 'string') judgeCheckout(checkout, this.#trust, say);
    }
  }

  #isFollowed(part: OpenedPart): boolean {
    return this.#parts.some(({ previous }) => previous === part);
  }

  /** Ends of links that are not here leave them open; tokens given together need not be of one purchase. */
  judgeLinks(): void {
    const sound = this.#parts.filter((part) => !this.#failed.has(part));
    const mandates = sound.flatMap((place, order) =>
      (place.statement?.mandates ?? []).map((stated) => ({ stated, place, order })),
    );
    for (const { code, ends, claim, message } of brokenLinks({ mandates, documents: [] })) {
      if (code === 'E_CHECKOUT_HASH') this.#say(ends[0].place)(code, `claims/${claim}`, message);
    }
    const known = new Set(mandates.flatMap(({ stated }) => [...(stated.kind === 'checkout' ? checkoutHash(stated) : [])]));
    const followed = new Set(
      mandates.flatMap(({ stated }) => (stated.kind === 'open-checkout' ? stated.hashes : followsOf(stated))),
    );
    for (const { stated, place } of mandates) {
      const say = this.#say(place);
      const id = stated.claims['transaction_id'];
      if (stated.kind === 'payment' && typeof id === 'string' && !known.has(id))
        say('I_REF_MISSING', 'claims/transaction_id', 'the checkout that it pays is not here');
      const reference = stated.kind === 'open-payment' ? referenceOf(stated.claims) : undefined;
      if (reference !== undefined && !followed.has(reference))
        say('I_REF_MISSING', 'claims/constraints', 'the open checkout mandate that it refers to is not here');
    }
  }

  #say(part: OpenedPart): SayAt {
    return (code: FindingCode, where: string, message: string) => {
      if (code.startsWith('E_')) this.#failed.add(part);
      this.#findings.push({
        code,
        path: part.path,
        pointer: `/parts/${part.index}${where === '' ? '' : `/${where}`}`,
        message: `${nameOf(part)}: ${message}`,
      });
    };
  }
}

function checkoutHash({ claims }: Ap2Mandate): string[] {
  return typeof claims['checkout_hash'] === 'string' ? [claims['checkout_hash']] : [];
}

function followsOf({ kind, follows }: Ap2Mandate): string[] {
  return kind === 'checkout' && follows !== undefined ? [follows] : [];
}

/** Fields of one copy that are told one by one. */
const MOST_DIFFERENCES = 100;

/** `W_RENDERED` for each field in which a copy differs; the signed bytes are judged, whatever the copy says. */
function judgeCopies(path: string, shown: readonly RenderedPart[], parts: readonly OpenedPart[], findings: InputFinding[]): void {
  const signed = parts.flatMap((of) => (of.token === undefined ? [] : [{ of, token: of.token }]));
  for (const { part, signed: of, differences } of compareRenderings(shown, signed)) {
    if (of === undefined) {
      findings.push({ code: 'I_REF_MISSING', path, pointer: part.pointer, message: 'the signed token of this copy is not here' });
      continue;
    }
    for (const difference of differences.slice(0, MOST_DIFFERENCES))
      findings.push({
        code: 'W_RENDERED',
        path,
        pointer: difference.pointer,
        message: `${differenceText(difference)} (${nameOf(of)})`,
      });
    const more = differences.length - MOST_DIFFERENCES;
    if (more > 0) findings.push({ code: 'W_RENDERED', path, pointer: part.pointer, message: `${more} more fields differ` });
  }
}
