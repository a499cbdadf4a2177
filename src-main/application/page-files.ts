import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The built page, as both hosts serve it. */
export interface PageFiles {
  /** What lies under the path of an address, such as `/assets/main.js`; `/` is the shell. */
  read(urlPath: string): Promise<PageFile | undefined>;
}

/**
 * Serves what lies in a folder now and nothing else: a path is looked up among the names that were listed, never joined to the
 * folder, so that no spelling of it leads out.
 */
export async function openPageFiles(folder: string): Promise<PageFiles> {
  const files = new Map<string, string>();
  await list(folder, '', files);
  return {
    async read(urlPath) {
      const path = files.get(urlPath === '/' ? '/index.html' : urlPath);
      const type = types[extname(urlPath === '/' ? '/index.html' : urlPath)];
      if (path === undefined || type === undefined) return undefined;
      return { type, bytes: new Uint8Array(await readFile(path)) };
    },
  };
}

async function list(folder: string, prefix: string, into: Map<string, string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await list(join(folder, entry.name), name, into);
    else if (entry.isFile()) into.set(name, join(folder, entry.name));
  }
}

/** What both hosts send with everything. The page may fetch from its own host alone, and run nothing that is not a file of it. */
export function securityHeaders(connect: "'self'" | "'none'"): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      `connect-src ${connect}`,
      "worker-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), bluetooth=(), display-capture=()',
    'cache-control': 'no-store',
  };
}
