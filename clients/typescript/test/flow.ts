// An app's whole way against a running stack, with the unmodified Firebase SDK: `node build/flow.js`, told by its environment.
// Ends with a line of JSON: what it has seen.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { deleteApp, initializeApp } from '@firebase/app';
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword, signOut } from '@firebase/auth';
import {
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  limit,
  onSnapshot,
  orderBy,
  query,
  terminate,
  where,
} from '@firebase/firestore';
import { isRushesError, Rushes } from 'rushes';
import * as live from 'rushes/live';

const told = (name: string): string => process.env[name] ?? assert.fail(`${name} is not told`);
const app = initializeApp({ projectId: told('PROJECT'), apiKey: 'local' });
const auth = getAuth(app);
connectAuthEmulator(auth, told('AUTH'), { disableWarnings: true });
const firestore = getFirestore(app);
const [host = '', port = ''] = told('FIRESTORE').split(':');
connectFirestoreEmulator(firestore, host, Number(port));

const { user } = await signInWithEmailAndPassword(auth, told('EMAIL'), told('PASSWORD'));
const rushes = new Rushes({ url: told('API'), auth });
const before = (await rushes.account.get()).balance;

console.log('signed in'); // from here on the token is too old for the service, while the SDK takes it for good
await once(process.stdin, 'data');
assert.equal((await rushes.account.get()).balance, before);

const at = {
  firestore,
  sdk: { collection, doc, limit, onSnapshot, orderBy, query, where },
  uid: user.uid,
  language: 'de' as const,
};
const refused: Error[] = [];
const failed = (error: Error) => refused.push(error);
const seen = {
  image: [] as string[],
  video: [] as string[],
  lists: {} as Record<string, number>,
  balances: [] as number[],
  polled: [] as string[],
};
const stops: live.Stop[] = [];
const album = await rushes.collections.create({ name: 'Holidays' });
const progress: number[] = [];
const file = await openAsBlob(told('PICTURE'), { type: 'image/jpeg' });
const picture = await rushes.images.upload(file, {
  collection: album.id,
  title: 'A lighthouse',
  onPlace: ({ image }) => stops.push(live.watchImage(at, image.id, (image) => image && seen.image.push(image.status), failed)),
  onProgress: ({ sent, total }) => progress.push(sent / total),
});
assert.equal(progress.at(-1), 1);

const prompt = await rushes.prompts.create({ image_id: picture.id, config: { language: 'en' } }).wait();
assert.ok(prompt.prompt_text.length > 20);

const listed = <T>(name: string, watch: (heard: (all: T[]) => void) => live.Stop) =>
  stops.push(watch((all) => (seen.lists[name] = all.length)));
listed('videos', (heard) => live.watchVideos(at, heard, failed));
listed('completed', (heard) => {
  const ended = live.watchVideos(at, heard, failed, { state: ['completed', 'failed'], limit: 1 });
  ended.grow(5);
  return ended;
});
listed('films', (heard) => live.watchFilms(at, heard, failed));
listed('images', (heard) => live.watchImages(at, heard, failed, { collection: album.id }));
listed('prompts', (heard) => live.watchPrompts(at, picture.id, heard, failed));
listed('collections', (heard) => live.watchCollections(at, heard, failed));
listed('storyboards', (heard) => live.watchStoryboards(at, heard, failed));
listed('transactions', (heard) => live.watchTransactions(at, heard, failed));
stops.push(live.watchAccount(at, (account) => account && seen.balances.push(account.balance), failed));

const wish = { prompt_id: prompt.id, first_frame: picture.id, seconds: 4 };
const { credits } = await rushes.videos.quote(wish);
const making = rushes.videos.create(wish);
stops.push(live.watchVideo(at, (await making).id, (video) => video && seen.video.push(video.state), failed));
const video = await making.wait({ onProgress: ({ state }) => seen.polled.push(state) });
assert.deepEqual([video.state, video.credits, video.charged], ['completed', credits, true]);
const { playback } = await rushes.videos.links(video.id);
const bytes = new Uint8Array(await (await fetch(playback)).arrayBuffer());
assert.equal(new TextDecoder().decode(bytes.slice(4, 8)), 'ftyp');
assert.equal(bytes.byteLength, video.video?.bytes);

const nobody = '0'.repeat(24);
const posters = await rushes.videos.linksOf([nobody, video.id], { previews: true });
assert.deepEqual([posters.links.map(({ id }) => id), posters.missing], [[video.id], [nobody]]);
assert.ok((await fetch(posters.links[0]?.poster ?? '')).ok);
const marks = await rushes.videos.markMany({ ids: [video.id, nobody], favourite: true, add_tags: ['sea'] });
assert.deepEqual([marks.marked, marks.refused.map(({ id }) => id)], [1, [nobody]]);
assert.deepEqual((await rushes.videos.get(video.id)).tags, ['sea']);
const moved = await rushes.images.moveMany({ ids: [picture.id], collection_id: album.id });
assert.deepEqual(moved, { moved: 1, refused: [] });

const film = await rushes.films.create({ scenes: [{ video_id: video.id, end: 2 }] }).wait();
assert.equal(film.status, 'completed');
const share = await rushes.shares.create({ kind: 'film', id: film.id });
assert.equal((await fetch(share.share.url)).status, 200);

await assert.rejects(
  rushes.videos.get('0'.repeat(24), { language: 'de' }),
  (error) => isRushesError(error, 'NOT_FOUND') && /gibt/.test(error.message),
);
await assert.rejects(rushes.videos.create({ prompt: 'x', seconds: 8, resolution: '4k', audio: true, own_key: true }), (error) =>
  isRushesError(error),
);
await rushes.videos.delete(video.id);
const trash = [];
for await (const { kind, id } of rushes.trash.list()) trash.push([kind, id]);
assert.deepEqual(trash, [['video', video.id]]);
await rushes.trash.restore({ items: [{ kind: 'video', id: video.id }] });
const amounts = [];
for await (const { amount } of rushes.account.transactions({ limit: 1 })) amounts.push(amount);
const { balance } = await rushes.account.get();
assert.equal(
  amounts.reduce((sum, each) => sum + each, 0),
  balance,
);

const heardOfAll = () => seen.balances.at(-1) === balance && seen.video.at(-1) === 'completed' && seen.lists.completed === 1;
while (!heardOfAll()) await new Promise((resolve) => setTimeout(resolve, 20));
for (const stop of stops) stop();
assert.deepEqual(refused, []);
await signOut(auth);
await assert.rejects(rushes.account.get(), (error) => isRushesError(error, 'UNAUTHENTICATED'));
await terminate(firestore);
await deleteApp(app);
console.log(
  JSON.stringify({ ...seen, spent: before - balance, credits: credits + film.credits, ledger: amounts.length, id: video.id }),
);
