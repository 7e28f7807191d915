import { configure, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Answers, type Call, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { BatchView } from './batch-view';

vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 10_000 });

const ACCOUNT = {
  ...{ balance: 100, active_jobs: 0, waiting_jobs: 0, guest: false },
  ...{ signup_grant: { credits: 0, given: true, reason: null }, limits: { daily_cap: null, spent_today: 0, active_jobs: 3 } },
};
const CSV = 'prompt,seconds\nA fox,4\nA hare,5\n';
const BATCH = {
  ...{ id: 'b1', created_at: '2026-11-29T10:00:00Z', total: 2, credits: 8, refunded: 0, storyboard_id: null, videos: [] },
  ...{ states: { processing: 1, unconfirmed: 1 }, next_cursor: null },
};
const LISTED = { id: 'b1', created_at: '2026-11-29T10:00:00Z', total: 2, live: 2, credits: 8, storyboard_id: null };

/** As the service looks at a table: five seconds are wrong. */
function looked({ body, query }: Call) {
  const lines = String(body).trim().split(/\r?\n/).slice(1);
  const rows = lines.flatMap((each, at) =>
    each.endsWith(',5') ? [{ line: at + 2, row: at + 1, field: 'seconds', problem: 'must be 4, 6 or 8', code: 'x' }] : [],
  );
  if (rows.length) return refusal('INVALID_BATCH', 400, { details: { count: rows.length, rows } });
  const asked = query.get('quote') === 'true';
  const videos = lines.map((_, at) => ({
    id: asked ? null : `v${at}`,
    line: at + 2,
    credits: 4,
    what: '',
    model: 'm',
    notice: 'Ends soon.',
  }));
  return { batch: { id: asked ? null : 'b1', credits: 4 * lines.length, videos } };
}

function open(search = '', answers: Answers = {}) {
  return render(<BatchView />, {
    at: `/studio/videos/batch${search}`,
    answers: {
      'GET /account': ACCOUNT,
      'GET /videos/batches': { batches: [], next_cursor: null },
      'GET /videos/batches/{batch_id}': BATCH,
      'POST /videos/batch': looked,
      ...answers,
    },
  });
}

const file = (text: BlobPart, name = 'wishes.csv') => new File([text], name, { type: 'text/csv' });
const input = () =>
  waitFor(() => {
    const found = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!found) throw new Error('No place for a file');
    return found;
  });

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

test('a table’s wrong rows stand at their cells; mended, all of it is made and followed', async () => {
  const { user, service, router } = open();
  await screen.findByText('No batches yet');
  await user.upload(await input(), file(CSV));
  await screen.findByText('One thing has to be mended first:');
  const cell = screen.getByLabelText('seconds, line 3');
  expect(cell.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(cell.getAttribute('aria-describedby') ?? '')?.textContent).toBe('must be 4, 6 or 8');
  await user.clear(cell);
  await user.type(cell, '8');
  const make = await screen.findByText('Make 2 videos for 8 credits');
  screen.getByText('All rows are right. Left after it: 92');
  screen.getByText('Ends soon.');
  await user.click(make);
  await waitFor(() => expect(router.state.location.href).toBe('/studio/videos/batch?id=b1'));
  const made = service.of('POST /videos/batch').filter(({ query }) => !query.has('quote'));
  expect(made.map(({ body }) => body)).toEqual(['prompt,seconds\r\nA fox,4\r\nA hare,8\r\n']);
  await screen.findByText('being made');
});

test('rows are taken out and added, another table is taken, and it is kept against a reload', async () => {
  const first = open();
  await first.user.upload(await input(), file(CSV));
  await first.user.click(await screen.findByLabelText('Take out line 3'));
  await screen.findByText('Make 1 video for 4 credits');
  first.unmount();
  const { user } = open();
  await screen.findByText('Make 1 video for 4 credits');
  await user.click(screen.getByText('Add a row'));
  await screen.findByLabelText('prompt, line 3');
  await user.click(screen.getByText('Another table'));
  await screen.findByText('Choose a file');
});

