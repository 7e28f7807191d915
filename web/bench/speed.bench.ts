import { type BrowserContext, type Page, test } from '@playwright/test';
import { api, type Person, somebody } from '../tests/support/people';
import { slowness } from './slowness';

const URL_ = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';
const RUNS = 5;
const SLOW = { cpu: 4, bytesPerSecond: (1.6 * 1024 * 1024) / 8, latencyMs: 150 };
const PICTURES = 24;

interface Weight {
  js: number;
  all: number;
}

/** What the studio's first view weighs, and takes on a slow phone; says so in one line of JSON, for `make bench`. */
test('speed', async ({ browser }) => {
  test.setTimeout(120_000);
  const person = await withPictures();
  const told = {
    slowness: await slowness(await browser.newPage()),
    entrance: await weighed(await browser.newContext(FIRST_VISIT), '/'),
    ...(await signedIn(
      await browser.newContext({ ...FIRST_VISIT, viewport: { width: 412, height: 823 }, hasTouch: true }),
      person,
    )),
  };
  console.log(JSON.stringify(told));
});

async function withPictures(): Promise<Person> {
  const person = await somebody();
  const collection = await api<{ id: string }>(person, 'POST', 'images/collections', { name: 'Lisbon' });
  for (let at = 0; at < PICTURES; at += 1) {
    const { upload } = await api<{ upload: { url: string; method: string; headers: Record<string, string> } }>(
      person,
      'POST',
      'images',
      {
        collection_id: collection.id,
        content_type: 'image/png',
        bytes: PIXELS.length,
      },
    );
    await fetch(upload.url, { method: upload.method, headers: upload.headers, body: PIXELS });
  }
  return person;
}

/** 64 × 64, one colour: what a wall of small pictures takes is not the question here. */
const PIXELS = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR4nO3PQQ0AIBDAMMC/58MCP7KkVbDX1pk5A5oBzYBmQDOgGdAMaAY0A5oBzYBmQDOgGdAMaAY0A5oBzYBmQDOgGdAMaAY0A9oFqU8Bf6R0oR0AAAAASUVORK5CYII=',
  'base64',
);

/** What the service worker has put by comes from nowhere, and unpacked. */
const FIRST_VISIT = { serviceWorkers: 'block' } as const;

async function signedIn(context: BrowserContext, person: Person): Promise<object> {
  const first = await context.newPage();
  await first.goto(`${URL_}/studio/#token=${encodeURIComponent(JSON.stringify({ uid: person.uid }))}`);
  await first.getByRole('navigation').waitFor();
  await first.close();
  const weight = await weighed(context, '/studio/pictures');
  const runs: Awaited<ReturnType<typeof timed>>[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await timed(context));
  const middle = (name: 'shell' | 'content' | 'interaction') =>
    runs.map((run) => run[name]).sort((a, b) => a - b)[Math.floor(RUNS / 2)];
  return { pictures: weight, shell_ms: middle('shell'), content_ms: middle('content'), interaction_ms: middle('interaction') };
}

/**
 * What the host sends for a first visit, before listeners (Firestore and our helpers on it) are loaded and with them: bodies as they are
 * packed, without headers.
 */
async function weighed(context: BrowserContext, path: string): Promise<{ first: Weight; loaded: Weight }> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(URL_ + path, { waitUntil: 'load' });
  await settled(page, path !== '/');
  const files = await page.evaluate(() =>
    (performance.getEntries() as PerformanceResourceTiming[])
      .filter(({ entryType }) => entryType === 'navigation' || entryType === 'resource')
      .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, host: new URL(name).origin, bytes: encodedBodySize })),
  );
  await page.close();
  const once = new Map(files.filter(({ host }) => host === new URL(URL_).origin).map((file) => [file.path, file.bytes]));
  const ours = [...once].filter(([name]) => name.startsWith('/studio/') || name === '/' || name === '/config.json');
  const weight = (wanted: (name: string) => boolean): Weight => {
    const sum = (kind: RegExp) =>
      ours.filter(([name]) => kind.test(name) && wanted(name)).reduce((total, [, bytes]) => total + bytes, 0);
    return { js: sum(/\.js$/), all: sum(/./) };
  };
  return { first: weight((name) => !/\/(firestore|live)-/.test(name)), loaded: weight(() => true) };
}

/** Until a listener is there, where the view has one, and nothing more is asked of the studio's own files. */
async function settled(page: Page, listens: boolean): Promise<void> {
  if (listens) await page.locator('html[data-listeners]:not([data-listeners="0"])').waitFor({ state: 'attached' });
  let before = -1;
  for (;;) {
    const now = await page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/studio/')).length,
    );
    if (now === before) return;
    before = now;
    await page.waitForTimeout(1_000);
  }
}

async function timed(context: BrowserContext): Promise<{ shell: number; content: number; interaction: number }> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: SLOW.latencyMs,
    downloadThroughput: SLOW.bytesPerSecond,
    uploadThroughput: SLOW.bytesPerSecond,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
  const began = Date.now();
  await page.goto(`${URL_}/studio/pictures`, { waitUntil: 'commit' });
  await page
    .getByRole('link', { name: /Lisbon/ })
    .first()
    .waitFor();
  const content = Date.now() - began;
  const shell = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
  const interaction = await interacted(page);
  await page.close();
  return { shell, content, interaction };
}

/** The 75th of a hundred of what a press takes until something is painted. */
async function interacted(page: Page): Promise<number> {
  await page.evaluate(() => {
    const seen = window as unknown as { presses: number[] };
    seen.presses = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.presses.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  await settled(page, true);
  for (const room of ['prompts', 'videos', 'trash', 'pictures']) {
    await page.locator(`nav a[href="/studio/${room}"]`).last().click();
    await page.waitForURL(new RegExp(`/studio/${room}$`));
  }
  const took = await page.evaluate(() => (window as unknown as { presses: number[] }).presses.sort((a, b) => a - b));
  return took[Math.floor(took.length * 0.75)] ?? 0;
}
