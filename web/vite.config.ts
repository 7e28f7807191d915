import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const client = (module: string) => at(`../clients/typescript/src/${module}.ts`);

/** Where the stack runs that `vite` alone (not the build) asks: `npm run dev` beside `make run`. */
const stack = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/studio/', // the doors of the API have the rest of the host's paths
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^rushes$/, replacement: client('index') },
      { find: /^rushes\/live$/, replacement: client('live') },
      { find: /^@\//, replacement: `${at('./src')}/` },
    ],
  },
  build: {
    target: 'es2023',
    sourcemap: false,
    modulePreload: { polyfill: false }, // would be an inline script's work
    assetsInlineLimit: 0, // nothing inline: the policy of the page allows none
  },
  server: {
    host: '127.0.0.1',
    proxy: { '^/(?!studio/|@|src/|node_modules/)[a-z]': { target: stack } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    coverage: {
      provider: 'v8',
      reporter: ['text-summary'],
      include: ['src/**/*.{ts,tsx}'],
      exclude: ['src/main.tsx', 'src/testing/**', 'src/**/*.test.*'],
      thresholds: { lines: 80 },
    },
  },
});
