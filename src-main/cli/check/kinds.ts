import type { CheckKind } from './check-kind.ts';

/** Every kind of case that `check` answers. */
export const checkKinds: readonly CheckKind[] = [];
