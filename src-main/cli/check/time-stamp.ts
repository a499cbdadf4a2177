import { formatInstant } from '../../../src-core/encoding/instant.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { verifyTimeStamp } from '../../crypto/time-stamp.ts';
import { base64Field, caseError, hexField } from './case-fields.ts';
import type { Answer, CheckKind } from './check-kind.ts';

/**
 * An RFC 3161 token over a hash, under PEM roots (a text, or a list of texts). A valid answer adds `time`, rounded down to a millisecond,
 * and `accuracy` in milliseconds.
 */
export const timeStampKind: CheckKind = {
  kind: 'time-stamp',
  async answer(fields): Promise<Answer> {
    const token = base64Field(fields, 'token');
    const imprint = hexField(fields, 'imprint');
    const roots = rootsField(fields);
    const report = await verifyTimeStamp(token, imprint, roots);
    if (report.outcome === 'valid') return { verdict: 'valid', time: formatInstant(report.genTime), accuracy: report.accuracy };
    const { code, message } = report;
    if (code === 'malformed') return { verdict: 'invalid', code: 'E_PARSE', message };
    if (code === 'unsupported') return { verdict: 'unsupported', code: 'I_ALG', message };
    if (code === 'E_TSA_CHAIN' && roots.length === 0)
      return { verdict: 'not-checkable', code: 'I_KEY_UNTRUSTED', message: 'no roots are given' };
    return { verdict: 'invalid', code, message };
  },
};

function rootsField(fields: JsonObject): string[] {
  const value = fields['roots'] ?? [];
  const roots = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(roots) || !roots.every((root) => typeof root === 'string'))
    throw caseError('roots is PEM, or an array of PEM');
  return roots.filter((root) => root.trim() !== '');
}
