import { type Page, test } from '@playwright/test';
import { api, somebody } from '../tests/support/people';
import { type Planted, plant, plants } from '../tests/support/planted';
import { slowness } from './slowness';

const URL_ = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';
const PICTURES = 5_000;
const PAGE = 100;
const STEP = 1_600; // pixels of the wheel: two windows
const PIXELS =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR4nO3PQQ0AIBDAMMC/58MCP7KkVbDX1pk5A5oBzYBmQDOgGdAMaAY0A5oBzYBmQDOgGdAMaAY0A5oBzYBmQDOgGdAMaAY0A9oFqU8Bf6R0oR0AAAAASUVORK5CYII=';

/** A wall of thousands: how many screens of it are mounted, and how long it keeps the page from answering while somebody scrolls through. */
test('wall', async ({ browser }) => {
  test.setTimeout(300_000);
  const person = await somebody();
  const collection = await api<{ id: string }>(person, 'POST', 'images/collections', { name: 'Thousands' });
  const all = plants(collection.id, PICTURES);
  await plant(person, all.slice(0, PAGE)); // the newest, for the listener
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const slower = await slowness(page);
  await answered(page, all);
  await page.goto(`${URL_}/studio/#token=${encodeURIComponent(JSON.stringify({ uid: person.uid }))}`);
  await page.getByRole('link', { name: /Thousands/ }).click();
  await page.getByRole('row').first().waitFor();
  await page.locator('html[data-listeners]:not([data-listeners="0"])').waitFor({ state: 'attached' });
  await watchTasks(page);
  let [screens, cards] = [0, 0];
  await page.mouse.move(700, 500);
  for (let before = -1, now = 0; now > before; now = await reached(page)) {
    before = now;
    for (let turn = 0; turn < 4; turn += 1) {
      await page.mouse.wheel(0, STEP);
      await page.waitForTimeout(60);
      const there = await mounted(page);
      [screens, cards] = [Math.max(screens, there.screens), Math.max(cards, there.cards)];
    }
  }
  const rows = await page.getByRole('grid').getAttribute('aria-rowcount');
  console.log(JSON.stringify({ slowness: slower, pictures: Number(rows), screens, cards, ...(await tasks(page)) }));
});

/** Pages and addresses, at once: what the service takes for them is measured elsewhere, and its limit of calls would be the measure here. */
async function answered(page: Page, all: readonly Planted[]): Promise<void> {
  await page.route(/\/images\?/, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    const images = all.slice(from, from + PAGE);
    return route.fulfill({ json: { images, next_cursor: from + PAGE < all.length ? String(from + PAGE) : null } });
  });
  await page.route(/\/images\/links$/, (route) => {
    const { ids } = route.request().postDataJSON() as { ids: string[] };
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const links = ids.map((id) => ({ id, thumbnail: `${PIXELS}#${id}`, picture: null, expires_at }));
    return route.fulfill({ json: { links, missing: [] } });
  });
}

/** How many windows all that is mounted would fill. */
function mounted(page: Page): Promise<{ screens: number; cards: number }> {
  return page.evaluate(() => {
    const cards = [...document.querySelectorAll('[role="row"]')].map((card) => card.getBoundingClientRect());
    const lines = new Set(cards.map(({ top }) => Math.round(top))).size;
    return { screens: Math.round(((lines * (cards[0]?.height ?? 0)) / innerHeight) * 100) / 100, cards: cards.length };
  });
}

function reached(page: Page): Promise<number> {
  return page.evaluate(() => Math.round(scrollY));
}

async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const told = window as unknown as { tasks: number[] };
    told.tasks = [];
    new PerformanceObserver((list) => told.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
}

function tasks(page: Page): Promise<{ long_tasks: number; longest_ms: number }> {
  return page.evaluate(() => {
    const { tasks } = window as unknown as { tasks: number[] };
    return { long_tasks: tasks.length, longest_ms: Math.round(Math.max(0, ...tasks)) };
  });
}
