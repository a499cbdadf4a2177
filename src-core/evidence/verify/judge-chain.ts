import { isJsonObject } from '../../json/json-value.ts';
import type { LineBook } from '../lines/line-book.ts';
import { LineSpan } from '../lines/line-span.ts';
import { Places } from '../lines/places.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Role } from '../model/shared.ts';
import type { ChainState, EvidenceLine } from '../state.ts';
import type { ChainSource, CheckedLine } from './checked-line.ts';
import type { Fault } from './fault.ts';

/** A chain while its order is judged. */
export interface JudgedChain extends ChainState {
  readonly filled: Map<number, CheckedLine>;
  actor?: { readonly id: string; readonly role: Role };
}

/**
 * The steps `chain`, `seq` and `prev` over all lines of one chain, in whatever files they came. Lines must have been judged up to
 * `sums`. A line's place is its `seq`; a line that fails before that step, or that cannot be read, fills the place after the line
 * above it, so that its neighbours are not blamed.
 *
 * @param sources - all files of this chain
 */
export function judgeChain(id: string, sources: readonly ChainSource[], book: LineBook): JudgedChain {
  const files = [...sources].sort((a, b) => compareUtf16(a.sha256 ?? a.path, b.sha256 ?? b.path) || compareUtf16(a.path, b.path));
  const chain: JudgedChain = {
    id,
    lines: new LineSpan(book),
    bySeq: new Places(book),
    filled: new Map(),
    end: 'open',
    gap: false,
    unreadable: false,
  };
  for (const file of files) chain.lines.addAll(file.lines);
  const forks = new Map<number, CheckedLine[]>();
  keepOutStrangers(chain);
  for (const file of files) placeGoodLines(chain, file, forks);
  for (const file of files) placeBrokenLines(chain, file);
  findGaps(chain);
  findKeyChanges(chain);
  findBrokenLinks(chain, forks);
  findAfterClose(chain);
  settleEnds(chain);
  return chain;
}

/** Lines of another chain, or by another actor than the first, take no place. */
function keepOutStrangers(chain: JudgedChain): void {
  let first: CheckedLine | undefined;
  for (const line of chain.lines) {
    if (line.fault !== undefined) continue;
    if (line.statedChain !== chain.id) {
      line.fault = mixFault('/chain', `an entry of ${line.statedChain} in the file of another chain`);
      line.placed = false;
    } else if (first === undefined || (line.seq as number) < (first.seq as number)) first = line;
  }
  if (first === undefined) return;
  const { actorId, actorRole } = first;
  chain.actor = { id: actorId as string, role: actorRole as Role };
  for (const line of chain.lines) {
    if (line.fault !== undefined) continue;
    if (line.actorId !== actorId) line.fault = mixFault('/actor/id', 'another actor than the one whose chain this is');
    else if (line.actorRole !== actorRole)
      line.fault = mixFault('/actor/role', `the role of a chain does not change; it was ${actorRole}`);
    else continue;
    line.placed = false;
  }
}

function mixFault(pointer: string, message: string): Fault {
  return { code: 'E_CHAIN_MIX', step: 'chain', pointer, message };
}

function placeGoodLines(chain: JudgedChain, file: ChainSource, forks: Map<number, CheckedLine[]>): void {
  let highest = -1;
  for (const line of file.lines) {
    if (line.fault !== undefined) continue;
    const seq = line.seq as number;
    const there = chain.bySeq.get(seq);
    line.placed = true;
    if (there === undefined) {
      chain.bySeq.set(seq, line);
      if (seq < highest) line.fault = seqFault('E_LINE_ORDER', `seq ${seq} stands below a line with seq ${highest}`);
    } else {
      const twin = [there, ...(forks.get(seq) ?? [])].find((other) => other.digest === line.digest);
      if (twin === undefined) {
        forks.set(seq, [...(forks.get(seq) ?? []), line]);
        line.fault = seqFault('E_FORK', `another entry of this chain was signed for seq ${seq} too (${there.digest})`);
      } else if (twin.source === file) line.fault = seqFault('E_DUP', `the same entry stands on line ${twin.line} already`);
      else line.copy = true;
      line.placed = twin === undefined;
    }
    highest = Math.max(highest, seq);
  }
}

function seqFault(code: 'E_LINE_ORDER' | 'E_FORK' | 'E_DUP' | 'E_SEQ_GAP' | 'E_AFTER_CLOSE', message: string): Fault {
  return { code, step: 'seq', pointer: '/seq', message };
}

function placeBrokenLines(chain: JudgedChain, file: ChainSource): void {
  let place = -1;
  const leading: CheckedLine[] = [];
  const fill = (line: CheckedLine, seq: number): boolean => {
    if (seq < 0 || chain.bySeq.has(seq) || chain.filled.has(seq)) return false;
    if (!line.isReadable) chain.filled.set(seq, line);
    else {
      chain.bySeq.set(seq, line);
      line.placed = true;
    }
    return true;
  };
  for (const line of file.lines) {
    const { fault } = line;
    if (fault === undefined || line.placed !== undefined) {
      if (line.placed === true || line.copy) {
        const seq = line.seq as number;
        // Lines before the first that has a place stand before it, as far back as places are free.
        for (const [index, early] of leading.reverse().entries()) early.placed = fill(early, seq - 1 - index) && early.isReadable;
        leading.length = 0;
        place = seq;
      }
      continue;
    }
    line.placed = false;
    if (line.digest === undefined || line.seq === undefined) chain.unreadable = true;
    // What its author signed states its own place; anything else stands after the line above.
    const stated = line.verdict === 'valid' && line.statedChain === chain.id ? line.seq : undefined;
    if (stated !== undefined && fill(line, stated)) place = stated;
    else if (place >= 0) {
      if (fill(line, place + 1)) place++;
      else if (line.seq !== undefined && line.statedChain === chain.id && line.seq < place && fill(line, line.seq))
        place = line.seq;
    } else leading.push(line);
  }
  // Nothing of this file has a place: its lines stand from 0 on.
  for (const [index, line] of leading.entries()) line.placed = fill(line, index) && line.isReadable;
}

