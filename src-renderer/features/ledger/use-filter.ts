import { useCallback, useEffect, useRef, useState } from 'react';
import type { FilterState } from '../../../src-core/host/groups/ledger.ts';
import { HostFailure } from '../../host/host-client.ts';
import { useHost } from '../../host/host-context.ts';

/** Typing that goes on is not asked for yet. */
const REST_MS = 90;

export interface Filter {
  readonly text: string;
  /** What the host says of the text; undefined while it has not said yet. */
  readonly state: FilterState | undefined;
  /** The last filter that was whole: what the rows answer. */
  readonly applied: string;
  readonly type: (text: string) => void;
  /** Takes a whole filter at once. */
  readonly put: (text: string) => void;
}

/** The filter as it is typed, checked by the host at each key, and applied as soon as it is whole. */
export function useFilter(caseId: string, first: string): Filter {
  const host = useHost();
  const [text, setText] = useState(first);
  const [checked, setChecked] = useState<{ readonly text: string; readonly state: FilterState }>();
  const [applied, setApplied] = useState(first);
  const isTyped = useRef(false);

  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = async (): Promise<void> => {
      try {
        const state = await host.call('ledger.check', { caseId, filter: text }, controller.signal);
        if (controller.signal.aborted) return;
        setChecked({ text, state });
        if (state.state === 'valid') timer = setTimeout(() => setApplied(text), isTyped.current ? REST_MS : 0);
      } catch (error) {
        // The host's own failures show where the rows are asked for.
        if (!controller.signal.aborted && !(error instanceof HostFailure)) throw error;
      }
    };
    void check();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [host, caseId, text]);

  return {
    text,
    state: checked?.text === text ? checked.state : undefined,
    applied,
    type: useCallback((next: string) => {
      isTyped.current = true;
      setText(next);
    }, []),
    put: useCallback((next: string) => {
      isTyped.current = false;
      setText(next);
    }, []),
  };
}
