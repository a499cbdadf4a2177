import { formatInstant } from '../../src-core/encoding/instant.ts';
import { caseKey } from '../custody/case-key.ts';
import { rememberedHead } from '../custody/remembered-head.ts';
import { CHECKED_AT_ONCE, createCaseFile, openCaseFile } from '../store/case-file.ts';
import { readMeta } from '../store/meta.ts';
import { CaseSession, type SessionHost } from './case-session.ts';
import { checkStamp } from './check-stamp.ts';

/** Makes a case file and opens it. @throws {AssizeError} as `createCaseFile` */
export async function createSession(
  path: string,
  about: { readonly title: string; readonly reference: string; readonly analyst: string },
  host: SessionHost,
): Promise<CaseSession> {
  const file = createCaseFile(path, { title: about.title, reference: about.reference, at: formatInstant(host.now()) });
  try {
    const session = new CaseSession(file, await caseKey(host.dataFolder, readMeta(file.database, 'id') ?? ''), host);
    session.analyst = about.analyst;
    session.record('case.created', { title: about.title, reference: about.reference });
    return session;
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Opens a case file and looks at what is stored before anything of it is shown: an older copy and a verdict without its stamp are warned of.
 *
 * @throws {AssizeError} as `openCaseFile`
 */
export async function openSession(path: string, analyst: string, host: SessionHost): Promise<CaseSession> {
  const file = openCaseFile(path);
  try {
    const key = await caseKey(host.dataFolder, readMeta(file.database, 'id') ?? '');
    const session = new CaseSession(file, key, host);
    session.analyst = analyst;
    warnOfOlderCopy(session);
    // A key that was made just now has stamped nothing; of a large case the rows are looked through while it is open.
    session.stamp =
      !key.known || file.bytes <= CHECKED_AT_ONCE ? checkStamp(session.read, key.known ? key.stamp : undefined) : 'unchecked';
    if (session.stamp === 'wrong') warnOfStamp(session);
    return session;
  } catch (error) {
    file.close();
    throw error;
  }
}

export function warnOfStamp(session: CaseSession): void {
  session.warnings.push(
    session.key.known
      ? {
          code: 'W_VERDICT_DERIVED_AGAIN',
          message:
            'What was stored of the verdict is not what was derived from the evidence: it is derived again from the stored bytes.',
        }
      : {
          code: 'W_CASE_FROM_ELSEWHERE',
          message: 'The case was last verified on another machine: its verdict is derived again here from the stored bytes.',
        },
  );
}

function warnOfOlderCopy(session: CaseSession): void {
  const { remembered } = session;
  if (remembered !== 'older' && remembered !== 'other') return;
  const head = rememberedHead(session.dataFolder, session.caseUuid);
  session.warnings.push({
    code: 'W_CASE_OLDER_COPY',
    message:
      remembered === 'older'
        ? 'This is an older copy of the case: this machine remembers acts on it that are not in the file.'
        : 'This copy of the case was continued elsewhere: this machine remembers other acts in the same place.',
  });
  // Said in the file, too, so that what comes after it is never taken for the whole story.
  if (head !== undefined) session.record('case.older-copy', { chain: head.chain, seq: head.seq, digest: head.digest });
}
