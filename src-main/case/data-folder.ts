import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The application's own folder: recent cases, keys of custody, remembered heads, spool files. `ASSIZE_DATA` names another.
 *
 * @param env - of the process
 */
export function dataFolderOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const { ASSIZE_DATA: own, XDG_DATA_HOME: xdg, LOCALAPPDATA: local } = env;
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), 'Assize');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Assize');
  return join(xdg !== undefined && xdg.startsWith('/') ? xdg : join(homedir(), '.local', 'share'), 'assize');
}
