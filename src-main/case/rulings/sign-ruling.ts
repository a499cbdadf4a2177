import { createSignatureVerifier } from '../../../src-core/crypto/signature.ts';
import { formatInstant } from '../../../src-core/encoding/instant.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { RulingView } from '../../../src-core/host/groups/rulings.ts';
import { buildRuling } from '../../../src-core/ruling/build-ruling.ts';
import { serializeRuling } from '../../../src-core/ruling/ruling-document.ts';
import { deriveAgain, verifyRuling } from '../../../src-core/ruling/verify-ruling.ts';
import { nodeSignatures } from '../../crypto/node-signatures.ts';
import type { CaseSession } from '../case-session.ts';
import { checkInThread } from './check-thread.ts';
import { readKeptRuling, updateRuling, viewOf, type KeptRuling, type KeptView } from './ruling-rows.ts';
import { openSigner } from './signers.ts';
import { writeSpooled } from './write-spooled.ts';

/** A ruling with the file that the page may save. */
export type ExportedRuling = RulingView & { readonly handle: string; readonly name: string };

/** Nobody signs what the case no longer gives. @throws {AssizeError} `E_RULING_STALE` */
async function requireSameCore(session: CaseSession, kept: KeptRuling, signal: AbortSignal): Promise<void> {
  const { stale } = viewOf(session, kept);
  const evidence = await session.evidence(signal);
  const { checks } = verifyRuling(kept.bytes, {
    verifier: createSignatureVerifier('fast', nodeSignatures),
    evidence,
    ...(evidence.policy === undefined ? {} : { policy: evidence.policy }),
    derive: deriveAgain,
  });
  const failed = checks.find(({ result }) => result === 'fail');
  if (stale.length === 0 && failed === undefined) return;
  throw new AssizeError(
    'E_RULING_STALE',
    `the case no longer gives this ruling: ${[...stale, ...(failed === undefined ? [] : [failed.name])].join(', ')}`,
    {},
    'Decide the claim again, and sign that ruling.',
  );
}

async function writeAndCheck(
  session: CaseSession,
  kept: KeptRuling,
  bytes: Uint8Array,
  signed: NonNullable<KeptView['signed']>,
  signal: AbortSignal,
): Promise<ExportedRuling> {
  const id = kept.row.id;
  const name = `${kept.view.number.replaceAll(/[^\w.-]+/g, '-')}.ruling.json`;
  const file = await session.spool(name);
  await writeSpooled(file.path, bytes);
  const checked = await checkInThread({ ruling: file.path, against: { kind: 'case', path: session.read.path } }, signal);
  const exported = { sha256: checked.sha256, bytes: checked.bytes, at: formatInstant(session.now()), checked: checked.report };
  const view: KeptView = { ...kept.view, signed, exported };
  session.write((database) => {
    updateRuling(database, id, view, bytes);
    if (kept.view.signed === undefined)
      session.record('ruling.signed', { ruling: id, core: kept.row.core_digest, kid: signed.kid, signer: signed.name });
    session.record('ruling.exported', {
      ruling: id,
      file: `sha256:${checked.sha256}`,
      bytes: checked.bytes,
      check: checked.report.verdict,
    });
  });
  session.emit('rulings');
  return { ...viewOf(session, readKeptRuling(session.read, id)), handle: file.handle, name };
}

/**
 * Signs a ruling with a key of this installation, writes its file, and has a fresh thread check the file that was written. Key and
 * passphrase stay in this thread's memory and are let go of with this call.
 *
 * @throws {AssizeError} `E_RULING`, `E_RULING_SIGNED`, `E_RULING_STALE`, `E_SIGNER`, `E_PASSPHRASE`, `E_WRITE`
 */
export async function signRuling(
  session: CaseSession,
  request: { readonly id: string; readonly signer: string; readonly passphrase: string },
  signal: AbortSignal,
): Promise<ExportedRuling> {
  const kept = readKeptRuling(session.read, request.id);
  if (kept.view.signed !== undefined)
    throw new AssizeError('E_RULING_SIGNED', 'the ruling is signed already', {}, 'Export its file again, or decide anew.');
  await requireSameCore(session, kept, signal);
  const { signer, name } = await openSigner(session.dataFolder, request.signer, request.passphrase);
  const bytes = serializeRuling(buildRuling(kept.document.parts, [signer]));
  const signed = { kid: signer.kid, name, at: formatInstant(session.now()), by: session.analyst };
  return writeAndCheck(session, kept, bytes, signed, signal);
}

/** Writes the file of a signed ruling again, and has it checked again. @throws {AssizeError} `E_RULING`, `E_RULING_UNSIGNED` */
export async function exportRuling(session: CaseSession, id: string, signal: AbortSignal): Promise<ExportedRuling> {
  const kept = readKeptRuling(session.read, id);
  const { signed } = kept.view;
  if (signed === undefined) throw new AssizeError('E_RULING_UNSIGNED', 'nobody has signed this ruling yet', {}, 'Sign it first.');
  return writeAndCheck(session, kept, kept.bytes, signed, signal);
}
