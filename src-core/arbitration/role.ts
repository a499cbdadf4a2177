/**
 * The places that rules give liability to: the user, the user's agent's provider, the merchant, the merchant's agent's provider, the
 * platform, and the settlement institutions of the payer's side (S1) and of the payee's (S2).
 */
export type Role = 'U' | 'UA' | 'M' | 'MA' | 'P' | 'S1' | 'S2';

/** All roles, in the order in which tables show them. */
export const allRoles: readonly Role[] = ['U', 'UA', 'M', 'MA', 'P', 'S1', 'S2'];

/**
 * Who holds the evidence of a fact: a role, the registry (G), the claimant (C), the author of the entries concerned, or each party that
 * states an amount of its own.
 */
export type Custodian = Role | 'G' | 'C' | 'author' | 'each';
