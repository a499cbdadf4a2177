import type { Setting } from '../../../src-core/arbitration/combine-packs.ts';
import { parseClaim, type Claim } from '../../../src-core/arbitration/claim.ts';
import type { Pack } from '../../../src-core/arbitration/pack.ts';
import type { Value } from '../../../src-core/arbitration/value.ts';
import { encodeUtf8 } from '../../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { ClaimForm, ParamSetting } from '../../../src-core/host/groups/rulings.ts';
import { readSetting } from '../../../src-core/host/read-setting.ts';
import type { JsonValue } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';

/** The engine's claim of a form. @throws {AssizeError} `E_CLAIM` with the pointer of what does not fit */
export function readClaimForm(form: ClaimForm): Claim {
  return parseClaim(parseJson(encodeUtf8(JSON.stringify({ v: 1, ...form }))));
}

/**
 * Values of parameters as they were typed, each read by its pack's type.
 *
 * @throws {AssizeError} `E_PACK_PARAM` with the pointer of the one that does not fit
 */
export function readSettings(settings: readonly ParamSetting[], packs: readonly Pack[]): Setting[] {
  return settings.map(({ pack: packId, param: id, value: typed }, index) => {
    const param = packs.find((pack) => pack.id === packId)?.params.find((candidate) => candidate.id === id);
    const pointer = `/settings/${index}`;
    if (param === undefined) throw new AssizeError('E_PACK_PARAM', `pack ${packId} has no parameter ${id}`, { pointer });
    let value: Value;
    try {
      value = readSetting(param.type, typed);
    } catch (error) {
      if (!(error instanceof AssizeError)) throw error;
      throw new AssizeError('E_PACK_PARAM', `${id}: ${error.message}`, { pointer: `${pointer}/value` });
    }
    return { pack: packId, param: id, value: value as JsonValue };
  });
}
