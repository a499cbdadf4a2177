import type { Digest } from '../../src-core/crypto/sha256.ts';
import { equalBytes } from '../../src-core/encoding/bytes.ts';
import { decodeUtf8 } from '../../src-core/encoding/utf8.ts';
import { AssizeError } from '../../src-core/errors.ts';
import { readExhibit } from '../../src-core/ruling/court/exhibits.ts';
import { readRedactions } from '../../src-core/ruling/court/redactions.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { parseRuling } from '../../src-core/ruling/ruling-document.ts';
import { citedDigests, type CitedEntry } from '../../src-core/ruling/text/cited-entry.ts';
import { readCore } from '../../src-core/ruling/text/read-core.ts';
import type { RulingCheck } from '../../src-core/ruling/verify-ruling.ts';
import { verifyCustody } from '../custody/verify-custody.ts';
import { named, serializeCourtManifest } from './court-file.ts';
import { RENDERER, renderMembers } from './render-members.ts';
import { unpackStored, type StoredMembers } from '../../src-core/import/zip/stored-archive.ts';

type Answer = Omit<RulingCheck, 'name'>;

/** A court file that was read: what of it can be checked without evidence. */
export interface ReadCourtFile {
  /** The ruling's file, for `verifyRuling`. */
  readonly ruling: Uint8Array;
  /** The archive: its bytes, its list, and that each cited entry is exhibited or listed as left out. */
  readonly container: Answer;
  /** Whether what was made from the ruling is made again byte for byte. */
  readonly renderings: Answer;
  readonly custody: Answer;
  /** Evidence files that it holds, by name. */
  readonly evidence: StoredMembers;
}

/** The custody key that this machine holds for a case. */
export type KidOfCase = (caseUuid: string) => Promise<string | undefined>;

function fail(code: string, path: string): never {
  throw new AssizeError(code, `${path} is not what it has to be`, { path });
}

function need(members: StoredMembers, name: string): Uint8Array {
  return members.get(name) ?? fail('E_ZIP_MISSING', name);
}

function checkManifest(members: StoredMembers): { readonly renderer: string } {
  const own = need(members, named.manifest);
  const rest = new Map([...members].filter(([name]) => name !== named.manifest));
  const json = parseJson(own);
  const renderer = isJsonObject(json) ? json['renderer'] : undefined;
  if (typeof renderer !== 'string') return fail('E_MANIFEST', named.manifest);
  const again = (decodeUtf8(serializeCourtManifest(rest)) ?? '').replace(JSON.stringify(RENDERER), JSON.stringify(renderer));
  if (again !== decodeUtf8(own)) return fail('E_MANIFEST', named.manifest);
  return { renderer };
}

/** Every exhibit is cited, and every cited entry is an exhibit or is listed. */
function checkExhibits(members: StoredMembers, cited: ReadonlySet<Digest>): ReadonlyMap<Digest, CitedEntry> {
  const entries = new Map<Digest, CitedEntry>();
  const exhibited = new Set<Digest>();
  for (const line of (decodeUtf8(need(members, named.exhibits)) ?? '').split('\n').slice(0, -1)) {
    const entry = readExhibit(line);
    if (entry === undefined || !cited.has(entry.digest) || exhibited.has(entry.digest)) return fail('E_EXHIBIT', named.exhibits);
    exhibited.add(entry.digest);
    entries.set(entry.digest, entry);
  }
  for (const { digest, entry } of readRedactions(need(members, named.redactions))) {
    if (!cited.has(digest) || exhibited.has(digest)) return fail('E_EXHIBIT', named.redactions);
    exhibited.add(digest);
    if (entry !== undefined) entries.set(digest, entry);
  }
  if (exhibited.size !== cited.size) return fail('E_EXHIBIT', named.exhibits);
  return entries;
}

async function checkCustody(custody: Uint8Array | undefined, kidOf: KidOfCase): Promise<Answer> {
  if (custody === undefined) return { result: 'not-applicable' };
  const { lines } = verifyCustody(custody, { knownKids: [], remembered: 'none' });
  const known = await kidOf(lines[0]?.entry.case.slice('urn:uuid:'.length) ?? '');
  const { report } = verifyCustody(custody, { knownKids: known === undefined ? [] : [known], remembered: 'none' });
  const [problem] = report.problems;
  if (problem !== undefined) return { result: 'fail', code: problem.code };
  return report.verdict === 'pass' ? { result: 'pass' } : { result: 'indeterminate', code: 'I_KEY_UNKNOWN' };
}

async function checkRenderings(
  members: StoredMembers,
  entries: ReadonlyMap<Digest, CitedEntry>,
  renderer: string,
): Promise<Answer> {
  const custody = members.get(named.custody);
  const ruling = parseRuling(need(members, named.ruling));
  const again = await renderMembers({ ruling, entries, ...(custody === undefined ? {} : { custody }) });
  const kept = [named.ruling, named.exhibits, named.redactions, named.custody, named.manifest] as readonly string[];
  for (const name of members.keys()) {
    const isOther = kept.includes(name) || name.startsWith(named.evidence) || name.startsWith(named.disclosures);
    if (!isOther && !again.has(name)) return { result: 'fail', code: 'E_ZIP_UNLISTED' };
  }
  const isSame = [...again].every(([name, bytes]) => equalBytes(members.get(name) ?? new Uint8Array(), bytes));
  if (isSame) return { result: 'pass' };
  // Another version may set the same words otherwise; the list of members still holds their digests.
  return renderer === RENDERER ? { result: 'fail', code: 'E_RENDERING' } : { result: 'indeterminate', code: 'I_RENDERER' };
}

/**
 * Reads a court file and checks all of it that is not the ruling's own. What is wrong is an answer; only an archive without a ruling in
 * it throws.
 *
 * @throws AssizeError `E_ZIP_*` where no ruling comes out of it
 */
export async function readCourtFile(bytes: Uint8Array, kidOf: KidOfCase): Promise<ReadCourtFile> {
  const members = unpackStored(bytes);
  const ruling = need(members, named.ruling);
  const evidence = new Map(
    [...members]
      .filter(([name]) => name.startsWith(named.evidence))
      .map(([name, file]) => [name.slice(named.evidence.length), file]),
  );
  const common = { ruling, evidence, custody: await checkCustody(members.get(named.custody), kidOf) };
  try {
    const { renderer } = checkManifest(members);
    const cited = new Set(citedDigests(readCore(parseRuling(ruling).parts.core)));
    const entries = checkExhibits(members, cited);
    return { ...common, container: { result: 'pass' }, renderings: await checkRenderings(members, entries, renderer) };
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    const open: Answer = { result: 'indeterminate', code: 'I_NOT_READ' };
    return { ...common, container: { result: 'fail', code: error.code }, renderings: open };
  }
}
