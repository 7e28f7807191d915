import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { listenForShortcuts } from '@/platform/shortcuts';
import { refusal, render } from '@/testing/render';
import { sized } from '@/testing/sized';
import { told } from '@/ui/toasts';
import { TrashView } from './trash-view';

vi.setConfig({ testTimeout: 30_000 }); // somebody types, letter by letter, on a machine that is busy

beforeEach(() => {
  sized();
  return listenForShortcuts();
});

const entry = (kind: string, title: string) => ({
  kind,
  id: `${kind}-1`,
  title,
  deleted_at: '2026-01-01T00:00:00Z',
  purge_at: '2026-01-31T00:00:00Z',
  bytes: kind === 'video' ? 300_000 : 0,
});
const entries = [entry('video', 'Kite'), entry('image', 'Dunes'), entry('prompt', '')];

function open(at = '/studio/trash', more = {}) {
  return render(<TrashView />, {
    at,
    path: '/studio/trash',
    answers: {
      'GET /library/trash': { entries, next_cursor: null },
      'POST /library/trash/restore': { restored: 1, refused: [] },
      'POST /library/trash/purge': { purged: 1 },
      ...more,
    },
  });
}

test('everything deleted stands there, by kind where the address says so', async () => {
  const { user, router } = open('/studio/trash?kind=image');
  await screen.findByRole('row', { name: 'Dunes' });
  expect(screen.queryByRole('row', { name: 'Kite' })).toBeNull();
  await user.click(screen.getByRole('radio', { name: 'All' }));
  await screen.findByRole('row', { name: 'Kite' });
  expect(router.state.location.search).toEqual({});
  screen.getByRole('row', { name: 'Prompt' }); // without a title its kind stands there
});

test('one comes back, and what cannot says what to do first', async () => {
  const { service, user } = open('/studio/trash', {
    'POST /library/trash/restore': {
      restored: 0,
      refused: [{ kind: 'prompt', id: 'prompt-1', error: 'IMAGE_IN_TRASH', message: "The prompt's image is in the trash." }],
    },
  });
  const row = await screen.findByRole('row', { name: 'Prompt' });
  await user.click(within(row).getByRole('button', { name: 'Restore' }));
  await waitFor(() => expect(told.get()[0]?.text).toBe("The prompt's image is in the trash. Restore the picture here first."));
  await screen.findByRole('row', { name: 'Prompt' });
  service.answer('POST /library/trash/restore', { restored: 1, refused: [] });
  service.answer('GET /library/trash', { entries: entries.slice(0, 2), next_cursor: null });
  screen.getByRole('row', { name: 'Prompt' }).focus();
  await user.keyboard('r');
  await waitFor(() => expect(screen.queryByRole('row', { name: 'Prompt' })).toBeNull());
});

test('many go for good, after a question', async () => {
  const { service, user } = open();
  for (const name of ['Kite', 'Dunes']) {
    await user.click(within(await screen.findByRole('row', { name })).getByRole('checkbox'));
  }
  service.answer('GET /library/trash', { entries: entries.slice(2), next_cursor: null });
  await user.keyboard('{Delete}');
  const asked = within(await screen.findByRole('alertdialog', { name: 'Erase 2 things for good?' }));
  await user.click(asked.getByRole('button', { name: 'Erase' }));
  await waitFor(() =>
    expect(service.of('POST /library/trash/purge')[0]?.body).toEqual({
      items: [
        { kind: 'video', id: 'video-1' },
        { kind: 'image', id: 'image-1' },
      ],
    }),
  );
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(1));
});

test('the whole trash is emptied, after a question', async () => {
  const { service, user } = open();
  await user.click(await screen.findByRole('button', { name: 'Empty the trash' }));
  service.answer('GET /library/trash', { entries: [], next_cursor: null });
  const asked = within(await screen.findByRole('alertdialog'));
  await user.click(asked.getByRole('button', { name: 'Empty the trash' }));
  await screen.findByText('The trash is empty');
  expect(service.of('POST /library/trash/purge')[0]?.body).toEqual({ all: true });
});

test('selected things come back together', async () => {
  const { service, user } = open();
  await user.click(within(await screen.findByRole('row', { name: 'Kite' })).getByRole('checkbox'));
  const bulk = within(screen.getByRole('region', { name: 'With what is selected' }));
  await user.click(bulk.getByRole('button', { name: 'Restore' }));
  await waitFor(() =>
    expect(service.of('POST /library/trash/restore')[0]?.body).toEqual({ items: [{ kind: 'video', id: 'video-1' }] }),
  );
});

test('a trash that cannot be read says so', async () => {
  open('/studio/trash', { 'GET /library/trash': refusal('MAINTENANCE', 503) });
  await screen.findByText('Refused: MAINTENANCE.');
});
