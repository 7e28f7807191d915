import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { operator } from '@/session/session';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { setPurpose } from '../purpose';
import { OperatorsView } from '../rooms';
import './today-view'; // before it is entered, so that no test waits for it
import { byModel, dayOf, middle, outcomesOf, parts, plus, successOf, yesterday } from './figures';

const MODEL = {
  model: 'vertex/veo',
  provider: 'vertex',
  jobs: { completed: 8, provider_error: 1, safety_filtered: 1, cancelled: 2, live: 1 },
  credits_charged: 400,
  credits_refunded: 40,
  list_price_usd: 6,
  earned_usd: 18,
  margin_usd: 12,
  seconds: { count: 8, p50: 40, p95: 90 },
};
const figures = (day: string, more: object = {}) => ({
  ...{ day, counted_at: `${day}T23:30:00Z`, running: false, models: [MODEL], writers: [], styles: {}, house_jobs: 1 },
  films: { jobs: {}, seconds: 0, credits_charged: 0, credits_refunded: 0, list_price_usd: 0 },
  credits: { sold: 500, spent: 400, refunded: 40, expired: 0, by_type: {} },
  money: [{ currency: 'eur', revenue: 2_400, refunded: 0, disputed: 0, fees: 60 }],
  ...{ list_price_usd: 6, earned_usd: 18, margin_usd: 12, generation_seconds: MODEL.seconds, safety_blocks: 1 },
  ...{ active_users: 30, new_users: 4, retention: { week: 90, week_before: 80, came_again: 60 } },
  ...{ stored_bytes: 5e9, stored_bytes_change: -1e6 },
  top_users: [{ user_id: 'ada', number: 200 }],
  ...{ users_by_safety_blocks: [], users_by_refunds: [], users_by_refused_calls: [] },
  ...more,
});
const STATS = { day: dayOf(Date.now()), credit_usd: 0.05, models: [MODEL], complete: true };

const at = (search: string, answers: object) =>
  render(<OperatorsView />, {
    at: `/studio/operators/today${search}`,
    path: '/studio/operators/$',
    answers: { 'GET /admin/stats': STATS, ...answers },
  });

beforeEach(() => {
  operator.set(true);
  setPurpose({ uid: 'u1', words: 'morning' });
});

test('a year is asked for in parts; outcomes, success and the middle are told apart', () => {
  const days = Array.from({ length: 365 }, (_, back) => plus('2026-11-28', back - 364));
  expect(parts(days).map(({ since, until }) => `${since}..${until}`)).toEqual([
    '2025-11-29..2026-02-28',
    '2026-03-01..2026-05-31',
    '2026-06-01..2026-08-31',
    '2026-09-01..2026-11-28',
  ]);
  const outcomes = outcomesOf([MODEL]);
  expect(outcomes).toEqual({ completed: 8, failed: 1, blocked: 1, cancelled: 2, live: 1 });
  expect([successOf(outcomes), successOf(outcomesOf([]))]).toEqual([0.8, null]);
  expect([middle([3, null, 1, 2]), middle([null])]).toEqual([2, null]);
  expect(byModel([figures('2026-11-27') as never, figures('2026-11-28') as never])).toMatchObject([
    { model: 'vertex/veo', credits: 720, cost: 12, earned: 36, margin: 24, jobs: { completed: 16 } },
  ]);
});

test('today and the week before are told in numbers and charts, day by day with keys, as a table and as a file', async () => {
  const until = yesterday();
  const saved: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    saved.push('file');
    return 'blob:x';
  });
  const { user, service, router } = at('', {
    'GET /admin/figures': ({ query }: { query: URLSearchParams }) =>
      query.get('format') === 'csv'
        ? new Response('day,model\r\n', { headers: { 'Content-Type': 'text/csv' } })
        : { days: [figures(until), figures(plus(until, -2), { models: [] })], missing: [] },
  });
  const chart = within(await screen.findByRole('region', { name: 'Videos by outcome' }, { timeout: 20_000 }));
  expect(screen.getByRole('region', { name: 'Today so far' }).textContent).toMatch(/Videos asked for13.*Success80%.*Margin\$12/);
  expect(service.of('GET /admin/figures')[0]?.query.get('reason')).toBe('morning');
  screen.getByText('5 days of these were not counted.');
  const days = chart.getByRole('slider', { name: 'Videos by outcome: day' });
  expect(days.getAttribute('aria-valuetext')).toMatch(/Done: 8, Failed: 1, Stopped by a filter: 1/);
  fireEvent.keyDown(days, { key: 'ArrowLeft' });
  expect(days.getAttribute('aria-valuetext')).toMatch(/Done: –/);
  await user.click(chart.getByRole('button', { name: 'Table: Videos by outcome' }));
  expect(chart.getAllByRole('row')[1]?.textContent).toMatch(/81121$/);
  await user.click(chart.getByRole('button', { name: 'CSV: Videos by outcome' }));
  await user.click(screen.getByRole('button', { name: 'All of it as CSV' }));
  await expect.poll(() => saved.length).toBe(2);
  const models = within(screen.getByRole('region', { name: 'By model' }));
  expect(models.getAllByRole('row')[1]?.textContent).toBe('vertex/veo1380%360$6$18$12');
  await user.click(screen.getByRole('radio', { name: 'Day' }));
  await expect.poll(() => router.state.location.search).toEqual({ span: 'day' });
});

test('a day names who did most, and is counted again with a reason', async () => {
  const until = yesterday();
  const { user, service } = at('?span=day', { 'GET /admin/figures': { days: [figures(until)], missing: [] } });
  expect((await screen.findByRole('link', { name: 'ada' })).getAttribute('href')).toBe('/studio/operators/people/ada');
  expect(service.of('GET /admin/figures')[0]?.query.get('users')).toBe('true');
  service.answer('POST /admin/figures', { day: until, running: true });
  await user.click(screen.getByRole('button', { name: 'Count again' }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Count again' }));
  await expect.poll(() => told.get()[0]?.text).toMatch(/is being counted/);
  expect(service.of('POST /admin/figures')[0]?.body).toEqual({ day: until, reason: 'morning' });
});

test('days that nobody counted and figures that cannot be had are said', async () => {
  const { user, service } = at('?span=month&until=2026-03-01', {
    'GET /admin/figures': refusal('OVERLOADED', 503),
    'GET /admin/stats': refusal('OVERLOADED', 503),
  });
  await expect.poll(() => screen.queryAllByRole('alert').length).toBe(2);
  const alerts = screen.getAllByRole('alert');
  service.answer('GET /admin/figures', { days: [], missing: [] });
  await user.click(within(alerts[1] as HTMLElement).getByRole('button', { name: 'Try again' }));
  await screen.findByText('None of these days was counted');
  expect(service.of('GET /admin/figures').at(-1)?.query.get('until')).toBe('2026-03-01');
});
