import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as live from 'rushes/live';

interface Index {
  collectionGroup: string;
  fields: { fieldPath: string; order?: string }[];
}

const INDEXES = JSON.parse(readFileSync(new URL('../../../infra/firestore.indexes.json', import.meta.url), 'utf8'))
  .indexes as Index[];
const IN_THE_TRASH_TOO = ['credit_transactions']; // of which nothing can be deleted
const ID = '0123456789abcdef01234567';

type Asked = { path?: string; collection?: string; equal: Record<string, unknown>; order?: string; limit?: number };
type Told = (snapshot: unknown) => void;

/** What the SDK is told, without a database. */
function sdk(): { sdk: live.FirestoreFunctions; asked: Asked; tell: { heard: Told; failed: (error: Error) => void } } {
  const asked: Asked = { equal: {} };
  const tell = { heard: (() => undefined) as Told, failed: (_: Error) => undefined as undefined };
  const keep = (more: Partial<Asked>) => void Object.assign(asked, more);
  const functions = {
    collection: (_: unknown, collection: string) => keep({ collection: collection }),
    doc: (_: unknown, path: string) => keep({ path: path }),
    limit: (limit: number) => keep({ limit: limit }),
    orderBy: (field: string, direction: string) => keep({ order: `${field} ${direction}` }),
    query: () => undefined,
    where: (field: string, is: string, value: unknown) => keep({ equal: { ...asked.equal, [`${field} ${is}`]: value } }),
    onSnapshot: (_: unknown, heard: Told, failed: (error: Error) => void) => {
      Object.assign(tell, { heard, failed });
      return () => undefined;
    },
  };
  return { sdk: functions, asked, tell };
}

const nothing = () => undefined;
const LISTS: ((at: live.Live) => live.Stop)[] = [
  (at) => live.watchVideos(at, nothing),
  (at) => live.watchVideos(at, nothing, nothing, { state: 'completed', limit: 3 }),
  (at) => live.watchVideos(at, nothing, nothing, { state: ['waiting', 'queued'] }),
  (at) => live.watchFilms(at, nothing),
  (at) => live.watchFilms(at, nothing, nothing, { status: 'completed' }),
  (at) => live.watchImages(at, nothing),
  (at) => live.watchImages(at, nothing, nothing, { collection: ID }),
  (at) => live.watchPrompts(at, ID, nothing),
  (at) => live.watchCollections(at, nothing),
  (at) => live.watchStoryboards(at, nothing),
  (at) => live.watchTransactions(at, nothing),
];

test('each list names whose it is and leaves out the trash, and has an index where it is in order', () => {
  for (const listen of LISTS) {
    const { sdk: functions, asked } = sdk();
    listen({ firestore: {}, sdk: functions, uid: 'ada' });
    assert.equal(asked.equal['user_id =='], 'ada');
    if (!IN_THE_TRASH_TOO.includes(asked.collection ?? '')) assert.equal(asked.equal['deleted_at =='], null);
    const wanted = [
      ...Object.keys(asked.equal).map((each) => each.replace(/ (==|in)$/, ' ASCENDING')),
      (asked.order ?? '').replace('desc', 'DESCENDING'),
    ];
    const fits = ({ collectionGroup, fields }: Index) =>
      collectionGroup === asked.collection &&
      fields.length === wanted.length &&
      fields.every(({ fieldPath, order }) => wanted.includes(`${fieldPath} ${order}`));
    assert.ok(!asked.order || INDEXES.some(fits), `${asked.collection}: ${wanted}`);
    assert.equal(asked.limit, asked.order ? (asked.equal['state =='] ? 3 : 20) : undefined);
  }
});

test('each document is listened to where it lies', () => {
  const paths = [
    live.watchVideo,
    live.watchFilm,
    live.watchImage,
    live.watchPrompt,
    live.watchPromptBatch,
    live.watchStoryboard,
  ].map((watch) => {
    const { sdk: functions, asked } = sdk();
    watch({ firestore: {}, sdk: functions, uid: 'ada' }, ID, nothing);
    return asked.path;
  });
  const { sdk: functions, asked } = sdk();
  live.watchAccount({ firestore: {}, sdk: functions, uid: 'ada' }, nothing);
  const kinds = ['video_jobs', 'films', 'images', 'video_prompts', 'prompt_batches', 'storyboards'];
  assert.deepEqual([...paths, asked.path], [...kinds.map((kind) => `${kind}/${ID}`), 'accounts/ada']);
});

