import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { WebhookView } from './webhook-view';
import { isAwaited, type Status } from './webhooks';
import { WebhooksView } from './webhooks-view';

const ENDPOINT = {
  id: 'w1',
  url: 'https://example.com/hook',
  events: ['video.completed'],
  description: 'mine',
  language: 'en',
  status: 'active',
  reason: null as string | null,
  failing_since: null as string | null,
  secrets: 1,
  created_at: '2026-01-02T03:04:05Z',
  expires_at: null as string | null,
};
const DELIVERY = {
  id: 'd1',
  endpoint_id: 'w1',
  event: 'video.failed',
  event_id: 'msg_1',
  status: 'failed',
  body: '{"type":"video.failed"}',
  attempts: [{ at: '2026-01-02T03:04:06Z', ms: 1200, status: 500, trouble: 'status', answer: 'oh no' }],
  created_at: '2026-01-02T03:04:05Z',
  next_at: null,
};

const list = (endpoints: object[]) =>
  render(<WebhooksView />, { at: '/studio/account/webhooks', answers: { 'GET /webhooks': () => ({ endpoints }) } });

const one = (endpoint: object, deliveries: object[] = []) =>
  render(<WebhookView />, {
    at: '/studio/account/webhooks/w1',
    path: '/studio/account/webhooks/$endpointId',
    answers: {
      'GET /webhooks': () => ({ endpoints: [endpoint] }),
      'GET /webhooks/{endpoint_id}/deliveries': () => ({ deliveries, next_cursor: null }),
    },
  });

test('an endpoint is refused at its fields, or above the form', async () => {
  const { user, service } = list([]);
  await user.click(await screen.findByRole('button', { name: 'Add an endpoint' }));
  const form = within(await screen.findByRole('dialog'));
  await user.click(form.getByLabelText('Address'));
  await user.paste('https://10.0.0.1');
  service.answer('POST /webhooks', refusal('WEBHOOK_URL_NOT_TAKEN', 400));
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Refused: WEBHOOK_URL_NOT_TAKEN. Do it otherwise.');
  service.answer('POST /webhooks', refusal('TOO_MANY_WEBHOOK_ENDPOINTS'));
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Refused: TOO_MANY_WEBHOOK_ENDPOINTS.');
});

test('what it hears is chosen, and its secret shown once', async () => {
  const endpoints: object[] = [];
  const { user, service, router } = list(endpoints);
  await user.click(await screen.findByRole('button', { name: 'Add an endpoint' }));
  const form = within(await screen.findByRole('dialog'));
  await user.click(form.getByLabelText('Address'));
  await user.paste('https://example.com/hook');
  for (const name of ['A video is done', 'A video failed']) await user.click(form.getByRole('checkbox', { name }));
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Choose at least one.');
  await user.click(form.getByRole('checkbox', { name: 'Credits run low' }));
  service.answer('POST /webhooks', () => {
    endpoints.push(ENDPOINT);
    return { endpoint: ENDPOINT, secret: 'whsec_abc' };
  });
  await user.click(form.getByRole('button', { name: 'Save' }));
  const made = within(await screen.findByRole('alertdialog'));
  expect((made.getByLabelText('Secret') as HTMLInputElement).value).toBe('whsec_abc');
  expect(service.of('POST /webhooks').at(-1)?.body).toEqual({
    url: 'https://example.com/hook',
    events: ['credits.low'],
    description: '',
    language: 'en',
  });
  await user.click(made.getByRole('button', { name: 'I have it' }));
  await expect.poll(() => router.state.location.pathname).toBe('/studio/account/webhooks/w1');
});

test('the list says how each stands, and why it cannot be read', async () => {
  const { service, user } = render(<WebhooksView />, { answers: { 'GET /webhooks': refusal('OVERLOADED', 503) } });
  await screen.findByRole('alert');
  const off = { ...ENDPOINT, id: 'w2', status: 'disabled', reason: 'gone' };
  service.answer('GET /webhooks', { endpoints: [ENDPOINT, off, { ...ENDPOINT, id: 'w3', url: null }] });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  const rows = await screen.findAllByRole('listitem');
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/hook on.*mine.*A video is done/),
    expect.stringMatching(/hook off/),
    expect.stringMatching(/^Listener/),
  ]);
});

