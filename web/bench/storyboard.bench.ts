import { type Page, test } from '@playwright/test';
import { api, somebody } from '../tests/support/people';
import { slowness } from './slowness';

const URL_ = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';
const SCENES = 50;
const KEYS = 120;
const SLOWED = 4;
const BOTH_MS = 60_000;

interface Board {
  id: string;
  version: number;
  scenes: { id: string; setting: string }[];
}

const enter = (page: Page, uid: string, to: string) =>
  page.goto(`${URL_}${to}#token=${encodeURIComponent(JSON.stringify({ uid }))}`);

/** Typing in a storyboard of fifty scenes, and two windows that write into one for a minute. */
test('storyboard', async ({ browser }) => {
  test.setTimeout(300_000);
  const person = await somebody();
  const scenes = Array.from({ length: SCENES }, (_, at) => ({
    id: `scene${at}`,
    title: `Scene ${at}`,
    action: `Step ${at} of the way.`,
  }));
  const { id } = await api<{ id: string }>(person, 'POST', 'storyboards', { name: 'Fifty', language: 'en', scenes });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const slower = await slowness(page);
  await enter(page, person.uid, `/studio/storyboards/${id}?scene=scene20`);
  const field = page.getByRole('textbox', { name: 'What happens' });
  await field.fill('');
  await page.evaluate(() => {
    const told = window as unknown as { keys: number[] };
    told.keys = [];
    new PerformanceObserver((list) => {
      for (const each of list.getEntries()) if (each.name === 'keydown') told.keys.push(each.duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const line = await page.context().newCDPSession(page);
  await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await field.pressSequentially('the fox runs over the snow and '.repeat(4).slice(0, KEYS), { delay: 90, timeout: 120_000 });
  await page.waitForTimeout(2_000);
  await line.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const slow = await page.evaluate(() => (window as unknown as { keys: number[] }).keys);
  const times = [...new Array<number>(Math.max(0, KEYS - slow.length)).fill(16), ...slow].sort((one, other) => one - other);
  const [half, most] = [0.5, 0.95].map((part) => times[Math.floor(times.length * part)]);

  const windows = await Promise.all([0, 1].map(() => browser.newPage({ viewport: { width: 1440, height: 900 } })));
  await Promise.all(windows.map((each, at) => enter(each, person.uid, `/studio/storyboards/${id}?scene=scene${at}`)));
  const began = Date.now();
  const wrote = await Promise.all(
    windows.map(async (each, at) => {
      const place = each.getByRole('textbox', { name: 'Where' });
      let text = '';
      for (let word = 0; Date.now() - began < BOTH_MS; word += 1) {
        text = `${text} ${at}${word}`.trim();
        await place.fill(text);
        await each.waitForTimeout(700);
      }
      return text;
    }),
  );
  const kept = async () =>
    (await api<Board>(person, 'GET', `storyboards/${id}`)).scenes.slice(0, 2).map(({ setting }) => setting);
  let now = await kept();
  for (let look = 0; look < 30 && String(now) !== String(wrote); look += 1) {
    await page.waitForTimeout(1_000);
    now = await kept();
  }
  const lost = wrote.filter((text, at) => text !== now[at]).length;
  console.log(
    JSON.stringify({
      slowness: slower,
      scenes: SCENES,
      keys: KEYS,
      key_ms_p50: half,
      key_ms_p95: most,
      words: wrote.map((text) => text.split(' ').length),
      lost,
    }),
  );
});
