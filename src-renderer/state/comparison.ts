import { create } from 'zustand';
import type { HostEvent, Request } from '../../src-core/host/contract.ts';
import type { ComparisonStep } from '../../src-core/host/groups/compare.ts';

export type ComparedPair = Request<'compare.run'>;

interface ComparisonState {
  /** The two sources that were asked for last. */
  readonly pair: ComparedPair | undefined;
  /** True where somebody stopped it: it begins again only when it is asked for. */
  readonly isStopped: boolean;
  readonly step: ComparisonStep | undefined;
  want(pair: ComparedPair): void;
  stop(): void;
  start(): void;
  hear(event: Extract<HostEvent, { topic: 'comparison' }>): void;
}

const isSame = (one: ComparedPair | undefined, other: ComparedPair): boolean =>
  one?.caseId === other.caseId && one.a === other.a && one.b === other.b;

/** The comparison under way: one at a time, whichever screen is shown meanwhile. */
export const useComparison = create<ComparisonState>()((set) => ({
  pair: undefined,
  isStopped: false,
  step: undefined,
  want: (pair) => set((state) => (isSame(state.pair, pair) ? state : { pair, isStopped: false, step: undefined })),
  stop: () => set({ isStopped: true, step: undefined }),
  start: () => set({ isStopped: false, step: undefined }),
  hear: ({ step, caseId, a, b }) => set((state) => (isSame(state.pair, { caseId, a, b }) ? { step } : state)),
}));
