import { verifyConsistency } from '../../../src-core/chain/merkle.ts';
import { base64Field } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { numberField, proofAnswer, proofField } from './proof-fields.ts';

/** A consistency proof of RFC 6962 between two roots. */
export const consistencyKind: CheckKind = {
  kind: 'consistency',
  answer(fields) {
    const claim = {
      size1: numberField(fields, 'size1'),
      size2: numberField(fields, 'size2'),
      root1: base64Field(fields, 'root1'),
      root2: base64Field(fields, 'root2'),
      proof: proofField(fields),
    };
    return proofAnswer(verifyConsistency(claim), 'E_CONSISTENCY');
  },
};
