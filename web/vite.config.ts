import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, transformWithOxc } from 'vite';

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

const BASE = '/studio/'; // the doors of the API have the rest of the host's paths

/** The service worker (src/worker), a script of its own under a name that never changes: told what this build's shell is made of. */
function worker(): Plugin {
  return {
    name: 'worker',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const begin = Object.values(bundle).flatMap((each) => (each.type === 'chunk' && each.isEntry ? [each] : []));
      const first = new Set(begin.flatMap(({ fileName, imports }) => [fileName, ...imports]));
      const styles = begin.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
      const texts = Object.values(bundle).flatMap((each) =>
        each.type === 'chunk' && /texts\/(en|de)\/(common|account)\.ts$/.test(each.facadeModuleId ?? '') ? [each.fileName] : [],
      );
      const own = readdirSync(at('./public'));
      const files = [...first, ...styles, ...texts, ...own].map((name) => BASE + name).sort();
      const whole = createHash('sha256').update(files.join());
      for (const name of own) whole.update(readFileSync(at(`./public/${name}`)));
      const source = readFileSync(at('./src/worker/worker.ts'), 'utf8');
      const { code } = await transformWithOxc(source.replace('export {};', ''), 'worker.ts', { target: 'es2023' });
      const told = `const FILES = ${JSON.stringify(files)};\nconst BUILD = '${whole.digest('hex').slice(0, 12)}';\n`;
      this.emitFile({ type: 'asset', fileName: 'worker.js', source: told + code });
    },
  };
}

export default defineConfig({
  base: BASE,
  plugins: [react(), worker()],
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
