import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRushesError, Making } from 'rushes';
import { type Act, loses, refuses, says, service } from './service.js';

const ID = '0123456789abcdef01234567';
const video = (state: string, more: object = {}) => ({ id: ID, state, message: null, error: null, ...more });
const accepted = says({ video: video('queued'), place: null }, 202);
const slowly =
  (act: Act): Act =>
  (call, response) =>
    void setTimeout(() => act(call, response), 520);

test('a video is waited for through its states, each told once, and lost networks only lengthen it', async (t) => {
  const { service: there, rushes, waits } = await service(t, { retries: 0 });
  there.next(
    accepted,
    says(video('queued')), // nothing has changed yet
    says(video('processing', { progress: null })),
    ...Array<Act>(9).fill(loses),
    refuses(503, 'WAITING_FULL', { retryable: true, after: 60 }),
    slowly(says(video('processing', { progress: null }))),
    says(video('processing', { progress: 40 })),
    says(video('completed')),
  );
  const seen: string[] = [];
  const done = await rushes.videos
    .create({ prompt: 'A fox.' })
    .wait({ onProgress: ({ state, progress }) => seen.push(progress ? `${state} ${progress}` : state) });
  assert.deepEqual(seen, ['queued', 'processing', 'processing 40', 'completed']);
  assert.equal(done.state, 'completed');
  assert.equal(there.calls.length, 16);
  assert.deepEqual(
    [...there.last.query],
    [
      ['wait', '5'],
      ['state', 'processing'],
    ],
  );
  assert.equal(waits[0], 500); // an answer that came at once and said nothing new is no reason to ask at once again
  assert.equal(waits.length, 11);
});

test('a work that comes to nothing is an error with its reason, and brings the work', async (t) => {
  const { service: there, rushes } = await service(t);
  const error = {
    code: 'SAFETY_FILTER_BLOCKED',
    message: 'Blocked.',
    retryable: false,
    suggestedAction: 'Change it.',
    details: { category: 'child' },
  };
  const failed = video('failed', { error, message: 'Blocked. Your credits came back.' });
  there.next(says(failed));
  await assert.rejects(rushes.videos.wait(ID, { language: 'de' }), (thrown) => {
    assert.ok(isRushesError(thrown, 'SAFETY_FILTER_BLOCKED'));
    assert.equal(thrown.message, 'Blocked. Your credits came back.');
    assert.deepEqual(
      [thrown.work, thrown.details, thrown.status, thrown.suggestedAction],
      [failed, error.details, 0, 'Change it.'],
    );
    return true;
  });
  assert.deepEqual(there.called, [`GET /videos/${ID}`]);
  assert.equal(there.last.headers['accept-language'], 'de');
  there.next(says({ id: ID, status: 'failed', error }));
  await assert.rejects(rushes.prompts.wait(ID), (thrown) => isRushesError(thrown) && thrown.message === 'Blocked.');
  there.next(says(video('cancelled')));
  await assert.rejects(
    rushes.videos.wait(ID),
    (thrown) => isRushesError(thrown, 'WORK_FAILED') && thrown.message === 'It came to nothing.',
  );
});

test('films and prompts are waited for in the same way', async (t) => {
  const { service: there, rushes } = await service(t);
  const film = (status: string, progress: number) => ({ id: ID, status, progress });
  there.next(
    says({ film: film('queued', 0) }, 202),
    says(film('compiling', 0.5)),
    says(film('compiling', 0.9)),
    says(film('completed', 1)),
  );
  const seen: number[] = [];
  await rushes.films.create({ scenes: [{ video_id: ID }] }).wait({ onProgress: ({ progress }) => seen.push(progress) });
  assert.deepEqual(seen, [0, 0.5, 0.9, 1]);
  assert.equal(there.called[1], `GET /watch/films/${ID}`);
  there.next(says(film('completed', 1)));
  assert.equal((await rushes.films.wait(ID)).status, 'completed');
  const prompt = (status: string) => ({ id: ID, status });
  for (const making of [
    () => rushes.prompts.create({ image_id: ID }),
    () => rushes.prompts.regenerate(ID),
    () => rushes.prompts.refine(ID, { instruction: 'Shorter.' }),
  ]) {
    there.next(says({ prompt: prompt('pending') }, 202), says(prompt('completed')));
    assert.equal((await making().wait()).status, 'completed');
    assert.deepEqual([there.last.path, there.last.query.get('state')], [`/watch/prompts/${ID}`, 'pending']);
    assert.match(String(there.calls.at(-2)?.headers['idempotency-key']), /^[0-9a-f]{32}$/);
  }
});

test('a signal ends the waiting, and nothing else', async (t) => {
  const { service: there, rushes } = await service(t);
  const enough = new AbortController();
  there.next(accepted, () => enough.abort(new Error('enough')));
  const waiting = rushes.videos.create({ prompt: 'A fox.' }).wait({ signal: enough.signal });
  await assert.rejects(waiting, /enough/);
  assert.deepEqual(there.called, ['POST /videos', `GET /watch/${ID}`]);
});

test('what is being made is a promise of what was accepted', async (t) => {
  const { service: there, rushes } = await service(t);
  const making = () => rushes.videos.create({ prompt: 'A fox.' });
  let settled = 0;
  there.next(accepted);
  assert.deepEqual(await making().finally(() => (settled += 1)), video('queued'));
  assert.equal(await making().then(({ id }) => id), ID);
  const made = making();
  assert.ok(made instanceof Making);
  assert.equal(Object.prototype.toString.call(made), '[object Making]');
  await made;
  there.next(refuses(402, 'INSUFFICIENT_CREDITS'));
  assert.equal(await making().catch((error) => (error as Error).message), 'INSUFFICIENT_CREDITS.');
  await assert.rejects(making().wait(), /INSUFFICIENT/);
  assert.equal(settled, 1);
});
