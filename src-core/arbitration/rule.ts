import { checkExpression } from './check-expression.ts';
import type { ExpressionScope } from './check-expression.ts';
import type { Expression } from './expression.ts';
import { unionIds } from './fact-inputs.ts';
import { allRoles, type Role } from './role.ts';
import { parseDate } from './calendar.ts';
import type { JsonObject } from '../json/json-value.ts';
import {
  member,
  readBoolean,
  readIdentifier,
  readInteger,
  readList,
  readObject,
  readOneOf,
  readText,
  refuseSchema,
  type Placed,
} from './strict-reader.ts';
import { includes } from './semantics.ts';
import { describeType } from './value.ts';
import { AssizeError } from '../errors.ts';

/** Stages in the order in which ties are broken; payment and settlement rank alike. */
export const stages = ['EVD', 'IDN', 'MND', 'ORD', 'PAY', 'SET', 'PRF', 'REG'] as const;
export type Stage = (typeof stages)[number];

/** Rank of a stage: the lower wins a tie. */
export function stageRank(stage: Stage): number {
  const rank = stages.indexOf(stage);
  return rank > stages.indexOf('PAY') ? rank - 1 : rank;
}

/**
 * What a loss consists of. Heads are never added for the same loss: principal and excess are one. Interest is no part of what was paid,
 * and stands since `assize/1.1`.
 */
export const heads = ['principal', 'excess', 'fee', 'fx', 'delay', 'interest'] as const;
export type Head = (typeof heads)[number];

/** How well the wording of a source is known: read in the source (V), in a secondary source (S), or general knowledge (K). */
export const sourceTags = ['V', 'S', 'K'] as const;
export type SourceTag = (typeof sourceTags)[number];

/** Where a rule comes from, and when that was in force (milliseconds since the epoch, half open). */
export interface Source {
  readonly cite: string;
  readonly tag: SourceTag;
  readonly from?: number;
  readonly to?: number;
}

/** A role's share of a loss, in basis points. */
export interface Share {
  readonly role: Role;
  readonly bps: number;
}

/** Who bears the loss where the guard holds; the last branch of a rule has none. */
export interface Branch {
  readonly guard?: Expression;
  readonly bearers: readonly Share[];
  /** Who refunds at once; else the bearers do. */
  readonly refundNow?: Role;
}

/** The loss that a rule speaks about, its amount, and who bears it. */
export interface Remedy {
  readonly head: Head;
  readonly amount: Expression;
  readonly branches: readonly Branch[];
}

/** One rule of a pack, with its expressions checked. */
export interface Rule {
  readonly id: string;
  readonly stage: Stage;
  readonly priority: number;
  readonly title: { readonly en: string; readonly zh: string };
  readonly class: 'cryptographic' | 'semantic';
  readonly when: Expression;
  /** Rules that cannot stand where this one is established. */
  readonly defeats: readonly string[];
  readonly remedy?: Remedy;
  /** Established, it closes the claim for money; findings stand. */
  readonly bars?: 'money';
  /** It refers to a person and never decides. */
  readonly flagOnly: boolean;
  readonly sources: readonly Source[];
}

/** True for a rule that only refers the matter to a person. */
export function isReferral(rule: Rule): boolean {
  return rule.class === 'semantic' || rule.flagOnly;
}

/** The facts that a rule reads in its condition alone, or in all its parts, sorted. */
export function readsOf(rule: Rule, part: 'when' | 'all'): string[] {
  const { remedy } = rule;
  if (part === 'when' || remedy === undefined) return [...rule.when.reads];
  return unionIds(rule.when.reads, remedy.amount.reads, ...remedy.branches.map((branch) => branch.guard?.reads ?? []));
}

/** A date `YYYY-MM-DD` as milliseconds since the epoch. */
export function readDate(at: Placed): number {
  const date = typeof at.value === 'string' ? parseDate(at.value) : undefined;
  return date ?? refuseSchema(at, 'a date YYYY-MM-DD');
}

function readOptionalDates(json: JsonObject, pointer: string): { from?: number; to?: number } {
  const from = json['from'] === undefined ? {} : { from: readDate(member(json, pointer, 'from')) };
  const to = json['to'] === undefined ? {} : { to: readDate(member(json, pointer, 'to')) };
  return { ...from, ...to };
}

function readSource(at: Placed): Source {
  const json = readObject(at, ['cite', 'tag'], ['from', 'to']);
  return {
    cite: readText(member(json, at.pointer, 'cite')),
    tag: readOneOf(member(json, at.pointer, 'tag'), sourceTags),
    ...readOptionalDates(json, at.pointer),
  };
}

