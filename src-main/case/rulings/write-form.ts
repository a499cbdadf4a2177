import { concatBytes } from '../../../src-core/encoding/bytes.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { AssizeError } from '../../../src-core/errors.ts';
import type { RulingForm, WrittenForm } from '../../../src-core/host/groups/rulings.ts';
import type { Disclosed } from '../../../src-core/ruling/court/disclosures.ts';
import { citedEntries } from '../../../src-core/ruling/text/cited-entry.ts';
import { readCore } from '../../../src-core/ruling/text/read-core.ts';
import { caseSources, filesOf, storedBytes } from '../../case-import/sources.ts';
import { custodyBytes } from '../../custody/custody-log.ts';
import { buildCourtFile } from '../../ruling-files/court-file.ts';
import { renderForm } from '../../ruling-files/render-members.ts';
import type { CaseSession } from '../case-session.ts';
import { checkInThread } from './check-thread.ts';
import { readKeptRuling, type KeptRuling } from './ruling-rows.ts';
import { writeSpooled } from './write-spooled.ts';

/** The evidence of a case as it was received, by name; a number stands before a name that comes twice. */
function receivedFiles(session: CaseSession): ReadonlyMap<string, Uint8Array> {
  const received = new Map<string, Uint8Array>();
  const taken = new Set<string>();
  for (const source of caseSources(session.read)) {
    const clean = source.name.replace(/[/\\:*?"<>|\u0000-\u001f]/g, '_').replace(/^\.+$/, 'evidence');
    const name = clean === '' || taken.has(clean) ? `${source.id}-${clean}` : clean;
    taken.add(name);
    for (const file of filesOf(session.read, source.id))
      received.set(
        file.path === '' ? name : `${name}/${file.path}`,
        concatBytes(...storedBytes(session.read, file, source.name)),
      );
  }
  return received;
}

async function bytesOf(
  session: CaseSession,
  { document, bytes }: KeptRuling,
  form: RulingForm,
  chosen: ReadonlySet<Disclosed>,
): Promise<Uint8Array> {
  const evidence = await session.evidence();
  if (form !== 'zip') {
    const entries = citedEntries(readCore(document.parts.core), evidence);
    return renderForm({ ruling: document, entries }, form);
  }
  return buildCourtFile({
    ruling: bytes,
    evidence,
    custody: custodyBytes(session.read),
    chosen,
    ...(chosen.has('evidence') ? { received: receivedFiles(session) } : {}),
  });
}

/**
 * Writes a signed ruling in a form for people, or its court file, which a fresh thread then checks from the bytes that were written.
 *
 * @throws {AssizeError} `E_RULING`, `E_RULING_UNSIGNED`, `E_WRITE`
 */
export async function writeForm(
  session: CaseSession,
  request: { readonly id: string; readonly form: RulingForm; readonly disclose: readonly Disclosed[] },
  signal: AbortSignal,
): Promise<WrittenForm> {
  const kept = readKeptRuling(session.read, request.id);
  if (kept.view.signed === undefined)
    throw new AssizeError('E_RULING_UNSIGNED', 'nobody has signed this ruling yet', {}, 'Sign it first.');
  const { form } = request;
  const chosen = new Set(form === 'zip' ? request.disclose : []);
  const bytes = await bytesOf(session, kept, form, chosen);
  signal.throwIfAborted();
  const name = `${kept.view.number.replaceAll(/[^\w.-]+/g, '-')}.${form}`;
  const file = await session.spool(name);
  await writeSpooled(file.path, bytes);
  const checked =
    form === 'zip'
      ? await checkInThread(
          { ruling: file.path, dataFolder: session.dataFolder, against: { kind: 'case', path: session.read.path } },
          signal,
        )
      : undefined;
  const sha256 = digestOf(bytes);
  session.write(() =>
    session.record('ruling.exported', {
      ruling: request.id,
      form,
      file: sha256,
      bytes: bytes.length,
      disclosed: [...chosen].sort().join(' '),
      ...(checked === undefined ? {} : { check: checked.report.verdict }),
    }),
  );
  return {
    handle: file.handle,
    name,
    sha256: sha256.slice('sha256:'.length),
    bytes: bytes.length,
    ...(checked === undefined ? {} : { report: checked.report }),
  };
}
