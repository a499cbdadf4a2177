import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

/** Rows of a table of which one is current: it alone is in the tab order, and keeps the focus and in sight as it moves. */
export interface RowList {
  /** The current row; -1 where there is none. */
  readonly at: number;
  readonly body: RefObject<HTMLTableSectionElement | null>;
  readonly select: (row: number) => void;
  readonly move: (by: number) => void;
  /** For the body of the table; its rows carry `aria-selected`. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

interface RowListOptions {
  readonly count: number;
  readonly first?: number;
  readonly onOpen?: (row: number) => void;
  /** Asked where a single step leads beyond what is shown: another page. True where it turned. */
  readonly onBeyond?: (way: 1 | -1) => boolean;
}

const PAGE = 20;

/** Arrows, page keys, Home and End move; Enter opens. Links and buttons in a row keep their own keys. */
export function useRowList({ count, first = 0, onOpen, onBeyond }: RowListOptions): RowList {
  const [wanted, select] = useState(first);
  const body = useRef<HTMLTableSectionElement>(null);
  const at = Math.min(count - 1, wanted);
  useEffect(() => {
    const row = body.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (body.current?.contains(document.activeElement) === true && document.activeElement?.tagName === 'TR') row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const move = useCallback(
    (by: number) => {
      const next = at + by;
      const way = next < 0 ? -1 : next >= count ? 1 : 0;
      const turned = way !== 0 && Math.abs(by) === 1 && onBeyond?.(way) === true;
      // On another page one goes on from the end that one came to.
      if (turned) select(way === 1 ? 0 : Number.MAX_SAFE_INTEGER);
      else select(Math.max(0, Math.min(count - 1, next)));
    },
    [at, count, onBeyond],
  );
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (!(event.target instanceof HTMLElement) || event.target.tagName !== 'TR') return;
      const by = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -count, End: count }[event.key];
      if (by !== undefined) {
        event.preventDefault();
        move(by);
      } else if (event.key === 'Enter' && onOpen !== undefined && at >= 0) {
        event.preventDefault();
        onOpen(at);
      }
    },
    [count, at, move, onOpen],
  );
  return { at, body, select, move, onKeyDown };
}
