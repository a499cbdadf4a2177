// `npm run desktop:package [-- --linux|--mac|--win]`: packs the desktop host. Fetches the packing tool, which is no part of what is
// installed, and Electron's programs: it needs a network.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeVerifier } from './build-verifier.ts';
import { projectRoot } from './project-root.ts';

const TOOL = 'electron-builder@26.17.0';

const { build } = await import('electron-vite');
await build({ root: projectRoot, logLevel: 'warn' });
await writeVerifier();
const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
const args = ['--yes', TOOL, '--config', join(projectRoot, 'electron-builder.yml'), ...process.argv.slice(2)];
const { status } = spawnSync(npx, args, { cwd: projectRoot, stdio: 'inherit', shell: process.platform === 'win32' });
process.exitCode = status ?? 70;
