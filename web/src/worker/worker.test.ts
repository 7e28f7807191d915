import { beforeEach, expect, test, vi } from 'vitest';

/** A cache of one worker, by addresses. */
class FakeCache {
  readonly kept = new Map<string, Response>();
  match = async (asked: string | Request) => this.kept.get(address(asked))?.clone();
  put = async (asked: string | Request, response: Response) => void this.kept.set(address(asked), response);
  delete = async (asked: string | Request) => this.kept.delete(address(asked));
  keys = async () => [...this.kept.keys()].map((url) => new Request(url));
  addAll = async (all: string[]) => {
    for (const each of all) await this.put(each, new Response(`file ${each}`));
  };
}

const HOST = 'https://rushes.test';
const address = (asked: string | Request) => new URL(typeof asked === 'string' ? asked : asked.url, HOST).href;
const token = (sub: string) => `Bearer x.${btoa(JSON.stringify({ sub }))}.y`;

const all = new Map<string, FakeCache>();
const acts = new Map<string, (event: object) => void>();
const unsubscribe = vi.fn(async () => true);
const notified = vi.fn(async (_title: string, _shown: object) => undefined);
const pages = { list: [] as object[], open: vi.fn(async (_to: string) => undefined) };
const network = vi.fn<(request: Request) => Promise<Response>>();

vi.stubGlobal('FILES', ['/studio/assets/start.js']);
vi.stubGlobal('BUILD', 'b2');
vi.stubGlobal('fetch', network);
vi.stubGlobal('caches', {
  open: async (name: string) => all.get(name) ?? all.set(name, new FakeCache()).get(name),
  keys: async () => [...all.keys()],
  delete: async (name: string) => all.delete(name),
});
vi.stubGlobal('self', {
  location: new URL(`${HOST}/studio/worker.js`),
  registration: { pushManager: { getSubscription: async () => ({ unsubscribe }) }, showNotification: notified },
  clients: { claim: async () => undefined, matchAll: async () => pages.list, openWindow: pages.open },
  addEventListener: (name: string, act: (event: object) => void) => acts.set(name, act),
});
await import('./worker');

/** What a browser would do with the event: its answer, once all that it waits for is done. */
async function happens(name: string, told: object = {}): Promise<Response | undefined> {
  const waits: Promise<unknown>[] = [];
  let answer: Promise<Response> | undefined;
  const event = {
    ...told,
    waitUntil: (work: Promise<unknown>) => waits.push(work),
    respondWith: (given: Promise<Response>) => {
      answer = given;
    },
  };
  acts.get(name)?.(event);
  const response = await answer;
  await Promise.all(waits);
  return response;
}

const asks = (path: string, more: object = {}) => {
  const { headers = {}, method = 'GET', mode = 'cors', ...rest } = more as { headers?: object; method?: string; mode?: string };
  return happens('fetch', {
    request: { url: new URL(path, HOST).href, method, mode, headers: new Headers(headers as Record<string, string>), ...rest },
  });
};
const says = (data: object) => async () => Response.json(data);
const lost = async () => Promise.reject(new TypeError('Failed to fetch'));
const as = (sub: string) => ({ headers: { Authorization: token(sub) } });

beforeEach(async () => {
  all.clear();
  network.mockReset();
  notified.mockClear();
  unsubscribe.mockClear();
  pages.list = [];
  await happens('install');
});

test('a new build takes the place of the one before, and nothing else', async () => {
  all.set('shell-b1', new FakeCache());
  all.set('answers-ada', new FakeCache());
  await happens('activate');
  expect([...all.keys()].sort()).toEqual(['answers-ada', 'shell-b2']);
});

test('the page comes from the network, and from here while there is none', async () => {
  network.mockImplementationOnce(async () => new Response('the newest'));
  expect(await (await asks('/studio/videos', { mode: 'navigate' }))?.text()).toBe('the newest');
  network.mockImplementation(lost);
  expect(await (await asks('/studio/videos', { mode: 'navigate' }))?.text()).toBe('file /studio/');
  expect(await asks('/docs/', { mode: 'navigate' })).toBeUndefined();
  expect(await (await asks('/studio/assets/start.js'))?.text()).toBe('file /studio/assets/start.js');
});

