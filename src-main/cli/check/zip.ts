import { checkContainer } from '../../files/read-container.ts';
import { base64Field } from './case-fields.ts';
import type { CheckKind } from './check-kind.ts';

/**
 * Whether a container would be opened, every member read. The answer's code is the gravest refusal's; `refusals` lists all. The manifest is not looked at:
 * it is judged with the evidence.
 */
export const zipKind: CheckKind = {
  kind: 'zip',
  async answer(fields) {
    const refusals = await checkContainer(base64Field(fields, 'bytes'));
    const [gravest] = refusals;
    if (gravest === undefined) return { verdict: 'valid' };
    const { code, message, member } = gravest;
    return {
      verdict: 'invalid',
      code,
      message: member === undefined ? message : `${member}: ${message}`,
      refusals: refusals.slice(0, 100).map((refusal) => ({ ...refusal })),
    };
  },
};
