import { create } from 'zustand';

interface OpenCaseState {
  readonly caseId: string | undefined;
  set(caseId: string | undefined): void;
}

/** The case that this window shows. */
export const useOpenCase = create<OpenCaseState>()((set) => ({ caseId: undefined, set: (caseId) => set({ caseId }) }));

/** The id of the open case, for screens that stand only where one is open. */
export function useCaseId(): string {
  const caseId = useOpenCase((state) => state.caseId);
  if (caseId === undefined) throw new Error('this screen needs an open case');
  return caseId;
}
