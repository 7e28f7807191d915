import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import { type TestContext, test } from 'node:test';
import { isRushesError, type Place, type Rushes, type UploadProgress } from 'rushes';
import { type Act, loses, refuses, type Service, says, service } from './service.js';

const ID = '0123456789abcdef01234567';
const JPEG = new Uint8Array(200_000).fill(7);
JPEG.set([0xff, 0xd8, 0xff]);
const image = (status: string, more: object = {}) => ({ id: ID, status, error: null, ...more });
const taken: Act = (_, response) => response.writeHead(200).end();
const stored =
  (status: number, code: string): Act =>
  (_, response) =>
    response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);

/** The storage beside the service, and the place that this one gives in it. */
async function storage(t: TestContext): Promise<{ service: Service; storage: Service; rushes: Rushes; place: Place }> {
  const { service: there, rushes } = await service(t, { retries: 2 });
  const { service: storage } = await service(t);
  const upload = {
    method: 'PUT',
    url: `${storage.url}/place?signed`,
    headers: { 'Content-Type': 'image/jpeg', 'x-goog-if-generation-match': '0' },
  };
  return { service: there, storage, rushes, place: { image: image('uploading'), upload } as unknown as Place };
}

test('a picture is sent to its place with just the headers that were told, and is there once it was looked at', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  there.next(says(place, 201), says(image('uploading')), says(image('ready', { width: 5 })));
  bucket.next(taken);
  const progress: UploadProgress[] = [];
  const ready = await rushes.images.upload(JPEG, {
    collection: ID,
    title: 'Mine',
    metadata: { a: 'b' },
    onProgress: (each) => progress.push(each),
  });
  assert.equal(ready.width, 5);
  assert.deepEqual(JSON.parse(there.calls[0]?.body.toString() ?? ''), {
    ...{ collection_id: ID, content_type: 'image/jpeg', bytes: 200_000, title: 'Mine', metadata: { a: 'b' } },
  });
  assert.deepEqual(there.called, ['POST /images', `GET /images/${ID}`, `GET /images/${ID}`]);
  const { headers, body } = bucket.last;
  assert.ok(body.equals(JPEG));
  const told = ['content-type', 'x-goog-if-generation-match', 'content-length', 'authorization'].map((name) => headers[name]);
  assert.deepEqual(told, ['image/jpeg', '0', '200000', undefined]);
  assert.deepEqual(
    [progress[0]?.sent, progress.at(-1)?.sent, progress.every(({ total }) => total === 200_000)],
    [0, 200_000, true],
  );
  assert.ok(progress.length > 3, 'told on the way too');
});

test('an upload that breaks off is sent again; what had arrived is not kept twice', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  there.next(says(place, 201), says(image('ready')));
  bucket.next(loses, stored(412, 'PreconditionFailed'));
  assert.equal((await rushes.images.upload(new Blob([JPEG]), { collection: ID })).status, 'ready');
  assert.equal(bucket.calls.length, 2);
  there.next(says(place, 201));
  bucket.next(loses);
  await assert.rejects(
    rushes.images.upload(JPEG, { collection: ID }),
    (error) => isRushesError(error, 'NETWORK_LOST') && error.cause !== undefined,
  );
  assert.equal(bucket.calls.length, 5);
  bucket.next(stored(503, 'SlowDown'));
  await assert.rejects(
    rushes.images.upload(JPEG, { collection: ID, retries: 0 }),
    (error) => isRushesError(error, 'NETWORK_LOST') && error.status === 503,
  );
});

test('an upload is resumed at the place that it had, and at a new one where that has ended', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  there.next(says(place, 201), says(image('ready')));
  bucket.next(loses);
  let kept = '';
  await assert.rejects(rushes.images.upload(JPEG, { collection: ID, onPlace: (each) => (kept = JSON.stringify(each)) }));
  there.calls.length = 0;
  bucket.next(taken);
  await rushes.images.upload(JPEG, { collection: ID, resume: JSON.parse(kept) as Place });
  assert.deepEqual(there.called, [`GET /images/${ID}`]);

  there.calls.length = 0;
  there.next(refuses(404, 'NOT_FOUND'), says(place, 201), says(image('ready')));
  bucket.next(stored(400, 'ExpiredToken'), taken);
  await rushes.images.upload(JPEG, { collection: ID, resume: place });
  assert.deepEqual(there.called, [`DELETE /images/${ID}`, 'POST /images', `GET /images/${ID}`]);
});

