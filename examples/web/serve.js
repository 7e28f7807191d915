// The page on this machine: `node serve.js`, and `node serve.js build` for whatever serves files (then with a config.json of its own).
// Who it talks to stands in .env beside this file, or in what `make run` wrote.

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const client = (file) => here(`../../clients/typescript/src/${file}.ts`); // an app of your own installs `rushes` instead

mkdirSync(here('dist'), { recursive: true });
copyFileSync(here('index.html'), here('dist/index.html'));
await build({
  entryPoints: [here('src/main.ts')],
  outfile: here('dist/main.js'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  alias: { rushes: client('index'), 'rushes/live': client('live') },
  logLevel: 'warning',
});
if (process.argv[2] !== 'build') serve(Number(process.env.PORT ?? 5173));

function serve(port) {
  const config = JSON.stringify(told());
  const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://here').pathname;
    const file = path === '/' ? 'index.html' : path.slice(1);
    const known = { 'config.json': () => config, 'index.html': () => page(file), 'main.js': () => page(file) }[file];
    const kind = types[extname(file)] ?? 'application/json';
    response.writeHead(known ? 200 : 404, { 'Content-Type': kind, 'Cache-Control': 'no-store' }).end(known?.() ?? '{}');
  });
  server.on('error', (error) => {
    console.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken: PORT=5174 npm start` : error.message);
    process.exitCode = 1;
  });
  server.listen(port, '127.0.0.1', () => {
    const { url, emulators } = JSON.parse(config);
    console.log(`http://127.0.0.1:${server.address().port}/   (talks to ${url})`);
    if (emulators?.user) console.log(`http://127.0.0.1:${server.address().port}/#as=${emulators.user}   (as the demo user)`);
  });
}

function page(file) {
  return readFileSync(here(`dist/${file}`));
}

/** What the page has to know, as it asks for it at /config.json. */
function told() {
  const file = [process.env.ENV_FILE, here('.env'), here('../../.local/data/app.env')].find((each) => each && existsSync(each));
  const env = { ...(file ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
  if (!env.RUSHES_URL || !env.FIREBASE_PROJECT_ID || !env.FIREBASE_API_KEY) {
    console.error('Start the service with `make run`, or name yours in .env: RUSHES_URL, FIREBASE_PROJECT_ID, FIREBASE_API_KEY.');
    process.exit(1);
  }
  const { FIREBASE_AUTH_EMULATOR_HOST: auth, FIRESTORE_EMULATOR_HOST: firestore, DEMO_USER_ID: user } = env;
  return {
    url: env.RUSHES_URL,
    firebase: { projectId: env.FIREBASE_PROJECT_ID, apiKey: env.FIREBASE_API_KEY, authDomain: env.FIREBASE_AUTH_DOMAIN },
    ...(auth && firestore ? { emulators: { auth, firestore, user } } : {}),
  };
}
