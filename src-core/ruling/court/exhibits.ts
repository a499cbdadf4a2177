import type { Claim } from '../../arbitration/claim.ts';
import type { Core } from '../../arbitration/core.ts';
import { pae, parseDsse } from '../../crypto/dsse.ts';
import { digestOf, type Digest } from '../../crypto/sha256.ts';
import { encodeBase64 } from '../../encoding/base64.ts';
import { encodeUtf8 } from '../../encoding/utf8.ts';
import { entryOfDisclosures } from '../../evidence/disclosure/entry-of-file.ts';
import { ENTRY_PAYLOAD_TYPE } from '../../evidence/model/entry.ts';
import type { Evidence, EvidenceLine } from '../../evidence/state.ts';
import { canonicalize, canonicalizeBytes } from '../../json/canonicalize.ts';
import { isJsonObject } from '../../json/json-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { citedDigests, describePayload, type CitedEntry } from '../text/cited-entry.ts';
import type { Disclosed } from './disclosures.ts';
import { foreignPersonalFields } from './personal-fields.ts';

/** Why a cited entry is not among the exhibits. */
export type LeftOutReason = 'third-party' | 'not-at-hand' | 'not-canonical';

/** A cited entry that is not among the exhibits; what it says of itself is known where it was at hand. */
export interface LeftOut extends Partial<Omit<CitedEntry, 'digest'>> {
  readonly digest: Digest;
  readonly reason: LeftOutReason;
  /** Of a third party's fields, into the payload. */
  readonly pointers?: readonly string[];
}

/** The entries that a ruling relies on, as they were signed, and what was left out of this copy. */
export interface Exhibits {
  /** Lines as in a chain file, by digest: each an envelope whose digest and signature anybody can check. */
  readonly lines: readonly { readonly entry: CitedEntry; readonly line: Uint8Array }[];
  readonly leftOut: readonly LeftOut[];
  /** Files of disclosures of exhibited entries; none unless chosen. */
  readonly disclosed: readonly { readonly digest: Digest; readonly bytes: Uint8Array }[];
  /** Entries whose disclosures the evidence holds and this copy does not. */
  readonly withheld: readonly Digest[];
}

function lineOf({ payload, sig, digest }: EvidenceLine): Uint8Array | undefined {
  const actor = payload?.['actor'];
  const keyid = isJsonObject(actor) ? actor['kid'] : undefined;
  if (payload === undefined || sig === undefined || typeof keyid !== 'string') return undefined;
  const bytes = canonicalizeBytes(payload);
  if (digestOf(pae(ENTRY_PAYLOAD_TYPE, bytes)) !== digest) return undefined;
  const envelope = { payload: encodeBase64(bytes), payloadType: ENTRY_PAYLOAD_TYPE, signatures: [{ keyid, sig }] };
  return encodeUtf8(`${canonicalize(envelope)}\n`);
}

/**
 * Takes the entries that a core cites out of the evidence, in the bytes that were signed. Withheld fields stay withheld, and entries
 * with personal fields of third parties stay out, unless they are chosen.
 *
 * @param evidence - absent: every cited entry is left out
 */
export function takeExhibits(core: Core, claim: Claim, evidence: Evidence | undefined, chosen: ReadonlySet<Disclosed>): Exhibits {
  const own = new Set([claim.claimant, ...claim.respondents]);
  const lines: { entry: CitedEntry; line: Uint8Array }[] = [];
  const leftOut: LeftOut[] = [];
  for (const digest of citedDigests(core)) {
    const found = evidence?.byDigest.get(digest);
    const entry = found?.payload === undefined ? undefined : describePayload(digest, found.payload);
    if (found?.payload === undefined || entry === undefined) {
      leftOut.push({ digest, reason: 'not-at-hand' });
      continue;
    }
    const pointers = chosen.has('third-parties') ? [] : foreignPersonalFields(found.payload, own);
    const line = lineOf(found);
    if (pointers.length > 0) leftOut.push({ ...entry, reason: 'third-party', pointers });
    else if (line === undefined) leftOut.push({ ...entry, reason: 'not-canonical' });
    else lines.push({ entry, line });
  }
  const exhibited = new Set(lines.map(({ entry }) => entry.digest));
  const files = (evidence?.files ?? []).flatMap(({ path, role, bytes }) => {
    const digest = role === 'disclosure' ? entryOfDisclosures(path) : undefined;
    return digest !== undefined && bytes !== undefined && exhibited.has(digest) ? [{ digest, bytes }] : [];
  });
  const isOpen = chosen.has('withheld');
  return {
    lines,
    leftOut,
    disclosed: isOpen ? files : [],
    withheld: isOpen ? [] : files.map(({ digest }) => digest),
  };
}

/**
 * Reads a line of exhibits back: what it says of itself, under the digest of its bytes.
 *
 * @throws AssizeError of reading an envelope; undefined for an envelope of something else
 */
export function readExhibit(line: string): CitedEntry | undefined {
  const { payload, payloadType } = parseDsse(parseJson(encodeUtf8(line)));
  if (payloadType !== ENTRY_PAYLOAD_TYPE) return undefined;
  const json = parseJson(payload);
  return isJsonObject(json) ? describePayload(digestOf(pae(payloadType, payload)), json) : undefined;
}
