import { previewPolicy } from '../trust/preview-policy.ts';
import { readTrust } from '../trust/read-trust.ts';
import type { CaseHandlers } from './handlers.ts';

export const trustHandlers: CaseHandlers<'trust.read' | 'trust.preview'> = {
  'trust.read': (session) => readTrust(session),
  'trust.preview': (session, { text }) => previewPolicy(session, text),
};
