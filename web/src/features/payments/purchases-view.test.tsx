import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { leave, money } from './payments';
import { PurchasesView } from './purchases-view';

const SMALL = {
  id: 'small',
  name: '200 credits',
  credits: 200,
  amount: 1000,
  currency: 'eur',
  tax_included: true,
  expires_after_days: null,
};
const DAYS = { ...SMALL, id: 'days', name: 'A month', currency: 'jpy', tax_included: false, expires_after_days: 30 };
const purchase = (more: object = {}) => ({
  id: 'p1',
  status: 'open',
  package_id: 'small',
  name: '200 credits',
  credits: 200,
  amount: 1000,
  currency: 'eur',
  created_at: '2026-01-02T03:04:05Z',
  paid_at: null,
  taken_back: 0,
  expires_at: null,
  receipt_url: null,
  url: 'https://pay.test/p1',
  ...more,
});

const went = vi.spyOn(leave, 'to');
beforeEach(() => void went.mockImplementation(() => undefined));
afterEach(() => went.mockReset());

const show = (purchases: object[] = [], at = '/studio/account/purchases', answers: object = {}) =>
  render(<PurchasesView />, {
    at,
    answers: {
      'GET /payments/packages': { packages: [SMALL, DAYS] },
      'GET /payments': () => ({ purchases, next_cursor: null }),
      'GET /account': { balance: 0 },
      ...answers,
    },
  });

test('packages say what they cost and bring, and lead to where they are paid', async () => {
  const { user, service } = show();
  const buy = await screen.findByRole('button', { name: 'Buy: 200 credits for €10.00' });
  const [first, second] = screen.getAllByRole('listitem');
  expect(first?.textContent).toMatch(/tax included.*200 credits · €5\.00 for 100 credits.*they do not expire/);
  expect(second?.textContent).toMatch(/¥1,000.*plus tax.*good for 30 days/);
  screen.getByText('You have bought nothing yet');
  service.answer('POST /payments/checkouts', { purchase: purchase() });
  await user.click(buy);
  await expect.poll(() => went.mock.calls).toEqual([['https://pay.test/p1']]);
  expect(service.of('POST /payments/checkouts')[0]?.body).toMatchObject({
    package_id: 'small',
    return_to: `${location.origin}/studio/account/purchases?back=yes`,
  });
  service.answer('POST /payments/checkouts', refusal('UNAVAILABLE', 503));
  await user.click(buy);
  await expect.poll(() => told.get()[0]?.text).toContain('Refused: UNAVAILABLE.');
});

test('who comes back from Stripe is told what became of it', async () => {
  const bought = [purchase()];
  const { queries, service, user } = show(bought, '/studio/account/purchases?back=yes');
  await screen.findByText(/Stripe has not told us yet/);
  const [pay] = screen.getAllByRole('button', { name: 'Pay: 200 credits' });
  await user.click(pay as HTMLElement);
  expect(went).toHaveBeenCalledWith('https://pay.test/p1');
  bought[0] = purchase({ status: 'paid', paid_at: '2026-01-02T03:05:00Z', url: null, receipt_url: 'https://pay.test/r' });
  await queries.invalidateQueries();
  await screen.findByText('Thank you: 200 credits are yours.');
  await expect.poll(() => service.of('GET /account').length).toBeGreaterThan(0);
  expect(screen.getByRole('link', { name: 'Receipt' }).getAttribute('href')).toBe('https://pay.test/r');
  service.answer('POST /payments/portal', { url: 'https://pay.test/portal' });
  await user.click(screen.getByRole('button', { name: /Invoices/ }));
  await expect.poll(() => went.mock.calls.at(-1)).toEqual(['https://pay.test/portal']);
});

test('failed and disputed payments say so', async () => {
  show([
    purchase({ status: 'ended', url: null }),
    purchase({ id: 'p2', status: 'disputed', url: null, paid_at: '2026-01-01T00:00:00Z', taken_back: 200 }),
    purchase({ id: 'p3', status: 'paid', url: null, paid_at: '2026-01-01T00:00:00Z', expires_at: '2026-03-01T00:00:00Z' }),
  ]);
  const list = within(await screen.findByRole('list', { name: 'What you bought' }));
  const [ended, disputed, paid] = list.getAllByRole('listitem');
  expect(ended?.textContent).toMatch(/not paid.*Nothing was taken/);
  expect(disputed?.textContent).toMatch(/your bank asks for it back.*200 credits went back/);
  expect(paid?.textContent).toMatch(/good until.*2026.*\+200/);
});

test('where payments are off nothing is offered; what cannot be read can be asked for again', async () => {
  const { service, user, queries } = show([], '/studio/account/purchases', {
    'GET /payments/packages': refusal('OVERLOADED', 503),
    'GET /payments': refusal('OVERLOADED', 503),
  });
  await expect.poll(() => screen.queryAllByRole('alert').length).toBe(2);
  service.answer('GET /payments', { purchases: [], next_cursor: null });
  service.answer('GET /payments/packages', { packages: [] });
  for (const again of screen.getAllByRole('button', { name: 'Try again' })) await user.click(again);
  await screen.findByText('There is nothing on offer at the moment');
  service.answer('GET /payments/packages', refusal('PAYMENTS_OFF'));
  await queries.invalidateQueries();
  await screen.findByText('Credits cannot be bought here');
});

test('a price is written as its currency is', () => {
  expect([money('de', 1050, 'eur'), money('en', 1000, 'jpy')]).toEqual(['10,50\u00a0€', '¥1,000']);
});
