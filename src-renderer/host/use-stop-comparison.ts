import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useComparison } from '../state/comparison.ts';

/** Takes the comparison under way back; its thread ends at once. */
export function useStopComparison(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    const { pair, stop } = useComparison.getState();
    stop();
    void queries.cancelQueries({ queryKey: ['compare.run', pair] });
  }, [queries]);
}
