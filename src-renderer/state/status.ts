import { useEffect } from 'react';
import { create } from 'zustand';

/** The line of the status bar that a screen fills: how many are selected, how long a filter took. */
export const useStatus = create<{ readonly note: string }>()(() => ({ note: '' }));

export function useStatusNote(note: string): void {
  useEffect(() => {
    useStatus.setState({ note });
    return () => useStatus.setState({ note: '' });
  }, [note]);
}
