import { accessible, expect, test } from './support/studio';

test('who is nobody finds the way in, in English and in German', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Make films from pictures');
  await accessible(page);
  await page.getByText('Deutsch').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mach Filme aus Bildern');
});

test.describe('with a password', () => {
  test.use({ allowed: [/signInWithPassword/] });

  test('who signs in with a password comes to their pictures', async ({ page, person }) => {
    await page.goto('/studio/videos');
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill('wrong-password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText('The e-mail or the password is not right.');
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL(/\/studio\/videos$/);
    await expect(page.getByRole('link', { name: /credits/ })).not.toHaveText('–');
  });
});