/** The places that lines take, unreadable ones too, in order. */
function placesOf(chain: JudgedChain): Iterable<number> {
  return chain.bySeq.inOrder(chain.filled.keys());
}

function findGaps(chain: JudgedChain): void {
  let before: number | undefined;
  const gaps: Fault[] = [];
  let told = 0;
  for (const seq of placesOf(chain)) {
    if (before !== undefined && seq !== before + 1) {
      chain.gap = true;
      const missing = seq - before === 2 ? `entry ${seq - 1} is missing` : `entries ${before + 1} to ${seq - 1} are missing`;
      gaps.push({ ...seqFault('E_SEQ_GAP', missing), because: chain.filled.get(before) });
    }
    before = seq;
    if (told === gaps.length) continue;
    // A broken line keeps its own root; the gap is told at the next line that can bear it, and of several the first.
    const line = chain.bySeq.get(seq);
    if (line === undefined || line.fault !== undefined) continue;
    line.fault = gaps[told];
    told += 1;
  }
}

/**
 * The author's key changes only by `key.rotated`, and then for the next entry. Not judged across a hole or a broken line. A line signed with
 * another's key says nothing of the author's: the one before it still counts. After a change without rotation both keys
 * are accepted, so that one change is told once.
 */
function findKeyChanges(chain: JudgedChain): void {
  let expected: (string | undefined)[] = [];
  let rotated = false;
  let failedRotation: CheckedLine | undefined;
  let last: number | undefined;
  for (const seq of placesOf(chain)) {
    const line = chain.bySeq.get(seq);
    if (line === undefined || isBroken(line.fault)) {
      expected = [];
      continue;
    }
    if (last === undefined || seq !== last + 1) expected = [];
    if (expected.length === 0) failedRotation = undefined;
    last = seq;
    const { kid } = line;
    const known = expected.filter((item) => item !== undefined);
    if (line.fault?.step === 'key-binding') {
      // What the author says of a key that is wrong in itself is told there; the next entry's change follows from it.
      if (kid === undefined || !known.includes(kid)) continue;
      expected = [...known, keyAfter(line)];
      failedRotation = line.type === 'key.rotated' ? line : undefined;
      continue;
    }
    if (known.length > 0 && (kid === undefined || !known.includes(kid))) {
      const message = rotated
        ? 'the entry after key.rotated is signed with the new key'
        : "the author's key changes without key.rotated";
      line.fault = { code: 'E_KEY_BINDING', step: 'key-binding', pointer: '/actor/kid', message, because: failedRotation };
      expected = [...known, keyAfter(line)];
    } else expected = [keyAfter(line)];
    rotated = line.type === 'key.rotated';
    failedRotation = undefined;
  }
}

/** True for a fault that leaves open what the author's key was. */
function isBroken(fault: Fault | undefined): boolean {
  return fault !== undefined && fault.step !== 'seq' && fault.step !== 'prev' && fault.step !== 'key-binding';
}

function keyAfter(line: CheckedLine): string | undefined {
  if (line.type !== 'key.rotated') return line.kid;
  const body = line.payload?.['body'];
  const kid = isJsonObject(body) ? body['newKid'] : undefined;
  return typeof kid === 'string' ? kid : undefined;
}

/** `prev` is the digest of the entry of seq - 1; where two were signed for that place, of either. */
function findBrokenLinks(chain: JudgedChain, forks: ReadonlyMap<number, readonly CheckedLine[]>): void {
  for (const line of chain.lines) {
    const { seq } = line;
    if (line.placed !== true || seq === undefined || seq === 0) continue;
    const before = chain.bySeq.get(seq - 1);
    const others = forks.get(seq - 1);
    if (line.fault?.code === 'E_FORK') {
      const branch = others?.find((other) => line.follows(other));
      if (branch !== undefined) line.fault = { ...line.fault, because: branch };
      continue;
    }
    if (line.fault !== undefined || before === undefined || line.follows(before)) continue;
    if (before.digest === undefined || others?.some((other) => line.follows(other)) === true) continue;
    line.fault = {
      code: 'E_PREV',
      step: 'prev',
      pointer: '/prev',
      message: `is not the digest of entry ${seq - 1} (${before.digest})`,
      because: before,
    };
  }
}

function findAfterClose(chain: JudgedChain): void {
  let closed: CheckedLine | undefined;
  let after: EvidenceLine | undefined;
  for (const line of linesInOrder(chain)) {
    if (closed !== undefined && (line.fault === undefined || line.fault.code === 'E_PREV')) {
      line.fault = { ...seqFault('E_AFTER_CLOSE', `entry ${closed.seq} closed the chain`), because: after };
      after ??= line;
    } else if (closed === undefined && line.fault === undefined && line.closes) closed = line;
  }
}

function* linesInOrder(chain: JudgedChain): Generator<CheckedLine> {
  for (const seq of chain.bySeq.inOrder()) yield chain.bySeq.get(seq) as CheckedLine;
}

function settleEnds(chain: JudgedChain): void {
  const [first] = chain.bySeq.inOrder();
  const [last] = chain.bySeq.backwards();
  chain.first = first;
  chain.last = last;
  chain.head = last === undefined ? undefined : chain.bySeq.get(last)?.digest;
}
