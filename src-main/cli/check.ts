import { AssizeError } from '../../src-core/errors.ts';
import { parseJson } from '../../src-core/json/parse-json.ts';
import { isJsonObject } from '../../src-core/json/json-value.ts';
import type { JsonObject } from '../../src-core/json/json-value.ts';
import { caseError } from './check/case-fields.ts';
import type { Answer, CheckKind } from './check/check-kind.ts';
import { checkKinds } from './check/kinds.ts';
import { readLines } from './check/read-lines.ts';
import type { Line } from './check/read-lines.ts';

/** The longest line that is read; a case with a whole container in it stays below. */
const longestLine = 32 * 1024 * 1024;

/**
 * The conformance door: a case a line in, an answer a line out, in the same order, until the input ends. No line stops it: one that is
 * no case (a blank one too) is answered `E_CASE`, a bug of ours `E_INTERNAL`.
 *
 * @param write - takes a line of output; the next case waits for what it returns
 * @returns the exit code: 0, since every line was answered
 */
export async function runCheck(
  input: AsyncIterable<Uint8Array>,
  write: (text: string) => void | Promise<void>,
  kinds: readonly CheckKind[] = checkKinds,
): Promise<number> {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]));
  let n = 0;
  for await (const line of readLines(input, longestLine)) {
    n++;
    const answer = await answerLine(line, byName);
    await write(`${answerText(n, answer)}\n`);
  }
  return 0;
}

async function answerLine(line: Line, kinds: ReadonlyMap<string, CheckKind>): Promise<Answer> {
  try {
    const fields = caseOf(line);
    const kind = kinds.get(fields['kind'] as string);
    if (kind === undefined)
      return { verdict: 'unsupported', code: 'E_KIND', message: `no kind ${JSON.stringify(fields['kind'])}` };
    return await kind.answer(fields);
  } catch (error) {
    return errorAnswer(error);
  }
}

function caseOf(line: Line): JsonObject {
  if ('tooLong' in line) throw caseError(`a line of more than ${longestLine} bytes`);
  let value;
  try {
    value = parseJson(line.bytes, { maxContainers: 1_000_000 });
  } catch (error) {
    if (error instanceof AssizeError) throw new AssizeError('E_CASE', `not strict JSON: ${error.message}`, error.place);
    throw error;
  }
  if (!isJsonObject(value)) throw caseError('a case is a JSON object');
  if (typeof value['kind'] !== 'string') throw caseError('a case names its kind');
  return value;
}

function errorAnswer(error: unknown): Answer {
  if (!(error instanceof AssizeError)) {
    return {
      verdict: 'invalid',
      code: 'E_INTERNAL',
      message: `a bug of ours: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const { code, message } = error;
  const unsupported = code === 'I_ALG' || code === 'E_KIND';
  return { verdict: unsupported ? 'unsupported' : code.startsWith('I_') ? 'not-checkable' : 'invalid', code, message };
}

/** `n`, `verdict`, `code` and `message` first, then what the kind adds. Members that are not known are absent. */
function answerText(n: number, { verdict, code, message, ...extra }: Answer): string {
  try {
    return JSON.stringify({ n, verdict, code, message, ...extra });
  } catch {
    return JSON.stringify({ n, verdict: 'invalid', code: 'E_INTERNAL', message: 'a bug of ours: the answer has no text' });
  }
}
