import { readFile } from 'node:fs/promises';
import type { CustodyReport } from '../../src-core/host/groups/custody.ts';
import { knownKid } from '../custody/case-key.ts';
import { compareRemembered, custodyBytes } from '../custody/custody-log.ts';
import { rememberedHead } from '../custody/remembered-head.ts';
import { verifyCustody, type VerifiedCustody } from '../custody/verify-custody.ts';
import { asReadError } from '../files/write-durably.ts';
import { readCaseFile } from '../store/case-file.ts';
import { readMeta } from '../store/meta.ts';
import { EXIT, visible, type CommandIo, type ExitCode } from './command.ts';

export interface CustodyOptions {
  /** A case file, or the lines of one's custody. */
  readonly path: string;
  readonly dataFolder: string;
  readonly json: boolean;
}

/** Verifies what was done to a case, by its own signed chain. */
export async function runCustodyVerify(options: CustodyOptions, io: CommandIo): Promise<ExitCode> {
  const { report, lines } = await verify(options);
  if (options.json) {
    const acts = lines.map(({ entry: { seq, at, act, actor, details }, digest }) => ({
      seq,
      at,
      act,
      by: actor.id,
      digest,
      details,
    }));
    await io.stdout(`${JSON.stringify({ ...report, acts })}\n`);
  } else await io.stdout(rendered(report, lines, io));
  return { pass: EXIT.pass, fail: EXIT.fail, indeterminate: EXIT.indeterminate }[report.verdict];
}

async function verify({ path, dataFolder }: CustodyOptions): Promise<VerifiedCustody> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, { encoding: null, flag: 'r' });
  } catch (error) {
    throw asReadError(error, path);
  }
  // A line of NDJSON begins with a brace; a case file never does.
  if (bytes[0] === 0x7b) return verifyCustody(bytes, { knownKids: [], remembered: 'none' });
  const database = readCaseFile(path);
  try {
    const caseUuid = readMeta(database, 'id') ?? '';
    const kid = await knownKid(dataFolder, caseUuid);
    return verifyCustody(custodyBytes(database), {
      caseUrn: `urn:uuid:${caseUuid}`,
      knownKids: kid === undefined ? [] : [kid],
      remembered: compareRemembered(database, rememberedHead(dataFolder, caseUuid)),
    });
  } finally {
    database.close();
  }
}

const WORDS = {
  en: {
    pass: 'The custody of the case holds under the key of this machine.',
    fail: 'The custody of the case does not hold.',
    indeterminate: 'The custody holds in itself; this machine does not know its key.',
  },
  'zh-CN': {
    pass: '案件的保管记录在本机密钥下成立。',
    fail: '案件的保管记录不成立。',
    indeterminate: '保管记录自身一致，但本机不认识其密钥。',
  },
} as const;

function rendered(report: CustodyReport, lines: VerifiedCustody['lines'], io: CommandIo): string {
  return [
    WORDS[io.lang][report.verdict],
    ...lines.map(
      ({ entry }) =>
        `  ${entry.seq}  ${entry.at}  ${entry.act}  ${visible(entry.actor.id)}  ${visible(JSON.stringify(entry.details))}`,
    ),
    ...report.problems.map(({ code, message }) => `${code}: ${visible(message)}`),
    '',
  ].join('\n');
}
