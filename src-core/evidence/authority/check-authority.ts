import type { VerificationContext } from '../verify/context.ts';
import { AuthorityView } from './authority-view.ts';
import { checkActs } from './check-acts.ts';
import { checkCumulative } from './check-cumulative.ts';
import { checkGrants } from './check-grants.ts';
import { checkInstructions } from './check-instruction.ts';
import { checkMandateCopies } from './check-mandate-copy.ts';
import { checkProtocolLinks } from './check-protocol-links.ts';
import { checkRenderings } from './check-renderings.ts';
import { checkReplay } from './check-replay.ts';
import { checkSettlements } from './check-settlement.ts';
import { checkStepUp } from './check-step-up.ts';
import { MandatePaths } from './mandate-paths.ts';
import { RotatedKeys } from './rotated-keys.ts';

/**
 * Judges who was allowed to do what: mandates and the delegations under them, the acts that they bind, repeated use, what a
 * capture was told to do, settlements, the links between AP2 artifacts, and readable copies of them.
 *
 * It runs after the whole bundle was read and its times are known, on lines that have no error; they are taken in one order
 * whatever the files' was. What it needs of other lines it takes from those whose integrity and authenticity hold. A part
 * that is withheld or not in the evidence leaves a check open and never fails it. An honest transaction yields nothing above
 * info.
 */
export function checkAuthority(context: VerificationContext): void {
  const view = new AuthorityView(context);
  const tools = { view, paths: new MandatePaths(view), keys: new RotatedKeys(view) };
  checkMandateCopies(view);
  checkGrants(tools);
  checkActs(tools);
  checkCumulative(tools);
  checkStepUp(tools);
  checkReplay(tools);
  checkInstructions(tools);
  checkSettlements(tools);
  checkProtocolLinks(view);
  checkRenderings(view);
}
