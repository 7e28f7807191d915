import type { Page } from '@playwright/test';
import { admin, api, type Person, somebody, timePasses } from './support/people';
import { picture } from './support/prompts';
import { accessible, enter, expect, LONG, test } from './support/studio';

const TEXT = 'A red fox runs through fresh snow.';
const OMNI = 'gemini-api/gemini-omni-1.1-flash';

interface Entry {
  type: string;
  amount: number;
  job_id: string | null;
}

/** What was paid for videos. */
async function charges(person: Person): Promise<Entry[]> {
  const { transactions } = await api<{ transactions: Entry[] }>(person, 'GET', 'account/transactions');
  return transactions.filter(({ amount }) => amount < 0);
}

const text = (page: Page) => page.getByRole('textbox', { name: 'Your text' });
const make = (page: Page, price: RegExp | string = /^Make it for/) => page.getByRole('button', { name: price });

test('words, a first frame and choices that go together become a video', LONG, async ({ page, person }) => {
  await picture(person, 'Dawn');
  await enter(page, person, '/studio/videos/new');
  await text(page).fill(TEXT);
  await expect(make(page, 'Make it for 80 credits')).toBeVisible();

  await page.getByText('6 s', { exact: true }).click();
  await expect(page.getByRole('radio', { name: '1080p' })).toBeDisabled();
  await expect(page.getByText('Veo 3.1 makes only 8 s at 1080p.')).toBeVisible();
  await page.getByRole('button', { name: '1080p with 8 s' }).click();
  await expect(page.getByRole('radio', { name: '1080p' })).toBeChecked();
  await expect(page.getByRole('radio', { name: '8 s', exact: true })).toBeChecked();
  await expect(page.getByRole('radio', { name: '6 s', exact: true })).toBeDisabled();

  await page.getByRole('radio', { name: 'Veo 3.1 Lite' }).focus();
  await page.keyboard.press('Space');
  await expect(make(page, 'Make it for 16 credits')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose: References' })).toBeDisabled();
  await expect(page.getByText('Veo 3.1 Lite takes no references.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose: Last frame' })).toBeDisabled();
  await accessible(page);

  await page.getByRole('button', { name: 'Choose: First frame' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('searchbox', { name: 'Search by title' }).fill('daw');
  await page.getByRole('row', { name: 'Dawn' }).focus();
  await accessible(page);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Take this one' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Take out First frame' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose: Last frame' })).toBeEnabled();

  await page.reload(); // what was chosen is still there
  await expect(text(page)).toHaveValue(TEXT);
  await expect(page.getByRole('button', { name: 'Take out First frame' })).toBeVisible();
  await expect(make(page, 'Make it for 16 credits')).toBeVisible();
  await text(page).focus();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/studio\/videos\/[0-9a-f]{24}$/);
  expect(await charges(person)).toMatchObject([{ amount: -16 }]);
  await page.goto('/studio/videos/new');
  await expect(text(page)).toHaveValue('');
});

test.describe('a model that is suspended', () => {
  test.use({ allowed: [/videos\/quote/] });

  test('is explained with what takes its place', async ({ page, person }) => {
    await enter(page, person, '/studio/videos/new');
    await text(page).fill(TEXT);
    await page.getByText('Gemini Omni 1.1 Flash', { exact: true }).click();
    await expect(make(page, 'Make it for 24 credits')).toBeVisible();
    const operator = await admin();
    const suspend = (suspended: boolean) =>
      api(operator, 'PUT', `admin/models/${OMNI}/suspension`, { suspended, reason: 'a test of the studio' });
    await suspend(true);
    try {
      await page.reload();
      await expect(text(page)).toHaveValue(TEXT);
      // by the service, or by the catalog where the browser has none of the last minute
      await expect(page.getByText(/1\.1-flash cannot be used|1\.1 Flash is paused/).first()).toBeVisible();
      await page.getByRole('button', { name: 'Take Gemini Omni 1.2 Flash instead' }).first().click();
      await expect(page.getByRole('radio', { name: 'Gemini Omni 1.2 Flash' })).toBeChecked();
      await expect(make(page, 'Make it for 16 credits')).toBeVisible();
    } finally {
      await suspend(false);
    }
  });
});

test('too few credits are told, with what is missing and what would do', async ({ page }) => {
  const person = await somebody({ credits: 0 }); // has what signing up brings
  await enter(page, person, '/studio/videos/new');
  await text(page).fill(TEXT);
  await page.getByRole('button', { name: 'More choices' }).click();
  await page.getByLabel('How many').fill('3');
  await page.getByLabel('How many').blur();
  await expect(page.getByText('40 credits are missing.')).toBeVisible();
  await make(page, 'Make 3 for 240 credits').click();
  expect(await charges(person)).toEqual([]);
  await page.getByRole('button', { name: /^Make it with .+ for \d+$/ }).click();
  await expect(page.getByText('credits are missing')).toBeHidden();
  await expect(make(page, /^Make 3 for (\d\d|\d) credits$/)).toBeVisible();
});

test('a guest prepares all and is told that an account is needed', async ({ page }) => {
  await page.goto('/studio/sign-in?to=%2Fstudio%2Fvideos%2Fnew');
  await page.getByRole('button', { name: 'Look around as a guest' }).click();
  await text(page).fill(TEXT);
  await page.getByRole('link', { name: 'Create an account to make it' }).click();
  await expect(page).toHaveURL(/sign-in\?register=true&to=/);
});

test.describe('an answer that is lost', () => {
  test.use({ allowed: [/ERR_FAILED|Failed to load resource/] });

  test('buys once, also after the page is loaded anew', async ({ page, person }) => {
    const used: string[] = [];
    let lost = true;
    await page.route(/\/videos$/, async (route) => {
      if (route.request().method() !== 'POST' || !lost) return route.continue();
      used.push((await route.request().allHeaders())['idempotency-key'] ?? '');
      await route.fetch();
      await route.abort();
    });
    await enter(page, person, '/studio/videos/new');
    await text(page).fill(TEXT);
    await make(page, 'Make it for 80 credits').dblclick();
    await expect.poll(() => used.length).toBeGreaterThan(1); // the client has asked again by itself
    page.on('request', (request) => {
      if (request.isNavigationRequest()) lost = false; // of the page that was there before, nothing comes any more
    });
    await page.reload();
    await expect(page).toHaveURL(/\/studio\/videos\/[0-9a-f]{24}$/);
    expect(new Set(used).size).toBe(1);
    expect(await charges(person)).toMatchObject([{ amount: -80 }]);
  });
});

test.describe('a table', () => {
  test.use({ allowed: [/videos\/batch/] });

  test('shows its wrong rows at their cells, is mended there, and made', LONG, async ({ page, person }) => {
    const lite = 'vertex/veo-3.1-lite-generate-001';
    const table = `prompt;seconds;model\n"A fox; close";4;${lite}\nقلعة على التل;5;${lite}\nA hare;4;nothing\n`;
    await enter(page, person, '/studio/videos/batch');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'wishes.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await expect(page.getByRole('alert')).toContainText('2 things have to be mended first');
    await expect(page.getByLabel('seconds, line 3')).toHaveAccessibleDescription(/makes only 4, 6 or 8 s/);
    await expect(page.getByLabel('model, line 4')).toHaveAccessibleDescription(/There is no model nothing/);
    await accessible(page);
    expect(await charges(person)).toEqual([]);
    await page.getByLabel('seconds, line 3').fill('4');
    await page.getByLabel('model, line 4').fill(lite);
    await make(page, 'Make 3 videos for 24 credits').click();
    await expect(page).toHaveURL(/\/studio\/videos\/batch\?id=/);
    await timePasses(person);
    await expect(page.getByRole('status').getByText('3 of 3 ended')).toBeVisible();
    await expect(page.getByRole('link', { name: 'See these videos' })).toHaveAttribute('href', /\/studio\/videos\?batch=/);
    await accessible(page);
  });
});

test.describe('in German, on a phone', () => {
  test.use({ locale: 'de-DE', viewport: { width: 375, height: 700 } });

  test('a video is made with one thumb', async ({ page, person }) => {
    await enter(page, person, '/studio/videos/new');
    await page.getByRole('textbox', { name: 'Dein Text' }).fill('Ein roter Fuchs läuft durch frischen Schnee.');
    const button = page.getByRole('button', { name: 'Für 80 Credits machen' });
    await expect(button).toBeInViewport();
    for (const width of [375, 320]) {
      await page.setViewportSize({ width, height: 700 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await button.click();
    await expect(page).toHaveURL(/\/studio\/videos\/[0-9a-f]{24}$/);
  });
});
