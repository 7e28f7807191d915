import { screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { remember } from '@/platform/stored';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { PushAsk } from '../install/push-ask';
import { NoticesView } from './notices-view';

const LOCAL = { emulators: { auth: 'a', firestore: 'f' } };
const SETTINGS = {
  mail: [],
  push: [] as string[],
  language: 'en',
  quiet: null as object | null,
  credits_low_at: 50,
  mail_available: true,
  devices: [] as object[],
};
const device = (id: string, platform = 'web') => ({ id, platform, registered_at: '2026-01-02T03:04:05Z' });

/** A browser that may be told things, once it is asked. */
function browser(answer: 'granted' | 'denied' = 'granted') {
  const permission = { permission: 'default' as string, requestPermission: vi.fn(async () => answer) };
  vi.stubGlobal('Notification', permission);
  Object.defineProperty(navigator, 'serviceWorker', { value: {}, configurable: true });
  return permission;
}

afterEach(() => {
  vi.unstubAllGlobals();
  remember('device', null);
  remember('push-later', null);
});

const show = (settings: object = {}, more: Parameters<typeof render>[1] = {}) =>
  render(<NoticesView />, {
    at: '/studio/account/notices',
    config: LOCAL,
    answers: { 'GET /account/notices': { ...SETTINGS, ...settings } },
    ...more,
  });

test('what is told is chosen by event and way, with quiet hours in one’s own time zone', async () => {
  const { user, service } = show();
  await user.click(await screen.findByRole('checkbox', { name: 'Mail: A film failed' }));
  await user.click(screen.getByRole('checkbox', { name: 'Devices: A video is done' }));
  screen.getByText('Mail goes to ada@example.com.');
  await user.click(screen.getByRole('switch', { name: /Quiet hours/ }));
  await user.click(screen.getByRole('radio', { name: 'Deutsch' }));
  service.answer('PUT /account/notices', SETTINGS);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await expect.poll(() => told.get()[0]?.text).toBe('What you are told is as you chose.');
  expect(service.of('PUT /account/notices')[0]?.body).toEqual({
    mail: ['film.failed'],
    push: ['video.completed'],
    language: 'de',
    quiet: { begins: '22:00', ends: '07:00', time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    credits_low_at: 50,
  });
  const fields = [{ field: 'quiet', problem: 'must not end as they begin', code: 'x' }];
  service.answer('PUT /account/notices', refusal('INVALID_REQUEST', 400, { details: { fields } }));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Must not end as they begin.');
});

test.each([
  [{ mail_available: false }, {}, 'This service sends no mail.'],
  [{}, { verified: false }, 'Mail needs an address that is confirmed.'],
])('where no mail can come none can be chosen', async (settings, person, words) => {
  show(settings, { person });
  await screen.findByText(words);
  expect((screen.getByRole('checkbox', { name: 'Mail: A film is done' }) as HTMLInputElement).disabled).toBe(true);
});

test('this browser becomes a device, is shown as this one, and is forgotten', async () => {
  browser();
  const settings = { ...SETTINGS };
  const { user, service } = show({}, { answers: { 'GET /account/notices': () => settings } });
  await screen.findByText('No device is told anything yet.');
  service.answer('POST /account/devices', () => {
    settings.devices = [device('d1'), device('d2', 'android')];
    return { id: 'd1' };
  });
  service.answer('PUT /account/notices', ({ body }: { body: { push: string[] } }) => {
    settings.push = body.push;
    return settings;
  });
  await user.click(screen.getByRole('button', { name: 'Tell me in this browser' }));
  await screen.findByText('this one');
  expect(service.of('POST /account/devices')[0]?.body).toMatchObject({
    platform: 'web',
    token: expect.stringMatching(/^[\w-]{11,}:APA91b[\w-]{100,}$/),
  });
  const done = await screen.findByRole('checkbox', { name: 'Devices: A video is done' });
  await expect.poll(() => (done.isConnected ? (done as HTMLInputElement).checked : true)).toBe(true);
  const [own] = screen.getAllByRole('button', { name: /^Remove: Browser/ });
  service.answer('DELETE /account/devices/{device_id}', () => {
    settings.devices = [device('d2', 'android')];
  });
  await user.click(own as HTMLElement);
  await expect.poll(() => service.of('DELETE /account/devices/{device_id}')[0]?.path).toEqual(['d1']);
  await screen.findByRole('button', { name: 'Tell me in this browser' });
});

test('a browser that says no is told how, and settings that cannot be read say why', async () => {
  const permission = browser('denied');
  const { user, service } = show({}, { answers: { 'GET /account/notices': refusal('OVERLOADED', 503) } });
  await screen.findByRole('alert');
  service.answer('GET /account/notices', SETTINGS);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await user.click(await screen.findByRole('button', { name: 'Tell me in this browser' }));
  await expect.poll(() => told.get()[0]?.text).toMatch(/allow notices for this page/);
  expect(permission.requestPermission).toHaveBeenCalledTimes(1);
});

test('beside a video on its way it is asked once, and not again after a no', async () => {
  browser();
  const ask = (answers = {}) => render(<PushAsk />, { config: LOCAL, answers });
  const first = ask();
  await first.user.click(
    within(await screen.findByRole('region', { name: /Shall we tell you/ })).getByRole('button', { name: 'Not now' }),
  );
  expect(screen.queryByRole('region')).toBeNull();
  first.unmount();
  ask();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.queryByRole('region')).toBeNull();
});

test('a guest is not asked, nor where nothing can be told', async () => {
  render(<PushAsk />, { config: LOCAL });
  browser();
  render(<PushAsk />, { config: LOCAL, person: { guest: true } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.queryByRole('region')).toBeNull();
});
