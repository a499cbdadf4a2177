import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

/** The package of Electron. It is never loaded here: loading it would start a download. */
export const electronPackage: string = join(projectRoot, 'node_modules', 'electron');

/** Where the program lies inside a distribution of Electron. */
export function programInside(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

export function electronVersion(folder = electronPackage): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return undefined;
  }
}

/** Electron's program: the one that `ELECTRON_OVERRIDE_DIST_PATH` names, or the one in its package where that is whole; or why there is none. */
export function findDesktopProgram(
  env: NodeJS.ProcessEnv,
  folder = electronPackage,
): { readonly program: string } | { readonly missing: string } {
  const inside = programInside(process.platform);
  const named = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (named !== undefined && named !== '') {
    const program = join(named, inside);
    return existsSync(program) ? { program } : { missing: `ELECTRON_OVERRIDE_DIST_PATH holds no ${inside}` };
  }
  const version = electronVersion(folder);
  if (version === undefined) return { missing: 'the package of Electron is not installed' };
  const program = join(folder, 'dist', inside);
  try {
    const there = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const path = readFileSync(join(folder, 'path.txt'), 'utf8');
    if (there === version && path === inside && existsSync(program)) return { program };
  } catch {
    // Not fetched, or only half.
  }
  return { missing: 'the program of Electron is not here (npm run desktop:install fetches it)' };
}
