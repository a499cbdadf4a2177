import { decodeUtf8 } from '../../encoding/utf8.ts';
import { readDisclosure, type Disclosure } from './disclosure.ts';

/** The disclosures of one source (a file, or the plaintext of a seal), and what is wrong with its lines. */
export interface ReadDisclosures {
  readonly disclosures: readonly Disclosure[];
  readonly faults: readonly string[];
}

/** The lines of a disclosures file: one disclosure a line, LF after each; the last LF may lack. `undefined`: no UTF-8. */
export function disclosureLines(bytes: Uint8Array): string[] | undefined {
  const text = decodeUtf8(bytes);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Reads the lines of one source. A disclosure that stands twice in it is a fault (RFC 9901 section 7.1, step 4). */
export function readDisclosures(lines: readonly string[]): ReadDisclosures {
  const disclosures: Disclosure[] = [];
  const faults: string[] = [];
  const met = new Set<string>();
  for (const [index, text] of lines.entries()) {
    const read = readDisclosure(text);
    if (typeof read === 'string') faults.push(`line ${index + 1} ${read}`);
    else if (met.has(read.digest)) faults.push(`line ${index + 1} repeats a disclosure`);
    else {
      met.add(read.digest);
      disclosures.push(read);
    }
  }
  return { disclosures, faults };
}
