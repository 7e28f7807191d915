import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { listenForShortcuts, shortcuts } from '@/platform/shortcuts';
import { clip, failed, linksOf, MODELS, underway } from '@/testing/clips';
import { type Answers, refusal, render } from '@/testing/render';
import { sized } from '@/testing/sized';
import { told } from '@/ui/toasts';
import { SharesView } from './shares-view';
import type { Clip } from './states';
import { VideosView } from './videos-view';

vi.setConfig({ testTimeout: 30_000 }); // somebody types, letter by letter, on a machine that is busy

beforeEach(() => {
  sized();
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }));
  return listenForShortcuts();
});

function open(clips: Clip[], more: Answers = {}, at = '/studio/videos') {
  return render(<VideosView />, {
    at,
    path: '/studio/videos',
    answers: {
      'GET /videos': { videos: clips, next_cursor: null },
      'GET /catalog/models': MODELS,
      'POST /videos/links': ({ body }: { body: unknown }) => ({
        links: (body as { ids: string[] }).ids.map((id) => linksOf({ id })),
        missing: [],
      }),
      'GET /videos/batches': { batches: [], next_cursor: null },
      'GET /storyboards': { storyboards: [], next_cursor: null },
      'GET /videos/tags': { tags: [] },
      ...more,
    },
  });
}

test('who has none is shown the way to the first; a filter that fits nothing can be cleared', async () => {
  open([]);
  expect((await screen.findByRole('link', { name: 'Make your first video' })).getAttribute('href')).toBe('/studio/videos/new');
});

test('filters of the address are asked for', async () => {
  const { service } = open([], {}, '/studio/videos?q=fox&favourite=true&state=failed');
  await screen.findByText('No video is like that');
  expect(Object.fromEntries(service.of('GET /videos')[0]?.query ?? [])).toEqual({
    q: 'fox',
    favourite: 'true',
    state: 'failed',
    limit: '48',
  });
});

test('a batch is a list of its own', async () => {
  const one = clip({ batch_id: 'b'.repeat(24) });
  open([], { 'GET /videos/batches/{batch_id}': { videos: [one], next_cursor: null } }, `/studio/videos?batch=${'b'.repeat(24)}`);
  await screen.findByRole('row', { name: one.prompt });
});

test('words that are typed come into the address, and the way back empties the field', async () => {
  const { user, router } = open([clip()]);
  await screen.findByRole('row');
  await user.keyboard('/');
  await user.keyboard('fox');
  await waitFor(() => expect(router.state.location.search).toEqual({ q: 'fox' }));
  await router.navigate({ to: '/studio/videos', search: {} } as never);
  await waitFor(() => expect(screen.getByRole('searchbox')).toHaveProperty('value', ''));
});

test('filters are chosen from lists and taken away together', async () => {
  // tags are those of all videos, not of the ones that are read
  const { user, router, service } = open([clip()], { 'GET /videos/tags': { tags: [{ tag: 'sea', count: 2 }] } });
  await screen.findByRole('row');
  await user.click(screen.getByRole('button', { name: 'Filter' }));
  await user.click(screen.getByRole('button', { name: /Tag/ }));
  await user.click(await screen.findByRole('option', { name: 'sea' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ tag: 'sea' }));
  await user.click(screen.getByRole('button', { name: 'Favourites' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ tag: 'sea', favourite: 'true' }));
  await user.click(screen.getByRole('button', { name: /Length/ }));
  await user.click(await screen.findByRole('option', { name: '5 to 8 seconds' }));
  await waitFor(() => expect(service.of('GET /videos').at(-1)?.query.get('seconds_max')).toBe('8.999'));
  await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});

