import { listRulings, readKeptRuling, viewOf } from '../rulings/ruling-rows.ts';
import type { CaseHandlers } from './handlers.ts';

// Deciding and signing load the engine, which opening a case does not wait for.
export const rulingsHandlers: CaseHandlers<
  'rulings.list' | 'rulings.draft' | 'rulings.decide' | 'rulings.read' | 'rulings.sign' | 'rulings.export' | 'rulings.form'
> = {
  'rulings.list': (session) => listRulings(session),
  'rulings.draft': async (session, request, signal) => {
    const { draftClaim } = await import('../rulings/draft-claim.ts');
    return draftClaim(session, request, signal);
  },
  'rulings.decide': async (session, request, signal) => {
    const { decideClaim } = await import('../rulings/decide-claim.ts');
    return decideClaim(session, request, signal);
  },
  'rulings.read': (session, { id }) => viewOf(session, readKeptRuling(session.read, id)),
  'rulings.sign': async (session, request, signal) => {
    const { signRuling } = await import('../rulings/sign-ruling.ts');
    return signRuling(session, request, signal);
  },
  'rulings.export': async (session, { id }, signal) => {
    const { exportRuling } = await import('../rulings/sign-ruling.ts');
    return exportRuling(session, id, signal);
  },
  'rulings.form': async (session, request, signal) => {
    const { writeForm } = await import('../rulings/write-form.ts');
    return writeForm(session, request, signal);
  },
};
