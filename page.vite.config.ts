import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** How the page is built, for both hosts alike: they serve the same files. */
export default defineConfig({
  root: at('src-renderer'),
  // Relative, since the two hosts serve the page from different origins.
  base: './',
  plugins: [react()],
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    rollupOptions: { input: at('src-renderer/index.html') },
    target: 'es2023',
    minify: true,
    // What the content security policy of the hosts refuses must not come into being: inlined files, scripts in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
});