test('a card shows its way: words, place in the line, per cent, and what it came to', async () => {
  const soon = new Date(Date.now() + 40_000).toISOString();
  const clips = [
    underway({ name: 'made', progress: 30, expected_at: soon }),
    underway({ name: 'late', expected_at: '2026-01-01T00:00:00Z' }),
    underway({ name: 'second', state: 'waiting' }),
    underway({ name: 'first', state: 'waiting' }),
    underway({ name: 'planned', state: 'scheduled', start_at: '2026-12-24T18:00:00Z' }),
    failed({ name: 'broken' }),
  ];
  open(clips);
  const card = async (name: string) => within(await screen.findByRole('row', { name }));
  (await card('made')).getByText('30%');
  (await card('made')).getByText(/about \d+ sec left/);
  (await card('late')).getByText('takes longer than usual');
  (await card('first')).getByText('Next in line');
  (await card('second')).getByText('Place 2 in line');
  (await card('planned')).getByText(/^Starts on/);
  (await card('broken')).getByText('The provider failed. You were not charged.');
  (await card('broken')).getByText('Nothing charged');
});

test('what the listener hears stands in the list', async () => {
  const [newer, older] = [clip({ name: 'newer' }), clip({ name: 'older' })];
  const { live } = open([older]);
  await screen.findByRole('row', { name: 'older' });
  await expect.poll(() => live.open.length).toBe(1);
  live.push('watchVideos', [newer, { ...older, favourite: true }]);
  await screen.findByRole('row', { name: 'newer' });
  expect(within(screen.getByRole('row', { name: 'older' })).getByRole('img', { name: 'Favourite' })).toBeTruthy();
  live.push('watchVideos', [newer]);
  await waitFor(() => expect(screen.queryByRole('row', { name: 'older' })).toBeNull());
});

test('keys mark, select and delete; a notice brings it back', async () => {
  const [one, two] = [clip({ name: 'one' }), clip({ name: 'two' })];
  const { service, user } = open([one, two], {
    'PATCH /videos/{job_id}': ({ body }: { body: unknown }) => ({ ...one, ...(body as object) }),
    'POST /videos/delete': { deleted: 2, refused: [] },
    'POST /library/trash/restore': { restored: 2, refused: [] },
    'POST /videos/marks': { marked: 2, refused: [] },
  });
  const row = await screen.findByRole('row', { name: 'one' });
  expect(shortcuts.get().map(({ key }) => key)).toEqual(expect.arrayContaining(['n', 'f', 'x', '/', 'Delete']));
  row.focus();
  await user.keyboard('f');
  await waitFor(() => expect(service.of('PATCH /videos/{job_id}')).toHaveLength(1));
  await user.keyboard('x');
  screen.getByRole('row', { name: 'two' }).focus();
  await user.keyboard('x');
  const bulk = within(await screen.findByRole('region', { name: 'With what is selected' }));
  bulk.getByText('2 selected');
  await user.click(bulk.getByRole('button', { name: 'Favourite' }));
  await waitFor(() =>
    expect(service.of('POST /videos/marks')[0]?.body).toMatchObject({ favourite: true, ids: [one.id, two.id] }),
  );
  await user.click(bulk.getByRole('button', { name: 'Tag' }));
  await user.type(await screen.findByRole('textbox', { name: 'Tags' }), 'sea, sky');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  await waitFor(() => expect(service.of('POST /videos/marks')[1]?.body).toMatchObject({ add_tags: ['sea', 'sky'] }));
  await user.click(bulk.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryAllByRole('row')).toHaveLength(0));
  expect(service.of('POST /videos/delete')[0]?.body).toEqual({ ids: [one.id, two.id] });
  await expect.poll(() => told.get()[0]?.action?.name).toBe('Undo');
  told.get()[0]?.action?.act();
  await waitFor(() => expect(service.of('POST /library/trash/restore')).toHaveLength(1));
  await waitFor(() => expect(screen.queryAllByRole('row')).toHaveLength(2));
});

test('what is refused stays and says why', async () => {
  const one = clip({ name: 'one' });
  const { user } = open([one], {
    'POST /videos/delete': { deleted: 0, refused: [{ id: one.id, error: 'NOT_ENDED', message: 'It has not ended.' }] },
  });
  (await screen.findByRole('row', { name: 'one' })).focus();
  await user.keyboard('{Delete}');
  await waitFor(() => expect(told.get().map(({ text }) => text)).toContain('It has not ended.'));
  await screen.findByRole('row', { name: 'one' });
});

