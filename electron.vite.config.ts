import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import page from './page.vite.config.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds every worker that the sources start, as a file beside the program: `new URL('./some-worker.ts', import.meta.url)` becomes the
 * address of what that file was built to.
 */
function workers(): Plugin {
  return {
    name: 'workers',
    // On the sources as they are written, before they become JavaScript.
    enforce: 'pre',
    transform(code, id) {
      return code.replaceAll(/new URL\('(\.{1,2}\/[^']*-worker)\.ts', import\.meta\.url\)/g, (_whole, path: string) => {
        const source = join(dirname(id), `${path}.ts`);
        const name = `${relative(at('src-main'), source).replaceAll(/[\\/]/g, '-').slice(0, -'.ts'.length)}.js`;
        this.emitFile({ type: 'chunk', id: source, fileName: name });
        return `new URL('./${name}', import.meta.url)`;
      });
    },
  };
}

/** How the desktop host is built. The page is built as for the local host. */
export default defineConfig({
  main: {
    plugins: [workers()],
    build: {
      outDir: at('out/main'),
      // Packages stay packages: one of them has a native part. Only the sources are bundled.
      externalizeDeps: true,
      rollupOptions: {
        input: { main: at('src-main/desktop-host/main.ts') },
        // All in one folder, two levels below the program's, as the sources of the hosts are: what they find beside them stays found.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload can require nothing: everything has to be in the one file, as CommonJS.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: at('src-main/desktop-host/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: page,
});