function expectType(expression: Expression, type: 'boolean' | 'money', pointer: string): Expression {
  if (expression.type === type) return expression;
  throw new AssizeError('E_PACK_TYPE', `expected ${type}, not ${describeType(expression.type)}`, { pointer });
}

/** Reads who bears a loss: each role once, 10,000 basis points in all. */
export function readShares(at: Placed): Share[] {
  const shares = readList(at, (element) => {
    const json = readObject(element, ['role', 'bps']);
    return {
      role: readOneOf(member(json, element.pointer, 'role'), allRoles),
      bps: readInteger(member(json, element.pointer, 'bps'), 1, 10_000),
    };
  });
  if (new Set(shares.map((share) => share.role)).size !== shares.length) refuseSchema(at, 'each role once');
  if (shares.reduce((sum, share) => sum + share.bps, 0) !== 10_000) refuseSchema(at, 'shares that sum to 10,000 basis points');
  return shares;
}

function readRemedy(json: JsonObject, pointer: string, scope: ExpressionScope): Remedy | undefined {
  const { head, amount, branches } = json;
  if (head === undefined && amount === undefined && branches === undefined) return undefined;
  if (head === 'interest' && !includes(scope.semantics, 'assize/1.1'))
    refuseSchema(member(json, pointer, 'head'), 'a head that assize/1 can award (interest is one since assize/1.1)');
  const list = readList(member(json, pointer, 'branches'), (at) => {
    const branch = readObject(at, ['bearers'], ['if', 'refundNow']);
    const clause = at.pointer.slice(pointer.length) + '/if';
    const guard = branch['if'] === undefined ? undefined : checkExpression(branch['if'], pointer, clause, scope);
    const refundNow =
      branch['refundNow'] === undefined ? undefined : readOneOf(member(branch, at.pointer, 'refundNow'), allRoles);
    return {
      ...(guard === undefined ? {} : { guard: expectType(guard, 'boolean', `${at.pointer}/if`) }),
      bearers: readShares(member(branch, at.pointer, 'bearers')),
      ...(refundNow === undefined ? {} : { refundNow }),
    };
  });
  const last = list.length - 1;
  if (last < 0 || list.some((branch, index) => (branch.guard === undefined) !== (index === last))) {
    refuseSchema(member(json, pointer, 'branches'), 'a condition in every branch but the last');
  }
  return {
    head: readOneOf(member(json, pointer, 'head'), heads),
    amount: expectType(checkExpression(amount, pointer, '/amount', scope), 'money', `${pointer}/amount`),
    branches: list,
  };
}

/**
 * Reads a rule of a pack, with its expressions checked in the scope of that pack.
 *
 * @throws AssizeError `E_PACK_SCHEMA`, `E_PACK_TYPE` or `E_PACK_NAME` with the pointer of what does not fit.
 */
export function parseRule(at: Placed, scope: ExpressionScope): Rule {
  const { pointer } = at;
  const json = readObject(
    at,
    ['id', 'stage', 'priority', 'title', 'class', 'when', 'sources'],
    ['defeats', 'head', 'amount', 'branches', 'bars', 'flagOnly'],
  );
  const titleAt = member(json, pointer, 'title');
  const title = readObject(titleAt, ['en', 'zh']);
  const remedy = readRemedy(json, pointer, scope);
  return {
    id: readIdentifier(member(json, pointer, 'id')),
    stage: readOneOf(member(json, pointer, 'stage'), stages),
    priority: readInteger(member(json, pointer, 'priority'), 0, 1_000_000),
    title: { en: readText(member(title, titleAt.pointer, 'en')), zh: readText(member(title, titleAt.pointer, 'zh')) },
    class: readOneOf(member(json, pointer, 'class'), ['cryptographic', 'semantic'] as const),
    when: expectType(checkExpression(json['when'], pointer, '/when', scope), 'boolean', `${pointer}/when`),
    defeats: readList(member(json, pointer, 'defeats'), readIdentifier, true),
    ...(remedy === undefined ? {} : { remedy }),
    ...(json['bars'] === undefined ? {} : { bars: readOneOf(member(json, pointer, 'bars'), ['money'] as const) }),
    flagOnly: json['flagOnly'] === undefined ? false : readBoolean(member(json, pointer, 'flagOnly')),
    sources: readList(member(json, pointer, 'sources'), readSource),
  };
}
