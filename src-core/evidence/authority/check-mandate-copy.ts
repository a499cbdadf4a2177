import { parseJwk } from '../../crypto/jwk.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { parseRfc3339 } from '../../encoding/instant.ts';
import { AssizeError } from '../../errors.ts';
import { canonicalize } from '../../json/canonicalize.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { readAp2Artifact, type Ap2Mandate } from './ap2-tokens.ts';
import { artifactBytes } from './artifacts.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import { bodyOf, readElements, readInstant, readText } from './read-body.ts';

/**
 * `E_MANDATE_COPY` on a mandate that says something else than the signed token that it names as its `artifact`: another
 * holder's key, another end or beginning, or another constraint of a kind that both state. What only one of them states, or
 * withholds, is not compared; neither is a token that is written in no way that is understood.
 */
export function checkMandateCopies(view: AuthorityView): void {
  const bytes = artifactBytes(view.context);
  for (const line of view.judged('intent.mandate')) {
    const name = readText(bodyOf(line), 'artifact');
    const ref = line.entry.artifacts?.find((artifact) => artifact.name === name);
    const token = ref === undefined ? undefined : bytes.get(ref.digest);
    const artifact = token === undefined ? undefined : readAp2Artifact(token);
    if (artifact?.form !== 'mandates') continue;
    const differing = new Map<string, string>();
    for (const mandate of artifact.mandates) {
      if (!mandate.kind.startsWith('open-')) continue;
      for (const { pointer, message } of differences(line, mandate)) differing.set(pointer, message);
    }
    for (const [pointer, message] of differing)
      view.context.add({ code: 'E_MANDATE_COPY', step: 'authority', line, pointer, message });
  }
}

interface Difference {
  readonly pointer: string;
  readonly message: string;
}

function differences(line: EntryLine, { claims }: Ap2Mandate): Difference[] {
  const body = bodyOf(line);
  const found: Difference[] = [];
  const compare = (pointer: string, own: JsonValue | undefined, signed: JsonValue | undefined) => {
    if (own === undefined || signed === undefined || canonicalize(own) === canonicalize(signed)) return;
    found.push({ pointer, message: `differs from the signed token, which says ${canonicalize(signed)}` });
  };
  const seconds = (name: string) => {
    const instant = readInstant(body, name);
    return instant === undefined ? undefined : Math.floor(instant / 1000);
  };
  compare('/body/holderKid', readText(body, 'holderKid'), holderOf(claims));
  compare('/body/expires', seconds('expires'), integerOf(claims['exp']));
  compare('/body/notBefore', seconds('notBefore'), integerOf(claims['nbf']));
  const signed = Array.isArray(claims['constraints']) ? claims['constraints'].filter(isJsonObject) : [];
  const own = readElements(line, 'constraints');
  if (own.shut) return found;
  for (const type of COMPARED.keys()) {
    const mine = own.items.filter(({ value }) => isJsonObject(value) && value['type'] === type);
    const theirs = signed.filter((constraint) => constraint['type'] === type);
    if (mine.length === 0 || theirs.length === 0) continue;
    const a = commonForm(
      type,
      0,
      mine.map(({ value }) => value as JsonObject),
    );
    const b = commonForm(type, 1, theirs);
    compare(mine[0]?.pointer as string, a, b);
  }
  return found;
}

function holderOf(claims: JsonObject): string | undefined {
  const cnf = claims['cnf'];
  const jwk = isJsonObject(cnf) ? cnf['jwk'] : undefined;
  if (jwk === undefined) return undefined;
  try {
    return parseJwk(jwk).thumbprint;
  } catch (error) {
    if (error instanceof AssizeError) return undefined;
    throw error;
  }
}

function integerOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

type Reader = (constraint: JsonObject) => JsonValue | undefined;

const idsOf =
  (name: string, member: string | undefined): Reader =>
  (constraint) => {
    const list = constraint[name];
    if (!Array.isArray(list)) return undefined;
    const ids = list.map((item) => (member !== undefined && isJsonObject(item) ? item[member] : item));
    return ids.every((id) => typeof id === 'string') ? (ids as string[]).sort(compareUtf16) : undefined;
  };
const range: Reader = ({ currency, max, min }) => [currency ?? null, max ?? null, min ?? 0];
const date =
  (from: string, to: string): Reader =>
  (constraint) =>
    [from, to].map((name) => {
      const text = constraint[name];
      return typeof text === 'string' ? (parseRfc3339(text) ?? text) : null;
    });
const items =
  (acceptable: string, sku: string): Reader =>
  ({ items: list }) => {
    if (!Array.isArray(list) || !list.every(isJsonObject)) return undefined;
    const read = list.map((item) => ({
      id: item['id'] ?? null,
      quantity: item['quantity'] ?? null,
      skus: idsOf(acceptable, sku)(item),
    }));
    if (read.some(({ skus }) => skus === undefined)) return undefined;
    return (read as JsonObject[]).sort((a, b) => compareUtf16(String(a['id']), String(b['id'])));
  };

/**
 * How each side writes the constraints that can be compared: ours, then AP2's. Not among them: `payment.budget`, whose unit
 * AP2 does not settle, and those that only one side has.
 */
const COMPARED: ReadonlyMap<string, readonly [Reader, Reader]> = new Map([
  ['payment.amount_range', [range, range]],
  ['payment.allowed_payees', [idsOf('allowed', undefined), idsOf('allowed', 'id')]],
  ['payment.allowed_payment_instruments', [idsOf('allowed', undefined), idsOf('allowed', 'id')]],
  ['payment.agent_recurrence', [({ maxOccurrences }) => maxOccurrences, (constraint) => constraint['max_occurrences']]],
  ['payment.execution_date', [date('notBefore', 'notAfter'), date('not_before', 'not_after')]],
  ['checkout.allowed_merchants', [idsOf('allowed', undefined), idsOf('allowed', 'id')]],
  ['checkout.line_items', [items('acceptable', 'sku'), items('acceptable_items', 'id')]],
]);

/** All constraints of a kind in the one form that both sides have; undefined where one of them is not wholly readable. */
function commonForm(type: string, side: 0 | 1, constraints: readonly JsonObject[]): JsonValue | undefined {
  const read = constraints.map((constraint) => COMPARED.get(type)?.[side](constraint));
  if (read.some((value) => value === undefined)) return undefined;
  return (read as JsonValue[]).map(canonicalize).sort(compareUtf16);
}
