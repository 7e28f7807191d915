import type { Page } from '@playwright/test';
import { plantFigures } from './support/figures';
import { filmed, onDuty, trouble } from './support/operators';
import { api, type Person, somebody } from './support/people';
import { collectionOf } from './support/pictures';
import { portrait } from './support/portrait';
import { painted, SCENERY } from './support/scenery';
import { enter, expect, test } from './support/studio';

const LITE = 'vertex/veo-3.1-lite-generate-001';
const WALL = 'Places for the short film';
const TEXTS: readonly (readonly [string, string])[] = [
  [
    'Dunes, last light',
    'A slow tracking shot follows a lone walker along the crest of a dune; sand lifts off in the wind, the low sun flares at the edge of the frame.',
  ],
  [
    'Dunes, last light',
    'From high above, the shadow of a cloud slides over the dunes and swallows the walker’s footprints one by one.',
  ],
  ['Dunes, last light', 'Close to the ground: grains of sand roll over the ridge in slow motion, gold against a violet sky.'],
  [
    'Fjord at six',
    'A small boat crosses the still fjord at dawn. The camera glides beside it, just above the water, into the mist.',
  ],
  ['Northern lights', 'Green light unrolls over the ridge and is doubled by the lake. Static shot, long exposure, no people.'],
  ['Lake, no wind', 'A stone skips over the mirror of the lake, and the rings run into each other until the mountains shiver.'],
  ['Violet hour', 'Birds rise from the ridge as the sun touches it; the camera tilts up after them into the first stars.'],
  ['Red canyon', 'A glider’s view through the canyon: walls rush by on both sides, then the valley opens.'],
];

/** One that has worked here for a while: pictures, prompts and finished videos, asked for beside the studio. */
async function atWork(person: Person) {
  const wall = await collectionOf(
    person,
    WALL,
    SCENERY.map((each, at) => ({ title: each.title, buffer: painted(each, at + 1) })).reverse(),
  );
  for (const image of wall.images) {
    await expect.poll(async () => (await api<{ status: string }>(person, 'GET', `images/${image}`)).status).toBe('ready');
  }
  const prompts = new Map<string, string>();
  const [videos, drafts]: [string[], string[]] = [[], []];
  for (const [title, text] of TEXTS) {
    const image = wall.of(title);
    const wish = { image_id: image, prompt_text: text, language: 'en' };
    const { id } = await api<{ id: string }>(person, 'POST', 'prompts/drafts', wish);
    drafts.push(id);
    if (prompts.has(title)) continue;
    await api(person, 'PATCH', `prompts/${id}`, { rating: 5, favourite: true });
    prompts.set(title, id);
    const asked = { model: LITE, prompt_id: id, first_frame: image, seconds: 4, queue: true };
    const { video } = await api<{ video: { id: string } }>(person, 'POST', 'videos', asked);
    await api(person, 'PATCH', `videos/${video.id}`, { name: title, tags: ['short film'], favourite: title.startsWith('F') });
    videos.push(video.id);
  }
  const states = async () =>
    new Set(await Promise.all(videos.map(async (id) => (await api<{ state: string }>(person, 'GET', `videos/${id}`)).state)));
  await expect.poll(states, { timeout: 120_000 }).toEqual(new Set(['completed']));
  return { ...wall, prompt: (title: string) => prompts.get(title) ?? '', drafts, videos };
}

/** A film on paper, of the pictures that are there. */
async function storyboardOf(person: Person, of: (title: string) => string): Promise<string> {
  const scenes = TEXTS.filter(([title], at) => TEXTS.findIndex(([other]) => other === title) === at).map(([title, text], at) => ({
    ...{ id: `scene${at}`, title, action: text, first_frame: of(title), duration: at % 2 ? 6 : 4 },
    transition: at % 2 ? 'crossfade' : 'cut',
  }));
  const character = { name: 'Mara', age: '34', look: 'grey coat, red scarf' };
  const board = { name: 'The long way home', language: 'en', model: LITE, character, scenes };
  return (await api<{ id: string }>(person, 'POST', 'storyboards', board)).id;
}

/** Each place as it is once all that it waits for is there. */
async function portraits(page: Page, views: readonly (readonly [name: string, place: string, there?: string])[]): Promise<void> {
  for (const [name, place, there = 'h1'] of views) {
    await page.goto(`/studio/${place}`);
    await expect(page.locator(there).first()).toBeVisible();
    await expect(page.locator('main [class*="_skeleton_"]')).toHaveCount(0);
    await portrait(page, name);
  }
}

