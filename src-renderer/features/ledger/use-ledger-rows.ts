import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import type { HostClient, HostFailure } from '../../host/host-client.ts';
import { useHost } from '../../host/host-context.ts';
import { RowBlocks } from './row-blocks.ts';

export interface LedgerRows {
  readonly filter: string;
  readonly sort: string;
  readonly total: number;
  readonly all: number;
  /** All rows that answer the filter are found. */
  readonly whole: boolean;
  readonly stopped: boolean;
  readonly looked: number;
  readonly milliseconds: number;
  readonly error: HostFailure | undefined;
  /** Nothing has been answered yet. */
  readonly isNew: boolean;
  readonly rowAt: (index: number) => LedgerRow | undefined;
  readonly want: (from: number, to: number) => void;
  readonly stop: () => void;
  /** Takes a changed row in. */
  readonly change: (row: LedgerRow) => void;
}

/**
 * Rows of the ledger under a filter and an order, fetched where they show. While the store is still looking, the rows found so far are
 * here and their number grows; a change of filter keeps the old rows until the first new ones come.
 */
export function useLedgerRows(caseId: string, filter: string, sort: string): LedgerRows {
  const host = useHost();
  const [again, setAgain] = useState(0);
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const source = useMemo(
    () => new RowBlocks({ host, caseId, filter, sort, onChange: draw }),
    // A change of the evidence makes everything be asked for anew.
    [host, caseId, filter, sort, again],
  );
  const shown = useRef(source);
  if (source.isAnswered || shown.current.isNew) shown.current = source;
  const current = shown.current;
  useEffect(() => {
    source.start();
    return () => source.end();
  }, [source]);
  useEvidenceChange(
    host,
    caseId,
    useCallback(() => setAgain((count) => count + 1), []),
  );

  const rowAt = useCallback((index: number) => current.rowAt(index), [current, current.version]);
  const want = useCallback((from: number, to: number) => source.want(from, to), [source]);
  return {
    filter: current.filter,
    sort: current.sort,
    total: current.total,
    all: current.all,
    whole: source.whole,
    stopped: source.stopped,
    looked: source.looked,
    milliseconds: current.milliseconds,
    error: source.error,
    isNew: current.isNew,
    rowAt,
    want,
    stop: useCallback(() => source.stop(), [source]),
    change: useCallback((row: LedgerRow) => current.change(row), [current]),
  };
}

function useEvidenceChange(host: HostClient, caseId: string, onChange: () => void): void {
  useEffect(
    () =>
      host.listen((event) => {
        if (event.topic === 'case' && event.caseId === caseId && event.part === 'evidence') onChange();
      }),
    [host, caseId, onChange],
  );
}
