import { factNames } from '../../src-core/arbitration/explain/fact-names.ts';
import type { Core } from '../../src-core/arbitration/core.ts';
import type { FactInput } from '../../src-core/arbitration/fact.ts';
import type { Money } from '../../src-core/arbitration/value.ts';
import { visible } from '../../src-core/encoding/visible-text.ts';
import { canonicalize } from '../../src-core/json/canonicalize.ts';
import type { JsonValue } from '../../src-core/json/json-value.ts';
import type { RulingDocument } from '../../src-core/ruling/ruling-document.ts';
import { readCore } from '../../src-core/ruling/text/read-core.ts';
import { csvRow } from '../files/csv-row.ts';

type Cells = readonly (string | number | undefined)[];

const COLUMNS = ['kind', 'id', 'name_en', 'name_zh', 'state', 'value', 'party', 'bps', 'currency', 'minor', 'entries'] as const;

type Row = { readonly [column in (typeof COLUMNS)[number]]?: string | number };

const entriesOf = (inputs: readonly FactInput[]): string => [...new Set(inputs.map(({ digest }) => digest))].join(' ');

function factRows({ facts }: Core): Row[] {
  return facts.map(({ id, state, value, inputs }) => ({
    kind: 'fact',
    id,
    name_en: factNames.get(id)?.en ?? '',
    name_zh: factNames.get(id)?.['zh-CN'] ?? '',
    state,
    value: value === undefined ? '' : typeof value === 'string' ? value : canonicalize(value as JsonValue),
    entries: entriesOf(inputs),
  }));
}

function moneyRows({ heads, awards, allocation, undetermined }: Core): Row[] {
  const money = ({ currency, minor }: Money): Row => ({ currency, minor });
  return [
    ...heads.flatMap(({ head, rule, money: whole, bearers }): Row[] => [
      { kind: 'head', id: rule, value: head, ...money(whole) },
      ...bearers.map(({ party, bps, money: part }) => ({ kind: 'bearer', id: rule, value: head, party, bps, ...money(part) })),
    ]),
    ...awards.map(({ from, to, money: sum }) => ({ kind: 'award', party: from, value: to, ...money(sum) })),
    ...allocation.map(({ party, bps, money: sum }) => ({ kind: 'allocation', party, bps, ...money(sum) })),
    ...undetermined.map(({ what, heldBy, wouldDecide }) => ({
      kind: 'undetermined',
      id: what,
      value: wouldDecide.join(' '),
      party: heldBy.join(' '),
    })),
  ];
}

/**
 * Findings, rules, awards and what is open of a ruling as one CSV table, amounts in minor units beside their currency. Hidden characters
 * of evidence stand in visible form, and nothing in it is a formula.
 *
 * @throws AssizeError `E_CORE`
 */
export function renderFindingsCsv({ parts }: RulingDocument): string {
  const core = readCore(parts.core);
  const rules = core.rules.map(({ id, pack, outcome, inputs, missing, defeatedBy }): Row => {
    const value = [...missing, ...defeatedBy].join(' ');
    return { kind: 'rule', id, party: pack, state: outcome, value, entries: entriesOf(inputs) };
  });
  const outcome: Row = { kind: 'outcome', id: parts.claim.id, state: core.outcome, value: core.legalEffect };
  const rows = [outcome, ...factRows(core), ...rules, ...moneyRows(core)];
  const cells = (row: Row): Cells =>
    COLUMNS.map((column) => (typeof row[column] === 'string' ? visible(row[column]) : row[column]));
  return [COLUMNS, ...rows.map(cells)].map(csvRow).join('');
}