test('the main views, with somebody’s work in them', async ({ page, browser }) => {
  test.setTimeout(180_000);
  const person = await somebody({ name: 'Mara Lind' });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await portrait(page, 'way-in');
  await portraits(page, [['sign-in', 'sign-in']]);

  const { id, of, prompt, drafts, videos } = await atWork(person);
  const there = page.locator('[data-wall] img[data-there]');
  await enter(page, person, `/studio/pictures/${id}`);
  await expect(there).toHaveCount(SCENERY.length);
  await portrait(page, 'wall');

  await page.goto(`/studio/pictures/${id}?picture=${of('Dunes, last light')}`);
  await expect(page.getByRole('complementary').getByRole('row')).toHaveCount(3);
  await expect(there.first()).toBeVisible();
  await portrait(page, 'prompts');

  await page.goto(`/studio/videos/new?prompt=${prompt('Fjord at six')}`);
  await expect(page.getByRole('button', { name: /^Make it for/ })).toBeEnabled();
  await portrait(page, 'video-form');

  await page.goto('/studio/videos');
  await expect(page.getByRole('row').locator('img')).toHaveCount(TEXTS.length - 2);
  await portrait(page, 'library');

  await page.goto(`/studio/videos/${videos[0]}`);
  const clip = page.locator('video');
  await expect.poll(() => clip.evaluate((film: HTMLVideoElement) => film.readyState)).toBeGreaterThan(1);
  await page.keyboard.press('l'); // two seconds on
  await expect.poll(() => clip.evaluate((film: HTMLVideoElement) => film.currentTime)).toBeGreaterThan(1.9);
  await portrait(page, 'player');

  const board = await storyboardOf(person, (title) => of(title));
  await page.goto(`/studio/storyboards/${board}?scene=scene1`);
  await expect(page.getByRole('region', { name: 'The prompt' }).locator('mark').first()).toBeVisible();
  await portrait(page, 'storyboard');

  await page.goto(`/studio/films/new?videos=${videos.slice(0, 4).join()}`);
  await expect(page.getByRole('grid', { name: 'The videos in their order' }).locator('img')).toHaveCount(4);
  await page.getByText('TV, YouTube').click();
  await page.keyboard.press('l');
  await expect(page.getByRole('button', { name: /^Make it/ })).toBeEnabled();
  await portrait(page, 'film');

  const made = await filmed(person, 'The long way home', videos[0] ?? '');
  await api(person, 'POST', 'shares', { kind: 'film', id: made, title: 'The long way home', name: 'Mara' });
  await api(person, 'POST', 'shares', { kind: 'video', id: videos[1] });
  await api(person, 'DELETE', `videos/${videos[3]}`);
  await portraits(page, [
    ['collections', 'pictures', 'main img'],
    ['prompt-library', 'prompts'],
    [
      'prompts-compared',
      `pictures/${id}?picture=${of('Dunes, last light')}&compare=${drafts.slice(0, 2)}`,
      '[role=dialog] section',
    ],
    ['storyboards', 'storyboards'],
    ['batch', 'videos/batch'],
    ['shares', 'videos/shares'],
    ['films', 'films'],
    ['film-made', `films/${made}`],
    ['trash', 'trash'],
    ['account', 'account'],
    ['credits', 'account/credits'],
    ['keys', 'account/keys'],
    ['own-data', 'account/data'],
    ['webhooks', 'account/webhooks'],
    ['notices', 'account/notices'],
  ]);

  const phone = await browser.newContext({
    ...{ locale: 'de-DE', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
    reducedMotion: 'reduce',
  });
  const small = await phone.newPage();
  await enter(small, person, `/studio/pictures/${id}`);
  await expect(small.locator('[data-wall] img[data-there]').nth(7)).toBeVisible();
  await portrait(small, 'phone');
  await phone.close();
});

test('the rooms around a video', async ({ page, browser }) => {
  const person = await somebody({ name: 'Mara Lind' });
  await enter(page, person, '/studio/account/purchases');
  await page.getByRole('button', { name: 'Buy: 500 credits for €24.00' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page.getByText('Thank you: 500 credits are yours.')).toBeVisible();
  await portrait(page, 'purchases');

  const hook = {
    url: 'https://films.example.com/hook',
    events: ['video.completed', 'video.failed'],
    description: 'The night shift',
  };
  const { endpoint } = await api<{ endpoint: { id: string } }>(person, 'POST', 'webhooks', hook);
  await api(person, 'POST', `webhooks/${endpoint.id}/test`);
  await page.goto(`/studio/account/webhooks/${endpoint.id}`);
  await page.locator('summary').click();
  await expect(page.locator('details')).toContainText('ms');
  await portrait(page, 'webhook');

  const phone = await browser.newContext({
    ...{ locale: 'de-DE', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
    reducedMotion: 'reduce',
  });
  const small = await phone.newPage();
  await enter(small, person, '/studio/account/notices');
  await small.getByText('Ruhezeit', { exact: true }).click();
  await portrait(small, 'notices-phone');
  await phone.close();
});

test('operators’ rooms', async ({ page, browser }) => {
  test.setTimeout(120_000);
  const person = await somebody({ name: 'Mara Lind' });
  const { broken } = await trouble(person);
  await onDuty(page, 'people');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await portrait(page, 'operators-people');

  await page.goto(`/studio/operators/people/${person.uid}`);
  await expect(page.getByRole('link', { name: 'A storm over the sea' })).toBeVisible();
  await portrait(page, 'operators-person');

  await page.goto(`/studio/operators/jobs?user=${person.uid}`);
  await expect(page.getByRole('link', { name: 'A storm over the sea' })).toBeVisible();
  await portrait(page, 'operators-jobs');

  await page.goto(`/studio/operators/jobs/videos/${broken}`);
  await expect(page.getByRole('region', { name: 'Why it failed' })).toBeVisible();
  await portrait(page, 'operators-job');

  const looked = async (on: Page) => {
    const clip = on.locator('video');
    await expect.poll(() => clip.evaluate((film: HTMLVideoElement) => film.readyState)).toBeGreaterThan(0);
  };
  await page.goto('/studio/operators/media');
  await page.getByRole('list', { name: 'Videos' }).getByRole('button').first().click();
  await looked(page);
  await portrait(page, 'operators-media');

  await page.goto(`/studio/operators/reports?user=${person.uid}`);
  await page.getByRole('list', { name: 'Reports' }).getByRole('button').first().click();
  await looked(page);
  await page.keyboard.press('t');
  await expect(page.getByRole('dialog')).toContainText('it alone');
  await portrait(page, 'operators-report');

  const phone = await browser.newContext({
    ...{ locale: 'de-DE', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
    reducedMotion: 'reduce',
  });
  const small = await phone.newPage();
  await onDuty(small, `jobs/videos/${broken}`, 'Ticket 4711');
  await expect(small.getByRole('region', { name: 'Warum es scheiterte' })).toBeVisible();
  await portrait(small, 'operators-phone');
  await phone.close();
});

test('the rooms of those who run the house', async ({ page, browser }) => {
  test.setTimeout(120_000);
  await plantFigures(365);
  const operator = await somebody({ credits: 0, claims: { admin: true }, name: 'Noor Haddad' });
  await api(operator, 'PATCH', 'admin/config/guests', { reason: 'ticket 12', values: { closed: ['films'] } });
  await enter(page, operator, '/studio/operators/today');
  await page.getByRole('button', { name: 'Morning round' }).click();
  const views = [
    ['operators-today', 'today', () => page.getByRole('slider').nth(5)],
    ['operators-year', 'today?span=year', () => page.getByRole('slider').nth(5)],
    ['operators-queues', 'queues', () => page.getByRole('row').nth(6)],
    ['operators-letters', 'queues/letters', () => page.getByRole('heading', { name: 'Dead letters' })],
    ['operators-models', 'models', () => page.getByRole('row').nth(3)],
    ['operators-model', 'models/vertex/veo-3.1-generate-001', () => page.getByText('As its file has it')],
    ['operators-settings', 'settings', () => page.getByRole('row').nth(6)],
    ['operators-section', 'settings/guests', () => page.getByText('in force')],
    ['operators-audit', 'audit', () => page.getByRole('row').nth(6)],
    ['operators-runs', 'reconcile', () => page.getByRole('button', { name: 'Start a run' })],
  ] as const;
  for (const [name, place, there] of views) {
    await page.goto(`/studio/operators/${place}`);
    await expect(there()).toBeVisible();
    await expect(page.locator('main [class*="_skeleton_"]')).toHaveCount(0);
    await portrait(page, name);
  }
  await page.getByRole('button', { name: 'Start a run' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start a run' }).click();
  await expect(page.getByText('all holds').first()).toBeVisible({ timeout: 60_000 });
  await portrait(page, 'operators-run');

  const phone = await browser.newContext({
    ...{ locale: 'de-DE', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true, isMobile: true },
    reducedMotion: 'reduce',
  });
  const small = await phone.newPage();
  await enter(small, operator, '/studio/operators/today');
  await small.getByRole('button', { name: 'Morgenrundgang' }).click();
  await expect(small.getByRole('slider').first()).toBeVisible();
  await small.getByRole('slider').first().scrollIntoViewIfNeeded();
  await portrait(small, 'operators-today-phone');
  await phone.close();
});
