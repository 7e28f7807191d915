import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { de } from '../src/texts/de';
import { en } from '../src/texts/en';
import { confirmAddress, grant, timePasses, tokenOf } from './support/people';
import { picture } from './support/pictures';
import { expect, LONG, test } from './support/studio';

type Texts = typeof en;

/** From the first look to the file: what a new person does, by the words on the screen. */
async function firstVideo(page: Page, texts: Texts): Promise<void> {
  const { account, images, making, profile, prompts, videos } = texts;
  const email = `${randomBytes(5).toString('hex')}@example.com`;
  await page.goto('/');
  await page.getByRole('button', { name: profile.signIn.guest }).click();
  await expect(page.getByText(images.collections.empty)).toBeVisible();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(picture('fox.png', { hue: 20 }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(images.collections.first);
  await expect(page.getByRole('row', { name: 'fox' }).locator('img')).toBeVisible(); // looked at, and taken

  await page.getByRole('link', { name: account.banner.action }).click();
  await page.getByLabel(profile.signIn.email).fill(email);
  await page.getByLabel(profile.signIn.password, { exact: true }).fill('a-long-password');
  await page.getByRole('button', { name: profile.signIn.register, exact: true }).click();
  await expect(() => confirmAddress(email)).toPass();
  const person = await tokenOf(email, 'a-long-password');
  await grant(person, 200);
  await expect(page.locator('header a[href="/studio/account/credits"]')).toHaveText(/^[24]00$/); // and whatever signing up brings

  await page.getByRole('link', { name: images.collections.first }).click();
  await page.getByRole('row').first().click();
  const panel = page.getByRole(page.viewportSize()?.width === 375 ? 'dialog' : 'complementary', { name: prompts.title });
  await panel.getByRole('button', { name: prompts.form.write }).click();
  await panel.getByRole('link', { name: prompts.variant.video }).click();

  await expect(page.getByLabel(making.text.label)).not.toBeEmpty();
  await page.getByRole('button', { name: making.submit.for(80) }).click();
  await expect(page).toHaveURL(/\/studio\/videos\/[0-9a-f]{24}$/);
  await timePasses(person);
  const film = page.locator('video');
  await expect(film).toBeVisible({ timeout: 40_000 });
  await page.getByRole('button', { name: videos.player.play }).first().click();
  await expect.poll(() => film.evaluate((clip: HTMLVideoElement) => clip.currentTime)).toBeGreaterThan(0);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: videos.download }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.mp4$/);
}

test('a new person makes their first video, in English at a desk', LONG, async ({ page }) => {
  await firstVideo(page, en);
});

test.describe('on a phone', () => {
  test.use({ locale: 'de-DE', viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true, colorScheme: 'dark' });

  test('a new person makes their first video, in German', LONG, async ({ page }) => {
    await firstVideo(page, de);
  });
});
