import { digestOf } from '../../../crypto/sha256.ts';
import { decodeLatin1 } from '../../../encoding/ascii.ts';
import { decodeUtf8 } from '../../../encoding/utf8.ts';
import type { FindingCode } from '../../../evidence/finding.ts';
import type { TrustPolicy } from '../../../evidence/policy.ts';
import type { InputFinding } from '../../../evidence/verify/verification.ts';
import { canonicalizeBytes } from '../../../json/canonicalize.ts';
import { JsonError } from '../../../json/json-error.ts';
import type { JsonValue } from '../../../json/json-value.ts';
import type { ForeignFormat, ForeignStatement } from '../../detect-format.ts';
import { isAccepted } from '../../foreign-keys.ts';
import { alteredCopies, type JudgedReceipt } from './altered-copies.ts';
import { judgeReceipts, type KeysOf } from './judge-receipts.ts';
import { receiptDocuments } from './read-receipts.ts';

export { judgeReceipts, type KeysOf } from './judge-receipts.ts';
export { isReceipt, receiptDocuments } from './read-receipts.ts';
export { receiptHash, unsignedForm } from './unsigned-form.ts';

const DEFAULT_SKEW_MS = 5000;

/** Receipts and chains of the Agent Receipts protocol, versions 0.2 to 0.5. */
export const agentReceipts: ForeignFormat = {
  name: 'agent-receipts',
  recognises(head) {
    const text = decodeLatin1(head);
    return /^\s*[[{]/.test(text) && /"type"\s*:\s*\[[^\]]*"AgentReceipt"/.test(text);
  },
  judge(files, { policy, verifier, at }) {
    const findings: InputFinding[] = [];
    const statements: ForeignStatement[] = [];
    const judged: JudgedReceipt[] = [];
    const terms = { at, skewMs: policy?.clockSkewMs ?? DEFAULT_SKEW_MS, isAccepted: isAccepted(policy, 'Ed25519') };
    for (const { path, bytes } of files) {
      let documents: JsonValue[];
      try {
        documents = receiptDocuments(bytes);
      } catch (error) {
        if (!(error instanceof JsonError)) throw error;
        findings.push({ code: error.code as FindingCode, path, message: error.message });
        continue;
      }
      const { findings: found, proven } = judgeReceipts(documents, policyKeys(policy), verifier, terms);
      const pointerOf = (index: number): string | undefined => (documents.length === 1 ? undefined : `/${index}`);
      for (const { code, message, index, chain } of found)
        findings.push({
          code,
          path,
          chain,
          pointer: pointerOf(index),
          message: documents.length === 1 ? message : `receipt ${index + 1}: ${message}`,
        });
      for (const [index, decoded] of documents.entries()) {
        const pointer = pointerOf(index);
        judged.push({ path, pointer, document: decoded, isProven: proven.has(index) });
        const form = canonicalizeBytes(decoded);
        const raw = documents.length === 1 ? bytes : form;
        statements.push({ path, pointer, type: 'AgentReceipt', digest: digestOf(raw), decoded, raw: decodeUtf8(raw) ?? '' });
      }
    }
    return {
      findings: [...findings, ...alteredCopies(judged)],
      asked: ['integrity', 'authenticity', 'order', 'completeness', 'time'],
      entries: statements.length,
      transactions: [],
      statements,
    };
  },
};

/** A policy's keys of the issuer or of the method's subject; keys of a bare set name nobody, so that any of them may be meant. */
function policyKeys(policy: TrustPolicy | undefined): KeysOf {
  return ({ issuer, verificationMethod }) =>
    (policy?.keys ?? []).filter(({ key, sub }) => {
      if (key.alg !== 'Ed25519') return false;
      return sub === undefined || sub === issuer || sub === verificationMethod || verificationMethod.startsWith(`${sub}#`);
    });
}