test('what one was sent can be read and sent again, one or a time of it', async () => {
  const { user, service } = one({ ...ENDPOINT, secrets: 2, failing_since: '2026-01-02T00:00:00Z' }, [DELIVERY]);
  const row = within(await screen.findByRole('listitem'));
  screen.getByText('Two secrets sign at the moment.');
  screen.getByText(/It has taken nothing since/);
  await user.click(row.getByText('A video failed'));
  expect(row.getByRole('region', { name: 'Answer' }).textContent).toBe('oh no');
  expect(row.getByRole('region', { name: 'Body' }).textContent).toContain('"type": "video.failed"');
  service.answer('POST /webhooks/{endpoint_id}/deliveries/{delivery_id}/redeliver', { ...DELIVERY, status: 'pending' });
  await user.click(row.getByRole('button', { name: /^Send again: A video failed/ }));
  await expect.poll(() => told.get()[0]?.text).toBe('One is sent again.');
  await user.click(screen.getByRole('button', { name: 'Send a time again' }));
  const span = within(await screen.findByRole('dialog'));
  const fields = [{ field: 'until', problem: 'must end after it begins', code: 'x' }];
  service.answer('POST /webhooks/{endpoint_id}/redeliver', refusal('INVALID_REQUEST', 400, { details: { fields } }));
  await user.click(span.getByRole('button', { name: 'Send again' }));
  await span.findByText('Must end after it begins.');
  service.answer('POST /webhooks/{endpoint_id}/redeliver', { redelivered: 3 });
  await user.click(span.getByRole('checkbox', { name: 'Also what was taken' }));
  await user.click(span.getByRole('button', { name: 'Send again' }));
  await expect.poll(() => told.get()[0]?.text).toBe('3 are sent again.');
  expect(service.of('POST /webhooks/{endpoint_id}/redeliver').at(-1)?.body).toMatchObject({ all: true });
});

test('one is tested, changed, given another secret, switched off and deleted', async () => {
  const { user, service, router } = one(ENDPOINT);
  await screen.findByText('It was sent nothing yet');
  service.answer('POST /webhooks/{endpoint_id}/test', DELIVERY);
  await user.click(screen.getByRole('button', { name: 'Send a test' }));
  await expect.poll(() => told.get()[0]?.text).toMatch(/The test is on its way/);
  await user.click(screen.getByRole('button', { name: 'Change' }));
  service.answer('PATCH /webhooks/{endpoint_id}', ENDPOINT);
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }));
  await expect.poll(() => told.get()[0]?.text).toBe('The endpoint is changed.');
  await user.click(screen.getByRole('button', { name: 'Another secret' }));
  service.answer('POST /webhooks/{endpoint_id}/secret', { endpoint: ENDPOINT, secret: 'whsec_new' });
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Another secret' }));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'I have it' }));
  expect(service.of('POST /webhooks/{endpoint_id}/secret')[0]?.body).toEqual({ overlap_hours: 24 });
  await user.click(screen.getByRole('button', { name: 'Switch off' }));
  await expect.poll(() => service.of('PATCH /webhooks/{endpoint_id}').at(-1)?.body).toEqual({ active: false });
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  service.answer('DELETE /webhooks/{endpoint_id}', undefined);
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
  await expect.poll(() => router.state.location.pathname).toBe('/studio/account/webhooks');
});

test('a listener is only looked at, and one that is gone says so', async () => {
  one({ ...ENDPOINT, url: null, expires_at: '2026-01-03T00:00:00Z' });
  await screen.findByText(/A program fetches what there is for it/);
  expect(screen.queryByRole('button', { name: 'Send a test' })).toBeNull();
});

test('an answer that comes within a minute is waited for, however late the browser takes it to be', () => {
  const made = Date.now() + 600_000;
  const delivery = (next: number | null, attempts: number[] = [], status: Status = 'pending') =>
    isAwaited({
      ...DELIVERY,
      status,
      created_at: new Date(made).toISOString(),
      next_at: next === null ? null : new Date(made + next).toISOString(),
      attempts: attempts.map((at) => ({
        at: new Date(made + at).toISOString(),
        ms: 1,
        status: 500,
        trouble: 'status',
        answer: '',
      })),
    });
  expect(delivery(0)).toBe(true);
  expect(delivery(null)).toBe(true);
  expect(delivery(65_000, [60_000])).toBe(true);
  expect(delivery(3_600_000, [60_000])).toBe(false);
  expect(delivery(null, [], 'delivered')).toBe(false);
});
