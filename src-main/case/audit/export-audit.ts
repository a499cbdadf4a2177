import { buildAudit } from '../../../src-core/audit/build-audit.ts';
import { serializeAudit } from '../../../src-core/audit/audit-document.ts';
import { auditAtOnce } from '../../../src-core/audit/audit-evidence.ts';
import { verifyAudit } from '../../../src-core/audit/verify-audit.ts';
import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { ExportedAudit } from '../../../src-core/host/groups/audit.ts';
import type { JsonObject } from '../../../src-core/json/json-value.ts';
import { parseJson } from '../../../src-core/json/parse-json.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';
import { readUserFile } from '../../files/read-user-file.ts';
import { writeDurably } from '../../files/write-durably.ts';
import { readMeta } from '../../store/meta.ts';
import type { CaseSession } from '../case-session.ts';
import { openSigner } from '../rulings/signers.ts';
import { requireKept } from './audit-job.ts';

/**
 * Signs the report of the last audit with a key of this installation, writes its file, and reads and checks what was written. The audit is not
 * made again here: `assize audit verify` does that from the evidence alone. Key and passphrase are let go of with this call.
 *
 * @throws {AssizeError} `E_NO_AUDIT`, `E_AUDIT_STALE`, `E_SIGNER`, `E_PASSPHRASE`, `E_WRITE`
 */
export async function exportAudit(
  session: CaseSession,
  request: { readonly signer: string; readonly passphrase: string },
): Promise<ExportedAudit> {
  const { input, opened, audit } = requireKept(session);
  if ((await session.evidence()) !== input.evidence)
    throw new AssizeError('E_AUDIT_STALE', 'evidence or policy changed since the audit was made', {}, 'Begin it again.');
  const { signer, name: by } = await openSigner(session.dataFolder, request.signer, request.passphrase);
  const packs = Object.fromEntries(opened.map(({ pack, source }) => [pack.id, source]));
  const core = parseJson(audit.coreBytes) as JsonObject;
  const bytes = serializeAudit(buildAudit({ request: input.request, core, packs }, [signer]));
  const reference = readMeta(session.read, 'reference') ?? '';
  const name = `${reference === '' ? 'case' : reference.replaceAll(/[^\w.-]+/g, '-')}.audit.json`;
  const file = await session.spool(name);
  await writeDurably(file.path, bytes, { mode: 0o600, overwrite: true });
  const written = await readUserFile(file.path);
  const policy = session.policy()?.policy;
  const report = verifyAudit(written, {
    verifier: createSignatureVerifier('fast', nodeSignatures),
    ...(policy === undefined ? {} : { policy }),
    derive: auditAtOnce,
  });
  const sha256 = digestOf(written);
  session.write(() =>
    session.record('audit.exported', {
      core: audit.coreDigest,
      kid: signer.kid,
      signer: by,
      file: sha256,
      bytes: written.length,
      check: report.verdict,
    }),
  );
  return { handle: file.handle, name, sha256, bytes: written.length, report };
}
