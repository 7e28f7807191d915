import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { picture } from './support/pictures';
import { accessible, enter, expect, test } from './support/studio';

/** Once the worker holds the page. */
const kept = (page: Page) => expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

/** The packaged browser knows no notices of the system: it would say no by itself. */
function withNotices(): void {
  let answer: NotificationPermission = 'default';
  Object.defineProperty(Notification, 'permission', { get: () => answer });
  Notification.requestPermission = async () => {
    answer = 'granted';
    return answer;
  };
}

test('credits are bought at Stripe’s page and are there on the way back', async ({ page, person }) => {
  await enter(page, person, '/studio/account/credits');
  await page.getByRole('link', { name: 'Buy credits' }).click();
  await expect(page.getByText('You have bought nothing yet')).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Buy: 200 credits for €10.00' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page).toHaveURL(/\/studio\/account\/purchases\?back=yes$/);
  await expect(page.getByText('Thank you: 200 credits are yours.')).toBeVisible();
  await expect(page.getByRole('link', { name: '900 credits' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Receipt' })).toHaveAttribute('href', /^http/);
  await accessible(page);
});

test.describe('an endpoint', () => {
  let server: Server;
  const heard: string[] = [];

  test.beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        heard.push(String(request.headers['webhook-signature']));
        response.end('thanks');
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  test.afterAll(() => void server.close());
  test.use({ allowed: [/400/] });

  test('is made, tested, changed, switched off and deleted; its log has what it answered', async ({ page, person }) => {
    await enter(page, person, '/studio/account/webhooks');
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    const form = page.getByRole('dialog', { name: 'Add an endpoint' });
    await form.getByLabel('Address').fill('ftp://example.com');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true');
    await form.getByLabel('Address').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
    await form.getByText('Credits run low').click();
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alertdialog').getByLabel('Secret')).toHaveValue(/^whsec_/);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    const log = page.getByRole('region', { name: 'What it was sent' }).getByRole('listitem');
    await expect(log.first()).toContainText('taken');
    expect(heard[0]).toMatch(/^v1,/);
    await log.first().locator('summary').click();
    await expect(log.first()).toContainText('thanks');
    await accessible(page);
    await log
      .first()
      .getByRole('button', { name: /^Send again/ })
      .click();
    await expect.poll(() => heard.length).toBe(2);
    await page.getByRole('button', { name: 'Another secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Another secret' }).click();
    await page.getByRole('button', { name: 'I have it' }).click();
    await expect(page.getByText('Two secrets sign at the moment.')).toBeVisible();
    await page.getByRole('button', { name: 'Switch off' }).click();
    await expect(page.getByText('You switched it off.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send a test' })).toBeDisabled();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('No server is told anything')).toBeVisible();
  });
});

test('everything is taken along, and an account that is to go is kept', async ({ page, person }) => {
  await page.goto('/studio/account/data');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Make the file' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.zip$/);
  await page.getByRole('button', { name: 'Delete my account …' }).click();
  await page.getByRole('alertdialog').getByRole('textbox').fill('delete everything');
  await accessible(page);
  await page.getByRole('button', { name: 'Delete my account', exact: true }).click();
  const banner = page.getByRole('status').filter({ hasText: 'Your account will be deleted on' });
  await expect(banner).toBeVisible();
  await accessible(page);
  await banner.getByRole('button', { name: 'Keep my account' }).click();
  await expect(page.getByText('Your account stays, with all that is in it.')).toBeVisible();
  await expect(banner).toHaveCount(0);
});

test.describe('installed', () => {
  test.use({ allowed: [/ERR_INTERNET_DISCONNECTED|Could not reach Cloud Firestore|cleardot|ERR_FAILED/] });

  test('this browser is told what is done, takes what is shared, and shows what it saw while offline, to nobody else', async ({
    page,
    person,
  }) => {
    await page.addInitScript(withNotices);
    await enter(page, person, '/studio/account/notices');
    await kept(page);
    await page.getByRole('button', { name: 'Tell me in this browser' }).click();
    await expect(page.getByText('this one')).toBeVisible();
    await expect(page.getByRole('checkbox', { name: 'Devices: A video is done' })).toBeChecked();
    await accessible(page);

    const [worker] = page.context().serviceWorkers();
    await worker?.evaluate(() => {
      const scope = self as unknown as { registration: ServiceWorkerRegistration; shown?: unknown };
      scope.registration.showNotification = async (title, { tag, data } = {}) => {
        scope.shown = [title, tag, data.link];
      };
    });
    const line = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      line.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId);
      }),
    );
    await line.send('ServiceWorker.enable');
    await line.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(page.url()).origin,
      registrationId: await registered,
      data: JSON.stringify({
        notification: { title: 'Your video is done', tag: 't' },
        data: { link: 'https://x.test/studio/videos' },
      }),
    });
    const shown = () => worker?.evaluate(() => (self as unknown as { shown?: unknown }).shown);
    await expect.poll(shown).toEqual(['Your video is done', 't', 'https://x.test/studio/videos']);

    await page.evaluate(
      ([body]) => {
        const form = Object.assign(document.createElement('form'), {
          action: '/studio/received',
          method: 'POST',
          enctype: 'multipart/form-data',
        });
        const input = Object.assign(document.createElement('input'), { type: 'file', name: 'pictures' });
        const files = new DataTransfer();
        files.items.add(new File([Uint8Array.from(body ?? [])], 'fox.png', { type: 'image/png' }));
        input.files = files.files;
        form.append(input);
        document.body.append(form);
        form.submit();
      },
      [[...picture('fox.png').buffer]],
    );
    await expect(page.getByText('One picture has come.')).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'Upload them' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Shared');
    await page.getByRole('dialog').getByRole('button', { name: 'Upload them' }).click();
    await expect(page.getByRole('row', { name: 'fox' }).locator('img')).toBeVisible();

    await page.goto('/studio/account');
    await expect(page.getByRole('link', { name: '700 credits' })).toBeVisible();
    await page.context().setOffline(true);
    await page.reload();
    await expect(page.getByText('You are offline.')).toBeVisible();
    await expect(page.getByRole('link', { name: '700 credits' })).toBeVisible();
    await page.context().setOffline(false);
    await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await expect
      .poll(() => page.evaluate(async () => (await caches.keys()).filter((name) => /answers|received/.test(name))))
      .toEqual([]);
  });
});
