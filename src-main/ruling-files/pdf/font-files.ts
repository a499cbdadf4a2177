import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Families of print: text, Chinese, and digests. */
export type Family = 'serif' | 'han' | 'mono';

// Each package splits its family into files of some characters; `unicode.json` says which.
const packages: { readonly [family in Family]: string } = {
  serif: 'source-serif-4',
  han: 'noto-sans-sc',
  mono: 'jetbrains-mono',
};

/** Characters whose glyphs one file has. */
interface Slice {
  readonly name: string;
  readonly ranges: readonly (readonly [number, number])[];
}

const require = createRequire(import.meta.url);
const pathIn = (family: Family, file: string): string => require.resolve(`@fontsource-variable/${packages[family]}/${file}`);

function parseRanges(text: string): [number, number][] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}

/** The slices of a family. Where two have a character, the one of its own script, which stands later, is taken. */
async function readSlices(family: Family): Promise<readonly Slice[]> {
  const json = JSON.parse(await readFile(pathIn(family, 'unicode.json'), 'utf8')) as { readonly [subset: string]: string };
  return Object.entries(json)
    .map(([subset, text]) => ({ name: subset.replace(/^\[(\d+)\]$/, '$1'), ranges: parseRanges(text) }))
    .reverse();
}

/** The file of a family's slice, a variable font in WOFF2. */
export function readSliceFile(family: Family, slice: string): Promise<Buffer> {
  return readFile(pathIn(family, `files/${packages[family]}-${slice}-wght-normal.woff2`));
}

/** Finds the slice of a character, or undefined where the family has none. */
export async function sliceFinder(family: Family): Promise<(codePoint: number) => string | undefined> {
  const slices = await readSlices(family);
  return (codePoint) => slices.find(({ ranges }) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to))?.name;
}
