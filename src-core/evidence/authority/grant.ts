import type { JsonObject } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { isSound, type AuthorityView, type EntryLine } from './authority-view.ts';
import { effectiveTerms, type EffectiveTerms } from './check-mandate-copy.ts';
import { readConstraint } from './constraints/rules.ts';
import { CONSTRAINTS, type Constraint } from '../model/shared.ts';
import { bodyOf, readElements, readInstant, readInteger, readText } from './read-body.ts';
import type { Times } from './within-times.ts';

/** A constraint as its grant states it; `known` only where its name is known and all of it is disclosed. */
export interface GrantedConstraint {
  readonly pointer: string;
  readonly value: JsonObject;
  readonly known?: Constraint;
  /** True where its name is none of this version's. */
  readonly foreign: boolean;
}

/** A mandate or a delegation: what its holder may do, by the signed token where a mandate only copies one. Members that are withheld are absent. */
export interface Grant {
  readonly line: EntryLine;
  readonly isMandate: boolean;
  readonly holder?: string;
  readonly holderKid?: string;
  readonly maxDepth?: number;
  readonly expires?: number;
  readonly times: Times;
  /** When the grantor, or the principal, took it back. */
  readonly revokedFrom?: number;
  readonly constraints: readonly GrantedConstraint[];
  /** True where constraints are withheld, so that those above are not all. */
  readonly hasShut: boolean;
}

export function readGrant(view: AuthorityView, line: EntryLine): Grant {
  const body = bodyOf(line);
  const isMandate = line.type === 'intent.mandate';
  const { holderKid, notBefore, expires, constraints, hasShut } = isMandate ? effectiveTerms(view, line) : statedTerms(line);
  return {
    line,
    isMandate,
    holder: readText(body, 'holder'),
    holderKid,
    maxDepth: readInteger(body, 'maxDepth'),
    expires,
    times: { from: notBefore, to: expires },
    revokedFrom: revocationOf(view, line),
    constraints: constraints.map(({ pointer, value }) => readGranted(pointer, value)),
    hasShut,
  };
}

/** A delegation has no token behind it: what it states holds. */
function statedTerms(line: EntryLine): Omit<EffectiveTerms, 'differences'> {
  const body = bodyOf(line);
  const { items, shut } = readElements(line, 'constraints');
  return {
    holderKid: readText(body, 'holderKid'),
    expires: readInstant(body, 'expires'),
    constraints: items.flatMap(({ pointer, value }) => (isJsonObject(value) ? [{ pointer, value }] : [])),
    hasShut: shut,
  };
}

function readGranted(pointer: string, value: JsonObject): GrantedConstraint {
  const { type } = value;
  return { pointer, value, known: readConstraint(value), foreign: typeof type === 'string' && !Object.hasOwn(CONSTRAINTS, type) };
}

/** The earliest revocation by its author, or by the principal of a mandate. Somebody else's takes nothing back. */
function revocationOf(view: AuthorityView, line: EntryLine): number | undefined {
  const mayRevoke = new Set([line.actorId, readText(bodyOf(line), 'principal')]);
  let earliest: number | undefined;
  for (const revocation of view.referrers(line.digest, 'revokes')) {
    if (revocation.type !== 'delegation.revoked' || !mayRevoke.has(revocation.actorId) || !isSound(revocation)) continue;
    const from = readInstant(bodyOf(revocation), 'effectiveAt');
    if (from !== undefined && (earliest === undefined || from < earliest)) earliest = from;
  }
  return earliest;
}
