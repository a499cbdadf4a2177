import { compareUtf16 } from '../encoding/compare-utf16.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';

/** What the first member of a container says. */
export const MIMETYPE = 'application/vnd.assize.atb+zip';
export const MIMETYPE_MEMBER = 'mimetype';

/**
 * Why a container is refused, in the order in which refusals are reported: first what its directory says, then where its parts
 * lie, then what its bytes are. `MISSING` and `UNLISTED` come from its manifest.
 */
export const REFUSAL_CODES = [
  'E_ZIP_NAME',
  'E_ZIP_DUP',
  'E_ZIP_LINK',
  'E_ZIP_CRYPT',
  'E_ZIP_METHOD',
  'E_ZIP_LIMIT',
  'E_ZIP_OVERLAP',
  'E_ZIP_HEADER',
  'E_ZIP_MIMETYPE',
  'E_ZIP_FORMAT',
  'E_ZIP_CRC',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** One reason to refuse a container. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The member at fault, as well as its name can be shown. */
  readonly member?: string;
  readonly message: string;
}

/** How much a container may hold. */
export interface ContainerLimits {
  readonly members: number;
  /** Bytes of a name in UTF-8. */
  readonly nameBytes: number;
  /** Uncompressed bytes for one compressed, of members past `ratioFrom` bytes. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Uncompressed bytes of all members. */
  readonly totalBytes: number;
}

export const DEFAULT_LIMITS: ContainerLimits = {
  members: 100_000,
  nameBytes: 512,
  ratio: 100,
  ratioFrom: 2 ** 20,
  totalBytes: 32 * 2 ** 30,
};

// C0, delete and C1.
const controls = /[\u0000-\u001f\u007f-\u009f]/;
const deviceName = /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)$/i;

/**
 * Why a member's name is refused, `undefined` where it is fit: absolute or climbing paths, backslashes, drives, control characters,
 * empty parts, parts that end in a dot or a space, names of Windows devices. Such a name would mean another file, or none, on
 * some system that unpacks the container.
 */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'the name is empty';
  if (!name.isWellFormed()) return 'the name is not well-formed Unicode';
  if (controls.test(name)) return 'the name has control characters';
  if (name.includes('\\')) return 'the name has a backslash';
  if (name.startsWith('/')) return 'the name is an absolute path';
  for (const part of name.split('/')) {
    if (part === '..' || part === '.') return `the name has the part ${part}`;
    if (part === '') return 'the name has an empty part';
    if (/^[a-z]:/i.test(part)) return 'the name has a drive';
    if (/[. ]$/.test(part)) return 'a part of the name ends in a dot or a space';
    const [stem = ''] = part.split('.');
    if (deviceName.test(stem.trimEnd())) return `the name has the Windows device ${stem}`;
  }
  return undefined;
}

/** True where a name takes more bytes than the limit. */
export function isTooLongName(name: string, limits: ContainerLimits): boolean {
  return name.length > limits.nameBytes || encodeUtf8(name).length > limits.nameBytes;
}

/**
 * The form in which names are compared: NFC and full case folding, by way of lower, upper and lower case, so that sharp s is ss and every sigma one.
 * Independent of any locale; the tables are those of the ECMAScript engine, so characters that its Unicode version does not
 * know yet fold to themselves.
 */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Names that would be one file where case or normal form does not count, and files whose name others use as a folder. A folder's own
 * entry ends in a slash.
 */
export function findTwins(names: readonly string[]): { readonly name: string; readonly twin: string }[] {
  const byFold = new Map<string, string>();
  const twins: { name: string; twin: string }[] = [];
  for (const name of names) {
    const fold = foldName(name);
    const twin = byFold.get(fold);
    if (twin === undefined) byFold.set(fold, name);
    else twins.push({ name, twin });
  }
  // In this order what lies in a folder follows at once where the folder's name and slash would stand.
  const folds = [...byFold.keys()].sort();
  for (const [fold, name] of byFold) {
    const inside = folds[lowerBound(folds, `${fold}/`)];
    if (inside?.startsWith(`${fold}/`)) twins.push({ name, twin: byFold.get(inside) as string });
  }
  return twins;
}

function lowerBound(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** True for a member that is larger than its compressed bytes may make it. */
export function isBomb(size: number, compressed: number, limits: ContainerLimits): boolean {
  return size > limits.ratioFrom && size > compressed * limits.ratio;
}

/** The refusals in the order of `REFUSAL_CODES`, then by member; each once. */
export function sortRefusals(refusals: readonly Refusal[]): Refusal[] {
  const seen = new Set<string>();
  const distinct = refusals.filter((refusal) => {
    const key = JSON.stringify([refusal.code, refusal.member, refusal.message]);
    return !seen.has(key) && seen.add(key);
  });
  const rank = (refusal: Refusal): number => REFUSAL_CODES.indexOf(refusal.code);
  return distinct.sort((a, b) => rank(a) - rank(b) || compareUtf16(a.member ?? '', b.member ?? ''));
}
