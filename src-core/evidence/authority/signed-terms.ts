import { parseJwk } from '../../crypto/jwk.ts';
import { AssizeError } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../../json/json-value.ts';
import { isJsonObject } from '../../json/json-value.ts';
import type { Constraint } from '../model/shared.ts';
import { readAp2Constraint } from './ap2-constraints.ts';
import { instantOfClaim, readAp2Artifact, type Ap2Mandate } from './ap2-tokens.ts';
import { artifactsOf } from './artifacts.ts';
import type { AuthorityView, EntryLine } from './authority-view.ts';
import { bodyOf, readText } from './read-body.ts';

/** What the signed token behind a mandate grants, in the form of evidence. What it does not state, or withholds, is absent. */
export interface SignedTerms {
  readonly holderKid?: string;
  /** Epoch milliseconds. */
  readonly notBefore?: number;
  readonly expires?: number;
  readonly constraints: readonly Constraint[];
  /** Names of constraints that the token states and that cannot be judged from it. */
  readonly open: readonly string[];
  /** Constraints of names that nobody knows. */
  readonly foreign: readonly JsonObject[];
}

/**
 * The terms of the AP2 token that a mandate names as its `artifact`: those of the first part that states open mandates, all
 * of them together. Undefined where there is no such artifact in the evidence, or it is written in no way that is understood.
 */
export function signedTerms(view: AuthorityView, line: EntryLine): SignedTerms | undefined {
  const name = readText(bodyOf(line), 'artifact');
  const ref = name === undefined ? undefined : line.entry.artifacts?.find((artifact) => artifact.name === name);
  const token = ref === undefined ? undefined : artifactsOf(view).get(ref.digest);
  const artifact = token === undefined ? undefined : readAp2Artifact(token);
  if (artifact?.form !== 'mandates') return undefined;
  const open = artifact.mandates.filter(({ kind }) => kind.startsWith('open-'));
  const first = open.filter(({ hashes }) => hashes === open[0]?.hashes);
  return first.length === 0 ? undefined : termsOf(first);
}

function termsOf(mandates: readonly Ap2Mandate[]): SignedTerms {
  const constraints: Constraint[] = [];
  const open: string[] = [];
  const foreign: JsonObject[] = [];
  for (const { claims, isPartial } of mandates) {
    const stated = Array.isArray(claims['constraints']) ? claims['constraints'].filter(isJsonObject) : [];
    for (const value of stated) {
      const read = readAp2Constraint(value, isPartial);
      if (read.kind === 'read') constraints.push(read.constraint);
      else if (read.kind === 'foreign') foreign.push(value);
      else if (read.kind === 'open') open.push(String(value['type']));
    }
  }
  const starts = instants(mandates.map(({ claims }) => claims['nbf']));
  const ends = instants(mandates.map(({ claims }) => claims['exp']));
  return {
    holderKid: mandates.map(({ claims }) => holderOf(claims)).find((kid) => kid !== undefined),
    notBefore: starts.length === 0 ? undefined : Math.max(...starts),
    expires: ends.length === 0 ? undefined : Math.min(...ends),
    constraints,
    open,
    foreign,
  };
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

function instants(claims: readonly (JsonValue | undefined)[]): number[] {
  return claims.map(instantOfClaim).filter((instant) => instant !== undefined);
}
