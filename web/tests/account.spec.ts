import { randomBytes } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { reach } from './support/keys';
import { api, grant, type Person } from './support/people';
import { accessible, enter, expect, stack, test } from './support/studio';

/** Whose token the page sends, as it sends one. */
async function uidOf(page: Page, doing: () => Promise<unknown>): Promise<{ uid: string; token: string }> {
  const asked = page.waitForRequest(
    (request) => new URL(request.url()).pathname === '/account' && Boolean(request.headers().authorization),
  );
  await doing();
  const token = ((await (await asked).headerValue('authorization')) ?? '').replace('Bearer ', '');
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return { uid: sub, token };
}

/** The link that the emulator would have sent. */
async function linkTo(email: string): Promise<string> {
  const { firebase, emulators } = await stack();
  const sent = await fetch(`http://${emulators.auth}/emulator/v1/projects/${firebase.projectId}/oobCodes`);
  const { oobCodes } = (await sent.json()) as { oobCodes: { email: string; oobLink: string }[] };
  return oobCodes.findLast((each) => each.email === email)?.oobLink ?? '';
}

const another = () => `${randomBytes(6).toString('hex')}@example.com`;

async function signIn(page: Page, person: Person, to: string): Promise<void> {
  await page.goto(to);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${to}$`));
}

test('a guest becomes an account by a link, and keeps what they made; credits come', async ({ page }) => {
  const email = another();
  await page.goto('/studio/account');
  const guest = await uidOf(page, () => page.getByRole('button', { name: 'Look around as a guest' }).click());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Account');
  await api(guest, 'POST', 'images/collections', { name: 'Mine' });
  await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
  await page.getByRole('button', { name: 'Send me a link instead' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send me a link', exact: true }).click();
  await expect(page.getByRole('status')).toContainText(`A link is on its way to ${email}`);
  const link = await linkTo(email);
  const account = await uidOf(page, () => page.goto(link));
  expect(account.uid).toBe(guest.uid);
  await expect(page.getByText('This is your account now.')).toBeVisible();
  await expect(page).toHaveURL(/\/studio\/pictures$/);
  await expect(page.getByRole('link', { name: '200 credits' })).toBeVisible();
  const { collections } = await api<{ collections: { name: string }[] }>(account, 'GET', 'images/collections');
  expect(collections.map(({ name }) => name)).toEqual(['Mine']);
});

test.describe('where the address has an account', () => {
  test.use({ allowed: [/signInWithIdp|Listen\/channel/] }); // the emulator refuses the link

  test('a guest is told before what does not come along; by Google', async ({ page }) => {
    const email = another();
    const google = async () => {
      await page.getByRole('button', { name: 'Continue with Google' }).click();
      await page.getByLabel('E-mail').fill(email);
      await page.getByRole('button', { name: 'Continue with Google' }).first().click();
    };
    await page.goto('/studio/account');
    const known = await uidOf(page, google);
    await expect(page.getByText('with Google')).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('button', { name: 'Look around as a guest' }).click();
    await page.getByRole('link', { name: 'Create an account' }).first().click();
    await google();
    await expect(page.getByRole('heading', { name: 'There is an account already' })).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'Stay with what I have made' }).click();
    await page.getByRole('button', { name: 'Continue with Google' }).first().click();
    const now = await uidOf(page, () => page.getByRole('button', { name: 'Sign in and leave it' }).click());
    expect(now.uid).toBe(known.uid);
  });
});

test.describe('signed out on all devices', () => {
  test.use({ allowed: [/401|securetoken|Listen\/channel/] });

  test('the other browser comes to the way in, with a word why', async ({ page, person, browser }) => {
    const other = await elsewhere(browser, person);
    await signIn(page, person, '/studio/account');
    const second = Math.floor(Date.now() / 1000); // sessions are told apart by seconds, and the emulator's by its user's last sign-in
    await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(second);
    await page.getByRole('button', { name: 'Sign out on all devices' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await expect(page.getByText('You are signed out.')).toBeVisible();
    await expect(other.getByText('Your session has ended')).toBeVisible();
    await expect(other).toHaveURL(/sign-in\?to=%2Fstudio%2Fvideos$/);
    await other.context().close();
  });
});

async function elsewhere(browser: Browser, person: Person): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await enter(page, person, '/studio/videos');
  await expect(page.locator('html')).toHaveAttribute('data-listeners', /[1-9]/);
  return page;
}

test.describe('keys', () => {
  test.use({ allowed: [/400/] });

  test('a key of one’s own is kept, checked, refused by the provider and deleted', async ({ page, person }) => {
    await enter(page, person, '/studio/account/keys');
    await page.getByRole('button', { name: 'Add a key: OpenAI Videos' }).click();
    await page.getByLabel('Key', { exact: true }).fill('short');
    await page.getByLabel(/^Project/).fill('?');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Needs 10 to 500 characters.')).toBeVisible();
    await expect(page.getByLabel('Key', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add a key: Gemini API' }).click();
    await page.getByLabel('Key', { exact: true }).fill('invalid-0123456789');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The provider does not take this key.')).toBeVisible();
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Gemini API' }) });
    await expect(card).toContainText('not valid');
    await expect(card).toContainText('… 6789');
    await accessible(page);
    await card.getByRole('button', { name: 'Switch off' }).click();
    await expect(card).toContainText('switched off');
    await card.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('The key is destroyed.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add a key: Gemini API' })).toBeVisible();
  });

  test('an agent works by a key that it was made, until it is revoked', async ({ page, person }) => {
    await signIn(page, person, '/studio/account/keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('بوت');
    await page.getByText('Have videos, films and prompts made').click();
    await page.getByLabel('Credits a day, at most').fill('50');
    await page.getByRole('button', { name: 'Save' }).click();
    const token = await page.getByLabel('Agent key').inputValue();
    await accessible(page);
    expect(await api({ token }, 'GET', 'account')).toMatchObject({ user_id: person.uid });
    await page.getByRole('button', { name: 'I have it' }).click();
    await expect(page.getByText('0 of 50 credits today')).toBeVisible();
    await page.getByRole('button', { name: 'Revoke: بوت' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(page.getByText('No agent has a key')).toBeVisible();
    await expect(() => expect(api({ token }, 'GET', 'account')).rejects.toThrow('AGENT_KEY_INVALID')).toPass(); // it shows before it is
  });
});

test('by keyboard alone from the way in to the ledger’s end, live', async ({ page, person }) => {
  await page.goto('/studio/account/credits');
  await page.getByLabel('E-mail').waitFor();
  await reach(page, 'E-mail');
  await page.keyboard.type(person.email);
  await reach(page, 'Password');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Credits');
  await expect(page.locator('main ol > li')).toHaveCount(2);
  await reach(page, 'Skip to content');
  await page.keyboard.press('Enter');
  await reach(page, /^All/);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Given');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/type=admin_grant$/);
  await expect(page.locator('main ol > li')).toHaveCount(1);
  await grant(person, 7);
  await expect(page.locator('main ol > li').first()).toContainText('+7');
  await expect(page.getByRole('link', { name: '707 credits' })).toBeVisible();
  await accessible(page);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Show the keys');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

const ROOMS = [
  'pictures',
  'prompts',
  'videos',
  'videos/new',
  'videos/batch',
  'trash',
  'account',
  'account/credits',
  'account/keys',
  'account/purchases',
  'account/notices',
  'account/webhooks',
  'account/data',
  'received',
];

test('nothing is wider than a phone of 320 pixels, and no listener is left', async ({ page, person }) => {
  await grant(person, 1_000_000);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.addInitScript(() => localStorage.setItem('rushes.language', 'de'));
  await enter(page, person, '/studio/nowhere');
  for (const room of ROOMS) {
    await page.evaluate((to) => history.pushState({}, '', to), `/studio/${room}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), room).toBe(320);
  }
  await expect(page.locator('html')).toHaveAttribute('data-listeners', '1'); // the account's alone
});

test.describe('a lost connection', () => {
  test.use({ allowed: [/ERR_INTERNET_DISCONNECTED|Could not reach Cloud Firestore|cleardot/] });

  test('is told, and its end; what is not there says so within the page; axe on the account', async ({ page, person }) => {
    await enter(page, person, '/studio/account');
    await expect(page.getByText('You sign in')).toBeVisible();
    await accessible(page);
    await page.context().setOffline(true);
    await expect(page.getByText('You are offline.')).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByText('You are online again.')).toBeVisible();
    await page.goto('/studio/nowhere');
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible();
    await expect(page).toHaveTitle('There is nothing here · Rushes');
  });
});
