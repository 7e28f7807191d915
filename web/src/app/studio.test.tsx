import { act, render as renderHere, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ListeningContext } from '@/platform/live';
import type { SignIn } from '@/session/auth';
import { type Person, session } from '@/session/session';
import { type Answers, FakeLive, FakeService, fakeSignIn, refusal } from '@/testing/render';
import { chooseLanguage } from '@/texts';
import { en } from '@/texts/en';
import { told } from '@/ui/toasts';
import { createStudioRouter } from './router';
import { Studio } from './studio';

const ADA: Person = { uid: 'u1', email: 'ada@example.com', name: 'Ada', guest: false, verified: true, providers: ['password'] };
const ACCOUNT = {
  balance: 60,
  expiring: [],
  deletion: null as object | null,
  active_jobs: 0,
  waiting_jobs: 0,
  active_films: 0,
  waiting_films: 0,
  signup_grant: { credits: 200, given: true, reason: null },
  limits: {
    plan: 'standard',
    daily_cap: null,
    spent_today: 0,
    active_jobs: 3,
    active_films: 2,
    active_prompts: 1,
    generation_per_minute: 1,
    stored_gib: 1,
  },
};
const OPEN = { intake_open: true, message: null, announcement: null as object | null };

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal('scrollTo', () => {});
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  chooseLanguage('en');
});

function open(at: string, { answers = {}, person = ADA as Person | null }: { answers?: Answers; person?: Person | null } = {}) {
  history.replaceState(null, '', at);
  session.set(person);
  const service = new FakeService({
    'GET /account': ACCOUNT,
    'GET /catalog/limits': OPEN,
    'GET /payments/packages': refusal('PAYMENTS_OFF'),
    ...answers,
  });
  vi.stubGlobal('fetch', service.fetch);
  const live = new FakeLive();
  const auth = { currentUser: { getIdToken: async () => 'token' } };
  const signIn = Object.assign(fakeSignIn(), { auth });
  const config = { url: 'https://rushes.test', firebase: { apiKey: 'k', projectId: 'p' }, version: '1', docs: '/docs/' };
  const studio = <Studio config={config} signIn={signIn as unknown as SignIn} texts={en} router={createStudioRouter()} />;
  return {
    ...renderHere(<ListeningContext value={live.listening}>{studio}</ListeningContext>),
    user: userEvent.setup(),
    service,
    live,
    signIn,
  };
}

const title = (name: string) => screen.findByRole('heading', { level: 1, name });

test('who is nobody comes to the way in, and back to what they asked for', async () => {
  const { signIn, user } = open('/studio/account', { person: null });
  await user.click(await screen.findByRole('button', { name: 'Look around as a guest' }));
  expect(signIn.asGuest).toHaveBeenCalled();
  expect(location.search).toContain('to=%2Fstudio%2Faccount');
  act(() => session.set(ADA));
  await title('Account');
});

test('the shell has rooms, credits that live, and focus at each new view', async () => {
  const { live, user, service } = open('/studio/account');
  await title('Account');
  await expect.poll(() => live.open.map(({ name }) => name)).toEqual(['watchAccount']);
  service.answer('GET /account', { ...ACCOUNT, balance: 1 });
  act(() => live.push('watchAccount', { ...ACCOUNT, balance: 1, limits: { other: 1 }, tokens_valid_after: null }));
  await screen.findByRole('link', { name: '1 credit' });
  service.answer('GET /account/transactions', { transactions: [], next_cursor: null });
  await user.click(screen.getByRole('link', { name: '1 credit' }));
  await title('Credits');
  expect(document.activeElement).toBe(screen.getByRole('main'));
  for (const name of ['Skip to content', 'Skip to navigation']) {
    const target = screen.getByRole('link', { name }).getAttribute('href') ?? '';
    expect(document.querySelector(target)).toBeTruthy();
  }
});

test('a view stands as it is until the next one is there: nothing of it begins anew', async () => {
  const none = { transactions: [], next_cursor: null };
  const { user } = open('/studio/account', { answers: { 'GET /account/transactions': none } });
  await title('Account');
  const shown: (string | null)[] = [];
  const watching = new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((each) => each instanceof Element);
    shown.push(...added.flatMap((each) => [...each.querySelectorAll('h1')].map(({ textContent }) => textContent)));
  });
  watching.observe(document.body, { childList: true, subtree: true });
  await user.click(await screen.findByRole('link', { name: '60 credits' }));
  await title('Credits');
  await expect.poll(() => shown).toContain('Credits');
  watching.disconnect();
  expect(shown).not.toContain('Account');
});

test('where sessions were ended or a listener is refused the account is asked, and the end of this one is known', async () => {
  const { live, service, signIn } = open('/studio/account');
  await expect.poll(() => live.open.length).toBe(1);
  act(() => live.push('watchAccount', { ...ACCOUNT, tokens_valid_after: null }));
  const asked = () => service.of('GET /account').length;
  expect(asked()).toBe(1);
  act(() => live.push('watchAccount', { ...ACCOUNT, tokens_valid_after: '2026-01-01T00:00:00Z' }));
  await expect.poll(asked).toBe(2);
  expect(signIn.lost).not.toHaveBeenCalled();
  service.answer('GET /account', refusal('UNAUTHENTICATED', 401));
  act(() => live.fail('watchAccount'));
  await expect.poll(() => signIn.lost.mock.calls.length).toBe(1);
  act(() => session.set(null));
  await screen.findByRole('button', { name: 'Sign in' });
});

