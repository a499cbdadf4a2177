// Starts a program of this project with the Node that its lock file pins, setting the project up first where needed.
// Runs on Node 20 and without any package: on a fresh machine nothing else is there. Prints on standard error only.
//
//   node scripts/run.mjs PROGRAM.ts [ARGUMENT...]
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockPath = join(root, '.setup.lock');
const nodeBinary = join(
  root,
  'node_modules',
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const NEEDED = [22, 14];
// Reading evidence makes much that is garbage at once: with a young generation of this size it is collected before it piles up.
const FLAGS = ['--max-semi-space-size=8'];
// Sources whose types were taken off once are not read again. Beside the packages: who may write there may change the program anyway.
const COMPILE_CACHE = join(root, 'node_modules', '.cache', 'node');

main().catch((error) => {
  process.stderr.write(`assize: ${error.message}\n`);
  process.exitCode = 70;
});

async function main() {
  const [program, ...args] = process.argv.slice(2);
  if (program === undefined) throw new Error('usage: node scripts/run.mjs PROGRAM.ts [ARGUMENT...]');
  if (!isReady()) await setUp();
  process.exitCode = await run(pinnedNode(), [...FLAGS, resolve(root, program), ...args], {
    cwd: process.cwd(),
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env },
    stdio: 'inherit',
  });
}

/** The pinned Node; where no package of it exists for this platform, the running one if it is new enough. */
function pinnedNode() {
  if (existsSync(nodeBinary)) return nodeBinary;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return process.execPath;
  throw new Error(
    `needs Node ${NEEDED.join('.')} or newer on ${process.platform}-${process.arch}; this is ${process.versions.node}. Install it and try again.`,
  );
}

/** True where what is installed is what the lock file names. A stamp file would reinstall for nothing after `npm ci`. */
function isReady() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing or damaged: get a clean copy of the project');
  if (installed === undefined) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const there = installed[path];
    if (there === undefined) {
      if (entry.optional === true || entry.devOptional === true || entry.peer === true) continue;
      return false;
    }
    if (there.version !== entry.version || there.integrity !== entry.integrity) return false;
  }
  return true;
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Installs by the lock file, one process at a time: two installs at once can leave nothing. */
async function setUp() {
  await takeLock();
  try {
    if (isReady()) return;
    process.stderr.write('assize: first start: fetching the packages that package-lock.json pins (npm ci) ...\n');
    const npm = process.env.npm_execpath;
    const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--progress=false'];
    const options = { cwd: root, stdio: ['ignore', 2, 2] };
    const code =
      npm === undefined
        ? await run('npm', flags, { ...options, shell: process.platform === 'win32' })
        : await run(process.env.npm_node_execpath ?? process.execPath, [npm, ...flags], options);
    if (code !== 0 || !isReady()) {
      throw new Error(
        'set-up failed (see above). It needs the npm registry once; afterwards nothing here uses a network. Try `npm ci`.',
      );
    }
    process.stderr.write('assize: set-up done.\n');
    // The desktop host's program, while a network is used anyway: asked for once, given up after seconds of silence. Without it the
    // console opens in a browser's window.
    await run(pinnedNode(), [join(root, 'scripts', 'desktop-install.ts'), '--once'], { cwd: root, stdio: ['ignore', 2, 2] });
  } finally {
    rmSync(lockPath, { force: true });
  }
}

async function takeLock() {
  for (let told = false; ; told = true) {
    try {
      const file = openSync(lockPath, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readHolder());
    if (holder > 0 && !isAlive(holder)) {
      // Taken over by rename, so that of two waiters only one removes the stale lock.
      const stale = `${lockPath}.${process.pid}`;
      try {
        renameSync(lockPath, stale);
        rmSync(stale, { force: true });
      } catch {}
      continue;
    }
    if (!told) process.stderr.write('assize: another process is setting the project up; waiting for it ...\n');
    await new Promise((done) => setTimeout(done, 300));
  }
}

function readHolder() {
  try {
    return readFileSync(lockPath, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs a program to its end. Ctrl-C reaches the whole group by itself, so this process only has to outlive the child. */
function run(command, args, options) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, options);
    const ignore = () => {};
    process.on('SIGINT', ignore);
    const forward = () => child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    // `sh -c` passes no SIGTERM on: when the shell above us is gone, so is our user.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000);
    watch.unref();
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      done(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}
