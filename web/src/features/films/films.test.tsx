import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { aBoard, aScene, aShot } from '@/testing/boards';
import { clip, linksOf } from '@/testing/clips';
import { type Answers, type Call, render } from '@/testing/render';
import { sized } from '@/testing/sized';
import { told } from '@/ui/toasts';
import { FilmView } from './film-view';
import { FilmsView } from './films-view';
import { NewFilmView } from './new-view';

vi.setConfig({ testTimeout: 90_000 }); // on a busy machine, too
configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => {
  sized();
  sessionStorage.clear();
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockReturnValue();
});

const LINKS = {
  playback: 'https://x.test/f.mp4',
  download: 'https://x.test/f.mp4?d',
  poster: null,
  expires_at: '2026-01-02T00:00:00Z',
};
const film = (more: object = {}) => ({
  ...{
    id: 'f1',
    status: 'completed',
    progress: 1,
    format: null,
    fit: 'pad',
    resolution: null,
    title: { text: 'Foxes', seconds: 3 },
  },
  ...{ music: null, storyboard_id: 's1', storyboard_version: 4, seconds: 15.5, credits: 5, charged: true, refunded: false },
  ...{ scenes: [{ video_id: 'v1', start: 0, end: null, crossfade: 0, scene_id: 'first' }], outcome: 'completed', message: null },
  ...{
    error: null,
    name: null,
    favourite: false,
    tags: [],
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  },
  ...{ deadline_at: '2026-01-01T01:00:00Z', ended_at: '2026-01-01T00:01:00Z' },
  film: {
    object: 'o',
    bytes: 1_000_000,
    crc32c: 'x',
    seconds: 15.5,
    poster: null,
    width: 1280,
    height: 720,
    fps: 24,
    frames: 372,
  },
  ...more,
});
const [ONE, TWO] = [clip({ id: 'v1', name: 'One', seconds: 8 }), clip({ id: 'v2', name: 'Two', seconds: 8 })];
const BOARD = aBoard({
  scenes: [
    aScene('first', { title: 'Door', video: aShot('v1'), transition: 'crossfade' }),
    aScene('second', { video: aShot('v2') }),
  ],
});

function make(search: string, answers: Answers = {}) {
  return render(<NewFilmView />, {
    at: `/studio/films/new${search}`,
    answers: {
      'GET /storyboards/{storyboard_id}': BOARD,
      'GET /storyboards': { storyboards: [], next_cursor: null },
      'GET /videos': { videos: [ONE, TWO], next_cursor: null },
      'GET /videos/{job_id}': ({ path }: Call) => (path[0] === 'v1' ? ONE : TWO),
      'GET /videos/{job_id}/links': linksOf(ONE),
      'POST /videos/links': { links: [], missing: [] },
      'POST /films/quote': { seconds: 7.5, credits: 5, items: [], balance: 20, sufficient: true },
      'GET /account': { balance: 20 },
      'POST /films': { film: film({ id: 'f9', status: 'queued' }) },
      ...answers,
    },
  });
}

test('a storyboard becomes a film in one call, and otherwise once somebody changes it', async () => {
  const { user, service, router } = make('?storyboard=s1');
  await screen.findByText(/As the storyboard stands/);
  expect(screen.getAllByText('Crossfade 0.5 sec')).toHaveLength(1);
  await user.click(await screen.findByRole('button', { name: 'Make it for 5 credits' }));
  await waitFor(() => expect(service.of('POST /films')[0]?.body).toEqual({ storyboard_id: 's1' }));
  expect(told.get()[0]?.text).toBe('The film is being made.');
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/films/f9'));
});

test('trims, cuts, a format, a title and music are asked for as they are set, with the price of it', async () => {
  const { service } = make('?storyboard=s1');
  vi.spyOn(service.rushes.films, 'uploadMusic').mockResolvedValue('m1');
  await screen.findByText(/As the storyboard stands/);
  const press = (name: string, selector = '*') => fireEvent.click(screen.getByText(name, { selector }));
  press('Cut', 'label');
  press('Reels, Shorts, TikTok');
  press('With bars');
  press('Show the safe area');
  fireEvent.change(screen.getByLabelText('Title at the beginning'), { target: { value: 'Foxes' } });
  const field = screen.getByText('Add music').parentElement?.querySelector('input[type=file]') as HTMLInputElement;
  fireEvent.change(field, { target: { files: [new File(['x'], 'song.mp3', { type: 'audio/mpeg' })] } });
  await screen.findByText('song.mp3');
  press('Quieter while somebody speaks');
  fireEvent.click(screen.getByLabelText('Take out video 2'));
  press('As the storyboard has it');
  fireEvent.click(screen.getByLabelText('Take out video 2'));
  await waitFor(() =>
    expect(service.of('POST /films/quote').at(-1)?.body).toMatchObject({ scenes: [{ video_id: 'v1' }], music: { id: 'm1' } }),
  );
  const button = await screen.findByText('Make it for 5 credits');
  await waitFor(() => expect(button.hasAttribute('data-disabled')).toBe(false));
  fireEvent.submit(document.querySelector('form') as HTMLFormElement);
  await waitFor(() => expect(service.of('POST /films')).toHaveLength(1));
  expect(service.of('POST /films')[0]?.body).toEqual({
    storyboard_id: 's1',
    scenes: [{ video_id: 'v1' }],
    ...{ format: '9:16', resolution: '1080p', fit: 'pad', title: { text: 'Foxes', seconds: 3 } },
    music: { id: 'm1', volume: 1, fade_in: 0, fade_out: 2, ducked: true },
  });
});

