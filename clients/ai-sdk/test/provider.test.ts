import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createProviderRegistry,
  experimental_generateVideo as generateVideo,
  experimental_getVideoStatus as getVideoStatus,
  NoSuchModelError,
  experimental_startVideo as startVideo,
} from 'ai';
import { isRushesError, Rushes } from 'rushes';
import { createRushes } from 'rushes-ai-sdk';

globalThis.AI_SDK_LOG_WARNINGS = false;

type Told = { status?: number; body?: unknown; bytes?: Uint8Array };
type Body = Record<string, unknown>;

/** A service that has as many videos as are asked for; `others` says what it answers instead. */
function service(others: (call: string, body: Body, times: number) => Told | undefined = () => undefined) {
  const calls: { call: string; body: Body; key: string | null }[] = [];
  const done = (id: string) => ({
    id,
    state: 'completed',
    model: 'vertex/veo',
    credits: 8,
    charged: true,
    message: 'Finished.',
    video: { seconds: 4, width: 1280, height: 720 },
  });
  const answer = (call: string, body: Body): Told => {
    const id = call.split('/')[2] ?? '';
    if (call === 'POST /videos') return { body: { video: { ...done(`v${count('POST /videos')}`), state: 'queued' } } };
    if (call.startsWith('GET /watch/') || call === `GET /videos/${id}`) return { body: done(id) };
    if (call.endsWith('/links')) return { body: { playback: `http://media/${id}` } };
    if (call.startsWith('GET /v')) return { bytes: new TextEncoder().encode(call) };
    if (call === 'GET /images/collections') return { body: { collections: [], next_cursor: null } };
    if (call === 'POST /images/collections') return { body: { id: 'c1' } };
    const image = { id: `i${count('POST /images')}`, status: 'ready' };
    if (call === 'POST /images')
      return {
        body: { image, upload: { url: 'http://storage/place', method: 'PUT', headers: { 'x-type': body.content_type } } },
      };
    if (call === 'PUT /place') return { body: {} };
    throw new TypeError(`nobody said what ${call} brings`);
  };
  const count = (which: string) => calls.filter(({ call }) => call === which).length;
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    init.signal?.throwIfAborted();
    const { pathname } = new URL(String(input));
    const call = `${init.method ?? 'GET'} ${pathname}`;
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Body) : {};
    calls.push({ call, body, key: new Headers(init.headers).get('Idempotency-Key') });
    const told = others(call, body, count(call)) ?? answer(call, body);
    const json = { 'Content-Type': 'application/json' };
    if (told.bytes) return new Response(told.bytes as BodyInit, { status: told.status ?? 200 });
    return new Response(JSON.stringify(told.body), { status: told.status ?? 200, headers: json });
  };
  const client = new Rushes({
    url: 'http://service',
    key: 'rk_test',
    fetch: fetch as typeof globalThis.fetch,
    sleep: async () => {},
  });
  const of = (call: string) => calls.filter((each) => each.call === call);
  return { rushes: createRushes({ client }), client, calls, of };
}

const refusal = (error: string, status: number): Told => ({
  status,
  body: { error, message: `${error}.`, details: {}, retryable: false, suggestedAction: '', requestId: 'r' },
});
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);

test('what is asked for becomes a wish; what no model can is a warning', async () => {
  const { rushes, of } = service();
  const { video, warnings, providerMetadata, responses } = await generateVideo({
    model: rushes('vertex/veo'),
    prompt: 'A fox.',
    resolution: '1080x1920',
    duration: 4,
    seed: 7,
    generateAudio: false,
    fps: 24,
    providerOptions: { rushes: { negative_prompt: 'dogs', queue: true } },
  });
  assert.deepEqual(of('POST /videos')[0]?.body, {
    model: 'vertex/veo',
    prompt: 'A fox.',
    seconds: 4,
    seed: 7,
    audio: false,
    resolution: '1080p',
    aspect_ratio: '9:16',
    negative_prompt: 'dogs',
    queue: true,
  });
  assert.equal(new TextDecoder().decode(video.uint8Array), 'GET /v1');
  assert.equal(video.mediaType, 'video/mp4');
  assert.deepEqual(
    warnings.map((each) => each.type === 'unsupported' && each.feature),
    ['fps'],
  );
  const facts = {
    id: 'v1',
    state: 'completed',
    model: 'vertex/veo',
    credits: 8,
    charged: true,
    seconds: 4,
    width: 1280,
    height: 720,
  };
  assert.deepEqual(providerMetadata, { rushes: { videos: [facts] } });
  assert.equal(responses[0]?.modelId, 'vertex/veo');
});

