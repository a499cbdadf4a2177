import { exportTable } from '../reports/export-table.ts';
import { readReports } from '../reports/read-reports.ts';
import type { CaseHandlers } from './handlers.ts';

export const reportsHandlers: CaseHandlers<'reports.read' | 'reports.export'> = {
  'reports.read': (session, { buckets }) => readReports(session.read, buckets),
  'reports.export': (session, { table, buckets }) => exportTable(session, table, buckets),
};
