import type { Custodian } from './role.ts';
import { includes, type Semantics } from './semantics.ts';
import type { ValueType } from './value.ts';

/** One word of the vocabulary: what a rule may read, its type, and in whose hands the evidence for it lies. */
export interface FactDefinition {
  readonly id: string;
  readonly type: ValueType;
  readonly custody: readonly Custodian[];
  /** The version of the semantics that brought it; absent: the first. */
  readonly since?: Semantics;
}

const strings: ValueType = { set: 'string' };

const definitions: readonly FactDefinition[] = [
  { id: 'claim.filedAt', type: 'interval', custody: ['C'] },
  { id: 'claim.noticeAt', type: 'interval', custody: ['C'] },
  { id: 'evd.badSig', type: strings, custody: ['author'] },
  { id: 'evd.broken', type: strings, custody: ['author'] },
  { id: 'evd.clock', type: strings, custody: ['author'] },
  { id: 'evd.forks', type: strings, custody: ['author'] },
  { id: 'evd.gaps', type: strings, custody: ['author'] },
  { id: 'idn.account', type: 'boolean', custody: ['G', 'S2'] },
  { id: 'idn.misbound', type: strings, custody: ['G', 'S1', 'M'] },
  { id: 'idn.notice', type: strings, custody: ['S1', 'M'] },
  { id: 'idn.relied', type: strings, custody: ['S1', 'M'] },
  { id: 'idn.revoked', type: strings, custody: ['G'] },
  { id: 'mnd.K', type: 'money', custody: ['U', 'UA'] },
  { id: 'mnd.cap', type: 'money', custody: ['U', 'UA'] },
  { id: 'mnd.deniedMcc', type: strings, custody: ['U', 'UA'] },
  { id: 'mnd.exp', type: 'interval', custody: ['U', 'UA'] },
  { id: 'mnd.found', type: 'boolean', custody: ['U', 'S1'] },
  { id: 'mnd.payees', type: strings, custody: ['U', 'UA'] },
  { id: 'mnd.revNotice', type: { set: { record: { at: 'interval', role: 'string' } } }, custody: ['S1', 'UA'] },
  { id: 'mnd.shownS1', type: 'boolean', custody: ['S1', 'UA'] },
  { id: 'mnd.stepUp', type: 'boolean', custody: ['U'] },
  { id: 'mnd.sumProven', type: 'money', custody: ['S2', 'UA'] },
  { id: 'mnd.sumShown', type: 'money', custody: ['S2', 'UA'] },
  { id: 'ord.Q', type: 'money', custody: ['M', 'UA'] },
  { id: 'ord.affected', type: 'money', custody: ['U', 'UA'] },
  { id: 'ord.extra', type: 'money', custody: ['M'] },
  { id: 'ord.mcc', type: strings, custody: ['M', 'G'] },
  { id: 'ord.offerFalse', type: 'boolean', custody: ['P', 'M'] },
  { id: 'ord.requote', type: 'boolean', custody: ['M'] },
  { id: 'pay.A', type: 'money', custody: ['S1'] },
  { id: 'pay.R', type: 'money', custody: ['M', 'S1'] },
  { id: 'pay.T', type: 'money', custody: ['S2'] },
  { id: 'pay.T1', type: 'money', custody: ['S2'] },
  { id: 'pay.payee', type: 'string', custody: ['S2'] },
  { id: 'pay.replay', type: 'boolean', custody: ['S2'] },
  { id: 'pay.tPay', type: 'interval', custody: ['S2'] },
  { id: 'pay.tenders', type: 'integer', custody: ['S2'] },
  { id: 'prf.delivered', type: 'boolean', custody: ['M', 'U'] },
  { id: 'prf.due', type: 'interval', custody: ['M'] },
  { id: 'prf.promiseDue', type: 'interval', custody: ['M'] },
  { id: 'prf.promised', type: 'money', custody: ['M'] },
  { id: 'prf.tConf', type: 'interval', custody: ['M', 'P'] },
  { id: 'prf.unposted', type: 'boolean', custody: ['S1'] },
  { id: 'set.amounts', type: { set: { record: { money: 'money', role: 'string' } } }, custody: ['each'] },
  { id: 'set.finalBy', type: 'string', custody: ['P', 'S2'] },
  { id: 'set.short', type: 'boolean', custody: ['P', 'S2'] },
];

const history: ValueType = { set: { record: { at: 'interval', capture: 'string', money: 'money' } } };
const earlierUse: ValueType = { set: { record: { at: 'interval', capture: 'string', sameIssuer: 'boolean' } } };
const undisputed: ValueType = {
  set: { record: { at: 'interval', capture: 'string', sameTerminal: 'boolean', sameUser: 'boolean' } },
};

/** What `assize/1.1` adds, for the rest of the catalogue and the packs of jurisdictions. */
const later = (
  [
    { id: 'dsp.others', type: history, custody: ['C'] },
    { id: 'idn.prior', type: undisputed, custody: ['UA', 'S2', 'U'] },
    { id: 'mnd.badLinks', type: strings, custody: ['UA'] },
    { id: 'mnd.earlierUses', type: earlierUse, custody: ['S2', 'UA'] },
    { id: 'mnd.single', type: 'boolean', custody: ['U', 'UA'] },
    { id: 'mnd.stepUpAbove', type: 'money', custody: ['U', 'UA'] },
    { id: 'ord.cancelled', type: 'interval', custody: ['U', 'UA'] },
    { id: 'ord.instructed', type: strings, custody: ['P', 'UA'] },
    { id: 'ord.limit', type: 'money', custody: ['U', 'UA'] },
    { id: 'pay.authExp', type: 'interval', custody: ['S1'] },
    { id: 'pay.certificate', type: 'boolean', custody: ['S1'] },
    { id: 'pay.converter', type: 'string', custody: ['S2', 'M'] },
    { id: 'pay.factors', type: 'integer', custody: ['S1'] },
    { id: 'pay.rateAgreed', type: 'decimal', custody: ['M', 'UA'] },
    { id: 'pay.rateApplied', type: 'decimal', custody: ['S2'] },
    { id: 'prf.criteria', type: 'boolean', custody: ['M'] },
    { id: 'prf.deliveredAt', type: 'interval', custody: ['M', 'U'] },
    { id: 'prf.departures', type: strings, custody: ['M', 'U'] },
    { id: 'reg.day', type: 'interval', custody: ['S2'] },
    { id: 'reg.maxCount', type: 'integer', custody: ['U', 'UA'] },
    { id: 'reg.payments', type: history, custody: ['S2', 'UA'] },
    { id: 'set.altered', type: 'boolean', custody: ['S2', 'S1'] },
  ] as const satisfies readonly FactDefinition[]
).map((definition): FactDefinition => ({ ...definition, since: 'assize/1.1' }));

/** The closed vocabulary of all versions, each sorted by id (UTF-16 code units). Rules read these and parameters, never entries. */
export const vocabulary: ReadonlyMap<string, FactDefinition> = new Map(
  [...definitions, ...later].map((definition) => [definition.id, definition]),
);

/** A fact as a version of the semantics knows it; undefined where it does not. */
export function factOfVocabulary(id: string, semantics: Semantics): FactDefinition | undefined {
  const definition = vocabulary.get(id);
  return definition === undefined || includes(semantics, definition.since ?? 'assize/1') ? definition : undefined;
}

/** The ids that a version of the semantics knows. */
export function factIdsOf(semantics: Semantics): string[] {
  return [...vocabulary.keys()].filter((id) => factOfVocabulary(id, semantics) !== undefined);
}
