import subsetFont from 'subset-font';
import { escapeCharacter } from '../../../src-core/encoding/visible-text.ts';
import { readSliceFile, sliceFinder, type Family } from './font-files.ts';

/** How a piece of text is set. */
export type Style = 'text' | 'strong' | 'mono';

/** A stretch of characters of one face. */
export interface Run {
  readonly face: string;
  readonly text: string;
}

/** Faces with the glyphs that a document needs. */
export interface Typefaces {
  /** TrueType files by the names that runs give. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Parts a text by face. What no face has a glyph for stands as its code point. */
  readonly runsOf: (text: string, style: Style, isChinese: boolean) => readonly Run[];
}

interface Place {
  readonly family: Family;
  readonly slice: string;
  readonly weight: number;
}

const weights: { readonly [style in Style]: number } = { text: 400, strong: 650, mono: 400 };

// Quotation marks, dashes and dots that Chinese sets as wide as its characters.
const SHARED = /[\u2014\u2018\u2019\u201c\u201d\u2026\u00b7]/;
// Always there: a face without them could not show what has no glyph.
const ESCAPES = '\\u{}0123456789abcdef';

const nameOf = ({ family, slice, weight }: Place): string => `${family}-${slice}-${weight}`;

/** Glyphs are looked up for these characters, and for those that escapes are written with. */
export interface StyledText {
  readonly text: string;
  readonly style: Style;
  readonly isChinese: boolean;
}

/**
 * Makes the faces for texts: of each font only the glyphs that are used, at fixed weights. The same texts give the same bytes.
 *
 * @throws where a font's package is not there
 */
export async function loadTypefaces(texts: readonly StyledText[]): Promise<Typefaces> {
  const [serif, han, mono] = await Promise.all([sliceFinder('serif'), sliceFinder('han'), sliceFinder('mono')]);
  const find = { serif, han, mono };
  const known = new Map<string, Place | undefined>();
  const placeOf = (character: string, style: Style, isChinese: boolean): Place | undefined => {
    const key = `${style} ${isChinese} ${character}`;
    if (known.has(key)) return known.get(key);
    const families: Family[] = style === 'mono' ? ['mono', 'serif', 'han'] : ['serif', 'han'];
    if (isChinese && SHARED.test(character)) families.reverse();
    const codePoint = character.codePointAt(0) ?? 0;
    const place = families.flatMap((family): Place[] => {
      const slice = find[family](codePoint);
      return slice === undefined ? [] : [{ family, slice, weight: weights[style] }];
    })[0];
    known.set(key, place);
    return place;
  };
  const needed = new Map<string, { readonly place: Place; readonly characters: Set<string> }>();
  for (const { text, style, isChinese } of texts) {
    for (const character of text + ESCAPES) {
      const place = placeOf(character, style, isChinese);
      if (place === undefined) continue;
      const entry = needed.get(nameOf(place)) ?? { place, characters: new Set<string>() };
      entry.characters.add(character);
      needed.set(nameOf(place), entry);
    }
  }
  const files = new Map<string, Buffer>();
  for (const name of [...needed.keys()].sort()) {
    const { place, characters } = needed.get(name) as { place: Place; characters: Set<string> };
    const source = await readSliceFile(place.family, place.slice);
    const options = {
      targetFormat: 'truetype',
      variationAxes: { wght: place.weight },
      keepFeatures: ['kern'],
      noHinting: true,
    } as const;
    files.set(name, await subsetFont(source, [...characters].sort().join(''), options));
  }
  const runsOf = (text: string, style: Style, isChinese: boolean): readonly Run[] => {
    const runs: { face: string; text: string }[] = [];
    for (const character of text) {
      const own = placeOf(character, style, isChinese);
      for (const shown of own === undefined ? escapeCharacter(character) : [character]) {
        const place = own ?? placeOf(shown, style, isChinese);
        if (place === undefined) continue;
        const face = nameOf(place);
        const last = runs.at(-1);
        if (last?.face === face) last.text += shown;
        else runs.push({ face, text: shown });
      }
    }
    return runs;
  };
  return { files, runsOf };
}
