import type { PackSet } from '../arbitration/combine-packs.ts';
import { isOpen, type RuleOutcome } from '../arbitration/rule-outcome.ts';
import type { Money } from '../arbitration/value.ts';
import type { Assessment, RuleFinding } from './assess-unit.ts';
import { Book, MoneySums, type Sum } from './money-sums.ts';
import type { AuditUnit } from './units-of.ts';

/** Units and money of a part of the population. */
export interface PartRow {
  readonly units: number;
  /** Units of which a rule makes an exception. */
  readonly exceptions: number;
  readonly settled: readonly Sum[];
  readonly refunded: readonly Sum[];
  /** Losses by established rules; each loss once. */
  readonly exposure: readonly Sum[];
  /** How much more it could become if every open rule were established. */
  readonly open: readonly Sum[];
}

/** One rule over the whole population. */
export interface RuleRow {
  readonly rule: string;
  readonly pack: string;
  /** Units by outcome; those not met are absent. */
  readonly outcomes: { readonly [outcome in RuleOutcome]?: number };
  /** What it would come to by itself, rule by rule; these overlap and are never added to those of another rule. */
  readonly alone: readonly Sum[];
  /** The losses that it decides: of all rules together they add up to the exposure. */
  readonly decides: readonly Sum[];
  /** Units of which it makes an exception; the same by terminal, by day. */
  readonly exceptions: number;
  readonly terminals: readonly { readonly terminal: string; readonly units: number }[];
  readonly days: readonly { readonly day: string; readonly units: number }[];
}

/** A unit of which at least one rule makes an exception. */
export interface Exception {
  readonly txn: string;
  readonly payments: readonly string[];
  readonly day: string;
  readonly terminal: string;
  /** The rules that do. */
  readonly rules: readonly Omit<RuleFinding, 'isException'>[];
  readonly settled?: Money;
  readonly exposure?: Money;
  readonly bearers: readonly { readonly party: string; readonly money: Money }[];
}

/** The population by what was found, in all and by terminal, day, rule and party. */
export interface Tallies {
  readonly all: PartRow;
  readonly withoutPayment: number;
  /** Units with payments whose settled amount is not known. */
  readonly withoutAmount: number;
  /** Units on which a rule is at stake and no amount can be put on it. */
  readonly unquantified: number;
  readonly terminals: readonly (PartRow & { readonly terminal: string })[];
  readonly days: readonly (PartRow & { readonly day: string })[];
  readonly rules: readonly RuleRow[];
  /** Who bears the exposure in the end. */
  readonly parties: readonly { readonly party: string; readonly units: number; readonly exposure: readonly Sum[] }[];
}

function emptyPart(): { units: number; exceptions: number } & Record<'settled' | 'refunded' | 'exposure' | 'open', MoneySums> {
  return {
    units: 0,
    exceptions: 0,
    settled: new MoneySums(),
    refunded: new MoneySums(),
    exposure: new MoneySums(),
    open: new MoneySums(),
  };
}

function emptyRule() {
  const count = (): { units: number } => ({ units: 0 });
  return {
    outcomes: new Map<RuleOutcome, number>(),
    exceptions: 0,
    alone: new MoneySums(),
    decides: new MoneySums(),
    terminals: new Book(count),
    days: new Book(count),
  };
}

function partRow(part: ReturnType<typeof emptyPart>): PartRow {
  const { units, exceptions, settled, refunded, exposure, open } = part;
  return {
    units,
    exceptions,
    settled: settled.list(),
    refunded: refunded.list(),
    exposure: exposure.list(),
    open: open.list(),
  };
}

/** Adds up what is found on unit after unit; what it keeps grows with rules, parties, days and terminals, never with units. */
export class Tally {
  readonly #all = emptyPart();
  readonly #terminals = new Book(emptyPart);
  readonly #days = new Book(emptyPart);
  readonly #rules = new Book(emptyRule);
  readonly #parties = new Book(() => ({ units: 0, exposure: new MoneySums() }));
  #withoutPayment = 0;
  #withoutAmount = 0;
  #unquantified = 0;

