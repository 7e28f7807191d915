import type { Browser, Page } from '@playwright/test';
import { api, type Person, timePasses } from './support/people';
import { accessible, enter, expect, LONG, test, watched } from './support/studio';

interface Clip {
  id: string;
  state: string;
}

/** Asked for beside the studio, as another device of the same person would. */
async function ask(person: Person, wish: object): Promise<Clip> {
  return (await api<{ video: Clip }>(person, 'POST', 'videos', wish)).video;
}

/** An ended video that no provider has to make: it was to begin tomorrow, and was cancelled. */
async function quickly(person: Person, prompt: string): Promise<Clip> {
  const start = new Date(Date.now() + 86_400_000).toISOString();
  const { id } = await ask(person, { prompt, seconds: 4, start_at: start });
  return api<Clip>(person, 'POST', `videos/${id}/cancel`);
}

const balance = async (person: Person) => (await api<{ balance: number }>(person, 'GET', 'account')).balance;

const at = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);

async function second(browser: Browser, body: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints = watched(page);
  await body(page);
  expect(complaints).toEqual([]);
  await context.close();
}

test(
  'a video arrives while one looks, plays, is saved, shown to somebody and cut',
  LONG,
  async ({ page, person, browser, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await enter(page, person, '/studio/videos');
    await expect(page.getByRole('heading', { name: 'Your videos will be here' })).toBeVisible();
    await ask(person, { prompt: 'A kite over the dunes.', seconds: 4 });
    await timePasses(person);
    const card = page.getByRole('row', { name: 'A kite over the dunes.' });
    await expect(card.getByText('4 sec', { exact: true })).toBeVisible(); // it came, and was finished, without a reload
    await expect(card.locator('img')).toBeVisible();
    await accessible(page);

    await card.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('A kite over the dunes.');
    await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThan(1);
    await page.keyboard.press('k');
    await expect.poll(() => at(page)).toBeGreaterThan(0.2);
    await page.keyboard.press('k');
    await expect(page.getByRole('button', { name: 'Play' }).first()).toBeVisible();
    await page.keyboard.press('j');
    await expect.poll(() => at(page)).toBeLessThan(0.1);
    await page.keyboard.press('.');
    await expect.poll(() => at(page)).toBeCloseTo(1.5 / 24, 2); // the middle of the second frame
    await page.keyboard.press('l');
    await expect.poll(() => at(page)).toBeCloseTo(2 + 1.5 / 24, 2);
    await page.getByRole('slider', { name: 'Place in the video' }).press('ArrowLeft');
    await expect.poll(() => at(page)).toBeCloseTo(1 + 1.5 / 24, 2);
    await accessible(page);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect((await saved).suggestedFilename()).toBe('a-kite-over-the-dunes.mp4');

    await page.getByLabel('Title', { exact: true }).fill('Kite');
    await page.getByLabel('Title', { exact: true }).press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kite');
    await page.getByLabel('New tag').fill('wind');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('row', { name: 'wind' })).toBeVisible();

    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByRole('dialog').waitFor();
    await accessible(page);
    await page.getByRole('button', { name: 'Make it', exact: true }).click();
    await expect(page.getByText('The link is made and copied.')).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const shared = page.getByRole('listitem').filter({ hasText: link });
    await second(browser, async (stranger) => {
      await stranger.goto(link);
      await expect(stranger.locator('video')).toBeVisible();
    });
    await shared.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click();
    await expect(page.getByText('No link is open.')).toBeVisible();
    expect((await fetch(link)).status).toBe(410);

    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const start = page.getByRole('slider', { name: 'Beginning' });
    for (let frames = 0; frames < 3; frames += 1) await start.press('ArrowRight');
    await expect.poll(() => at(page)).toBeCloseTo(3 / 24, 2);
    await page.getByText('Square', { exact: true }).click();
    await page.getByRole('slider', { name: 'Which part of the picture stays' }).press('ArrowLeft');
    await expect(page.getByText(/left after it/)).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'Make the new video' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kite (edit)');
    await expect(page.getByRole('button', { name: 'Play both' })).toBeVisible();
    await expect(page.locator('video')).toHaveCount(2);
    await page.getByRole('button', { name: 'Compare with the original' }).click();
    await expect(page.getByText('1:1 · 1080 × 1080')).toBeVisible();
    await expect(page.getByRole('link', { name: 'The original' })).toBeVisible();
  },
);

test('what fails says why and costs nothing, and can be asked for again', async ({ studio, person }) => {
  const before = await balance(person);
  const failing = await ask(person, { prompt: 'A storm. [[fault:block=safety]]', seconds: 4 });
  await timePasses(person);
  await studio.goto(`/studio/videos/${failing.id}`);
  await expect(studio.getByText(/safety filter blocked this video.*You were not charged/)).toBeVisible({ timeout: 40_000 });
  await expect(studio.getByText('40 credits came back.')).toBeVisible();
  expect(await balance(person)).toBe(before);
  await studio.getByRole('button', { name: 'Try it again' }).click();
  await expect(studio.getByRole('link', { name: 'The try before' })).toBeVisible();
  await expect(studio).not.toHaveURL(new RegExp(failing.id));

  const later = new Date(Date.now() + 86_400_000).toISOString();
  const planned = await ask(person, { prompt: 'A calm sea.', seconds: 4, start_at: later });
  await studio.goto('/studio/videos');
  const card = studio.getByRole('row', { name: 'A calm sea.' });
  await expect(card.getByText(/^Starts on/)).toBeVisible();
  await card.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(card.getByText('Cancelled', { exact: true })).toBeVisible();
  await expect(card.getByText('Nothing charged')).toBeVisible();
  expect((await api<Clip>(person, 'GET', `videos/${planned.id}`)).state).toBe('cancelled');
  await expect.poll(() => balance(person)).toBe(before);
});

