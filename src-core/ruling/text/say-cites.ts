import type { FactInput } from '../../arbitration/fact.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import { visible } from '../../encoding/visible-text.ts';
import type { Told } from './told.ts';

/** `[3] /body/amount, /body/payee; [5]`: the number of each entry, and the places in its payload. */
export function sayCites(inputs: readonly FactInput[], { numberOf }: Told): string {
  const byNumber = new Map<number, string[]>();
  for (const { digest, pointer } of inputs) {
    const number = numberOf.get(digest) ?? 0;
    byNumber.set(number, [...(byNumber.get(number) ?? []), pointer]);
  }
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, pointers]) => {
      const places = [...new Set(pointers)].filter((pointer) => pointer !== '').sort(compareUtf16);
      return places.length === 0 ? `[${number}]` : `[${number}] ${places.map(visible).join(', ')}`;
    })
    .join('; ');
}

/** `[3] [5]`: the numbers alone, where the findings that a rule reads name the places. */
export function sayNumbers(inputs: readonly FactInput[], { numberOf }: Told): string {
  const numbers = [...new Set(inputs.map(({ digest }) => numberOf.get(digest) ?? 0))].sort((a, b) => a - b);
  return numbers.map((number) => `[${number}]`).join(' ');
}
