import { decideClaim } from '../rulings/decide-claim.ts';
import { draftClaim } from '../rulings/draft-claim.ts';
import { listRulings, readKeptRuling, viewOf } from '../rulings/ruling-rows.ts';
import { exportRuling, signRuling } from '../rulings/sign-ruling.ts';
import { writeForm } from '../rulings/write-form.ts';
import type { CaseHandlers } from './handlers.ts';

export const rulingsHandlers: CaseHandlers<
  'rulings.list' | 'rulings.draft' | 'rulings.decide' | 'rulings.read' | 'rulings.sign' | 'rulings.export' | 'rulings.form'
> = {
  'rulings.list': (session) => listRulings(session),
  'rulings.draft': (session, { txn, paymentId }) => draftClaim(session, txn, paymentId),
  'rulings.decide': (session, request) => decideClaim(session, request),
  'rulings.read': (session, { id }) => viewOf(session, readKeptRuling(session.read, id)),
  'rulings.sign': (session, request, signal) => signRuling(session, request, signal),
  'rulings.export': (session, { id }, signal) => exportRuling(session, id, signal),
  'rulings.form': (session, request, signal) => writeForm(session, request, signal),
};
