import assert from 'node:assert/strict';
import { test } from 'node:test';
import { says, service } from './service.js';

const page = (ids: string[], next: string | null) => says({ videos: ids.map((id) => ({ id })), next_cursor: next });

test('a list is gone through item by item, and pages are asked for as they are needed', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(page(['a', 'b'], 'one'), page([], 'two'), page(['c'], null));
  const list = rushes.videos.list({ state: 'completed', limit: 2 });
  assert.equal(there.calls.length, 0);
  const seen: string[] = [];
  for await (const { id } of list) seen.push(`${id}${there.calls.length}`);
  assert.deepEqual(seen, ['a1', 'b1', 'c3']);
  assert.deepEqual(
    there.calls.map(({ query }) => query.toString()),
    ['state=completed&limit=2', 'state=completed&limit=2&cursor=one', 'state=completed&limit=2&cursor=two'],
  );
});

test('or page by page, or one page from where another ended', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(page(['a'], 'one'), page(['b'], null));
  const pages: number[] = [];
  for await (const { items } of rushes.videos.list().pages()) pages.push(items.length);
  assert.deepEqual(pages, [1, 1]);
  there.next(page(['b'], 'two'));
  const { items, nextCursor } = await rushes.videos.list({ cursor: 'one' }).page();
  assert.deepEqual([items.map(({ id }) => id), nextCursor, there.last.query.get('cursor')], [['b'], 'two', 'one']);
});

test('addresses of many are asked for by the hundred, and told together', async (t) => {
  const { service: there, rushes } = await service(t);
  const links = (id: string, missing: string[]) => says({ links: [{ id }], missing });
  there.next(links('a', []), links('b', ['c', 'd']), links('e', ['f']));
  const ids = Array.from({ length: 201 }, (_, number) => String(number));
  const told = await rushes.images.linksOf(ids, { previews: true });
  assert.deepEqual(
    [told.links.map(({ id }) => id), told.missing],
    [
      ['a', 'b', 'e'],
      ['c', 'd', 'f'],
    ],
  );
  const sent = there.calls.map(({ body }) => JSON.parse(body.toString()) as { ids: string[]; previews: boolean });
  assert.deepEqual(
    sent.map((each) => [each.ids.length, each.ids[0], each.previews]),
    [
      [100, '0', true],
      [100, '100', true],
      [1, '200', true],
    ],
  );
  assert.deepEqual(await rushes.videos.linksOf([]), { links: [], missing: [] });
});

test('a trash of hundreds comes back with what others are kept in first', async (t) => {
  const { service: there, rushes } = await service(t);
  const items = [
    { kind: 'prompt' as const, id: 'p' },
    ...Array.from({ length: 100 }, (_, number) => ({ kind: 'image' as const, id: String(number) })),
    { kind: 'collection' as const, id: 'c' },
  ];
  there.next(says({ restored: 100, refused: [] }), says({ restored: 2, refused: [] }));
  assert.deepEqual(await rushes.trash.restore({ items }), { restored: 102, refused: [] });
  const [first, second] = there.calls.map(({ body }) => (JSON.parse(body.toString()) as { items: { id: string }[] }).items);
  assert.deepEqual([first?.length, first?.[0]?.id, second?.map(({ id }) => id)], [100, 'c', ['99', 'p']]);
});

test('what is done to many is counted together, and what was left is told together', async (t) => {
  const { service: there, rushes } = await service(t);
  const refused = (id: string) => ({ id, error: 'NOT_FOUND', message: 'There is no such thing.' });
  const ids = Array.from({ length: 150 }, (_, number) => String(number));
  there.next(says({ moved: 99, refused: [refused('7')] }), says({ moved: 49, refused: [refused('120')] }));
  const told = await rushes.images.moveMany({ ids, collection_id: 'c' });
  assert.deepEqual(told, { moved: 148, refused: [refused('7'), refused('120')] });
  const sent = there.calls.map(({ body }) => JSON.parse(body.toString()) as { ids: string[]; collection_id: string });
  assert.deepEqual(
    sent.map((each) => [each.ids.length, each.collection_id]),
    [
      [100, 'c'],
      [50, 'c'],
    ],
  );
});
