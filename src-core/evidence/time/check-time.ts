import type { VerificationContext } from '../verify/context.ts';

export function checkTime(_context: VerificationContext): void {}
