import type { Privileges } from 'electron';
import { securityHeaders, type PageFiles } from '../application/page-files.ts';

export const SCHEME = 'app';
export const PAGE_ORIGIN = 'app://bundle';
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/index.html`;

/** An origin of its own, as strict as https: neither file access nor a way around the content security policy. */
export const privileges: Privileges = {
  standard: true,
  secure: true,
  supportFetchAPI: true,
  bypassCSP: false,
  allowServiceWorkers: false,
  corsEnabled: false,
};

/** True for an address of our own page, whatever its path; an address that cannot be read is none. */
export function isPageAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && originOf(url) === PAGE_ORIGIN && url.username === '' && url.password === '' && url.port === '';
}

/** Schemes that the URL standard does not know have no `origin` of their own there. */
export function originOf(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

/** Answers what the page asks of `app://bundle/`: the files of the built page, by GET, and nothing else. */
export function pageProtocol(files: PageFiles): (request: Request) => Promise<Response> {
  return async (request) => {
    const headers = securityHeaders("'none'");
    const url = URL.parse(request.url);
    const file =
      request.method === 'GET' && url !== null && isPageAddress(request.url) ? await files.read(url.pathname) : undefined;
    if (file === undefined)
      return new Response('not found', { status: 404, headers: { ...headers, 'content-type': 'text/plain' } });
    return new Response(file.bytes, { status: 200, headers: { ...headers, 'content-type': file.type } });
  };
}
