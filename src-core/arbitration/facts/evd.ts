import { compareUtf16 } from '../../encoding/compare-utf16.ts';
import type { FindingCode } from '../../evidence/finding.ts';
import type { ChainState, EvidenceLine, FindingDraft } from '../../evidence/state.ts';
import type { FactInput } from '../fact.ts';
import { lastEntries } from './absence.ts';
import type { CaseView } from './case-view.ts';
import type { EvidenceView } from './evidence-view.ts';
import type { FactReadings } from './fact-reading.ts';
import { readSet } from './fact-reading.ts';

/** The lines whose payload states the transaction, copies included. */
export function linesOf(view: EvidenceView): readonly EvidenceLine[] {
  return view.index.linesByTxn(view.txn);
}

/** The chains whose file holds such a line, by id. */
export function chainsOfTransaction(view: EvidenceView): readonly ChainState[] {
  const ids = [...new Set(linesOf(view).map((line) => line.chain))].sort(compareUtf16);
  return ids.flatMap((id) => view.evidence.chains.get(id) ?? []);
}

/** True if one of the findings stands on a line. */
export function hasCode(view: EvidenceView, line: EvidenceLine, ...codes: readonly FindingCode[]): boolean {
  const present = view.index.codesOf.get(line.number);
  return present !== undefined && codes.some((code) => present.has(code));
}

/** A line's entry as a source; none where its digest could not be computed. */
export function lineInput(line: EvidenceLine | undefined, pointer = ''): FactInput[] {
  return line?.digest === undefined ? [] : [{ digest: line.digest, pointer }];
}

/** Lines as items of a set: by the digests of their entries. */
export function digestItems(lines: readonly EvidenceLine[]): { item: string; inputs: FactInput[] }[] {
  return lines.flatMap((line) => (line.digest === undefined ? [] : [{ item: line.digest as string, inputs: lineInput(line) }]));
}

function findingsIn(
  view: EvidenceView,
  chains: readonly ChainState[],
  ...codes: readonly FindingCode[]
): { chain: ChainState; draft: FindingDraft }[] {
  return chains.flatMap((chain) =>
    (view.index.chainFindings.get(chain.id) ?? [])
      .filter((draft) => codes.includes(draft.code))
      .map((draft) => ({ chain, draft })),
  );
}

function seqOf(line: EvidenceLine | undefined): number | undefined {
  const seq = line?.payload?.['seq'];
  return typeof seq === 'number' ? seq : undefined;
}

/** What the verification found against the evidence itself. These facts read all lines, also those that no other fact may rest on. */
export function evidenceFacts(facts: CaseView): FactReadings {
  const { view } = facts;
  const lines = linesOf(view);
  const chains = chainsOfTransaction(view);
  const isEvery = (holds: (chain: ChainState) => boolean): boolean => chains.every(holds);

  const unsigned = lines.filter((line) => line.root?.code === 'E_SIG');
  const isUnreadable = chains.some((chain) => chain.unreadable);
  const isUnchecked = isUnreadable || lines.some((line) => hasCode(view, line, 'I_KEY_UNKNOWN', 'I_ALG'));

  const broken = chains.flatMap((chain) => {
    const torn = lines.filter((line) => line.chain === chain.id && hasCode(view, line, 'E_PREV'));
    const [first] = torn.sort((a, b) => (seqOf(a) ?? 0) - (seqOf(b) ?? 0) || compareUtf16(a.digest ?? '', b.digest ?? ''));
    return first === undefined ? [] : [{ item: chain.id, inputs: lineInput(first, '/prev') }];
  });

  const clocks = lines.filter((line) => hasCode(view, line, 'E_TIME_REGRESS', 'E_TIME_CLAIM', 'E_TIME_BRACKET'));
  const isUnanchored = ['', ...chains.map((chain) => chain.id)].some((id) =>
    (view.index.chainFindings.get(id) ?? []).some((draft) => draft.code === 'I_TIME_UNANCHORED'),
  );

  const forks = findingsIn(view, chains, 'E_FORK').flatMap(({ chain, draft }) => {
    const seq = seqOf(draft.line) ?? draft.seq;
    const copies = (seq === undefined ? [] : view.index.linesAt(chain, seq)).filter(
      (line) => line.placed === true || hasCode(view, line, 'E_FORK'),
    );
    return seq === undefined ? [] : [{ item: `${chain.id}#${seq}`, inputs: copies.flatMap((line) => lineInput(line)) }];
  });

  const gaps = findingsIn(view, chains, 'E_SEQ_GAP', 'E_TRUNC_HEAD', 'E_ROLLBACK').map(({ chain, draft }) => ({
    item: chain.id,
    inputs: draft.line === undefined ? lastEntries([chain]) : lineInput(draft.line),
  }));

  return [
    ['evd.badSig', readSet(digestItems(unsigned), !isUnchecked)],
    [
      'evd.broken',
      readSet(
        broken,
        isEvery((chain) => !chain.unreadable && chain.end !== 'unknown'),
      ),
    ],
    ['evd.clock', readSet(digestItems(clocks), !isUnanchored)],
    [
      'evd.forks',
      readSet(
        forks,
        isEvery((chain) => chain.end === 'proven'),
      ),
    ],
    [
      'evd.gaps',
      readSet(
        gaps,
        isEvery((chain) => chain.end !== 'open' && chain.end !== 'unknown'),
      ),
    ],
  ];
}
