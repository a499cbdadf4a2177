import type { LineBook } from '../lines/line-book.ts';
import { CheckedLine } from './checked-line.ts';
import type { JudgedChain } from './judge-chain.ts';

/**
 * Where a chain of a registry is damaged, any kid that no record names may have stood there: such keys are unknown because of its
 * first damaged line or gap. It is asked once all chains are judged, so that the order of files does not matter.
 *
 * @param registries - the one whose damage counts first
 */
export function explainUnknownKeys(book: LineBook, registries: readonly JudgedChain[]): void {
  if (book.notes.size === 0) return;
  let because: CheckedLine | undefined;
  for (const { lines } of registries) because ??= lines.find(({ fault }) => fault !== undefined);
  if (because === undefined) return;
  for (const [number, notes] of book.notes) {
    if (number === because.number) continue;
    const isOpen = notes.some((note) => note.code === 'I_KEY_UNKNOWN' && note.because === undefined);
    if (isOpen)
      book.notes.set(
        number,
        notes.map((note) => (note.code === 'I_KEY_UNKNOWN' ? { ...note, because: note.because ?? because } : note)),
      );
  }
}

/** A gap is there because of the line that takes no place (E_CHAIN_MIX), in whatever file, whose digest the next entry's `prev` is. */
export function explainGaps(book: LineBook): void {
  const strays = new Map<string, CheckedLine>();
  for (const [number, { code }] of book.faults) {
    const line = code === 'E_CHAIN_MIX' ? new CheckedLine(book, number) : undefined;
    if (line?.digest !== undefined) strays.set(line.digest, line);
  }
  if (strays.size === 0) return;
  for (const [number, fault] of book.faults) {
    if (fault.code !== 'E_SEQ_GAP' || fault.because !== undefined) continue;
    const because = strays.get(book.prev(number) ?? '');
    if (because !== undefined) book.faults.set(number, { ...fault, because });
  }
}
