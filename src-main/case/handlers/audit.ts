import { cancelAudit, sampleAudit, startAudit } from '../audit/audit-job.ts';
import { exportAudit } from '../audit/export-audit.ts';
import { readAudit } from '../audit/view-audit.ts';
import type { CaseHandlers } from './handlers.ts';

export const auditHandlers: CaseHandlers<'audit.start' | 'audit.read' | 'audit.cancel' | 'audit.sample' | 'audit.export'> = {
  'audit.start'(session, order) {
    startAudit(session, order);
    return readAudit(session);
  },
  'audit.read': (session) => readAudit(session),
  'audit.cancel'(session) {
    cancelAudit(session);
    return readAudit(session);
  },
  'audit.sample'(session, { sample, review }) {
    sampleAudit(session, sample, review);
    return readAudit(session);
  },
  'audit.export': (session, request) => exportAudit(session, request),
};