test(
  'videos are found, marked, deleted and brought back, and a second browser keeps step',
  LONG,
  async ({ studio, person, browser }) => {
    test.slow();
    for (const prompt of ['Red roofs', 'Red rivers', 'Blue roofs']) await quickly(person, prompt);
    await studio.goto('/studio/videos?q=roofs');
    await expect(studio.getByRole('row')).toHaveCount(2);
    await studio.keyboard.press('/');
    await studio.keyboard.type(' red');
    await expect(studio).toHaveURL(/q=roofs/);
    await expect(studio.getByRole('row')).toHaveCount(1);
    await studio.goBack();
    await studio.goto('/studio/videos?state=completed');
    await expect(studio.getByText('No video is like that')).toBeVisible();
    await studio.getByRole('link', { name: 'Clear the filters' }).click();
    await expect(studio.getByRole('row')).toHaveCount(3);

    await second(browser, async (other) => {
      await enter(other, person, '/studio/videos');
      await expect(other.getByRole('row')).toHaveCount(3);
      await expect(other.locator('html')).toHaveAttribute('data-listeners', '2'); // the account and the list
      await studio.bringToFront(); // a page behind another one draws nothing and hears no keys
      await studio.getByRole('row', { name: 'Blue roofs' }).focus();
      await studio.keyboard.press('f');
      await expect(studio.getByRole('row', { name: 'Blue roofs' }).getByRole('img', { name: 'Favourite' })).toBeVisible();
      const star = other.getByRole('row', { name: 'Blue roofs' }).getByRole('img', { name: 'Favourite' });
      await expect(star).toBeVisible({ timeout: 60_000 }); // its listener's first answer, on a machine that is busy
      await studio.keyboard.press('x');
      await studio.keyboard.press('ArrowRight');
      await studio.keyboard.press('x');
      await expect(studio.getByText('2 selected')).toBeVisible();
      await accessible(studio);
      await studio.keyboard.press('Delete');
      await expect(studio.getByRole('row')).toHaveCount(1);
      await expect(other.getByRole('row')).toHaveCount(1);
      await studio.getByRole('button', { name: 'Undo' }).click();
      await expect(studio.getByRole('row')).toHaveCount(3);
      await expect(other.getByRole('row')).toHaveCount(3);
    });

    await studio.getByRole('row', { name: 'Red roofs' }).focus();
    await studio.keyboard.press('Delete');
    await expect(studio.getByRole('row')).toHaveCount(2);
    await studio.getByRole('link', { name: 'Trash' }).click();
    const entry = studio.getByRole('row', { name: 'Red roofs' });
    await expect(entry.getByText(/^Goes for good on/)).toBeVisible();
    await accessible(studio);
    await entry.getByRole('button', { name: 'Restore' }).click();
    await expect(studio.getByText('The trash is empty')).toBeVisible();
    await studio.getByRole('link', { name: 'Videos' }).click();
    await expect(studio.getByRole('row')).toHaveCount(3);
    await studio.getByRole('button', { name: 'All links' }).click();
    await expect(studio.getByText('No links yet')).toBeVisible();
    await accessible(studio);
  },
);

test.describe('on a phone', () => {
  test.use({ locale: 'de-DE', viewport: { width: 375, height: 740 }, hasTouch: true });

  test('the library and the trash speak German on a phone', async ({ page, person }) => {
    const { id } = await quickly(person, 'Ein Leuchtturm im Sturm');
    await enter(page, person, '/studio/videos');
    const card = page.getByRole('row', { name: 'Ein Leuchtturm im Sturm' });
    await expect(card.getByText('Nichts berechnet', { exact: true })).toBeVisible();
    await card.getByRole('link').tap();
    await expect(page).toHaveURL(new RegExp(id));
    await expect(page.getByRole('button', { name: 'Noch einmal versuchen' })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await page.getByRole('button', { name: 'Löschen' }).tap();
    await expect(page).toHaveURL(/\/studio\/videos$/);
    await page.getByRole('link', { name: 'Papierkorb' }).tap();
    await page.getByRole('row', { name: 'Ein Leuchtturm im Sturm' }).getByRole('button', { name: 'Endgültig löschen' }).tap();
    await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Abbrechen' })).toBeFocused(); // Enter alone erases nothing
    await page.getByRole('alertdialog').getByRole('button', { name: 'Endgültig löschen' }).tap();
    await expect(page.getByText('Der Papierkorb ist leer')).toBeVisible();
  });
});
