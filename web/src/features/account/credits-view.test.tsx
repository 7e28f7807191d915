import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { refusal, render } from '@/testing/render';
import { CreditsView } from './credits-view';

const LIMITS = { daily_cap: null, spent_today: 5 };
const ACCOUNT = {
  balance: 60,
  expiring: [] as object[],
  limits: LIMITS,
  signup_grant: { credits: 200, given: false, reason: 'verify_email' },
};
const entry = (seq: number, more: object = {}) => ({
  id: `e${seq}`,
  type: 'charge',
  amount: -40,
  balance_after: 60,
  seq,
  description: 'Video: vertex/veo, 4 s, 720p',
  created_at: '2026-01-02T03:04:05Z',
  job_id: 'v1',
  agent_key_id: null,
  ...more,
});

const OFF = refusal('PAYMENTS_OFF');

const show = (ledger: unknown, at = '/studio/account/credits') =>
  render(<CreditsView />, {
    at,
    answers: { 'GET /account': ACCOUNT, 'GET /account/transactions': ledger, 'GET /payments/packages': OFF },
  });

const rows = () => screen.getAllByRole('listitem');
const entryOf = async (words: string) => within(await screen.findByRole('list')).findByText(words);

test('each entry says what it was for, and leads there', async () => {
  const transactions = [
    entry(4, { agent_key_id: 'k1' }),
    entry(3, { type: 'admin_grant', amount: 100, job_id: null, description: 'a gift' }),
    entry(2, { type: 'refund', amount: 8, job_id: 'f1', description: 'Refund: failed' }),
    entry(1, { amount: -8, job_id: 'f1', description: 'Film: 2 scenes, 8 s' }),
  ];
  show({ transactions, next_cursor: null });
  await entryOf('Given to you');
  expect(screen.getByText(/Credits that wait for you: 200/)).toBeTruthy();
  const [video, gift, refund] = rows();
  expect(video?.textContent).toMatch(/Spent by an agentveo, 4 s, 720p.*-40.*left: 60/);
  expect(
    within(video as HTMLElement)
      .getByRole('link')
      .getAttribute('href'),
  ).toBe('/studio/videos/v1');
  expect(gift?.textContent).toContain('+100');
  expect(refund?.textContent).toMatch(/^Came back .*Film/);
  expect(refund?.textContent).not.toContain('Refund');
  expect(within(refund as HTMLElement).queryByRole('link')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Show earlier ones' })).toBeNull();
});

test('earlier ones are added, with the focus at the first of them; new ones come by themselves', async () => {
  const pages = (call: { query: URLSearchParams }) =>
    call.query.get('cursor')
      ? { transactions: [entry(1, { type: 'signup_grant' })], next_cursor: null }
      : { transactions: [entry(3), entry(2)], next_cursor: 2 };
  const { user, live } = show(pages);
  await user.click(await screen.findByRole('button', { name: 'Show earlier ones' }));
  await entryOf('For signing up');
  expect(document.activeElement).toBe(rows()[2]);
  expect(screen.queryByRole('button', { name: 'Show earlier ones' })).toBeNull();
  await expect.poll(() => live.open.map(({ name }) => name)).toEqual(['watchTransactions']);
  live.push('watchTransactions', [entry(4, { type: 'purchase', amount: 7 }), entry(3), entry(2)]);
  await entryOf('Bought');
  expect(rows()).toHaveLength(4);
  live.push('watchTransactions', [entry(4, { type: 'purchase' }), entry(3)]);
  expect(rows()).toHaveLength(4);
});

test('a type is chosen in the address, and one without entries says so', async () => {
  const asked: (string | null)[] = [];
  const { user, router } = show(({ query }: { query: URLSearchParams }) => {
    asked.push(query.get('type'));
    return { transactions: [], next_cursor: null };
  }, '/studio/account/credits?type=refund');
  await screen.findByText('There are no such entries');
  await user.click(screen.getByRole('button', { name: /Came back/ }));
  await user.click(await screen.findByRole('option', { name: 'All' }));
  await screen.findByText('Nothing has come or gone yet');
  expect(router.state.location.href).toBe('/studio/account/credits');
  expect(asked).toEqual(['refund', null]);
});

test('what expires is said, and where credits can be bought it leads there', async () => {
  const { service, queries } = show({ transactions: [], next_cursor: null });
  await screen.findByText('Nothing has come or gone yet');
  expect(screen.queryByRole('link', { name: 'Buy credits' })).toBeNull();
  service.answer('GET /account', { ...ACCOUNT, expiring: [{ credits: 20, expires_at: '2026-03-01T00:00:00Z' }] });
  service.answer('GET /payments/packages', { packages: [{ id: 'small' }] });
  await queries.invalidateQueries();
  await screen.findByText(/20 credits on .*Mar 1, 2026|20 credits on 1 Mar 2026/);
  expect((await screen.findByRole('link', { name: 'Buy credits' })).getAttribute('href')).toBe('/studio/account/purchases');
});

test('a ledger that cannot be read says why, and can be asked for again', async () => {
  const { service, user } = show(refusal('OVERLOADED', 503));
  await screen.findByText('Refused: OVERLOADED.');
  service.answer('GET /account/transactions', { transactions: [entry(1)], next_cursor: null });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await entryOf('Spent');
});
