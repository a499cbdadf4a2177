import type { LedgerFields } from '../../../src-core/host/groups/ledger.ts';
import { readPointer } from '../../../src-core/json/json-pointer.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import type { CaseSession } from '../case-session.ts';
import { countLines } from './results.ts';

/** Cases up to so many lines are verified again to learn what was disclosed; it takes a few seconds at most. */
const MOST_LINES = 20_000;
const LONGEST_VALUE = 500;

interface PlaceOfLine {
  readonly line: number;
  readonly name: string;
  readonly member: string;
}

/** What became of the members of a line that were not signed in clear. */
export async function readFields(session: CaseSession, id: number, signal: AbortSignal): Promise<LedgerFields> {
  if (countLines(session) > MOST_LINES) return { known: false, states: [], undisclosed: 0 };
  const place = session.read
    .query<PlaceOfLine>(
      `SELECT line.line, source.name, chain_file.member FROM line JOIN chain_file ON chain_file.id = line.chain_file
       JOIN source ON source.id = chain_file.source WHERE line.id = ?`,
    )
    .get(id);
  if (place === undefined) return { known: false, states: [], undisclosed: 0 };
  const evidence = await session.evidence(signal);
  const path = place.member === '' ? place.name : `${place.name}!${place.member}`;
  const line = evidence.lines.find((one) => one.line === place.line && session.shownPath(one.path) === path);
  if (line === undefined) return { known: false, states: [], undisclosed: 0 };
  const shown: JsonObject = { body: line.body };
  return {
    known: true,
    undisclosed: line.undisclosed ?? 0,
    states: [...(line.fields ?? [])].map(([pointer, state]) => {
      const value = readPointer(shown, pointer);
      const isShown = state === 'disclosed' && value !== undefined;
      return {
        pointer,
        state,
        ...(isShown ? { value: shortly(typeof value === 'string' ? value : JSON.stringify(value)) } : {}),
      };
    }),
  };
}

const shortly = (text: string): string => (text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text);
