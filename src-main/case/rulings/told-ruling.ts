import type { ClaimOutcome } from '../../../src-core/arbitration/rule-outcome.ts';
import type { ToldRuling } from '../../../src-core/host/groups/rulings.ts';
import type { MoneyValue } from '../../../src-core/host/shapes.ts';
import { isJsonObject, type JsonValue } from '../../../src-core/json/json-value.ts';
import type { RulingDocument } from '../../../src-core/ruling/ruling-document.ts';

const OUTCOMES: readonly ClaimOutcome[] = ['established', 'not-established', 'undetermined', 'contested', 'referred'];

function moneyIn(value: JsonValue | undefined): MoneyValue | undefined {
  if (!isJsonObject(value)) return undefined;
  const { currency, minor } = value;
  return typeof currency === 'string' && typeof minor === 'number' && Number.isSafeInteger(minor)
    ? { currency, minor }
    : undefined;
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/**
 * What a ruling's file says of itself, in the shape that the page may rely on. The core of a file is anybody's writing: what is not of
 * its form is left out here, and told by the check of the core.
 */
export function toldRuling({ parts, envelope }: RulingDocument): ToldRuling {
  const { claim, core } = parts;
  const outcome = OUTCOMES.find((known) => known === core['outcome']);
  return {
    txn: claim.txn,
    claimant: claim.claimant,
    amount: claim.amount,
    filedAt: claim.filedAt,
    ...(outcome === undefined ? {} : { outcome }),
    awards: listOf(core['awards']).flatMap((award) => {
      if (!isJsonObject(award)) return [];
      const { from, to } = award;
      const money = moneyIn(award['money']);
      return typeof from === 'string' && typeof to === 'string' && money !== undefined ? [{ from, to, money }] : [];
    }),
    packs: listOf(core['packs']).flatMap((pack) => {
      if (!isJsonObject(pack)) return [];
      const { id, version } = pack;
      return typeof id === 'string' && typeof version === 'string' ? [{ id, version }] : [];
    }),
    signers: listOf(envelope?.['signatures']).flatMap((signature) => {
      const keyid = isJsonObject(signature) ? signature['keyid'] : undefined;
      return typeof keyid === 'string' ? [keyid] : [];
    }),
  };
}
