import { compareUtf16 } from '../../src-core/encoding/compare-utf16.ts';
import type { JsonObject, JsonValue } from '../../src-core/json/json-value.ts';
import { textOf } from './payload-cells.ts';

/** Somebody who wrote an entry or is registered. */
export interface PartyRow {
  readonly id: number;
  readonly role?: string;
  name?: string;
  operator?: string;
  mcc?: string;
  jurisdiction?: string;
}

/** Parties by id, numbered in the order of their ids; what a registry says of one wins over what its entries say. */
export function partiesOf(
  registered: ReadonlyMap<string, JsonObject>,
  actors: ReadonlyMap<string, string>,
): Map<string, PartyRow> {
  const names = [...new Set([...actors.keys(), ...registered.keys()])].sort(compareUtf16);
  return new Map(
    names.map((party, index) => {
      const body = registered.get(party);
      const { name, operator, mcc, jurisdiction } = body ?? {};
      const row: PartyRow = {
        id: index + 1,
        role: textOf(body?.['role']) ?? actors.get(party),
        name: nameIn(name),
        operator: textOf(operator),
        mcc: textOf(mcc),
        jurisdiction: textOf(jurisdiction),
      };
      return [party, row];
    }),
  );
}

/** A name that nobody could see names nobody: the party's id is shown instead. */
function nameIn(value: JsonValue | undefined): string | undefined {
  const name = textOf(value);
  return name?.trim() === '' ? undefined : name;
}
