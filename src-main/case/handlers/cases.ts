import { writeMeta } from '../../store/meta.ts';
import { readCase } from '../read-case.ts';
import type { CaseHandlers } from './handlers.ts';

export const casesHandlers: CaseHandlers<'cases.read' | 'cases.rename'> = {
  'cases.read': (session) => readCase(session),
  'cases.rename': (session, { title, reference }) => {
    session.write((database) => {
      writeMeta(database, 'title', title);
      writeMeta(database, 'reference', reference);
      session.record('case.renamed', { title, reference });
    });
    return readCase(session);
  },
};