test('any finished videos are taken in the order in which they are chosen, and played in a row', async () => {
  const { user } = make('');
  await screen.findByText('Nothing is in it yet');
  await user.click(screen.getByRole('button', { name: 'Add videos' }));
  const list = await screen.findByRole('grid', { name: 'Finished videos' });
  await user.click(within(list).getByRole('row', { name: 'Two' }));
  await user.click(within(list).getByRole('row', { name: 'One' }));
  await user.click(screen.getByRole('button', { name: 'Take these 2' }));
  const line = await screen.findByRole('grid', { name: 'The videos in their order' });
  expect(
    within(line)
      .getAllByRole('row')
      .map((row) => row.getAttribute('aria-label')),
  ).toEqual(['Video 1: Two', 'Video 2: One']);
  await user.click(screen.getByRole('button', { name: 'Play all of it' }));
  await screen.findByLabelText('Two', { selector: 'video' });
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'From a storyboard' }));
  await screen.findByText('There is no storyboard yet.');
});

const show = (one: object, answers: Answers = {}) =>
  render(<FilmView />, {
    at: '/studio/films/f1',
    path: '/studio/films/$filmId',
    answers: {
      'GET /films/{film_id}': one,
      'GET /films/{film_id}/links': LINKS,
      'GET /shares': { shares: [], next_cursor: null },
      'PATCH /films/{film_id}': film({ name: 'Night' }),
      'DELETE /films/{film_id}': undefined,
      'POST /library/trash/restore': { restored: 1, refused: [] },
      ...answers,
    },
  });

test('a finished film is played, named, and thrown away with the way back', async () => {
  const { user, service } = show(film());
  await screen.findByRole('heading', { level: 1, name: 'Foxes' });
  expect(screen.getByText('in version 4')).toBeTruthy();
  await user.type(screen.getByRole('textbox', { name: 'Title' }), 'Night{Enter}');
  await waitFor(() => expect(service.of('PATCH /films/{film_id}')[0]?.body).toEqual({ name: 'Night' }));
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(told.get()[0]?.text).toMatch(/in the trash/));
  act(() => told.get()[0]?.action?.act());
  await waitFor(() => expect(told.get()[0]?.text).toBe('The film is back.'));
});

test('one on its way is followed live, and can be cancelled', async () => {
  const { user, live } = show(film({ status: 'compiling', progress: 0.2, film: null, ended_at: null }), {
    'POST /films/{film_id}/cancel': film({ status: 'cancelled', film: null, message: 'Cancelled. You were not charged.' }),
  });
  await screen.findByText('Being put together');
  await waitFor(() => expect(live.open).toHaveLength(1));
  act(() => live.push('watchFilm', { ...film({ status: 'storing', film: null, ended_at: null }) }));
  await screen.findByText('Being checked and stored');
  await user.click(screen.getByRole('button', { name: 'Cancel this film' }));
  await screen.findByText('Cancelled. You were not charged.');
});

test('films are listed as they stand', async () => {
  const { user, live, service } = render(<FilmsView />, {
    at: '/studio/films',
    answers: {
      'GET /films': { films: [film()], next_cursor: null },
      'GET /films/{film_id}/links': LINKS,
      'PATCH /films/{film_id}': film({ favourite: true }),
    },
  });
  await screen.findByText('Foxes');
  await waitFor(() => expect(live.open).toHaveLength(1));
  act(() => live.push('watchFilms', [film({ id: 'f2', status: 'failed', name: 'Broken', film: null }), film()]));
  await screen.findByText('Broken');
  await user.click(screen.getByRole('button', { name: 'Make it a favourite: Foxes' }));
  await waitFor(() => expect(service.of('PATCH /films/{film_id}')[0]?.body).toEqual({ favourite: true }));
});
