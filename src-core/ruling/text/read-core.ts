import { z } from 'zod';
import type { Core } from '../../arbitration/core.ts';
import { heads } from '../../arbitration/rule.ts';
import { ruleOutcomes } from '../../arbitration/rule-outcome.ts';
import { semanticsVersions } from '../../arbitration/semantics.ts';
import { parseValue, type Value, type ValueType } from '../../arbitration/value.ts';
import { vocabulary } from '../../arbitration/vocabulary.ts';
import { isDigest, type Digest } from '../../crypto/sha256.ts';
import { parseInstant } from '../../encoding/instant.ts';
import { AssizeError } from '../../errors.ts';
import { joinPointer } from '../../json/json-pointer.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';

const id = z.string().min(1).max(512);
const digest = z.custom<Digest>(isDigest);
const instant = z.custom<string>((value) => typeof value === 'string' && parseInstant(value) !== undefined);
const money = z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/), minor: z.int().min(0) });
const inputs = z.array(z.strictObject({ digest, pointer: z.string() }));
const claimOutcome = z.enum(['established', 'not-established', 'undetermined', 'contested', 'referred']);
const bearer = z.strictObject({ party: id, bps: z.int().min(0).max(10_000), money });
// Members of sets and records are read by the type that the vocabulary or the pack gives them.
const value = z.custom<Value>((given) => given !== undefined && given !== null);

const coreSchema = z.strictObject({
  v: z.literal(1),
  semantics: z.enum(semanticsVersions),
  claim: digest,
  asOf: instant,
  evidence: z.array(digest),
  knownHeads: digest.optional(),
  verificationDigest: digest,
  policyDigest: digest.optional(),
  packs: z.array(z.strictObject({ id, version: id, digest, params: z.custom<{ readonly [id: string]: Value }>(isObject) })),
  facts: z.array(
    z.strictObject({
      id,
      state: z.enum(['known', 'unknown', 'withheld', 'sealed', 'erased', 'excluded']),
      value: value.optional(),
      inputs,
    }),
  ),
  rules: z.array(
    z.strictObject({
      id,
      pack: id,
      outcome: z.enum(ruleOutcomes),
      inputs,
      missing: z.array(id),
      defeatedBy: z.array(id),
      assumed: z.array(id).optional(),
    }),
  ),
  outcome: claimOutcome,
  heads: z.array(z.strictObject({ head: z.enum(heads), rule: id, money, bearers: z.array(bearer) })),
  awards: z.array(z.strictObject({ from: id, to: id, money })),
  allocation: z.array(bearer),
  undetermined: z.array(z.strictObject({ what: id, heldBy: z.array(id), wouldDecide: z.array(id) })),
  counterfactuals: z.array(
    z.strictObject({ pack: id, param: id, value: z.boolean(), outcome: claimOutcome, total: money.optional() }),
  ),
  assumptions: z.array(z.strictObject({ fact: id, what: z.enum(['at', 'floor', 'burden']), inputs })),
  legalEffect: z.enum(['not-determined', 'advisory', 'binding-by-agreement']),
});

function isObject(given: unknown): boolean {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/**
 * The core of a ruling's file, typed. A file is anybody's writing: its signatures and packs are another matter.
 *
 * @throws AssizeError `E_CORE` with the pointer of what is not of a core's form
 */
export function readCore(core: JsonObject): Core {
  const read = coreSchema.safeParse(core);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw misfit((issue?.path ?? []).map((step) => joinPointer(String(step))).join(''));
  }
  const { data } = read;
  data.facts.forEach((fact, index) => {
    const type = vocabulary.get(fact.id)?.type;
    if (type === undefined) throw misfit(`/facts/${index}/id`);
    if (fact.value !== undefined && !isValueOf(type, fact.value)) throw misfit(`/facts/${index}/value`);
  });
  return data as Core;
}

function isValueOf(type: ValueType, value: Value): boolean {
  try {
    parseValue(type, value as JsonValue, '');
    return true;
  } catch (error) {
    if (error instanceof AssizeError) return false;
    throw error;
  }
}

function misfit(pointer: string): AssizeError {
  return new AssizeError('E_CORE', 'the core is not of the form of a ruling’s core', { pointer: `/parts/core${pointer}` });
}