  /** @returns the unit as an exception, where it is one */
  add(unit: AuditUnit, found: Assessment): Exception | undefined {
    const rules = found.findings.filter((finding) => finding.isException);
    const isOne = rules.length > 0;
    for (const part of [this.#all, this.#terminals.at(unit.terminal), this.#days.at(unit.day)]) {
      part.units += 1;
      if (isOne) part.exceptions += 1;
      for (const name of ['settled', 'refunded', 'exposure', 'open'] as const) part[name].add(found[name]);
    }
    if (unit.payments.length === 0) this.#withoutPayment += 1;
    else if (found.settled === undefined) this.#withoutAmount += 1;
    if (found.isUnquantified) this.#unquantified += 1;
    this.#addRules(unit, found);
    const bearers = this.#addParties(found);
    if (!isOne) return undefined;
    const { txn, payments, day, terminal } = unit;
    const { settled, exposure } = found;
    return {
      txn,
      payments,
      day,
      terminal,
      rules: rules.map(({ rule, outcome, amount }) => ({ rule, outcome, ...(amount === undefined ? {} : { amount }) })),
      ...(settled === undefined ? {} : { settled }),
      ...(exposure === undefined ? {} : { exposure }),
      bearers,
    };
  }

  #addRules(unit: AuditUnit, { findings, heads }: Assessment): void {
    for (const finding of findings) {
      const row = this.#rules.at(finding.rule);
      row.outcomes.set(finding.outcome, (row.outcomes.get(finding.outcome) ?? 0) + 1);
      row.alone.add(finding.amount);
      if (!finding.isException) continue;
      row.exceptions += 1;
      row.terminals.at(unit.terminal).units += 1;
      row.days.at(unit.day).units += 1;
    }
    for (const { rule, money } of heads) this.#rules.at(rule).decides.add(money);
  }

  #addParties({ heads }: Assessment): { party: string; money: Money }[] {
    const borne = new Map<string, Money>();
    for (const { party, money } of heads.flatMap((head) => head.bearers)) {
      borne.set(party, { currency: money.currency, minor: (borne.get(party)?.minor ?? 0) + money.minor });
    }
    const rows = [...borne].map(([party, money]) => ({ party, money })).filter(({ money }) => money.minor > 0);
    for (const { party, money } of rows) {
      const row = this.#parties.at(party);
      row.units += 1;
      row.exposure.add(money);
    }
    return rows.sort((a, b) => (a.party < b.party ? -1 : 1));
  }

  result(set: PackSet): Tallies {
    return {
      all: partRow(this.#all),
      withoutPayment: this.#withoutPayment,
      withoutAmount: this.#withoutAmount,
      unquantified: this.#unquantified,
      terminals: this.#terminals.list(([terminal = ''], part) => ({ terminal, ...partRow(part) })),
      days: this.#days.list(([day = ''], part) => ({ day, ...partRow(part) })),
      rules: set.rules.map(({ rule, home }) => {
        const { outcomes, exceptions, alone, decides, terminals, days } = this.#rules.at(rule.id);
        return {
          rule: rule.id,
          pack: home.pack.id,
          outcomes: Object.fromEntries(outcomes),
          exceptions,
          alone: alone.list(),
          decides: decides.list(),
          terminals: terminals.list(([terminal = ''], { units }) => ({ terminal, units })),
          days: days.list(([day = ''], { units }) => ({ day, units })),
        };
      }),
      parties: this.#parties.list(([party = ''], { units, exposure }) => ({ party, units, exposure: exposure.list() })),
    };
  }

  /** True where a rule is still open somewhere, waits for a person, or an amount is not known. */
  get isUnsettled(): boolean {
    if (this.#unquantified > 0 || this.#withoutAmount > 0) return true;
    const isLeft = (outcome: RuleOutcome): boolean => isOpen(outcome) || outcome === 'referred';
    return this.#rules.list((_, { outcomes }) => [...outcomes.keys()].some(isLeft)).includes(true);
  }
}