test('a document is told as the API tells it: times as texts, words in one language', () => {
  const time = { toDate: () => new Date(0) };
  const both = { de: 'Nein.', en: 'No.' };
  const fields = {
    ...{ state: 'failed', created_at: time, deleted_at: null, message: both, tags: ['de'], metadata: { de: 'a', en: 'b' } },
    ...{ error: { code: 'QUOTA', message: both, suggestedAction: both }, batch: { at: time } },
  };
  const heard: unknown[] = [];
  const { sdk: functions, tell } = sdk();
  live.watchVideo({ firestore: {}, sdk: functions, uid: 'ada', language: 'de' }, ID, (video) => heard.push(video));
  tell.heard({ id: ID, data: () => fields });
  tell.heard({ id: ID, data: () => undefined });
  const at = '1970-01-01T00:00:00.000Z';
  const error = { code: 'QUOTA', message: 'Nein.', suggestedAction: 'Nein.' };
  assert.deepEqual(heard, [{ ...fields, created_at: at, message: 'Nein.', error, batch: { at }, id: ID }, undefined]);
});

test('prompts come in their order, and a listener that is refused is heard of', () => {
  const heard: string[] = [];
  const { sdk: functions, tell } = sdk();
  const at = { firestore: {}, sdk: functions, uid: 'ada' };
  live.watchPrompts(at, ID, (prompts) => heard.push(...prompts.map(({ id }) => id)));
  const prompt = (id: string, variant_order: number) => ({ id, data: () => ({ variant_order, message: null }) });
  tell.heard({ docs: [prompt('b', 1), prompt('a', 0)] });
  assert.deepEqual(heard, ['a', 'b']);
  assert.throws(() => tell.failed(new Error('refused')), /refused/);
  live.watchPrompts(at, ID, nothing, (error) => heard.push(error.message));
  tell.failed(new Error('refused'));
  assert.deepEqual(heard, ['a', 'b', 'refused']);
});

test('a list grows without a gap, and ends whole', () => {
  const calls: string[] = [];
  const snapshots: Told[] = [];
  const { sdk: functions } = sdk();
  const counted = {
    ...functions,
    limit: (limit: number) => void calls.push(`asks for ${limit}`),
    onSnapshot: (_: unknown, heard: Told) => {
      const number = snapshots.push(heard);
      return () => void calls.push(`ends ${number}`);
    },
  };
  const heard: string[][] = [];
  const at = { firestore: {}, sdk: counted, uid: 'ada' };
  const images = live.watchImages(at, (news) => heard.push(news.map(({ id }) => id)), undefined, { limit: 1 });
  const told = (listener: number, ...ids: string[]) =>
    snapshots[listener - 1]?.({ docs: ids.map((id) => ({ id, data: () => ({}) })) });
  told(1, 'a');
  images.grow(2);
  told(1, 'b');
  assert.deepEqual(calls, ['asks for 1', 'asks for 2']);
  told(2, 'b', 'a');
  images.grow(3);
  images();
  images.grow(4);
  assert.deepEqual(calls, ['asks for 1', 'asks for 2', 'ends 1', 'asks for 3', 'ends 2', 'ends 3']);
  assert.deepEqual(heard, [['a'], ['b'], ['b', 'a']]);
});

test('who waits knows their place by what is heard', () => {
  const video = (id: string, state: string, second: number) => ({ id, state, created_at: new Date(second * 1000).toISOString() });
  const videos = [video('c', 'waiting', 3), video('b', 'waiting', 2), video('a', 'queued', 1), video('d', 'waiting', 3)];
  const places = live.placesOf(videos as unknown as live.LiveVideo[]);
  assert.deepEqual(
    [...places],
    [
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ],
  );
});
