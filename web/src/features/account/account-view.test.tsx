import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { session } from '@/session/session';
import { fakeSignIn, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { AccountView } from './account-view';

const LIMITS = { plan: 'standard', daily_cap: 100, spent_today: 40, active_jobs: 3, active_films: 2, active_prompts: 10 };
const ACCOUNT = {
  balance: 1234,
  active_jobs: 1,
  waiting_jobs: 2,
  active_films: 0,
  waiting_films: 0,
  limits: { ...LIMITS, generation_per_minute: 10, stored_gib: 20 },
};

const show = (given: Parameters<typeof render>[1] = {}) =>
  render(<AccountView />, { at: '/studio/account', answers: { 'GET /account': ACCOUNT }, ...given });

const card = (name: string) => within(screen.getByRole('region', { name }));
const words = (name: string) => screen.getByRole('region', { name }).textContent;

test('it says who somebody is, what they have, and what they may do', async () => {
  show();
  await screen.findByText('1,234');
  expect(words('Who you are')).toMatch(/Ada.*ada@example\.com.*confirmed.*with a password/);
  expect(words('Credits')).toContain('40 of 100');
  expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
  expect(words('What you may do')).toMatch(/Standard.*3 \(now 1, 2 in line\).*2 \(now 0\).*20 GiB/);
  expect(screen.getByRole('link', { name: /documentation/ }).getAttribute('href')).toBe('/docs/');
  expect(document.title).toBe('Account · Rushes');
});

test('without a cap it says so, and what is refused can be asked for again', async () => {
  const { service, user } = show({ answers: { 'GET /account': refusal('OVERLOADED', 503) } });
  await screen.findByRole('alert');
  service.answer('GET /account', { ...ACCOUNT, limits: { ...ACCOUNT.limits, daily_cap: null } });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText(/there is no limit for a day/);
});

test('a name is changed, and one that is left stays', async () => {
  const signIn = fakeSignIn();
  const { user } = show({ signIn });
  await user.click(await screen.findByRole('button', { name: 'Change the name' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), ' Lovelace{Escape}');
  expect(screen.queryByRole('textbox')).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Change the name' }));
  await user.type(screen.getByRole('textbox', { name: 'Name' }), ' Lovelace ');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(signIn.rename).toHaveBeenCalledWith('Ada Lovelace');
  await screen.findByRole('button', { name: 'Change the name' });
  expect(told.get()[0]?.text).toBe('Your name is changed.');
});

test('an address that is not confirmed gets its e-mail again, and a refusal is told', async () => {
  const signIn = fakeSignIn();
  signIn.verifyAddress.mockRejectedValueOnce({ code: 'auth/too-many-requests' });
  const { user } = show({ signIn, person: { verified: false, name: null } });
  const again = await screen.findByRole('button', { name: 'Send the e-mail again' });
  expect(words('Who you are')).toMatch(/No name yet.*not confirmed/);
  await user.click(again);
  await expect.poll(() => told.get()[0]?.text).toBe('Too many tries. Wait a few minutes.');
  await user.click(again);
  await expect.poll(() => told.get()[0]?.text).toBe('The e-mail is on its way.');
  await user.click(screen.getByRole('button', { name: 'I have confirmed it' }));
  expect(signIn.refresh).toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: /new password/ }));
  expect(signIn.resetPassword).toHaveBeenCalledWith('ada@example.com');
});

test('a guest is led to an account, and asked before signing out loses everything', async () => {
  const signIn = fakeSignIn();
  const { user, router } = show({ signIn, person: { guest: true, email: null, providers: [] } });
  const link = await screen.findByRole('link', { name: 'Create an account' });
  expect(link.getAttribute('href')).toBe('/studio/sign-in?register=true');
  expect(screen.queryByRole('button', { name: 'Sign out on all devices' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  const asked = within(await screen.findByRole('alertdialog'));
  await user.click(asked.getByRole('button', { name: 'Cancel' }));
  expect(signIn.out).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Sign out' }));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Sign out and lose it' }));
  await expect.poll(() => router.state.location.pathname).toBe('/studio/sign-in');
  expect(signIn.out).toHaveBeenCalled();
});

test('everybody is signed out everywhere after a question, unless the service refuses', async () => {
  const signIn = fakeSignIn();
  const { user, service } = show({ signIn });
  service.answer('POST /account/sign-out', refusal('UNAVAILABLE', 503));
  const ask = async () => {
    await user.click(await screen.findByRole('button', { name: 'Sign out on all devices' }));
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Sign out everywhere' }));
  };
  await ask();
  await expect.poll(() => told.get()[0]?.text).toContain('Refused: UNAVAILABLE.');
  expect(signIn.out).not.toHaveBeenCalled();
  service.answer('POST /account/sign-out', { signed_out: true });
  await ask();
  await expect.poll(() => signIn.out.mock.calls.length).toBe(1);
  expect(session.get()).toBeTruthy(); // Firebase's to end
});

test('a language and an appearance are chosen', async () => {
  const { user } = show();
  await screen.findByText('1,234');
  await user.click(card('Language and appearance').getByRole('radio', { name: 'Dark' }));
  expect(document.documentElement.dataset.theme).toBe('dark');
  await user.click(card('Language and appearance').getByRole('radio', { name: 'As the system' }));
});
