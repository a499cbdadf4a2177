import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import type { LedgerRow } from '../../../src-core/host/groups/ledger.ts';
import type { GridHandle } from '../../components/virtual-grid.tsx';
import { HostFailure } from '../../host/host-client.ts';
import { useHost } from '../../host/host-context.ts';
import type { LedgerRows } from './use-ledger-rows.ts';

export interface Selection {
  readonly active: { readonly row: number; readonly column: number };
  /** The line that the panes show: of the active row, or one that the filter leaves out. */
  readonly lineId: number | undefined;
  /** The filter leaves that line out. */
  readonly isAway: boolean;
  readonly row: LedgerRow | undefined;
  readonly choose: (row: number, column: number) => void;
  readonly goToLine: (id: number) => void;
}

interface Parts {
  readonly caseId: string;
  readonly rows: LedgerRows;
  readonly grid: RefObject<GridHandle | null>;
}

/** Which row is the current one. It stays with its line when the filter or the order changes, as long as that line is still there. */
export function useSelection({ caseId, rows, grid }: Parts): Selection {
  const host = useHost();
  const [active, setActive] = useState({ row: 0, column: -1 });
  const [away, setAway] = useState<number>();
  const last = useRef<number>(undefined);
  const row = active.row < rows.total ? rows.rowAt(active.row) : undefined;
  if (row !== undefined) last.current = row.id;
  const lineId = away ?? row?.id ?? (rows.total === 0 && rows.whole ? undefined : last.current);
  const asking = useRef<AbortController>(undefined);

  const choose = useCallback((next: number, column: number) => {
    asking.current?.abort();
    setAway(undefined);
    setActive((now) => (now.row === next && now.column === column ? now : { row: next, column }));
  }, []);

  const { filter, sort } = rows;
  const seek = useCallback(
    async (id: number, onMissing: () => void): Promise<void> => {
      asking.current?.abort();
      const controller = new AbortController();
      asking.current = controller;
      try {
        const { offset } = await host.call('ledger.offsetOf', { caseId, filter, sort, id }, controller.signal);
        if (controller.signal.aborted) return;
        if (offset === undefined) return onMissing();
        setAway(undefined);
        setActive((now) => ({ row: offset, column: now.column }));
      } catch (error) {
        if (!controller.signal.aborted && !(error instanceof HostFailure)) throw error;
      }
    },
    [host, caseId, filter, sort, grid],
  );

  const wanted = useRef<number>(undefined);
  const goToLine = useCallback(
    (id: number) => {
      wanted.current = id;
      void seek(id, () => setAway(id));
    },
    [seek],
  );

  // Other rows: the first one, until it is known where the line stands now.
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const id = wanted.current ?? last.current;
    wanted.current = undefined;
    setActive({ row: 0, column: -1 });
    grid.current?.show(0);
    if (id !== undefined) void seek(id, () => setAway(undefined));
  }, [filter, sort, seek, grid]);

  useEffect(() => () => asking.current?.abort(), []);
  return { active, lineId, isAway: away !== undefined, row, choose, goToLine };
}
