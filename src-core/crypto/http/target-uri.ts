import { AssizeError } from '../../errors.ts';
import type { RequestHead } from './request-head.ts';

/** Where a request was sent, in the parts that RFC 9421 section 2.2 derives. */
export interface TargetUri {
  readonly scheme: string;
  /** Lowercase, without the scheme's default port. */
  readonly authority: string;
  /** As it stands, `/` where it is empty. */
  readonly path: string;
  /** With its `?`; `undefined` where there is none. */
  readonly query: string | undefined;
}

/**
 * The target of a request (RFC 9112 section 3.2). An origin-form target takes its authority from `Host` and its scheme from outside:
 * the head does not name it.
 *
 * @throws {AssizeError} `E_ENVELOPE` where the authority is missing or stands twice, `E_HTTP_COMPONENT` for targets without a path
 */
export function targetUri(head: RequestHead, scheme: 'https' | 'http'): TargetUri {
  const absolute = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^#]*)$/.exec(head.target);
  if (absolute !== null) {
    const named = (absolute[1] as string).toLowerCase();
    return { scheme: named, authority: authorityOf(absolute[2] as string, named), ...pathAndQuery(absolute[3] as string) };
  }
  if (!head.target.startsWith('/')) throw new AssizeError('E_HTTP_COMPONENT', `the target ${head.target} has no path`);
  const hosts = head.fields.get('host') ?? [];
  if (hosts.length !== 1) throw new AssizeError('E_ENVELOPE', 'a request has one Host field');
  return { scheme, authority: authorityOf(hosts[0] as string, scheme), ...pathAndQuery(head.target) };
}

function pathAndQuery(text: string): { path: string; query: string | undefined } {
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  return { path: path === '' ? '/' : path, query: mark < 0 ? undefined : text.slice(mark) };
}

function authorityOf(text: string, scheme: string): string {
  const port = scheme === 'https' ? ':443' : scheme === 'http' ? ':80' : undefined;
  const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return port !== undefined && lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}