test('a form that nothing has is left to the default and told', async () => {
  const { rushes, of } = service();
  const { warnings } = await generateVideo({
    model: rushes.video(),
    prompt: 'A fox.',
    resolution: '800x600',
    aspectRatio: 'adaptive',
  });
  assert.deepEqual(of('POST /videos')[0]?.body, { prompt: 'A fox.' });
  assert.equal(warnings.length, 2);
  const cinema = await generateVideo({ model: rushes.video(), prompt: 'A fox.', resolution: '1680x720' });
  assert.deepEqual(of('POST /videos')[1]?.body, { prompt: 'A fox.', resolution: '720p' });
  assert.equal(cinema.warnings.length, 1);
});

test('pictures go up before, into one collection', async () => {
  const { rushes, of, calls } = service((call) => (call === 'GET /from/elsewhere' ? { bytes: PNG } : undefined));
  await generateVideo({
    model: rushes.video(),
    prompt: { image: 'http://pictures/from/elsewhere', text: 'It wakes.' },
    frameImages: [{ image: Buffer.from(PNG).toString('base64'), frameType: 'last_frame' }],
  });
  const { warnings } = await generateVideo({
    model: rushes.video(),
    prompt: 'Both of them.',
    inputReferences: [PNG, PNG, { data: PNG, mediaType: 'video/mp4' }],
  });
  assert.deepEqual(
    of('POST /videos').map(({ body }) => body),
    [
      { prompt: 'It wakes.', first_frame: 'i1', last_frame: 'i2' },
      { prompt: 'Both of them.', references: ['i3', 'i4'] },
    ],
  );
  assert.deepEqual(
    [...new Set(of('POST /images').map(({ body }) => `${body.collection_id} ${body.content_type}`))],
    ['c1 image/png'],
  );
  assert.equal(calls.filter(({ call }) => call.endsWith('/images/collections')).length, 2);
  assert.equal(warnings.length, 1);
});

test('its collection is found again, looked for once more after trouble, or the one that was named', async () => {
  const { rushes, of, client } = service((call, _, times) => {
    if (call !== 'GET /images/collections') return undefined;
    return times === 1 ? refusal('FORBIDDEN', 403) : { body: { collections: [{ id: 'c7', name: 'AI SDK' }], next_cursor: null } };
  });
  const ask = (model = rushes.video()) => generateVideo({ model, prompt: { image: PNG } });
  await assert.rejects(ask(), (error) => isRushesError(error, 'FORBIDDEN'));
  await ask();
  await ask(createRushes({ client, collection: 'c9' }).video());
  assert.deepEqual(
    of('POST /images').map(({ body }) => body.collection_id),
    ['c7', 'c9'],
  );
});

test('a picture that cannot be had is told before anything is asked for', async () => {
  const { rushes, of } = service((call) => (call === 'GET /gone' ? { status: 404, body: {} } : undefined));
  await assert.rejects(
    generateVideo({ model: rushes.video(), prompt: { image: 'http://pictures/gone' } }),
    /gone cannot be had: 404/,
  );
  assert.deepEqual(of('POST /videos'), []);
});

