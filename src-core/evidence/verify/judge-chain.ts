import { isJsonObject } from '../../json/json-value.ts';
import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { Role } from '../model/shared.ts';
import type { ChainState, EvidenceLine } from '../state.ts';
import type { ChainSource, CheckedLine } from './checked-line.ts';
import type { Fault } from './fault.ts';

/** A chain while its order is judged. */
export interface JudgedChain extends ChainState {
  readonly lines: CheckedLine[];
  readonly bySeq: Map<number, CheckedLine>;
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
export function judgeChain(id: string, sources: readonly ChainSource[]): JudgedChain {
  const files = [...sources].sort((a, b) => compareUtf16(a.sha256 ?? a.path, b.sha256 ?? b.path) || compareUtf16(a.path, b.path));
  const chain: JudgedChain = {
    id,
    lines: files.flatMap((file) => file.lines),
    bySeq: new Map(),
    filled: new Map(),
    end: 'open',
    gap: false,
    unreadable: false,
  };
  const forks = new Map<number, CheckedLine[]>();
  keepOutStrangers(chain);
  for (const file of files) placeGoodLines(chain, file, forks);
  for (const file of files) placeBrokenLines(chain, file);
  const seqs = [...chain.bySeq.keys(), ...[...chain.filled.keys()].filter((seq) => !chain.bySeq.has(seq))];
  if (!isSorted(seqs)) seqs.sort((a, b) => a - b);
  findGaps(chain, seqs);
  findKeyChanges(chain, seqs);
  findBrokenLinks(chain, forks);
  findAfterClose(chain, seqs);
  settleEnds(chain, seqs);
  return chain;
}

/** Lines of another chain, or by another actor than the first, take no place. */
function keepOutStrangers(chain: JudgedChain): void {
  let first: CheckedLine | undefined;
  for (const line of chain.lines) {
    const { reading } = line;
    if (line.fault !== undefined) continue;
    if (reading.chain !== chain.id) {
      line.fault = mixFault('/chain', `an entry of ${reading.chain} in the file of another chain`);
      line.placed = false;
    } else if (first === undefined || (reading.seq as number) < (first.reading.seq as number)) first = line;
  }
  if (first === undefined) return;
  const { actorId, actorRole } = first.reading;
  chain.actor = { id: actorId as string, role: actorRole as Role };
  for (const line of chain.lines) {
    if (line.fault !== undefined) continue;
    if (line.reading.actorId !== actorId) line.fault = mixFault('/actor/id', 'another actor than the one whose chain this is');
    else if (line.reading.actorRole !== actorRole)
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
    const seq = line.reading.seq as number;
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
    if (!line.reading.isReadable) chain.filled.set(seq, line);
    else {
      chain.bySeq.set(seq, line);
      line.placed = true;
    }
    return true;
  };
  for (const line of file.lines) {
    const { reading, fault } = line;
    if (fault === undefined || line.placed !== undefined) {
      if (line.placed === true || line.copy) {
        const seq = reading.seq as number;
        // Lines before the first that has a place stand before it, as far back as places are free.
        for (const [index, early] of leading.reverse().entries())
          early.placed = fill(early, seq - 1 - index) && early.reading.isReadable;
        leading.length = 0;
        place = seq;
      }
      continue;
    }
    line.placed = false;
    if (reading.digest === undefined || reading.seq === undefined) chain.unreadable = true;
    // What its author signed states its own place; anything else stands after the line above.
    const stated = reading.verdict === 'valid' && reading.chain === chain.id ? reading.seq : undefined;
    if (stated !== undefined && fill(line, stated)) place = stated;
    else if (place >= 0) {
      if (fill(line, place + 1)) place++;
      else if (reading.seq !== undefined && reading.chain === chain.id && reading.seq < place && fill(line, reading.seq))
        place = reading.seq;
    } else leading.push(line);
  }
  // Nothing of this file has a place: its lines stand from 0 on.
  for (const [index, line] of leading.entries()) line.placed = fill(line, index) && line.reading.isReadable;
}

function isSorted(seqs: readonly number[]): boolean {
  for (let i = 1; i < seqs.length; i++) if ((seqs[i] as number) < (seqs[i - 1] as number)) return false;
  return true;
}

function findGaps(chain: JudgedChain, seqs: readonly number[]): void {
  for (let i = 1; i < seqs.length; i++) {
    const [before, seq] = [seqs[i - 1] as number, seqs[i] as number];
    if (seq === before + 1) continue;
    chain.gap = true;
    // A broken line keeps its own root; the gap is told at the next line that can bear it.
    let bearer: CheckedLine | undefined;
    for (let j = i; j < seqs.length && bearer === undefined; j++) {
      const line = chain.bySeq.get(seqs[j] as number);
      if (line !== undefined && line.fault === undefined) bearer = line;
    }
    if (bearer === undefined) continue;
    const missing = seq - before === 2 ? `entry ${seq - 1} is missing` : `entries ${before + 1} to ${seq - 1} are missing`;
    bearer.fault = { ...seqFault('E_SEQ_GAP', missing), because: chain.filled.get(before) };
  }
}

/**
 * The author's key changes only by `key.rotated`, and then for the next entry. Not judged across a hole or a broken line. A line signed with
 * another's key says nothing of the author's: the one before it still counts. After a change without rotation both keys
 * are accepted, so that one change is told once.
 */
function findKeyChanges(chain: JudgedChain, seqs: readonly number[]): void {
  let expected: (string | undefined)[] = [];
  let rotated = false;
  let last: number | undefined;
  for (const seq of seqs) {
    const line = chain.bySeq.get(seq);
    if (line === undefined || isBroken(line.fault)) {
      expected = [];
      continue;
    }
    if (last === undefined || seq !== last + 1) expected = [];
    last = seq;
    const { kid } = line.reading;
    const known = expected.filter((item) => item !== undefined);
    if (line.fault?.step === 'key-binding') {
      // A rotation by the author that is wrong in itself is told there, and not again at the next entry.
      if (known.length === 0 || (kid !== undefined && known.includes(kid))) expected = [...known, kid, keyAfter(line)];
      continue;
    }
    if (known.length > 0 && (kid === undefined || !known.includes(kid))) {
      const message = rotated
        ? 'the entry after key.rotated is signed with the new key'
        : "the author's key changes without key.rotated";
      line.fault = { code: 'E_KEY_BINDING', step: 'key-binding', pointer: '/actor/kid', message };
      expected = [...known, keyAfter(line)];
    } else expected = [keyAfter(line)];
    rotated = line.reading.type === 'key.rotated';
  }
}

/** True for a fault that leaves open what the author's key was. */
function isBroken(fault: Fault | undefined): boolean {
  return fault !== undefined && fault.step !== 'seq' && fault.step !== 'prev' && fault.step !== 'key-binding';
}

function keyAfter(line: CheckedLine): string | undefined {
  if (line.reading.type !== 'key.rotated') return line.reading.kid;
  const body = line.payload?.['body'];
  const kid = isJsonObject(body) ? body['newKid'] : undefined;
  return typeof kid === 'string' ? kid : undefined;
}

/** `prev` is the digest of the entry of seq - 1; where two were signed for that place, of either. */
function findBrokenLinks(chain: JudgedChain, forks: ReadonlyMap<number, readonly CheckedLine[]>): void {
  for (const line of chain.lines) {
    const { reading } = line;
    if (line.placed !== true || reading.seq === undefined || reading.seq === 0) continue;
    const before = chain.bySeq.get(reading.seq - 1);
    const others = forks.get(reading.seq - 1);
    if (line.fault?.code === 'E_FORK') {
      const branch = others?.find((other) => other.digest === reading.prev);
      if (branch !== undefined) line.fault = { ...line.fault, because: branch };
      continue;
    }
    if (line.fault !== undefined || before?.digest === undefined) continue;
    if (before.digest === reading.prev || others?.some((other) => other.digest === reading.prev) === true) continue;
    line.fault = {
      code: 'E_PREV',
      step: 'prev',
      pointer: '/prev',
      message: `is not the digest of entry ${reading.seq - 1} (${before.digest})`,
      because: before,
    };
  }
}

function findAfterClose(chain: JudgedChain, seqs: readonly number[]): void {
  let closed: CheckedLine | undefined;
  let after: EvidenceLine | undefined;
  for (const seq of seqs) {
    const line = chain.bySeq.get(seq);
    if (line === undefined) continue;
    if (closed !== undefined && (line.fault === undefined || line.fault.code === 'E_PREV')) {
      line.fault = { ...seqFault('E_AFTER_CLOSE', `entry ${closed.reading.seq} closed the chain`), because: after };
      after ??= line;
    } else if (closed === undefined && line.fault === undefined && line.reading.closes) closed = line;
  }
}

function settleEnds(chain: JudgedChain, seqs: readonly number[]): void {
  for (const seq of seqs) {
    const line = chain.bySeq.get(seq);
    if (line === undefined) continue;
    chain.first ??= seq;
    chain.last = seq;
    chain.head = line.digest;
  }
}
