import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

interface RovingRows {
  readonly at: number;
  readonly body: RefObject<HTMLTableSectionElement | null>;
  readonly select: (row: number) => void;
  /** For the body of the table; rows carry `aria-selected`, and only the selected one is in the tab order. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const PAGE = 12;

/** One row of a table in the tab order; arrows, Home and End move it. */
export function useRovingRows(count: number, onEnter?: (row: number) => void, first = 0): RovingRows {
  const [at, setAt] = useState(first);
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = Math.max(0, Math.min(count - 1, at));
  useEffect(() => {
    const row = body.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (body.current?.contains(document.activeElement) === true && document.activeElement?.tagName === 'TR') row?.focus();
  }, [shown]);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      // Links and buttons in a row keep their own keys.
      if (!(event.target instanceof HTMLElement) || event.target.tagName !== 'TR') return;
      const by = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -count, End: count }[event.key];
      if (by !== undefined) {
        event.preventDefault();
        setAt(Math.max(0, Math.min(count - 1, shown + by)));
      } else if (event.key === 'Enter' && onEnter !== undefined) {
        event.preventDefault();
        onEnter(shown);
      }
    },
    [count, shown, onEnter],
  );
  return { at: shown, body, select: setAt, onKeyDown };
}
