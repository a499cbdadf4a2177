/** Two digests, byte by byte. */
export interface DigestDifference {
  /** In groups of four bytes, eight of them. */
  readonly groups: readonly (readonly { readonly byte: string; readonly differs: boolean; readonly isFirst: boolean }[])[];
}

const bytesOf = (digest: string): string[] => digest.replace(/^sha256:/, '').match(/../g) ?? [];

/** The number of the first byte in which two digests differ, and both of its values; undefined where they are equal. */
export function firstDifference(
  a: string,
  b: string,
): { readonly at: number; readonly a: string; readonly b: string } | undefined {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  const first = left[at];
  return first === undefined ? undefined : { at, a: first, b: right[at] ?? '' };
}

/** A digest as it is held against another. */
export function comparedGroups(digest: string, other: string): DigestDifference['groups'] {
  const bytes = bytesOf(digest);
  const against = bytesOf(other);
  const first = bytes.findIndex((byte, index) => byte !== against[index]);
  const marked = bytes.map((byte, index) => ({ byte, differs: byte !== against[index], isFirst: index === first }));
  return Array.from({ length: Math.ceil(marked.length / 4) }, (_, group) => marked.slice(group * 4, group * 4 + 4));
}
