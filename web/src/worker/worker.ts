/**
 * What stands between the studio and the network (a service worker, of one file): the page also without a connection, with what it was
 * answered last; pictures that another app shares; and what is told while the studio is closed.
 *
 * Of answers it keeps those of the one who is signed in, under their id, and only what is no secret and opens nothing by itself. They are
 * gone once somebody signs out, and before somebody else sees anything. Written ahead of it by the build: what the shell is made of.
 */
declare const FILES: readonly string[]; // of the first view, by their addresses
declare const BUILD: string;

interface Waits extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Asked extends Waits {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Pushed extends Waits {
  readonly data: { json(): unknown } | null;
}

interface Clicked extends Waits {
  readonly notification: Notification;
}

interface Told extends Waits {
  readonly data: unknown;
}

interface Page {
  readonly url: string;
  focus(): Promise<Page>;
  navigate(to: string): Promise<Page | null>;
}

interface Scope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(of: { type: 'window' }): Promise<readonly Page[]>;
    openWindow(to: string): Promise<unknown>;
  };
  addEventListener<E extends Waits>(name: string, act: (event: E) => void): void;
}

const scope = self as unknown as Scope;
const HOME = '/studio/';
const SHELL = `shell-${BUILD}`;
const RECEIVED = 'received'; // pictures that were shared, until the studio has taken them
const PERSON = 'person'; // who is signed in: a worker is ended whenever it rests, and forgets
const WHO = '/studio/who';
const MOST_ANSWERS = 300;
const MOST_RECEIVED = 20;
const ID = '[\\w-]+';
/** Nothing in these opens anything by itself, nor is it a secret; links, keys, exports, endpoints and payments are left out. */
const KEPT = new RegExp(
  `^/(account(/transactions)?|catalog/(models|styles|limits)|images(/collections)?(/${ID})?|prompts(/${ID})?|videos(/${ID})?|storyboards(/${ID})?|films(/${ID})?|library/trash)$`,
);

const answersOf = (uid: string) => `answers-${uid}`;
const isAnswers = (name: string) => name.startsWith('answers-');

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll([HOME, ...FILES])));
});

scope.addEventListener('activate', (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith('shell-') && name !== SHELL) await caches.delete(name);
    await scope.clients.claim();
  };
  event.waitUntil(old());
});

scope.addEventListener<Asked>('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== scope.location.origin) return;
  const inStudio = url.pathname === '/' || url.pathname.startsWith(HOME);
  if (request.method === 'POST' && url.pathname === '/studio/received') event.respondWith(receive(request));
  else if (request.method !== 'GET') return;
  else if (request.mode === 'navigate') {
    if (inStudio) event.respondWith(fetch(request).catch(() => fromShell(HOME)));
  } else if (url.pathname.startsWith('/studio/assets/') || FILES.includes(url.pathname)) event.respondWith(file(request));
  else if (url.pathname === '/config.json') event.respondWith(config(request));
  else if (KEPT.test(url.pathname)) {
    const uid = subject(request.headers.get('Authorization'));
    if (uid) event.respondWith(answer(event, uid));
  }
});

async function fromShell(path: string): Promise<Response> {
  return (await (await caches.open(SHELL)).match(path)) ?? Response.error();
}

/** Its name changes with what is in it: what was had once is never asked for again. */
async function file(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  const known = await shell.match(request.url);
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) await shell.put(request.url, response.clone());
  return response;
}

/** Where the studio runs is asked for each time; without a connection it is where it was. */
async function config(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  try {
    const response = await fetch(request);
    if (response.ok) await shell.put(request.url, response.clone());
    return response;
  } catch (error) {
    const known = await shell.match(request.url);
    if (known) return known;
    throw error;
  }
}

async function answer(event: Asked, uid: string): Promise<Response> {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.ok && /json/.test(response.headers.get('Content-Type') ?? '')) {
      event.waitUntil(keep(request.url, response.clone(), uid));
    }
    return response;
  } catch (error) {
    const known =
      (await who()) === uid ? await (await caches.open(answersOf(uid))).match(request.url, { ignoreVary: true }) : null;
    if (known) return known;
    throw error;
  }
}

async function keep(url: string, response: Response, uid: string): Promise<void> {
  if ((await who()) !== uid) return; // it came late: they have left
  const answers = await caches.open(answersOf(uid));
  await answers.delete(url, { ignoreVary: true });
  await answers.put(url, response);
  const kept = await answers.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST_ANSWERS))) await answers.delete(old, { ignoreVary: true });
}

/** Whose token it is; what the token says is only where their answers lie, whether it is good the service knows. */
function subject(authorization: string | null): string | undefined {
  try {
    const body = (authorization ?? '').split('.')[1] ?? '';
    const { sub } = JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}

// -- who is there

scope.addEventListener<Told>('message', (event) => {
  const { person } = (event.data ?? {}) as { person?: unknown };
  if (person === null || typeof person === 'string') event.waitUntil(meet(person));
});

async function who(): Promise<string> {
  return (await (await (await caches.open(PERSON)).match(WHO))?.text()) ?? '';
}

/** Somebody, or nobody: what was kept for others goes, and so does what they had told to this browser. */
async function meet(person: string | null): Promise<void> {
  const before = await who();
  const now = person ?? '';
  if (before === now) return;
  await (await caches.open(PERSON)).put(WHO, new Response(now));
  for (const name of await caches.keys()) if (isAnswers(name) && name !== answersOf(now)) await caches.delete(name);
  if (!before) return;
  await caches.delete(RECEIVED);
  await (await scope.registration.pushManager?.getSubscription())?.unsubscribe();
}

// -- pictures that another app shares

async function receive(request: Request): Promise<Response> {
  const pictures = (await request.formData()).getAll('pictures').filter((each) => each instanceof File);
  await caches.delete(RECEIVED);
  const received = await caches.open(RECEIVED);
  for (const [at, picture] of pictures.slice(0, MOST_RECEIVED).entries()) {
    const headers = { 'Content-Type': picture.type, 'X-Name': encodeURIComponent(picture.name) };
    await received.put(`/studio/received/${at}`, new Response(picture, { headers }));
  }
  return Response.redirect('/studio/received', 303);
}

// -- what is told while nobody looks

interface Message {
  notification?: { title?: string; body?: string; tag?: string };
  data?: { link?: string };
}

scope.addEventListener<Pushed>('push', (event) => {
  const { notification = {}, data = {} } = read(event.data);
  const { title = 'Rushes', body = '', tag = '' } = notification;
  const shown = { body, tag, icon: '/studio/icon-192.png', badge: '/studio/badge-96.png', data: { link: data.link ?? '' } };
  event.waitUntil(scope.registration.showNotification(title, shown));
});

function read(data: Pushed['data']): Message {
  try {
    return (data?.json() ?? {}) as Message;
  } catch {
    return {};
  }
}

scope.addEventListener<Clicked>('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(placeOf((event.notification.data as { link?: string } | null)?.link ?? '')));
});

/** A place in the studio, wherever it was told to lead. */
function placeOf(link: string): string {
  const { pathname, search } = new URL(link, scope.location.href);
  return pathname.startsWith(HOME) && pathname !== scope.location.pathname ? pathname + search : HOME;
}

async function open(place: string): Promise<void> {
  const there = (await scope.clients.matchAll({ type: 'window' })).find(({ url }) => new URL(url).pathname.startsWith(HOME));
  if (!there) {
    await scope.clients.openWindow(place);
    return;
  }
  await there.focus();
  await there.navigate(place);
}

export {};
