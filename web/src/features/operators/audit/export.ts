import type { QueryOf, Rushes } from 'rushes';

type Query = QueryOf<'GET /admin/audit/export'>;
export type Asked = Pick<Query, 'actor' | 'action' | 'on' | 'user_id' | 'since' | 'until'>;

const PAGE = 2_000;
const MOST = 10; // pages of one file

/** The same client, which tells what stands at the head of its answers. */
function listening(rushes: Rushes, heard: (headers: Headers) => void): Rushes {
  const fetch: typeof globalThis.fetch = async (...given) => {
    const answer = await rushes.fetch(...given);
    heard(answer.headers);
    return answer;
  };
  return Object.create(rushes, { fetch: { value: fetch } });
}

/** The log as CSV, page after page by the cursor that each answer's head names; whether that was all of it. */
export async function auditFile(rushes: Rushes, asked: Query): Promise<{ file: Blob; whole: boolean }> {
  let cursor: string | null = null;
  const client = listening(rushes, (headers) => {
    cursor = headers.get('X-Next-Cursor');
  });
  const pages: string[] = [];
  do {
    const query: Query = { ...asked, format: 'csv', limit: PAGE, ...(cursor ? { cursor } : {}) };
    const page = String(await client.request('GET /admin/audit/export', { query }));
    pages.push(pages.length ? page.slice(page.indexOf('\n') + 1) : page);
  } while (cursor && pages.length < MOST);
  return { file: new Blob(pages, { type: 'text/csv;charset=utf-8' }), whole: !cursor };
}