test('`?` shows the keys of the view, and the menu leads everywhere', async () => {
  const { user, signIn } = open('/studio/account');
  await title('Account');
  await user.keyboard('?');
  const sheet = within(await screen.findByRole('dialog', { name: 'Keys' }));
  sheet.getByText('Show the keys');
  await user.keyboard('{Escape}');
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  const choose = async (name: string) => {
    await user.click(await screen.findByRole('button', { name: 'Your account: Ada' }));
    await user.click(await screen.findByRole('menuitem', { name }));
  };
  await choose('Earlier notices');
  await user.click(within(await screen.findByRole('dialog', { name: 'Earlier notices' })).getByRole('button', { name: 'Close' }));
  await choose('Keys');
  await screen.findByRole('dialog', { name: 'Keys' });
  await user.keyboard('{Escape}');
  await choose('Account');
  await title('Account');
  await choose('Sign out');
  await expect.poll(() => signIn.out.mock.calls.length).toBe(1);
});

test('a guest is told that they are one, and asked before they lose everything', async () => {
  const { user, signIn } = open('/studio/account', { person: { ...ADA, guest: true, email: null, name: null } });
  await screen.findByText(/You are looking around as a guest/);
  await user.click(await screen.findByRole('button', { name: 'Your account: Guest' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await screen.findByRole('alertdialog', { name: 'Sign out and lose everything?' });
  expect(signIn.out).not.toHaveBeenCalled();
});

test('an address that is not confirmed has its word, and is looked at when somebody comes back', async () => {
  const waits = { ...ACCOUNT, signup_grant: { credits: 200, given: false, reason: 'verify_email' } };
  const { user, signIn, service } = open('/studio/account', {
    person: { ...ADA, verified: false },
    answers: { 'GET /account': waits },
  });
  const bar = within((await screen.findByText(/Confirm your e-mail address to/)).parentElement as HTMLElement);
  await user.click(bar.getByRole('button', { name: 'Send the e-mail again' }));
  expect(signIn.verifyAddress).toHaveBeenCalled();
  signIn.refresh.mockRejectedValueOnce({ code: 'auth/network-request-failed' });
  await user.click(bar.getByRole('button', { name: 'I have confirmed it' }));
  await expect.poll(() => told.get()[0]?.text).toContain('Check your connection');
  act(() => void dispatchEvent(new Event('focus')));
  expect(signIn.refresh).toHaveBeenCalledTimes(2);
  const before = service.of('GET /account').length;
  act(() => session.set(ADA));
  await expect.poll(() => service.of('GET /account').length).toBeGreaterThan(before);
  await expect.poll(() => screen.queryByText(/Confirm your e-mail/)).toBeNull();
});

test('a closed intake says its word in the reader’s language', async () => {
  const closed = { intake_open: false, message: { en: 'Back at noon.', de: 'Zurück um zwölf.' } };
  open('/studio/account', { answers: { 'GET /catalog/limits': closed } });
  await screen.findByText('Back at noon.');
  act(() => chooseLanguage('de'));
  await screen.findByText('Zurück um zwölf.');
  await title('Konto');
  await expect.poll(() => document.documentElement.lang).toBe('de');
});

test('what operators announce stands there in the reader’s language, and an account that is going can be kept', async () => {
  const announcement = { message: { en: 'We pause at eight.', de: 'Pause um acht.' }, level: 'warning', until: null };
  const { service, user } = open('/studio/account', {
    answers: {
      'GET /account': { ...ACCOUNT, deletion: { requested_at: '2026-01-01T00:00:00Z', deletes_at: '2026-01-08T00:00:00Z' } },
      'GET /catalog/limits': { ...OPEN, announcement },
    },
  });
  await screen.findByText('We pause at eight.');
  const bar = within((await screen.findByText(/Your account will be deleted on/)).parentElement as HTMLElement);
  service.answer('DELETE /account/deletion', undefined);
  service.answer('GET /account', ACCOUNT);
  await user.click(bar.getByRole('button', { name: 'Keep my account' }));
  await expect.poll(() => told.get()[0]?.text).toBe('Your account stays, with all that is in it.');
  await expect.poll(() => screen.queryByText(/will be deleted on/)).toBeNull();
  act(() => chooseLanguage('de'));
  await screen.findByText('Pause um acht.');
});

test('a lost connection is told, and its end asks anew', async () => {
  const { service } = open('/studio/account');
  await title('Account');
  await expect.poll(() => service.of('GET /account').length).toBe(1);
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  act(() => void dispatchEvent(new Event('offline')));
  await screen.findByText(/You are offline/);
  online.mockReturnValue(true);
  act(() => void dispatchEvent(new Event('online')));
  await expect.poll(() => told.get()[0]?.text).toBe('You are online again.');
  expect(screen.queryByText(/You are offline/)).toBeNull();
  await expect.poll(() => service.of('GET /account').length).toBeGreaterThan(1);
});

test('an account that cannot be read says why within the page', async () => {
  const { service, user } = open('/studio/nowhere', { answers: { 'GET /account': refusal('OVERLOADED', 503) } });
  await screen.findByText('Refused: OVERLOADED.');
  service.answer('GET /account', ACCOUNT);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('link', { name: '60 credits' });
});

test('what is not there says so, with the rooms around it', async () => {
  open('/studio/nowhere');
  await screen.findByRole('heading', { name: 'There is nothing here' });
  expect(document.title).toBe('There is nothing here · Rushes');
  screen.getByRole('navigation', { name: 'Rooms' });
});
