import { AssizeError } from '../../src-core/errors.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import type { Role } from '../../src-core/evidence/model/shared.ts';
import { openAuditChain } from '../recording/audit-chain.ts';
import { parseEvent } from '../recording/event.ts';
import { readSigner } from '../recording/key-file.ts';
import type { AskPassphrase } from '../recording/key-file.ts';
import { EXIT, type CommandIo, type ExitCode } from './command.ts';

export interface RecordOptions {
  /** The chain's folder. */
  readonly folder: string;
  readonly key: string;
  readonly askPassphrase: AskPassphrase;
  /** Of a new chain. */
  readonly actor?: { readonly id: string; readonly role: Role } | undefined;
  readonly chain?: string | undefined;
  /** Further folders whose chains references may name by place. */
  readonly lookIn: readonly string[];
  readonly repair: boolean;
  readonly json: boolean;
}

/** An event is at most a line of evidence and its base64; far beyond that nobody meant an event. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024;

/**
 * Appends events from NDJSON on standard input to a chain, one answer a line as soon as each is on the disk. The first event that is
 * refused ends the run; what was answered before it stands.
 */
export async function runRecord(options: RecordOptions, io: CommandIo): Promise<ExitCode> {
  const signer = await readSigner(options.key, options.askPassphrase);
  const chain = await openAuditChain(options.folder, {
    signer,
    actor: options.actor,
    chain: options.chain,
    lookIn: options.lookIn,
    base: io.cwd,
    repair: options.repair,
    now: io.now,
    onNotice: (notice) => io.stderr(`${notice}\n`),
  });
  try {
    let line = 0;
    for await (const bytes of linesOf(io.stdin)) {
      line += 1;
      io.signal.throwIfAborted();
      if (bytes.length === 0) continue;
      const { chain: id, seq, digest } = await atLine(line, async () => chain.record(parseEvent(parseJson(bytes))));
      await io.stdout(options.json ? `${JSON.stringify({ n: line, chain: id, seq, digest })}\n` : `${seq} ${digest}\n`);
    }
    return EXIT.pass;
  } finally {
    await chain.close();
  }
}

/** What is refused says in which line of the input it stands; pointers go into the event or its entry. */
async function atLine<T>(line: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AssizeError)) throw error;
    throw new AssizeError(error.code, error.message, { ...error.place, line }, error.advice, { cause: error });
  }
}

async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a, start)) {
      yield new Uint8Array(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > MAX_EVENT_BYTES) throw new AssizeError('E_LIMIT', `an event of more than ${MAX_EVENT_BYTES} bytes`);
  }
  if (rest.length > 0) yield new Uint8Array(rest);
}
