import { create } from 'zustand';

/** Where the page stands. What a screen needs to show the same again is part of it, so that back and forward bring it back. */
export type Route =
  | { readonly screen: 'start' }
  | { readonly screen: 'import' }
  | { readonly screen: 'overview' }
  | { readonly screen: 'ledger'; readonly filter?: string; readonly lineId?: number; readonly pointer?: string }
  | { readonly screen: 'findings'; readonly cause?: string }
  | { readonly screen: 'transactions'; readonly txn?: string; readonly step?: number }
  | { readonly screen: 'compare' }
  | { readonly screen: 'arbitrate'; readonly txn?: string }
  | { readonly screen: 'rulings'; readonly id?: string }
  | { readonly screen: 'check-ruling'; readonly handle?: string; readonly name?: string }
  | { readonly screen: 'audit' }
  | { readonly screen: 'trust'; readonly kid?: string }
  | { readonly screen: 'reports' }
  | { readonly screen: 'custody' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'help'; readonly topic?: string }
  | { readonly screen: 'about' };
export type Screen = Route['screen'];

/** Screens that need no case. */
export const CASELESS: ReadonlySet<Screen> = new Set<Screen>(['start', 'check-ruling', 'settings', 'help', 'about']);

interface Routes {
  readonly past: readonly Route[];
  readonly route: Route;
  readonly future: readonly Route[];
  go(route: Route): void;
  /** Changes where the page stands without a step in its history: a selection, a filter being typed. */
  replace(route: Route): void;
  back(): void;
  forward(): void;
  reset(route: Route): void;
}

const MOST = 100;

export const useRoute = create<Routes>()((set) => ({
  past: [],
  route: { screen: 'start' },
  future: [],
  go: (route) => set((state) => ({ past: [...state.past.slice(-MOST + 1), state.route], route, future: [] })),
  replace: (route) => set({ route }),
  back: () =>
    set(({ past, route, future }) => {
      const last = past.at(-1);
      return last === undefined ? {} : { past: past.slice(0, -1), route: last, future: [route, ...future] };
    }),
  forward: () =>
    set(({ past, route, future }) => {
      const [next, ...rest] = future;
      return next === undefined ? {} : { past: [...past, route], route: next, future: rest };
    }),
  reset: (route) => set({ past: [], route, future: [] }),
}));

export const go = (route: Route): void => useRoute.getState().go(route);
