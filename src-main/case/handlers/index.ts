import { auditHandlers } from './audit.ts';
import { casesHandlers } from './cases.ts';
import { compareHandlers } from './compare.ts';
import { custodyHandlers } from './custody.ts';
import { findingsHandlers } from './findings.ts';
import type { CaseHandlers } from './handlers.ts';
import { ledgerHandlers } from './ledger.ts';
import { overviewHandlers } from './overview.ts';
import { reportsHandlers } from './reports.ts';
import { rulingsHandlers } from './rulings.ts';
import { transactionsHandlers } from './transactions.ts';
import { trustHandlers } from './trust.ts';

/** What answers every channel of an open case, group by group. A channel without an answer does not compile. */
export const caseHandlers: CaseHandlers = {
  ...auditHandlers,
  ...casesHandlers,
  ...compareHandlers,
  ...custodyHandlers,
  ...findingsHandlers,
  ...ledgerHandlers,
  ...overviewHandlers,
  ...reportsHandlers,
  ...rulingsHandlers,
  ...transactionsHandlers,
  ...trustHandlers,
};
