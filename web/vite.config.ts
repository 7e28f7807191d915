import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const client = (module: string) => at(`../clients/typescript/src/${module}.ts`);

/** The stack that `npm run dev` and `npm run preview` stand before: all but the studio's own files is its. */
const stack = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';
const proxy = { '^/(?!studio(/|$)|@|src/|node_modules/)[a-z]': { target: stack } };

/** What the stack says of its own pages: a preview is held to the same policy. */
async function headersOf(url: string): Promise<Record<string, string>> {
  const { headers } = await fetch(url);
  const told = ['content-security-policy', 'cross-origin-opener-policy', 'permissions-policy', 'referrer-policy'];
  return Object.fromEntries(told.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])));
}

const headers = process.argv.includes('preview') ? await headersOf(stack) : {};

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
    rolldownOptions: {
      output: {
        codeSplitting: {
          // what every first view needs, in two files: of the libraries, which stay the same for long, and our own
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 1 },
            { name: 'start', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy, headers },
});
