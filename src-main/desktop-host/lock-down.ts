import type { Session, WebContents } from 'electron';
import type { ElectronApi } from './electron-api.ts';
import { isPageAddress, originOf } from './page-protocol.ts';

/** Copying text is all that a page may be allowed; without handlers Electron would say yes to everything. */
const ALLOWED = 'clipboard-sanitized-write';
/** The parts of Chromium that would speak with somebody. None is left to find an address, so that one that is missed finds nobody. */
export const offlineSwitches: readonly (readonly [name: string, value?: string])[] = [
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['dns-prefetch-disable'],
  ['no-pings'],
  ['force-webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
  ['disable-features', 'OptimizationHints,MediaRouter,AutofillServerCommunication'],
];
const LOCAL_SCHEMES = new Set(['app:', 'blob:', 'data:']);

/** What has to be set before Electron is ready. */
export function lockDownEarly({ app }: Pick<ElectronApi, 'app'>): void {
  app.enableSandbox();
  for (const [name, value] of offlineSwitches) app.commandLine.appendSwitch(name, value);
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents));
}

/** No page leaves itself, opens another or takes one in. */
function lockDownContents(contents: WebContents): void {
  contents.on('will-navigate', (details) => {
    if (!isPageAddress(details.url)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !isPageAddress(details.url)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Permissions and the network of a session. `isPackaged`: without it the developer tools may load themselves. */
export async function lockDownSession(session: Session, isPackaged: boolean): Promise<void> {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(permission === ALLOWED && details.isMainFrame && isPageAddress(details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => {
    const url = URL.parse(origin);
    return permission === ALLOWED && url !== null && isPageAddress(`${originOf(url)}/`);
  });
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, ({ url }, answer) =>
    answer({ cancel: !isLocal(url, isPackaged) }),
  );
  // Port 9 throws away what it gets, and on this machine nothing listens there.
  await session.setProxy({ mode: 'fixed_servers', proxyRules: '127.0.0.1:9', proxyBypassRules: '<-loopback>' });
}

function isLocal(address: string, isPackaged: boolean): boolean {
  const protocol = URL.parse(address)?.protocol;
  if (protocol === 'app:') return isPageAddress(address);
  return protocol !== undefined && (LOCAL_SCHEMES.has(protocol) || (!isPackaged && protocol === 'devtools:'));
}
