import { onDuty, trouble } from './support/operators';
import { admin, api, type Person } from './support/people';
import { accessible, enter, expect, LONG, test } from './support/studio';

const MINUTE_MS = 60_000;

test('who is no operator is not led there, and is told so where they come by themselves', async ({ page, person }) => {
  await enter(page, person, '/studio/operators/people');
  await expect(page.getByRole('heading', { name: 'This is for operators' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Operators' })).toHaveCount(0);
  await accessible(page);
});

test(
  'an operator finds a user’s failed video, reads why, retries it, and takes a reported film down, within a minute',
  LONG,
  async ({ page, person }) => {
    test.setTimeout(120_000);
    const { broken, shown, link } = await trouble(person);
    const balance = async (whose: Person) => (await api<{ balance: number }>(whose, 'GET', 'account')).balance;
    const before = await balance(person);

    const began = Date.now();
    await onDuty(page, 'people');
    await page.getByRole('searchbox').fill(person.email);
    await page.keyboard.press('Enter');
    const found = page.getByRole('row').getByRole('link');
    await expect(found).toHaveText([person.email]);
    await found.press('Enter');
    await page.getByRole('region', { name: 'What they made' }).getByRole('link', { name: 'A storm over the sea' }).press('Enter');
    const why = page.getByRole('region', { name: 'Why it failed' });
    await expect(why).toContainText('PROVIDER_ERROR');
    await expect(page.getByRole('region', { name: 'At the provider' })).toContainText('operations/');
    await page.keyboard.press('o');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).press('Enter');
    await expect(page.getByText('It is being made again.')).toBeVisible();
    await expect(page).not.toHaveURL(new RegExp(broken));
    await expect(page.getByRole('link', { name: broken })).toBeVisible();

    await page.getByRole('navigation', { name: 'Operators' }).getByRole('link', { name: 'Reports' }).press('Enter');
    await page.getByLabel('Of user (id)').fill(person.uid);
    await page.keyboard.press('Enter');
    const queue = page.getByRole('list', { name: 'Reports' });
    await expect(queue.getByRole('button')).toHaveCount(2);
    await page.getByRole('heading', { level: 1 }).click(); // out of the field: keys lead from here
    await page.keyboard.press('j');
    const report = page.getByRole('article');
    await expect(report).toContainText('1 open of 1');
    await expect.poll(() => report.locator('video').evaluate((film: HTMLVideoElement) => film.readyState)).toBeGreaterThan(0);
    await accessible(page);
    await page.keyboard.press('t');
    const asked = page.getByRole('dialog', { name: 'Take it down?' });
    await expect(asked).toContainText('2 reports are decided by it.');
    await expect(asked).toContainText('Nothing was made of it: it alone.');
    await asked.getByRole('textbox', { name: 'Reason' }).press('Enter');
    await expect(page.getByText(/2 reports are decided.*taken down: 1/)).toBeVisible();
    expect(Date.now() - began).toBeLessThan(MINUTE_MS);

    expect((await fetch(link)).status).toBe(410);
    const mine = await api<{ videos: { id: string; retry_of: string | null }[] }>(person, 'GET', 'videos');
    expect(mine.videos.map(({ retry_of }) => retry_of)).toContain(broken);
    expect(await balance(person)).toBe(before);
    await page.goto(`/studio/operators/media?kind=down&user=${person.uid}`);
    await page.getByRole('list', { name: 'Taken down' }).getByRole('button').click();
    await accessible(page);
    await page.getByRole('button', { name: 'Put back' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Reason' }).press('Enter');
    await expect(page.getByText('It is on its way back.')).toBeVisible();
    await expect
      .poll(async () => (await api<{ taken_down_at: string | null }>(person, 'GET', `films/${shown}`)).taken_down_at)
      .toBeNull();
  },
);

test('their rooms are for everybody: keys, both themes, a phone', async ({ page, person, browser }) => {
  await onDuty(page, 'people');
  await expect(page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Operators' })).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await accessible(page);
  await page.goto(`/studio/operators/people/${person.uid}`);
  await page.getByRole('button', { name: 'Change limits' }).click();
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Change limits' })).toBeFocused();

  const phone = await browser.newContext({
    ...{ locale: 'de-DE', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: 'reduce' },
  });
  const small = await phone.newPage();
  await enter(small, await admin(), '/studio/trash');
  await small.getByRole('button', { name: /^Dein Konto/ }).tap();
  await small.getByRole('menuitem', { name: 'Betrieb' }).tap();
  await small.getByRole('button', { name: 'Morgenrundgang' }).tap();
  await small.getByRole('link', { name: 'Aufträge' }).tap();
  await small.getByRole('button', { name: 'Filter', exact: true }).tap();
  await expect(small.getByRole('search').getByLabel('Von wem (Id)')).toBeVisible();
  await accessible(small);
  await phone.close();
});
