import type { Cause } from '../../../src-core/host/groups/findings.ts';

/** The ledger's rows on which a cause, or what follows from it, stands. */
export const ledgerFilterOf = (cause: Cause): string => `cause == ${cause.number}`;