test('a file and where the studio runs are kept as they came', async () => {
  network.mockImplementationOnce(async () => new Response('room'));
  await asks('/studio/assets/room.js');
  network.mockImplementationOnce(says({ url: '' }));
  await asks('/config.json');
  network.mockImplementation(lost);
  expect(await (await asks('/studio/assets/room.js'))?.text()).toBe('room');
  expect(await (await asks('/config.json'))?.json()).toEqual({ url: '' });
  await expect(asks('/studio/assets/other.js')).rejects.toThrow('Failed');
});

test('answers are kept for who is signed in, and for nobody else', async () => {
  await happens('message', { data: { person: 'ada' } });
  network.mockImplementation(says({ balance: 7 }));
  await asks('/account', as('ada'));
  await asks('/account', as('bob')); // a late answer to who was here before
  network.mockImplementation(lost);
  expect(await (await asks('/account', as('ada')))?.json()).toEqual({ balance: 7 });
  await expect(asks('/account', as('bob'))).rejects.toThrow('Failed');
  expect([...all.keys()].filter((name) => name.startsWith('answers'))).toEqual(['answers-ada']);
  await happens('message', { data: { person: 'bob' } });
  await expect(asks('/account', as('ada'))).rejects.toThrow('Failed');
  expect([...all.keys()].some((name) => name.startsWith('answers'))).toBe(false);
  expect(unsubscribe).toHaveBeenCalledTimes(1); // what Ada had told to this browser
});

test('secrets, links and what is no answer of ours are left alone', async () => {
  await happens('message', { data: { person: 'ada' } });
  for (const path of ['/account/exports', '/account/keys', '/webhooks', '/payments', '/images/i1/links', '/watch/v1']) {
    expect(await asks(path, as('ada')), path).toBeUndefined();
  }
  expect(await asks('https://storage.test/a.png')).toBeUndefined();
  expect(await asks('/account')).toBeUndefined();
  expect(await asks('/account', { headers: { Authorization: 'Bearer rk_no' } })).toBeUndefined();
  expect(await asks('/videos', { method: 'POST' })).toBeUndefined();
  expect(network).not.toHaveBeenCalled();
});

test('who leaves leaves nothing', async () => {
  await happens('message', { data: { person: 'ada' } });
  network.mockImplementation(says({ balance: 7 }));
  await asks('/account', as('ada'));
  all.set('received', new FakeCache());
  await happens('message', { data: { person: null } });
  await happens('message', { data: 'odd' });
  expect([...all.keys()].sort()).toEqual(['person', 'shell-b2']);
});

test('pictures that are shared wait for the studio', async () => {
  const form = { getAll: () => [new File(['a'], 'Füchse.png', { type: 'image/png' }), 'no file'] };
  const redirect = vi.spyOn(Response, 'redirect').mockImplementation((to) => new Response(String(to)));
  const answer = await asks('/studio/received', { method: 'POST', mode: 'navigate', formData: async () => form });
  expect(await answer?.text()).toBe('/studio/received');
  redirect.mockRestore();
  const [kept] = [...(all.get('received')?.kept.values() ?? [])];
  expect(decodeURIComponent(kept?.headers.get('X-Name') ?? '')).toBe('Füchse.png');
  expect(all.get('received')?.kept.size).toBe(1);
});

test('what is told leads to its place in the studio, and nowhere else', async () => {
  const message = { notification: { title: 'Done', tag: 't' }, data: { link: `${HOST}/studio/videos/v1` } };
  await happens('push', { data: { json: () => message } });
  expect(notified).toHaveBeenCalledWith(
    'Done',
    expect.objectContaining({ tag: 't', data: { link: `${HOST}/studio/videos/v1` } }),
  );
  await happens('push', { data: null });
  expect(notified).toHaveBeenLastCalledWith('Rushes', expect.anything());
  const click = (link: string) => happens('notificationclick', { notification: { close: vi.fn(), data: { link } } });
  await click(`${HOST}/studio/videos/v1`);
  expect(pages.open).toHaveBeenLastCalledWith('/studio/videos/v1');
  await click('https://elsewhere.test/bad');
  expect(pages.open).toHaveBeenLastCalledWith('/studio/');
  const page = { url: `${HOST}/studio/pictures`, focus: vi.fn(async () => undefined), navigate: vi.fn(async () => undefined) };
  pages.list = [page];
  await click(`${HOST}/studio/videos/v2`);
  expect(page.navigate).toHaveBeenCalledWith('/studio/videos/v2');
});
