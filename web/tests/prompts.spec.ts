import type { Page } from '@playwright/test';
import { api, timePasses } from './support/people';
import { pictureIn } from './support/prompts';
import { accessible, enter, expect, LONG, test } from './support/studio';

/** A picture of this person's own; the simulator is told what to do by what is wished for. */
const home = async (person: Parameters<typeof api>[0]) =>
  (await api<{ id: string }>(person, 'POST', 'images/collections', { name: 'Foxes' })).id;
const draft = (person: Parameters<typeof api>[0], image: string, text: string) =>
  api<{ id: string }>(person, 'POST', 'prompts/drafts', { image_id: image, prompt_text: text, language: 'en' });
const texts = (page: Page) =>
  page
    .getByRole('complementary')
    .getByRole('row')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('p')?.textContent));

test(
  'prompts are written from a picture, three at once, changed, refined, put back and deleted',
  LONG,
  async ({ page, person }) => {
    const image = await pictureIn(person, await home(person), 'A fox at sunset');
    await enter(page, person, `/studio/prompts?picture=${image}`);
    const panel = page.getByRole('complementary', { name: 'Prompts' });
    await expect(panel.getByText('No prompt yet')).toBeVisible();
    await expect(panel.getByText('Costs no credits. 20 prompts a minute can be written.')).toBeVisible();

    await panel.getByRole('button', { name: 'Three at once' }).click();
    await expect(panel.getByRole('button', { name: 'Copy' })).toHaveCount(3);
    await expect(panel.getByRole('row', { name: 'Variant 1' }).getByText('Primary', { exact: true })).toBeVisible();

    // what the picture suggests says why, and is what the next one is written with
    await panel.getByRole('button', { name: 'Settings', exact: true }).click();
    await panel.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('dialog', { name: 'Templates' }).waitFor();
    await accessible(page);
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Suggest from the picture' }).click();
    await expect(panel.getByText('The picture’s own words say').or(panel.getByText(/own words say “sunset”/))).toBeVisible();
    await panel.getByRole('button', { name: 'Cinematic' }).click();
    await panel.getByRole('button', { name: 'Noir' }).click();
    await accessible(page);

    // the provider's filter is told in words, and the same can be tried again
    await panel.getByRole('textbox', { name: 'Your own wishes' }).fill('[[fault:block_input=safety]]');
    await panel.getByRole('button', { name: 'Write it' }).click();
    const fourth = panel.getByRole('row', { name: 'Variant 4' });
    await expect(fourth.getByRole('alert')).toContainText("The provider's safety filter does not write about this picture");
    await expect(fourth.getByRole('button', { name: 'Try again' })).toBeVisible();
    for (const style of ['Golden hour', 'Cinematic', 'Noir'])
      await expect(fourth.getByText(style, { exact: true })).toBeVisible();
    await panel.getByRole('button', { name: 'Settings', exact: true }).click();

    // in its place, with what the API says of a text that it does not take
    const second = panel.getByRole('row', { name: 'Variant 2' });
    await second.getByRole('button', { name: 'Edit' }).click();
    const text = second.getByRole('textbox', { name: 'Text of the prompt' });
    await text.fill('A fox runs through fresh snow.');
    await text.press('Control+Enter');
    await expect(second.getByText('A fox runs through fresh snow.')).toBeVisible();
    await second.getByRole('radiogroup').locator('label').nth(3).click();
    await expect(second.getByRole('radio', { name: '4 stars' })).toBeChecked();
    await second.getByRole('button', { name: 'Make primary' }).click();
    await expect(second.getByText('Primary', { exact: true })).toBeVisible();
    await expect(panel.getByText('Primary', { exact: true })).toHaveCount(1);

    await second.getByRole('button', { name: 'More for variant 2' }).click();
    await page.getByRole('menuitem', { name: 'Refine' }).click();
    await second.getByRole('textbox', { name: 'What should change?' }).fill('Warmer light');
    await second.getByRole('button', { name: 'Refine' }).click();
    const fifth = panel.getByRole('row', { name: 'Variant 5' });
    await expect(fifth.getByText('refines variant 2')).toBeVisible();
    await expect(fifth.getByRole('button', { name: 'Copy' })).toBeVisible();

    await second.getByRole('button', { name: 'More for variant 2' }).click();
    await page.getByRole('menuitem', { name: 'Earlier texts' }).click();
    const back = page.getByRole('dialog').getByRole('button', { name: 'Put back' }).first();
    await back.waitFor();
    await accessible(page);
    await back.click();
    await expect(second.getByText('A fox runs through fresh snow.')).toHaveCount(0);

    await fifth.getByRole('button', { name: 'More for variant 5' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(fifth).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(fifth.getByText('refines variant 2')).toBeVisible();
    const { prompts } = await api<{ prompts: { rating: number | null; is_primary: boolean }[] }>(
      person,
      'GET',
      `prompts?image_id=${image}`,
    );
    expect(prompts.map(({ rating, is_primary: primary }) => [rating, primary])).toEqual([
      [null, false],
      [4, true],
      [null, false],
      [null, false],
      [null, false],
    ]);
  },
);

test('by keys alone, and two browsers stay in step', LONG, async ({ page, person, browser }) => {
  const collection = await home(person);
  const image = await pictureIn(person, collection, 'A fox at sunset');
  for (const text of ['First text.', 'Second text.', 'Third text.']) await draft(person, image, text);
  const other = await (await browser.newContext({ locale: 'de-DE', reducedMotion: 'reduce' })).newPage();
  await enter(other, person, `/studio/prompts?picture=${image}`);
  await enter(page, person, `/studio/pictures/${collection}`);
  const picture = page.getByRole('row', { name: 'A fox at sunset' });
  await picture.focus();
  await page.keyboard.press('Enter');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const first = page.getByRole('row', { name: 'Variant 1' });
  await expect(first.getByText('First text.')).toBeVisible();
  await expect(other.getByRole('row', { name: 'Variante 3' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-listeners', '3'); // account, pictures, prompts

  await page.keyboard.press('ArrowDown');
  await expect(first).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const second = page.getByRole('row', { name: 'Variant 2' });
  await expect(second).toBeFocused();
  await page.keyboard.press('c');
  await expect(page.getByText('Prompt copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Second text.');
  await page.keyboard.press('p');
  await expect(second.getByText('Primary', { exact: true })).toBeVisible();
  await expect(other.getByRole('row', { name: 'Variante 2' }).getByText('Haupt-Prompt', { exact: true })).toBeVisible();
  await page.keyboard.press('f');
  await expect(other.getByRole('row', { name: 'Variante 2' }).getByRole('button', { name: 'Favorit' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('e');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Second text, by hand.');
  await page.keyboard.press('Control+Enter');
  await expect(second).toBeFocused();
  await expect(other.getByText('Second text, by hand.')).toBeVisible();

  // with keys into another order
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Move variant 2' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-drop-target]')).toHaveCount(1); // it is held, and looks for its place
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('[data-drop-target]')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(page)).toEqual(['Second text, by hand.', 'First text.', 'Third text.']);
  await expect.poll(() => texts(other)).toEqual(['Second text, by hand.', 'First text.', 'Third text.']);

  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter');
  await expect(other.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('row', { name: 'Variant 1' })).toBeFocused();
  await page.keyboard.press('n');
  await expect(page.getByRole('row', { name: 'Variant 3' }).getByRole('button', { name: 'Copy' })).toBeVisible();
  await page.keyboard.press('?');
  for (const key of ['Write a new prompt', 'Copy the variant', 'To the next variant']) {
    await expect(page.getByRole('dialog').getByText(key)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(picture).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('data-listeners', '2');
  await other.context().close();
});

test(
  'two are compared side by side and as videos; all of them are in the library, in German on a phone',
  LONG,
  async ({ page, person }) => {
    const collection = await home(person);
    const image = await pictureIn(person, collection, 'Ein Fuchs am Abend');
    await draft(person, image, 'A red fox runs through fresh snow. [[fault:render_seconds=0]]');
    await draft(person, image, 'A grey fox sleeps in fresh snow. [[fault:render_seconds=0]]');
    await enter(page, person, `/studio/prompts?picture=${image}`);
    await page.getByRole('button', { name: 'More for variant 1' }).click();
    await page.getByRole('menuitem', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog', { name: 'Compare two variants' });
    await expect(dialog.locator('mark')).toHaveText(['red', 'runs', 'through', 'grey', 'sleeps', 'in']);
    await expect(page).toHaveURL(/compare=/);
    await accessible(page);
    await expect(dialog.getByText(/Costs 160 credits · 5?40 credits left/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Have both made' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Have both made' }).click();
    await expect(dialog.getByRole('link', { name: 'Video of A' })).toBeVisible();
    await timePasses(person);
    await expect(dialog.getByText('finished')).toHaveCount(2, { timeout: 30_000 });
    await dialog.getByText('B', { exact: true }).last().click();
    await dialog.getByRole('button', { name: 'Keep the rating' }).click();
    await expect(page.getByText('Rating kept')).toBeVisible();

    await page.setViewportSize({ width: 375, height: 740 });
    await page.evaluate(() => localStorage.setItem('rushes.language', 'de'));
    await page.goto('/studio/prompts?favourite=true');
    await expect(page.getByText('Kein Prompt passt dazu')).toBeVisible();
    await page.getByRole('button', { name: 'Alle zeigen' }).click();
    const card = page.getByRole('listitem').filter({ hasText: 'A red fox' });
    await card.getByRole('button', { name: 'Favorit' }).click();
    await page.getByText('Nur Favoriten').click();
    await expect(page.getByRole('list', { name: 'Alle Prompts' }).getByRole('button', { name: 'Zum Bild' })).toHaveCount(1);
    await accessible(page);
    await card.getByRole('button', { name: 'Zum Bild' }).click();
    const drawer = page.getByRole('dialog', { name: 'Prompts' });
    await expect(drawer.getByRole('row', { name: 'Variante 1' })).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exportieren' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    expect((await saved).suggestedFilename()).toBe('prompts.csv');
  },
);
