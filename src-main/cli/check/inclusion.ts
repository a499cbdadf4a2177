import { verifyInclusion } from '../../../src-core/chain/merkle.ts';
import { base64Field } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';
import { numberField, proofAnswer, proofField } from './proof-fields.ts';

/** An inclusion proof of RFC 6962 for a leaf hash. */
export const inclusionKind: CheckKind = {
  kind: 'inclusion',
  answer(fields) {
    const claim = {
      index: numberField(fields, 'leafIdx'),
      size: numberField(fields, 'treeSize'),
      root: base64Field(fields, 'root'),
      leaf: base64Field(fields, 'leafHash'),
      proof: proofField(fields),
    };
    return proofAnswer(verifyInclusion(claim), 'E_INCLUSION');
  },
};
