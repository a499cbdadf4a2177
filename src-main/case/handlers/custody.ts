import { writeFile } from 'node:fs/promises';
import type { CustodyRow } from '../../../src-core/host/groups/custody.ts';
import { digestOf } from '../../../src-core/crypto/sha256.ts';
import { custodyBytes, storedAct } from '../../custody/custody-log.ts';
import { verifyCustody } from '../../custody/verify-custody.ts';
import type { CaseHandlers } from './handlers.ts';

export const custodyHandlers: CaseHandlers<'custody.list' | 'custody.verify' | 'custody.export'> = {
  'custody.list': ({ read }, { offset, count }) => {
    const total = read.query<{ total: number }>('SELECT count(*) AS total FROM custody_line').get()?.total ?? 0;
    const rows = read
      .query<{ line: Uint8Array; digest: string }>('SELECT line, digest FROM custody_line ORDER BY id DESC LIMIT ? OFFSET ?')
      .all(count, offset)
      .map(({ line, digest }): CustodyRow => {
        const { seq, at, act, actor, details } = storedAct(read, line);
        return { seq, at, act, by: actor.id, digest, details };
      });
    return { total, rows };
  },
  'custody.verify': (session) =>
    verifyCustody(custodyBytes(session.read), {
      caseUrn: `urn:uuid:${session.caseUuid}`,
      knownKids: [session.key.signer.kid],
      // What was found on opening stays true of this session, though its own acts are remembered since.
      remembered: session.remembered === 'none' ? 'same' : session.remembered,
    }).report,
  'custody.export': async (session) => {
    const bytes = custodyBytes(session.read);
    const file = await session.spool('custody.ndjson');
    await writeFile(file.path, bytes);
    return { handle: file.handle, sha256: digestOf(bytes) };
  },
};
