// `npm run desktop:install`: fetches the program of the desktop host. Set-up runs it as well, with --once: then a machine that could
// not reach the server is not made to wait again.
import { fetchDesktop, fetchFailedBefore } from './fetch-desktop.ts';

const once = process.argv.includes('--once');
const say = (line: string): void => void process.stderr.write(`assize: ${line}\n`);
if (!once) process.exitCode = (await fetchDesktop(say)) ? 0 : 1;
else if (!fetchFailedBefore()) await fetchDesktop(say);
