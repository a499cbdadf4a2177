import type { IncomingHttpHeaders } from 'node:http';

/** What a request says of where it comes from, by headers that a page's script cannot set. */
interface Provenance {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export const isShell = (path: string): boolean => path === '/' || path === '/index.html';

/**
 * True where a request can only come from this host's own page. The shell alone may be asked for from elsewhere (a window has to
 * begin somewhere), and only as a document of its own.
 *
 * @param authority - `127.0.0.1:PORT`: any other name that leads here is a rebound one
 */
export function isOwnRequest({ method, path, headers }: Provenance, authority: string): boolean {
  if (headers.host !== authority) return false;
  const origin = headers.origin;
  const site = headers['sec-fetch-site'];
  if (isShell(path) && method === 'GET') {
    const goal = headers['sec-fetch-dest'];
    return goal === undefined || goal === 'document';
  }
  if (origin !== undefined && origin !== `http://${authority}`) return false;
  // Browsers send no Origin with a GET of the same origin; with everything else they always do.
  if (method !== 'GET' && origin === undefined) return false;
  return site === 'same-origin';
}