test('a table is pasted, anywhere or into its field', async () => {
  const first = open();
  await screen.findByText('Choose a file');
  const clipboard = new DataTransfer();
  clipboard.setData('text/plain', CSV);
  const pasted = new Event('paste');
  Object.defineProperty(pasted, 'clipboardData', { value: clipboard });
  dispatchEvent(pasted);
  await screen.findByLabelText('seconds, line 3');
  first.unmount();
  sessionStorage.clear();
  const { user } = open();
  await user.click(await screen.findByText('Paste'));
  await user.click(screen.getByLabelText('The table as text'));
  await user.paste(CSV);
  await user.click(screen.getByText('Take this table'));
  await screen.findByLabelText('seconds, line 3');
});

test('files that cannot be read are told; a template is to be had', async () => {
  const { user } = open();
  await user.upload(await input(), file(new Uint8Array([0xff, 0xfe])));
  await screen.findByText(/This is not a text in UTF-8/);
  await user.upload(await input(), file('x'.repeat(1024 * 1024 + 1)));
  await screen.findByText('This file is larger than 1 MB.');
  const made = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:template');
  const press = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  await user.click(screen.getByText('Download a template'));
  const [saved] = made.mock.calls.flat() as Blob[];
  expect(await saved?.text()).toMatch(/^prompt,seconds/);
  expect(press).toHaveBeenCalled();
});

test('too few credits and other refusals are told', async () => {
  const first = open('', { 'GET /account': { ...ACCOUNT, balance: 3 } });
  await first.user.upload(await input(), file('prompt,seconds\nA fox,4\n'));
  await screen.findByText('1 credit is missing.');
  first.unmount();
  sessionStorage.clear();
  const { user, service } = open('', { 'POST /videos/batch': refusal('RATE_LIMITED', 429) });
  await user.upload(await input(), file(CSV));
  await screen.findByText('Refused: RATE_LIMITED.');
  service.answer('POST /videos/batch', looked);
  await user.click(screen.getByText('Try again'));
  await screen.findByText('One thing has to be mended first:');
});

test('a batch is followed live, and the rest of it is cancelled', async () => {
  const { user, live, service } = open('?id=b1', {
    'GET /videos/batches': { batches: [LISTED], next_cursor: null },
    'POST /videos/batches/{batch_id}/cancel': { cancelled: 1, live: 1 },
  });
  await screen.findByText('being handed over');
  await waitFor(() => expect(live.open).toHaveLength(1));
  const video = (state: string, charged = true) => ({ batch_id: 'b1', state, charged, credits: 4 });
  live.push('watchVideos', [video('completed'), video('processing')]);
  await waitFor(() => expect(screen.getAllByText(/1 of 2 ended/)).toHaveLength(2));
  await user.click(screen.getByText('Cancel the rest'));
  await user.click((await screen.findAllByText('Cancel the rest')).at(-1) as HTMLElement);
  await waitFor(() => expect(told.get()[0]?.text).toBe('1 cancelled; 1 goes on: a provider has begun.'));
  live.push('watchVideos', [video('completed')]); // not all are among the latest: asked anew
  await waitFor(() => expect(service.of('GET /videos/batches/{batch_id}').length).toBeGreaterThan(1));
  live.push('watchVideos', [video('completed'), video('failed', false)]);
  await screen.findByText(/4 credits came back/);
  await waitFor(() => expect(live.open).toEqual([]));
});

test('a batch that is not there is told; more of the list are asked for', async () => {
  const { user } = open('?id=nothing', {
    'GET /videos/batches/{batch_id}': refusal('NOT_FOUND', 404),
    'GET /videos/batches': ({ query }: Call) =>
      query.get('cursor')
        ? { batches: [{ ...LISTED, id: 'b0', total: 7, live: 0 }], next_cursor: null }
        : { batches: [{ ...LISTED, live: 0 }], next_cursor: 'more' },
  });
  await screen.findByText('Refused: NOT_FOUND.');
  await user.click(await screen.findByText('Show more'));
  await screen.findByText(/7 of 7 ended/);
});
