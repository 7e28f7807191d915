import { type Image, type Place, type Rushes, RushesError } from 'rushes';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { session } from '@/session/session';
import { type UploadState, Uploads } from './uploads';
import { uploadsThere } from './uploads-there';

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...new Array(40).fill(0)]);
const picture = (name: string) => new File([PNG], name, { type: 'image/png' });
type Options = Parameters<Rushes['images']['upload']>[1];

/** Uploads of a service that waits for the test to say how each ends. */
class Service {
  readonly sent: { name: string; options: Options; end: (image: Image) => void; fail: (error: unknown) => void }[] = [];
  readonly given: string[] = [];
  readonly rushes = {
    images: {
      upload: (file: File, options: Options) =>
        new Promise<Image>((end, fail) => {
          options.signal?.addEventListener('abort', () => fail(options.signal?.reason));
          this.sent.push({ name: file.name, options, end, fail });
        }),
      delete: async (id: string) => void this.given.push(id),
    },
  } as unknown as Rushes;

  place(at: number): void {
    this.sent[at]?.options.onPlace?.({ image: { id: `i${at}` } } as Place);
  }

  progress(at: number, sent: number): void {
    this.sent[at]?.options.onProgress?.({ sent, total: 100 });
  }
}

const refused = (code: string, status: number, more: object = {}) =>
  new RushesError({
    code: code as never,
    message: `${code}.`,
    suggestedAction: 'Do it otherwise.',
    status,
    retryable: true,
    ...more,
  });

let [service, uploads] = [new Service(), new Uploads()];
const states = () => Object.fromEntries(uploads.all.get().map(({ name, state }) => [name, state]));
const until = (name: string, state: UploadState) => vi.waitFor(() => expect(states()[name]).toBe(state));
const ofName = (name: string) => uploads.all.get().find((each) => each.name === name)?.id ?? 0;

beforeEach(() => {
  session.set({ uid: 'u1' } as never);
  [service, uploads] = [new Service(), new Uploads()];
  uploads.as(service.rushes);
});

afterEach(() => {
  vi.useRealTimers();
  session.set(undefined);
});

/** Adds them, and has each ask for its place as soon as it may. */
async function add(...names: string[]): Promise<void> {
  uploads.add(names.map(picture), 'c1');
  await vi.waitFor(() => expect(Object.values(states())).not.toContain('looking'));
}

test('three are on their way at once, each asks for its place after the other, and the next begins when one is done', async () => {
  await add('a.png', 'b.png', 'c.png', 'd.png');
  expect(uploadsThere.get()).toBe(true);
  expect(service.sent.map(({ name }) => name)).toEqual(['a.png']);
  expect(service.sent[0]?.options).toMatchObject({ collection: 'c1', contentType: 'image/png', title: 'a' });
  for (const at of [0, 1, 2]) service.place(at);
  expect(service.sent).toHaveLength(3);
  expect(states()['d.png']).toBe('queued');
  service.progress(0, 40);
  expect(uploads.all.get()[0]).toMatchObject({ state: 'sending', sent: 0.4, image: 'i0' });
  service.progress(0, 100);
  expect(states()['a.png']).toBe('checking');
  service.sent[0]?.end({ id: 'i0' } as Image);
  await until('a.png', 'done');
  expect(uploads.come.get()).toEqual({ id: 'i0' });
  expect(service.sent.map(({ name }) => name)).toContain('d.png');
});

test('no more begin in a minute than leave room for other calls', async () => {
  uploads.within({ bytes: 20 * 1024 * 1024, side: 8192 }, 18);
  await add('a.png', 'b.png', 'c.png', 'd.png');
  vi.useFakeTimers({ now: Date.now() });
  for (const at of [0, 1, 2]) {
    service.place(at);
    service.sent[at]?.end({ id: `i${at}` } as Image);
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(service.sent).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(service.sent).toHaveLength(4);
});

test('what is no picture fails at once, and the others go on', async () => {
  uploads.add([new File(['text'], 'notes.txt'), picture('a.png')], 'c1');
  await until('notes.txt', 'failed');
  await until('a.png', 'sending');
  expect(uploads.all.get()[0]).toMatchObject({ problem: 'kind' });
  uploads.retry(ofName('notes.txt'));
  expect(states()['notes.txt']).toBe('failed');
});

test('paused, it goes on at the place that it had', async () => {
  await add('a.png');
  service.place(0);
  uploads.pauseAll();
  expect(states()['a.png']).toBe('paused');
  expect(service.sent[0]?.options.signal?.aborted).toBe(true);
  uploads.goOnAll();
  await until('a.png', 'sending');
  expect(service.sent[1]?.options.resume).toMatchObject({ image: { id: 'i0' } });
});

test('after a lost connection it goes on by itself: when there is one again, or after a while', async () => {
  await add('a.png');
  service.place(0);
  vi.useFakeTimers();
  service.sent[0]?.fail(refused('NETWORK_LOST', 0));
  await vi.advanceTimersByTimeAsync(0);
  expect(uploads.all.get()[0]).toMatchObject({ state: 'waiting', for: 'connection' });
  dispatchEvent(new Event('online'));
  expect(states()['a.png']).toBe('sending');
  expect(service.sent[1]?.options.resume).toMatchObject({ image: { id: 'i0' } });
  service.sent[1]?.fail(refused('NETWORK_LOST', 0));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(service.sent).toHaveLength(3);
});

test('told to come later, it comes later', async () => {
  await add('a.png');
  vi.useFakeTimers();
  service.sent[0]?.fail(refused('RATE_LIMITED', 429, { details: { reset_s: 7 } }));
  await vi.advanceTimersByTimeAsync(6_900);
  expect(uploads.all.get()[0]).toMatchObject({ state: 'waiting', for: 'turn' });
  await vi.advanceTimersByTimeAsync(200);
  expect(states()['a.png']).toBe('sending');
});

test('a picture that was not taken says why, and is tried again at a new place', async () => {
  await add('a.png');
  service.place(0);
  service.sent[0]?.fail(refused('TRUNCATED', 0, { work: {} }));
  await until('a.png', 'failed');
  expect(uploads.all.get()[0]).toMatchObject({ told: 'TRUNCATED. Do it otherwise.', again: true });
  uploads.retryAll();
  await until('a.png', 'sending');
  expect(service.given).toEqual(['i0']);
  expect(service.sent[1]?.options.resume).toBeUndefined();
});

test('cancelled, it leaves the list, and its place is given back', async () => {
  await add('a.png', 'b.png');
  service.place(0);
  uploads.cancel(ofName('a.png'));
  expect(states()).toEqual({ 'b.png': 'sending' });
  expect(service.given).toEqual(['i0']);
  uploads.cancelAll();
  expect(uploadsThere.get()).toBe(false);
});

test('a page with uploads asks before it is closed, and nobody uploads for whom comes next', async () => {
  const closing = () => {
    const event = new Event('beforeunload', { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };
  await add('a.png');
  expect(closing()).toBe(true);
  session.set({ uid: 'u2' } as never);
  expect(uploads.all.get()).toEqual([]);
  expect(service.sent[0]?.options.signal?.aborted).toBe(true);
  expect(closing()).toBe(false);
});
