import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type Rolldown } from 'vite';
import { VERSION } from '../src-main/version.ts';
import { projectRoot } from './project-root.ts';

/** Where the standalone verifier is built to. */
export const verifierPath: string = join(projectRoot, 'out', 'verifier', 'assize-verifier.html');
/** What its SHA-256 is, in the form that `sha256sum --check` reads; a test holds it to what is built. */
export const verifierDigestPath: string = join(projectRoot, 'src-renderer', 'assize-verifier.sha256');

const folder = join(projectRoot, 'src-renderer', 'standalone');

/**
 * The standalone verifier as one file: script and style stand inside, and its content security policy names their hashes and lets
 * nothing else run or load. The same sources give the same bytes.
 */
export async function buildVerifier(): Promise<string> {
  const { script, style } = await asProduction(bundle);
  const template = await readFile(join(folder, 'page.html'), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: Readonly<Record<string, string>> = { POLICY: policy, STYLE: style, SCRIPT: script };
  // The hashes are of what stands between the tags, so nothing else may: the template's own spaces go.
  return template.replace(/\s*%(POLICY|STYLE|SCRIPT)%\s*/g, (_whole, name: string) => parts[name] ?? '');
}

/** Builds the verifier into `out/verifier` and answers with its SHA-256, hexadecimal. */
export async function writeVerifier(): Promise<string> {
  const html = await buildVerifier();
  await mkdir(dirname(verifierPath), { recursive: true });
  await writeFile(verifierPath, html);
  return createHash('sha256').update(html).digest('hex');
}

/** Vite builds otherwise where the environment names another mode, and the bytes must depend on nothing but the sources. */
async function asProduction<T>(work: () => Promise<T>): Promise<T> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

async function bundle(): Promise<{ script: string; style: string }> {
  const built = await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    mode: 'production',
    plugins: [react()],
    define: { __VERSION__: JSON.stringify(VERSION), 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4000,
      // Read by no browser that a page is opened in by hand; without it what is built has one form.
      modulePreload: false,
      cssCodeSplit: false,
      rollupOptions: {
        input: join(folder, 'main.tsx'),
        output: { format: 'iife', entryFileNames: 'verifier.js', assetFileNames: '[name][extname]' },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built as Rolldown.RolldownOutput];
  const outputs = result?.output ?? [];
  const scripts = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
  const styles = outputs.flatMap((output) =>
    output.type === 'asset' && output.fileName.endsWith('.css') ? [output.source] : [],
  );
  const [script, secondScript] = scripts;
  const [style, secondStyle] = styles;
  if (script === undefined || style === undefined || secondScript !== undefined || secondStyle !== undefined)
    throw new Error(`one script and one style, not ${outputs.map(({ fileName }) => fileName).join(', ')}`);
  return { script: insideHtml(script.trim()), style: String(style).trim() };
}

/** A script as it can stand inside HTML: what would end its element, or begin a comment there, is written with an escape. */
function insideHtml(script: string): string {
  return script.replaceAll(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '<\\!--');
}

/** As a content security policy names a text. */
function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
