import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { API_VERSION, Rushes } from 'rushes';
import ts from 'typescript';

const PACKAGE = new URL('..', import.meta.url);
const DOCUMENT = JSON.parse(readFileSync(new URL('../../shared/catalog/openapi.json', PACKAGE), 'utf8')) as {
  info: { version: string };
  paths: Record<string, Record<string, { tags: string[] }>>;
};
const NOT_OF_USERS = ['admin', 'hooks', 'reconcile', 'sweep'];
const BY_REQUEST_ALONE = ['GET /catalog/openapi.json', 'POST /films/music', 'POST /images'];

/** A client that sends nothing and keeps what it was to send. */
class Told extends Rushes {
  readonly operations = new Set<string>();

  override async send(operation: string): Promise<unknown> {
    this.operations.add(operation);
    return {
      state: 'completed',
      status: 'completed',
      video: { state: 'completed' },
      prompt: { status: 'completed' },
      film: { status: 'completed' },
    };
  }
}

test('there is a method for every call of a user', async () => {
  const told = new Told({ url: 'http://nowhere' });
  const skipped = ['upload', 'uploadMusic']; // have tests of their own
  for (const resource of Object.values(told).filter((each) => typeof each === 'object' && each !== null && 'client' in each)) {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(resource))) {
      if (name === 'constructor' || skipped.includes(name)) continue;
      const method = (resource as Record<string, (...given: unknown[]) => unknown>)[name];
      if (['place', 'making', 'pagesOf'].includes(name) || !method) continue;
      const many = name.endsWith('Many') || resource === told.trash;
      const which = many ? { ids: ['an-id'], items: [{ kind: 'video', id: 'an-id' }] } : 'an-id';
      const made = await method.call(resource, which, name === 'version' ? 1 : undefined);
      if (typeof made === 'object' && made !== null && 'page' in made) await (made as { page(): unknown }).page();
    }
  }
  const users = Object.entries(DOCUMENT.paths).flatMap(([path, calls]) =>
    Object.entries(calls)
      .filter(([, { tags }]) => tags && !NOT_OF_USERS.includes(tags[0] ?? '') && !/(tasks|events)$/.test(tags[0] ?? ''))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  assert.ok(users.length > 90);
  const reached = new Set([
    ...told.operations,
    ...BY_REQUEST_ALONE,
    'GET /watch/{job_id}',
    'GET /watch/films/{film_id}',
    'GET /watch/prompts/{prompt_id}',
  ]);
  assert.deepEqual(users.filter((each) => !reached.has(each)).sort(), []);
  assert.deepEqual(
    [...told.operations].filter((each) => !users.includes(each)),
    [],
  );
});

test('everything that is public says what it does', () => {
  const undocumented: string[] = [];
  const folder = new URL('src/', PACKAGE);
  for (const file of readdirSync(folder).filter((each) => !['api.ts', 'index.ts'].includes(each))) {
    const source = ts.createSourceFile(file, readFileSync(new URL(file, folder), 'utf8'), ts.ScriptTarget.ES2022, true);
    for (const statement of source.statements) look(statement, file);
  }
  assert.deepEqual(undocumented, []);

  function look(node: ts.Statement, file: string): void {
    if (!ts.canHaveModifiers(node) || !ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
    const named = ts.isVariableStatement(node) ? node.declarationList.declarations[0] : node;
    const name = `${file}: ${(named as ts.NamedDeclaration | undefined)?.name?.getText() ?? ''}`;
    if (ts.getJSDocCommentsAndTags(node).length === 0) undocumented.push(name);
    const members = ts.isClassDeclaration(node) ? node.members : [];
    for (const member of members) {
      const hidden =
        ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
      const inner =
        ts.isConstructorDeclaration(member) || member.name?.getText().startsWith('[') || member.name?.getText() === 'name';
      if (!hidden && !inner && ts.getJSDocCommentsAndTags(member).length === 0)
        undocumented.push(`${name}.${member.name?.getText()}`);
    }
  }
});

/** Bytes that a page loads for these lines, packed. */
async function packed(lines: string): Promise<number> {
  const stdin = { contents: lines, resolveDir: new URL('.', PACKAGE).pathname, sourcefile: 'page.ts' };
  const made = await build({
    stdin,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  return gzipSync(made.outputFiles[0]?.contents ?? '', { level: 9 }).byteLength;
}

test('a page loads little, and less where it needs less', async () => {
  const wish = "create({ prompt: 'A fox.' }).wait();";
  const whole = await packed(`import { API_VERSION, Rushes } from 'rushes'; await new Rushes({ url: '/' }).videos.${wish}`);
  const videos = await packed(`import { Client, Videos } from 'rushes'; await new Videos(new Client({ url: '/' })).${wish}`);
  const call = await packed("import { Client } from 'rushes'; await new Client({ url: '/' }).request('GET /account');");
  assert.ok(whole <= 12 * 1024 && videos <= 0.7 * whole && call <= whole / 2, `${whole}, ${videos}, ${call} bytes`);
  console.log(`bundle (gzip): one call ${call} bytes, a video from wish to end ${videos}, everything ${whole}`);
});

test('it has the version of the API that it was made for', () => {
  const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as { version: string };
  assert.equal(version.split('.')[0], DOCUMENT.info.version.split('.')[0]);
  assert.equal(API_VERSION, DOCUMENT.info.version);
});