test('a card cancels, tries again, and all that failed go at once', async () => {
  const [going, broken] = [underway({ name: 'going', state: 'waiting' }), failed({ name: 'broken' })];
  const { service, user } = open([going, broken], {
    'POST /videos/{job_id}/cancel': { ...going, state: 'cancelled', message: 'You were not charged.' },
    'POST /videos/{job_id}/retry': { video: underway() },
    'POST /videos/delete': { deleted: 1, refused: [] },
  });
  await user.click(within(await screen.findByRole('row', { name: 'going' })).getByRole('button', { name: 'Cancel' }));
  await within(screen.getByRole('row', { name: 'going' })).findByText('Cancelled');
  await user.click(within(screen.getByRole('row', { name: 'broken' })).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(service.of('POST /videos/{job_id}/retry')[0]?.query.get('queue')).toBe('true'));
  await user.click(screen.getByRole('button', { name: 'Delete all that failed' }));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(service.of('POST /videos/delete')[0]?.body).toEqual({ all: 'failed' }));
});

test('the menu of a card opens it, marks it, and makes another like it', async () => {
  const one = clip({ name: 'one' });
  const { user, router, service } = open([one], { 'PATCH /videos/{job_id}': one });
  const menu = async (item: string) => {
    await user.click(within(await screen.findByRole('row', { name: 'one' })).getByRole('button', { name: /What to do/ }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
  };
  await menu('Make it a favourite');
  await waitFor(() => expect(service.of('PATCH /videos/{job_id}')[0]?.body).toEqual({ favourite: true }));
  await menu('Make another like this');
  await waitFor(() => expect(router.state.location.href).toBe(`/studio/videos/new?like=${one.id}`));
});

test('a card that is pointed at plays, unless motion is unwelcome', async () => {
  vi.stubGlobal('matchMedia', (asked: string) => ({
    matches: !asked.includes('reduced'),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  const one = clip({ name: 'one' });
  const { user } = open([one], { 'GET /videos/{job_id}/links': linksOf(one) });
  const row = await screen.findByRole('row', { name: 'one' });
  await user.hover(row);
  await waitFor(() => expect(row.querySelector('video')?.src).toMatch(/\.mp4$/));
  expect(row.querySelector('video')?.muted).toBe(true);
  await user.unhover(row);
  await waitFor(() => expect(row.querySelector('video')).toBeNull());
});

test('a list that cannot be read says so and is read again', async () => {
  const { service, user } = open([], { 'GET /videos': refusal('MAINTENANCE', 503) });
  await screen.findByText('Refused: MAINTENANCE.');
  service.answer('GET /videos', { videos: [clip({ name: 'back' })], next_cursor: null });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('row', { name: 'back' });
});

test('all links stand in their room, and one can be ended', async () => {
  const share = {
    token: 'tok',
    url: 'https://rushes.test/s/tok',
    kind: 'video',
    id: 'v',
    title: 'Shown',
    name: '',
    download: true,
    protected: true,
    open: true,
    created_at: '2026-01-01T00:00:00Z',
    ends_at: null,
    revoked_at: null,
  };
  const { user, service } = render(<SharesView />, {
    answers: {
      'GET /shares': { shares: [share], next_cursor: null },
      'GET /shares/{token}': { share, days: [{ day: '2026-01-01', views: 3, plays: 2, ends: 1 }] },
      'POST /shares/{token}/revoke': { ...share, open: false, revoked_at: '2026-01-02T00:00:00Z' },
    },
  });
  await screen.findByText('Shown');
  await screen.findByText('3 times opened, 2 times played, once to the end');
  await user.click(screen.getByRole('button', { name: 'End it' }));
  service.answer('GET /shares', { shares: [{ ...share, open: false, revoked_at: '2026-01-02T00:00:00Z' }], next_cursor: null });
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'End it' }));
  await screen.findByText('Ended');
});
