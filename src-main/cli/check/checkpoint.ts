import { parseCheckpoint } from '../../../src-core/chain/checkpoint.ts';
import { encodeBase64 } from '../../../src-core/encoding/base64.ts';
import { stringField } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';

/**
 * The text of a checkpoint, read only, as leniently as transparency-dev/formats reads it; with or without signatures behind. A valid
 * answer adds what it says.
 */
export const checkpointKind: CheckKind = {
  kind: 'checkpoint',
  answer(fields) {
    const { origin, size, root } = parseCheckpoint(stringField(fields, 'text'), 'lenient');
    return { verdict: 'valid', origin, size, root: encodeBase64(root) };
  },
};