test('several are made under keys of their own; one that fails is a warning, and an error where it is all', async () => {
  const failing = { blocked: 2 };
  const { rushes, of } = service((call) => {
    const failed = {
      id: 'v2',
      state: 'failed',
      message: 'Blocked.',
      error: { code: 'SAFETY_FILTER_BLOCKED', message: 'Blocked.' },
    };
    return call === `GET /watch/v${failing.blocked}` ? { body: { ...failed, id: `v${failing.blocked}` } } : undefined;
  });
  const headers = { 'Idempotency-Key': 'mine' };
  const { videos, warnings } = await generateVideo({ model: rushes.video(), prompt: 'A fox.', n: 3, headers });
  assert.deepEqual([videos.length, warnings.length], [2, 1]);
  assert.match(JSON.stringify(warnings), /v2.*Blocked/);
  assert.deepEqual(
    of('POST /videos').map(({ key }) => key),
    ['mine', 'mine-1', 'mine-2'],
  );
  failing.blocked = 4;
  await assert.rejects(generateVideo({ model: rushes.video(), prompt: 'A fox.' }), (error) =>
    isRushesError(error, 'SAFETY_FILTER_BLOCKED'),
  );
});

test('a refusal keeps its code, and the AI SDK does not repeat what the client has given up', async () => {
  const { rushes, of } = service((call) => (call === 'POST /videos' ? refusal('INSUFFICIENT_CREDITS', 402) : undefined));
  await assert.rejects(generateVideo({ model: rushes.video(), prompt: 'A fox.' }), (error) =>
    isRushesError(error, 'INSUFFICIENT_CREDITS'),
  );
  assert.equal(of('POST /videos').length, 1);
});

test('started in one process, brought in another', async () => {
  const state = { now: 'processing' };
  const { rushes, of } = service((call, _, times) =>
    /^GET \/videos\/v\d$/.test(call) && state.now !== 'completed'
      ? {
          body: {
            id: call.slice(-2),
            state: state.now,
            message: 'Blocked.',
            model: 'vertex/veo',
            credits: 8,
            charged: false,
            times,
          },
        }
      : undefined,
  );
  const { operation } = await startVideo({ model: rushes.video(), prompt: 'A fox.', n: 2 });
  assert.deepEqual(operation, { videos: ['v1', 'v2'] });
  assert.match(of('POST /videos')[0]?.key ?? '', /^aisdk_vid_\w+$/);
  const look = () => getVideoStatus(rushes.video(), { operation: JSON.parse(JSON.stringify(operation)) });
  assert.equal((await look()).status, 'pending');
  state.now = 'failed';
  assert.deepEqual(
    { ...(await look()), response: 0, providerMetadata: 0 },
    { status: 'error', error: 'Blocked.', response: 0, providerMetadata: 0 },
  );
  state.now = 'completed';
  const brought = await look();
  assert.equal(brought.status === 'completed' && brought.videos.length, 2);
});

test('a file that breaks off is loaded by a new link, three times at most', async () => {
  const gone = { until: 2 };
  const { rushes, of } = service((call, _, times) =>
    call === 'GET /v1' && times <= gone.until ? { status: 403, bytes: PNG } : undefined,
  );
  const { operation } = await startVideo({ model: rushes.video(), prompt: 'A fox.' });
  const look = () => getVideoStatus(rushes.video(), { operation, maxRetries: 0 });
  assert.equal((await look()).status, 'completed');
  assert.equal(of('GET /videos/v1/links').length, 3);
  gone.until = 99;
  await assert.rejects(look(), /v1 cannot be had: 403/);
});

test('a signal ends the waiting', async () => {
  const { rushes, of } = service();
  const ending = new AbortController();
  ending.abort(new Error('enough'));
  await assert.rejects(generateVideo({ model: rushes.video(), prompt: 'A fox.', abortSignal: ending.signal }), /enough/);
  assert.equal(of('GET /watch/v1').length, 0);
});

test('a registry finds it by name; it has nothing but videos', async () => {
  const { rushes } = service();
  const registry = createProviderRegistry({ rushes });
  const { videos } = await generateVideo({ model: registry.videoModel('rushes:vertex/veo'), prompt: 'A fox.' });
  assert.equal(videos.length, 1);
  for (const other of [rushes.languageModel, rushes.embeddingModel, rushes.imageModel]) {
    assert.throws(
      () => other('gpt'),
      (error) => NoSuchModelError.isInstance(error),
    );
  }
  assert.equal(createRushes({ url: 'http://service' }).video().modelId, 'default');
});
