import { describe, expect, it } from 'vitest';
import type { EvidenceLine, FindingDraft } from '../../../../src-core/evidence/state.ts';
import { assembleFindings, judgeAxes, verdictOf } from '../../../../src-core/evidence/verify/assemble.ts';
import { createSignatureVerifier } from '../../../../src-core/crypto/signature.ts';
import { VerificationContext } from '../../../../src-core/evidence/verify/context.ts';
import { nodeSignatures } from '../../../../src-main/crypto/node-signatures.ts';

const lineAt = (chain: string, line: number): EvidenceLine => ({
  number: line,
  path: `${chain}.ndjson`,
  chain,
  line,
  drafts: [],
});
const newContext = () => new VerificationContext({ verifier: createSignatureVerifier('fast', nodeSignatures) });
const shown = (drafts: readonly FindingDraft[]) =>
  assembleFindings(drafts).findings.map(({ code, chain, line, cause }) => [code, chain, line, cause]);

describe('assembly', () => {
  it('sorts by chain, line, code and pointer, what is absent first', () => {
    const context = newContext();
    context.add({ code: 'I_REF_MISSING', step: 'refs', line: lineAt('b', 2), pointer: '/refs/1', message: 'x' });
    context.add({ code: 'I_REF_MISSING', step: 'refs', line: lineAt('b', 2), pointer: '/refs/0', message: 'x' });
    context.add({ code: 'I_OPEN_CHAIN', step: 'files', chain: 'b', message: 'x' });
    context.add({ code: 'E_SIG', step: 'signature', line: lineAt('a', 10), message: 'x' });
    context.add({ code: 'E_SIG', step: 'signature', line: lineAt('a', 9), message: 'x' });
    context.add({ code: 'E_MANIFEST', step: 'files', path: 'm', message: 'x' });
    expect(shown(context.drafts).map(([code, chain, line]) => [code, chain, line])).toEqual([
      ['E_MANIFEST', undefined, undefined],
      ['E_SIG', 'a', 9],
      ['E_SIG', 'a', 10],
      ['I_OPEN_CHAIN', 'b', undefined],
      ['I_REF_MISSING', 'b', 2],
      ['I_REF_MISSING', 'b', 2],
    ]);
  });

  it('leaves out what was found at later steps of a line that failed before them, and keeps the causes that stood on it', () => {
    const context = newContext();
    const [broken, after] = [lineAt('a', 1), lineAt('a', 2)];
    const late = context.add({ code: 'E_CONSTRAINT', step: 'authority', line: broken, message: 'x' });
    context.add({ code: 'I_KEY_UNTRUSTED', step: 'key-found', line: broken, message: 'x' });
    context.add({ code: 'E_KEY_EXPIRED', step: 'key-window', line: broken, message: 'x' });
    context.add({ code: 'E_PREV', step: 'prev', line: after, message: 'x', because: broken });
    context.add({ code: 'I_OPEN_CHAIN', step: 'files', chain: 'z', message: 'x', because: late });
    expect(shown(context.drafts)).toEqual([
      ['E_KEY_EXPIRED', 'a', 1, undefined],
      ['I_KEY_UNTRUSTED', 'a', 1, undefined],
      ['E_PREV', 'a', 2, 0],
      ['I_OPEN_CHAIN', 'z', undefined, 0],
    ]);
  });

  it('drops a cause that has no failure, and cuts circles', () => {
    const context = newContext();
    const [a, b, fine] = [lineAt('a', 1), lineAt('b', 1), lineAt('c', 1)];
    context.add({ code: 'E_PREV', step: 'prev', line: a, message: 'x', because: b });
    context.add({ code: 'E_PREV', step: 'prev', line: b, message: 'x', because: a });
    context.add({ code: 'I_OPEN_CHAIN', step: 'files', chain: 'd', message: 'x', because: fine });
    expect(shown(context.drafts).map((row) => row[3])).toEqual([undefined, 0, undefined]);
  });

  it('an axis is its worst finding, and warnings weigh nothing', () => {
    const context = newContext();
    context.add({ code: 'I_OPEN_CHAIN', step: 'files', chain: 'd', message: 'x' });
    context.add({ code: 'W_TEST_KEY', step: 'key-found', line: lineAt('a', 1), message: 'x' });
    const axes = judgeAxes(assembleFindings(context.drafts).findings, new Set(['integrity', 'authenticity', 'completeness']));
    expect(axes).toEqual({
      integrity: 'pass',
      authenticity: 'pass',
      authority: 'not-applicable',
      order: 'not-applicable',
      time: 'not-applicable',
      completeness: 'indeterminate',
    });
    expect([verdictOf(axes), verdictOf(axes, ['integrity']), verdictOf(axes, ['time'])]).toEqual([
      'indeterminate',
      'pass',
      'indeterminate',
    ]);
  });
});
