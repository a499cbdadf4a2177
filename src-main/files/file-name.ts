/** What every file system takes for one name; ours gets an extension or a number besides. */
const MOST_BYTES = 200;

/**
 * A name that evidence brings, as one that no file system refuses or gives another meaning: of a long one the end, since a chain is named
 * there.
 *
 * @param otherwise - for a name of which nothing is left
 */
export function fileNameOf(name: string, otherwise: string): string {
  const clean = Array.from(name.toWellFormed().replace(/[/\\:*?"<>|\u0000-\u001f]/g, '_'));
  let from = clean.length;
  for (let bytes = 0; from > 0; from--) {
    bytes += Buffer.byteLength(clean[from - 1] ?? '');
    if (bytes > MOST_BYTES) break;
  }
  const kept = clean.slice(from).join('');
  return kept === '' || kept === '.' || kept === '..' ? otherwise : kept;
}
