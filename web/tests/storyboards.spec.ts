import type { Page } from '@playwright/test';
import { api, type Person, timePasses } from './support/people';
import { collectionOf } from './support/pictures';
import { painted, SCENERY } from './support/scenery';
import { accessible, enter, expect, LONG, test } from './support/studio';

const LITE = 'vertex/veo-3.1-lite-generate-001';

interface Board {
  id: string;
  version: number;
  name: string;
  scenes: { id: string; action: string; title: string; light: string; video: { state: string } | null }[];
}

const boardOf = (person: Person, id: string) => api<Board>(person, 'GET', `storyboards/${id}`);
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
const idOf = (page: Page) => /storyboards\/([0-9a-f]{24})/.exec(page.url())?.[1] ?? '';

test(
  'a storyboard is written, saved by itself, undone, and merged with what somebody else saved',
  LONG,
  async ({ page, person }) => {
    await enter(page, person, '/studio/storyboards');
    await accessible(page);
    await page.getByRole('button', { name: 'Begin the first one' }).click();
    await expect(page).toHaveURL(/storyboards\/[0-9a-f]{24}/);
    const id = idOf(page);

    await page.getByRole('button', { name: 'Look and character' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('The fox');
    await page.getByRole('button', { name: 'Add a character' }).click();
    const who = page.getByRole('region', { name: 'Character' });
    await who.getByRole('textbox', { name: 'Name' }).fill('Anna');
    await who.getByRole('textbox', { name: 'Looks' }).fill('red coat');
    await saved(page);
    await expect(who.getByText(/^character:[a-z-]+_id:[0-9a-f]{8}$/)).toBeVisible();
    await accessible(page);

    await page.getByRole('button', { name: 'Add a scene' }).click();
    await page.getByRole('textbox', { name: 'What happens' }).fill('She opens a heavy door.');
    await saved(page);
    const prompt = page.getByRole('region', { name: 'The prompt' });
    await expect(prompt.locator('mark').filter({ hasText: 'She opens a heavy door' })).toBeVisible();
    await expect(prompt.locator('mark').filter({ hasText: 'red coat' })).toBeVisible();
    await expect(prompt).toContainText('35 mm lens'); // of the look
    await accessible(page);

    await page.getByRole('button', { name: 'From a template' }).click();
    await page.getByRole('menuitem', { name: 'Close-up' }).click();
    const rows = page.getByRole('grid', { name: 'Scenes in their order' }).getByRole('row');
    await expect(rows).toHaveCount(2);
    await saved(page);
    await page.getByRole('button', { name: 'Move scene 2' }).focus(); // into another order by keys alone
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-drop-target]')).toHaveCount(1); // it is held, and looks for its place
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect(page.locator('[data-drop-target]')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(rows.first()).toContainText('Close-up');
    await saved(page);
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await expect(rows.first()).toContainText('She opens a heavy door');
    await saved(page);

    const now = await boardOf(person, id);
    const [first, second] = now.scenes;
    await rows.first().click();
    await api(person, 'PATCH', `storyboards/${id}/scenes/${second?.id}`, { light: 'candlelight' }); // elsewhere, another scene
    await page.getByRole('textbox', { name: 'Where' }).fill('an old house');
    await saved(page);
    await expect.poll(async () => (await boardOf(person, id)).scenes.map(({ light }) => light)).toContain('candlelight');

    await page.route(`**/storyboards/${id}`, (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.fallback(),
    );
    await page.getByRole('textbox', { name: 'What happens' }).fill('She runs.');
    await expect(page.getByText('Not saved: tried again by itself')).toBeVisible();
    await api(person, 'PATCH', `storyboards/${id}/scenes/${first?.id}`, { action: 'She waits.' }); // elsewhere, the same field
    await page.unroute(`**/storyboards/${id}`);
    const conflict = page.getByRole('dialog', { name: 'Changed on two sides' });
    await expect(conflict).toContainText('She waits.', { timeout: 15_000 });
    await accessible(page);
    await conflict.getByText('Elsewhere', { exact: true }).click();
    await conflict.getByRole('button', { name: 'Take it so' }).click();
    await expect(page.getByRole('textbox', { name: 'What happens' })).toHaveValue('She waits.');
    await saved(page);
    expect((await boardOf(person, id)).scenes[0]).toMatchObject({ action: 'She waits.' });

    await page.getByRole('button', { name: /^What to do with “The fox”/ }).click();
    await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
    const history = page.getByRole('dialog', { name: 'Earlier versions' });
    await history
      .getByRole('button', { name: /Version 1\b/ })
      .last()
      .click();
    await expect(history.getByRole('region', { name: 'What is otherwise now' })).toContainText('The fox');
    await accessible(page);
  },
);

test.use({ allowed: [/ERR_FAILED|Failed to load resource/] });

test('four pictures become a film of four scenes, on a phone', LONG, async ({ browser, person }) => {
  test.setTimeout(180_000);
  const wall = await collectionOf(
    person,
    'Places',
    SCENERY.slice(0, 4).map((each, at) => ({ title: each.title, buffer: painted(each, at + 1) })),
  );
  for (const image of wall.images) {
    await expect.poll(async () => (await api<{ status: string }>(person, 'GET', `images/${image}`)).status).toBe('ready');
  }
  const phone = await browser.newContext({
    ...{ locale: 'en-GB', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' },
  });
  const page = await phone.newPage();
  await enter(page, person, '/studio/storyboards');
  await page.getByRole('button', { name: 'Begin the first one' }).tap();
  await expect(page).toHaveURL(/storyboards\/[0-9a-f]{24}/);
  const id = idOf(page);
  await page.getByRole('button', { name: 'From pictures' }).tap();
  for (const { title } of SCENERY.slice(0, 4)) await page.getByRole('row', { name: title }).tap();
  await page.getByRole('button', { name: 'Take these 4' }).tap();
  const rows = page.getByRole('grid', { name: 'Scenes in their order' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await saved(page);
  await rows.first().tap();
  await page.getByRole('textbox', { name: 'What happens' }).fill('The wind gets up.');
  await accessible(page);
  await page.getByRole('button', { name: 'Close', exact: true }).tap();
  await saved(page);
  await api(person, 'PATCH', `storyboards/${id}`, { expected_version: (await boardOf(person, id)).version, model: LITE });

  await page.getByRole('button', { name: 'Shoot', exact: true }).tap();
  await page.getByRole('button', { name: /^Shoot for \d+ credits/ }).tap();
  const done = async () => {
    await timePasses(person);
    return (await boardOf(person, id)).scenes.filter(({ video }) => video?.state === 'completed').length;
  };
  await expect.poll(done, { timeout: 120_000 }).toBe(4);
  await expect(page.getByText('4 of 4 scenes shot').first()).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Make the film' }).tap();
  await expect(page.getByText('As the storyboard stands: all scenes whole, with their transitions.')).toBeVisible();
  await accessible(page);
  const make = page.getByRole('button', { name: /^Make it/ });
  await expect(make).toBeEnabled();
  await make.tap();
  await expect(page).toHaveURL(/films\/[0-9a-f]{24}/);
  await expect(page.locator('video')).toBeVisible({ timeout: 60_000 });
  await accessible(page);
  const film = /films\/([0-9a-f]{24})/.exec(page.url())?.[1];
  expect(await api(person, 'GET', `films/${film}`)).toMatchObject({ status: 'completed', storyboard_id: id });
  await phone.close();
});
