import { create } from 'zustand';

interface Toast {
  readonly id: number;
  readonly text: string;
  /** Stays until it is closed. */
  readonly failure: boolean;
  readonly undo?: () => void;
}

interface Toasts {
  readonly toast: Toast | undefined;
  show(text: string, options?: { readonly failure?: boolean; readonly undo?: () => void }): void;
  close(): void;
}

let last = 0;

/** One line at a time, for what does not matter later; whatever matters stands in the page. */
export const useToasts = create<Toasts>()((set) => ({
  toast: undefined,
  show: (text, { failure = false, undo } = {}) =>
    set({ toast: { id: ++last, text, failure, ...(undo === undefined ? {} : { undo }) } }),
  close: () => set({ toast: undefined }),
}));

export const notify = (text: string, options?: { readonly failure?: boolean; readonly undo?: () => void }): void =>
  useToasts.getState().show(text, options);
