import { decodeLatin1 } from '../../encoding/ascii.ts';
import { AssizeError } from '../../errors.ts';

/** The head of an HTTP/1.1 request, in characters of one byte each. */
export interface RequestHead {
  readonly method: string;
  /** The request target as it stands. */
  readonly target: string;
  /** The values of each field, by its lowercase name, one a line, without white space around them. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\xff]+) HTTP\/1\.[01]$/;
const fieldLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Parses a request's head (RFC 9112): the request line and field lines, up to an empty line or the end; what follows it is not
 * looked at. Lines end with CRLF, or all with LF. Folded lines (section 5.2) are joined by one space, as RFC 9421 section 2.1 asks.
 *
 * @throws {AssizeError} E_ENVELOPE
 */
export function parseRequestHead(bytes: Uint8Array): RequestHead {
  const text = decodeLatin1(bytes);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const empty = text.indexOf(ending + ending);
  const head = (empty < 0 ? text : text.slice(0, empty)).replace(/\r?\n$/, '');
  const lines = head.split(ending);
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw headError('a line with CR, LF or NUL in it');
  const first = requestLine.exec(lines[0] ?? '');
  if (first === null) throw headError('no HTTP/1.1 request line');
  const fields = new Map<string, string[]>();
  for (const line of unfold(lines.slice(1))) {
    const match = fieldLine.exec(line);
    if (match === null) throw headError(`no field line: ${JSON.stringify(line.slice(0, 80))}`);
    const name = (match[1] as string).toLowerCase();
    const values = fields.get(name) ?? [];
    values.push(match[2] as string);
    fields.set(name, values);
  }
  return { method: first[1] as string, target: first[2] as string, fields };
}

function unfold(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    if (!/^[ \t]/.test(line)) whole.push(line);
    else if (whole.length === 0) throw headError('a folded line without a field');
    else whole.push(`${(whole.pop() as string).replace(/[ \t]+$/, '')} ${line.replace(/^[ \t]+/, '')}`);
  }
  return whole;
}

function headError(message: string): AssizeError {
  return new AssizeError('E_ENVELOPE', `not the head of an HTTP request: ${message}`);
}