test('what the storage or the look at it does not take is told with the reason', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  there.next(says(place, 201));
  bucket.next(stored(403, 'SignatureDoesNotMatch'));
  await assert.rejects(rushes.images.upload(JPEG, { collection: ID }), (error) => {
    return isRushesError(error, 'UPLOAD_REFUSED') && error.status === 403 && error.details.reason === 'SignatureDoesNotMatch';
  });
  const error = { code: 'ANIMATED', message: 'Moving.', retryable: false, suggestedAction: '', details: {} };
  there.next(says(place, 201), says(image('rejected', { error })));
  bucket.next(taken);
  await assert.rejects(
    rushes.images.upload(JPEG, { collection: ID }),
    (thrown) => isRushesError(thrown, 'ANIMATED') && thrown.work !== undefined,
  );
});

test('a signal ends an upload', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  there.next(says(place, 201));
  const enough = new AbortController();
  bucket.next(() => enough.abort(new Error('enough')));
  await assert.rejects(rushes.images.upload(JPEG, { collection: ID, signal: enough.signal }), /enough/);
  const late = new AbortController();
  const onPlace = () => late.abort(new Error('late'));
  await assert.rejects(rushes.images.upload(JPEG, { collection: ID, signal: late.signal, onPlace }), /late/);
  assert.equal(bucket.calls.length, 1);
});

test('what kind of file it is is told, said by the file, or seen by how it begins', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  const begins = (text: string) => new TextEncoder().encode(text);
  there.next(says({ music_id: 'm', upload: place.upload }, 201));
  bucket.next(taken);
  const kinds = [];
  for (const file of [
    begins('RIFF1234WEBP'),
    begins('RIFF1234WAVE'),
    begins('ID3'),
    begins('1234ftypM4A '),
    begins('\u0089PNG'),
    new Blob(['x'], { type: 'audio/mpeg' }),
    begins('x').buffer,
  ]) {
    assert.equal(await rushes.films.uploadMusic(file), 'm');
    kinds.push(JSON.parse(there.last.body.toString()).content_type);
  }
  assert.deepEqual(kinds, [
    'image/webp',
    'audio/wav',
    'audio/mpeg',
    'audio/mp4',
    'application/octet-stream',
    'audio/mpeg',
    'application/octet-stream',
  ]);
  await rushes.films.uploadMusic(begins('x'), { contentType: 'audio/wav' });
  assert.equal(JSON.parse(there.last.body.toString()).content_type, 'audio/wav');
});

/** What a browser has and Node has not, as far as an upload needs it: over a real connection. */
class Xhr {
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  status = 0;
  responseText = '';
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;
  onabort: () => void = () => undefined;
  private sending: ReturnType<typeof send> | undefined;
  private readonly headers: Record<string, string> = {};
  private method = '';
  private url = '';

  open(method: string, url: string): void {
    [this.method, this.url] = [method, url];
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  abort(): void {
    this.sending?.destroy();
    this.onabort();
    this.onerror = () => undefined;
  }

  send(blob: Blob): void {
    this.sending = send(
      this.url,
      { method: this.method, headers: { ...this.headers, 'Content-Length': blob.size } },
      (answer) => {
        this.status = answer.statusCode ?? 0;
        answer.on('data', (part) => (this.responseText += part)).on('end', () => this.onload());
      },
    );
    this.sending.on('error', () => this.onerror());
    void blob.arrayBuffer().then((bytes) => {
      this.upload.onprogress?.({ loaded: 1 });
      this.sending?.end(Buffer.from(bytes), () => this.upload.onprogress?.({ loaded: blob.size + 99 }));
    });
  }
}

test('in a browser the progress is told by its own means', async (t) => {
  const { service: there, storage: bucket, rushes, place } = await storage(t);
  Object.assign(globalThis, { XMLHttpRequest: Xhr });
  t.after(() => Reflect.deleteProperty(globalThis, 'XMLHttpRequest'));
  there.next(says(place, 201), says(image('ready')));
  bucket.next(loses, taken);
  const progress: number[] = [];
  const onProgress = ({ sent }: UploadProgress) => progress.push(sent);
  await rushes.images.upload(JPEG, { collection: ID, onProgress });
  assert.ok(bucket.last.body.equals(JPEG));
  assert.equal(bucket.last.headers['x-goog-if-generation-match'], '0');
  assert.deepEqual(progress.slice(-2), [1, 200_000]);

  const enough = new AbortController();
  bucket.next(() => enough.abort(new Error('enough')));
  there.next(says(place, 201));
  await assert.rejects(rushes.images.upload(JPEG, { collection: ID, onProgress, signal: enough.signal }), /enough/);
});
