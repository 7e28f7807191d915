import { reach, watchPointers } from './support/keys';
import { timePasses } from './support/people';
import { picture } from './support/pictures';
import { expect, LONG, test } from './support/studio';

test('by keyboard alone from the way in to the file of a first video', LONG, async ({ page, person }) => {
  const noPointer = await watchPointers(page);
  const chooser = page.waitForEvent('filechooser', { timeout: 0 });
  await page.goto('/');
  await page.getByLabel('E-mail').waitFor();
  await reach(page, 'E-mail');
  await page.keyboard.type(person.email);
  await reach(page, 'Password');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Every film begins with a picture' })).toBeVisible();
  await reach(page, 'Upload pictures');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([picture('Fox.png', { hue: 20 })]);
  await expect(page.getByRole('row', { name: 'Fox' }).locator('img[data-there]')).toBeVisible();

  await reach(page, 'Fox');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'Prompts' });
  await expect(panel.getByText('No prompt yet')).toBeVisible();
  await reach(page, 'Write it');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Copy' })).toBeVisible();
  await reach(page, 'Make a video');
  await page.keyboard.press('Enter');

  await expect(page.getByRole('button', { name: 'Make it for 80 credits' })).toBeEnabled();
  await reach(page, 'Make it for 80 credits');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/studio\/videos\/[0-9a-f]{24}$/);
  await timePasses(person);

  const film = page.locator('video');
  await expect(film).toBeVisible({ timeout: 40_000 });
  await reach(page, /^Play/);
  await page.keyboard.press('Enter');
  await expect.poll(() => film.evaluate((clip: HTMLVideoElement) => clip.currentTime)).toBeGreaterThan(0);
  await reach(page, 'Download');
  const saved = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await saved).suggestedFilename()).toMatch(/\.mp4$/);
  await noPointer();
});
