import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { listenForShortcuts } from '@/platform/shortcuts';
import { clip, failed, linksOf, MODELS, underway } from '@/testing/clips';
import { type Answers, refusal, render } from '@/testing/render';
import { sized } from '@/testing/sized';
import { told } from '@/ui/toasts';
import type { Clip } from './states';
import { VideoView } from './video-view';

vi.setConfig({ testTimeout: 30_000 }); // somebody types, letter by letter, on a machine that is busy

beforeEach(() => {
  sized();
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(async function play(this: HTMLMediaElement) {
    Object.defineProperty(this, 'paused', { value: false, configurable: true });
    fireEvent.play(this);
  });
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(function pause(this: HTMLMediaElement) {
    Object.defineProperty(this, 'paused', { value: true, configurable: true });
    fireEvent.pause(this);
  });
  return listenForShortcuts();
});

const share = (more = {}) => ({
  token: 'tok',
  url: 'https://rushes.test/s/tok',
  kind: 'video',
  title: '',
  name: '',
  download: false,
  protected: false,
  open: true,
  created_at: '2026-01-01T00:00:00Z',
  ends_at: '2026-02-01T00:00:00Z',
  revoked_at: null,
  ...more,
});

function open(one: Clip, more: Answers = {}, show = '') {
  return render(<VideoView />, {
    at: `/studio/videos/${one.id}${show ? `?show=${show}` : ''}`,
    path: '/studio/videos/$videoId',
    answers: {
      'GET /videos/{job_id}': one,
      'GET /videos/{job_id}/links': linksOf(one),
      'GET /catalog/models': MODELS,
      'GET /shares': { shares: [], next_cursor: null },
      'GET /account': { balance: 100 },
      ...more,
    },
  });
}

const element = () => document.querySelector('video') as HTMLVideoElement;

/** As a browser does once it knows the file. */
function loaded(video = element(), duration = 4): void {
  Object.defineProperty(video, 'duration', { value: duration, configurable: true });
  fireEvent.durationChange(video);
  fireEvent.loadedMetadata(video);
}

test('it plays, goes back and on, and frame by frame, by keys', async () => {
  const { user } = open(clip({ name: 'Kite' }));
  await screen.findByRole('heading', { level: 1, name: 'Kite' });
  await waitFor(() => expect(element().src).toMatch(/\.mp4$/));
  loaded();
  await user.keyboard('k');
  await screen.findAllByRole('button', { name: 'Pause' });
  await user.keyboard('k');
  await user.keyboard('l');
  expect(element().currentTime).toBe(2);
  await user.keyboard('j');
  expect(element().currentTime).toBe(0);
  await user.keyboard('..');
  expect(element().currentTime).toBeCloseTo(2.5 / 24);
  await user.keyboard(',');
  expect(element().currentTime).toBeCloseTo(1.5 / 24);
  await user.keyboard('>>');
  expect(element().playbackRate).toBe(1.5);
  await user.keyboard('<');
  expect(element().playbackRate).toBe(1.25);
  await user.keyboard('m');
  expect(element().muted).toBe(true);
  await user.keyboard('r');
  expect(element().loop).toBe(true);
  const time = screen.getByRole('slider', { name: 'Place in the video' });
  time.focus();
  await user.keyboard('{ArrowRight}');
  expect(element().currentTime).toBeCloseTo(1 + 1.5 / 24);
  await user.keyboard('k');
  expect(element().paused).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Speed: 1.25×' }));
  await user.click(screen.getByRole('radio', { name: '0.25×' }));
  expect(element().playbackRate).toBe(0.25);
});

test('full screen is asked of the browser', async () => {
  const asked = vi.fn(async () => undefined);
  HTMLElement.prototype.requestFullscreen = asked;
  const { user } = open(clip());
  await user.click(await screen.findByRole('button', { name: 'Full screen' }));
  expect(asked).toHaveBeenCalled();
});

test('an address that has ended is replaced, and it goes on where it was', async () => {
  const one = clip();
  const { service } = open(one);
  await waitFor(() => expect(element().src).toMatch(/\.mp4$/));
  loaded();
  element().currentTime = 2.5;
  service.answer('GET /videos/{job_id}/links', { ...linksOf(one), playback: 'https://media.test/anew.mp4' });
  fireEvent.error(element());
  await waitFor(() => expect(element().src).toBe('https://media.test/anew.mp4'));
  element().currentTime = 0;
  loaded();
  expect(element().currentTime).toBe(2.5);
  fireEvent.error(element());
  await waitFor(() => expect(service.of('GET /videos/{job_id}/links')).toHaveLength(3));
  fireEvent.error(element());
  await screen.findByText('This video does not play right now.');
  await act(async () => screen.getByRole('button', { name: 'Try again' }).click());
  await waitFor(() => expect(service.of('GET /videos/{job_id}/links')).toHaveLength(4));
});

test('whoever waits for the network sees it', async () => {
  open(clip());
  await waitFor(() => expect(element().src).toMatch(/\.mp4$/));
  fireEvent.waiting(element());
  await screen.findByText('Loading …');
  fireEvent.playing(element());
  expect(screen.queryByText('Loading …')).toBeNull();
});

test('title, tags and favourite are kept', async () => {
  const one = clip({ tags: ['old'] });
  const { service, user } = open(one, {
    'PATCH /videos/{job_id}': ({ body }: { body: unknown }) => ({ ...one, ...(body as object) }),
  });
  const title = await screen.findByRole('textbox', { name: 'Title' });
  await user.type(title, 'Kite{Escape}');
  expect(title).toHaveProperty('value', '');
  await user.type(title, 'Kite{Enter}');
  await screen.findByRole('heading', { level: 1, name: 'Kite' });
  await user.type(screen.getByRole('textbox', { name: 'New tag' }), 'wind');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  await screen.findByRole('row', { name: 'wind' });
  screen.getByRole('row', { name: 'old' }).focus();
  await user.keyboard('{Delete}');
  await waitFor(() => expect(screen.queryByRole('row', { name: 'old' })).toBeNull());
  await user.click(screen.getByRole('button', { name: 'Make it a favourite' }));
  await screen.findByRole('button', { name: 'No favourite any more' });
  expect(service.of('PATCH /videos/{job_id}').map(({ body }) => body)).toEqual([
    { name: 'Kite' },
    { tags: ['old', 'wind'] },
    { tags: ['wind'] },
    { favourite: true },
  ]);
});

test('it is saved by a good name', async () => {
  const asked = vi.fn(async () => new Response('bytes'));
  vi.stubGlobal('fetch', asked);
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    names.push(this.download);
  });
  const { user } = open(clip({ name: 'My Kite' }));
  await user.click(await screen.findByRole('button', { name: 'Download' }));
  await waitFor(() => expect(names).toEqual(['my-kite.mp4']));
  vi.unstubAllGlobals();
});

test('a link is made with all that its page shall say, and copied', async () => {
  const one = clip({ name: 'Kite' });
  const { service, user } = open(one, {
    'POST /shares': { share: share({ id: one.id }) },
    'GET /shares/{token}': { share: share({ id: one.id }), days: [] },
  });
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await user.click(await screen.findByRole('button', { name: 'Make a link' }));
  await user.type(screen.getByRole('textbox', { name: 'From' }), 'Ada');
  await user.type(screen.getByLabelText('Password'), 'short');
  screen.getByText('At least 6 characters.');
  await user.type(screen.getByLabelText('Password'), 'er');
  await user.click(screen.getByRole('switch', { name: 'Offer the file' }));
  service.answer('GET /shares', { shares: [share({ id: one.id })], next_cursor: null });
  await user.click(screen.getByRole('button', { name: 'Make it' }));
  await screen.findByText('https://rushes.test/s/tok');
  expect(service.of('POST /shares')[0]?.body).toEqual({
    kind: 'video',
    id: one.id,
    title: 'Kite',
    name: 'Ada',
    download: true,
    expires_in_days: 30,
    password: 'shorter',
  });
  expect(copied).toHaveBeenCalledWith('https://rushes.test/s/tok');
  await user.click(within(screen.getByRole('listitem')).getByRole('button', { name: 'Copy' }));
  expect(told.get()[0]?.text).toBe('Link copied.');
});

test('one on its way shows where it is, live, and can be stopped', async () => {
  const one = underway({ state: 'waiting', name: 'Kite' });
  const { live, service, user } = open(one, {
    'GET /videos': { videos: [one], next_cursor: null },
    'POST /videos/{job_id}/cancel': { ...one, state: 'cancelled', message: 'You were not charged.', charged: false },
  });
  await screen.findByText('Next in line');
  await user.click(screen.getByRole('button', { name: 'Cancel this video' }));
  await screen.findByText('40 credits came back.');
  expect(service.of('POST /videos/{job_id}/cancel')).toHaveLength(1);
  await expect.poll(() => live.open.length).toBe(1);
  live.push('watchVideo', { ...one, state: 'storing', deleted_at: null });
  await screen.findByText('Being checked and stored');
  screen.getByText('It is being made and cannot be stopped any more.');
});

test('how far a provider says that it is stands in per cent', async () => {
  const one = underway({ model: 'openai-videos/sim', expected_at: new Date(Date.now() + 60_000).toISOString() });
  const { service } = open(one, { 'GET /watch/{job_id}': { ...one, progress: 40 } });
  await screen.findByText('40%');
  expect(service.of('GET /watch/{job_id}')[0]?.query.get('wait')).toBe('0');
});

test('what failed says why, and is tried again as a new one', async () => {
  const one = failed({ retry_of: 'r'.repeat(24), batch_id: 'b', storyboard_id: 's', source: 'o', task: 'extend' });
  const again = underway();
  const { router, user } = open(one, { 'POST /videos/{job_id}/retry': { video: again } });
  await screen.findByText('The provider failed. You were not charged.');
  screen.getByText('Retry it.');
  screen.getByRole('link', { name: 'The try before' });
  screen.getByRole('link', { name: 'All videos of its batch' });
  await user.click(screen.getByRole('button', { name: 'Try it again' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/studio/videos/${again.id}`));
});

test('what would fail once more leads to another wish first, and can be reported', async () => {
  const { error } = failed();
  const { user } = open(failed({ error: { ...error, code: 'CONTENT_BLOCKED', retryable: false } as never }));
  expect((await screen.findByRole('link', { name: 'Change the wish' })).className).toContain('main');
  expect(screen.getByRole('button', { name: 'Try it again' }).className).not.toContain('main');
  const copy = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
  await user.click(screen.getByRole('button', { name: 'Report this' }));
  const report = JSON.parse(copy.mock.lastCall?.[0] ?? '');
  expect([report.code, 'message' in report]).toEqual(['CONTENT_BLOCKED', false]);
});

test('the way back leads from the editor to its video', async () => {
  const { user, router } = open(clip());
  await user.click(await screen.findByRole('button', { name: 'Edit' }));
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
  expect(router.history.canGoBack()).toBe(false);
  router.history.forward();
  await screen.findByText(/Nothing is changed yet/);
  router.history.back();
  await screen.findByRole('button', { name: 'Edit' });
});

test('the model that made it extends and changes it', async () => {
  const one = clip({ model: 'gemini/omni' });
  const longer = underway();
  const { service, router, user } = open(one, {
    'POST /videos/quote': { credits: 10, notice: 'It ends soon.', items: [], model: 'gemini/omni', credits_per_second: 2 },
    'POST /videos': { video: longer, place: null },
  });
  await user.click(await screen.findByRole('button', { name: 'Extend' }));
  await user.type(await screen.findByRole('textbox', { name: /What happens next/ }), 'The wind grows');
  await screen.findByText('90 left after it');
  screen.getByText('It ends soon.');
  await user.click(screen.getByRole('button', { name: 'Extend it' }));
  await waitFor(() => expect(router.state.location.pathname).toBe(`/studio/videos/${longer.id}`));
  expect(service.of('POST /videos')[0]?.body).toMatchObject({
    task: 'extend',
    source: one.id,
    model: 'gemini/omni',
    prompt: 'The wind grows',
    seconds: 5,
    queue: true,
  });
});

test('what is deleted in another window goes here too, and comes back with it', async () => {
  const one = clip({ name: 'Kite' });
  const { live } = open(one);
  await screen.findByRole('heading', { level: 1, name: 'Kite' });
  await expect.poll(() => live.open.length).toBe(1);
  live.push('watchVideo', { ...one, deleted_at: '2026-01-01T00:00:00Z' });
  await screen.findByText('There is nothing here');
  live.push('watchVideo', { ...one, deleted_at: null });
  await screen.findByRole('heading', { level: 1, name: 'Kite' });
  live.push('watchVideo', undefined);
  await screen.findByText('There is nothing here');
});

test('deleted, it leaves for the list', async () => {
  const one = clip();
  const { router, user } = open(one, { 'POST /videos/delete': { deleted: 1, refused: [] } });
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/videos'));
});

test('what is not there is told, other trouble can be tried again', async () => {
  const { unmount } = open(clip(), { 'GET /videos/{job_id}': refusal('NOT_FOUND', 404) });
  await screen.findByText('There is nothing here');
  unmount();
  open(clip(), { 'GET /videos/{job_id}': refusal('MAINTENANCE', 503) });
  await screen.findByText('Refused: MAINTENANCE.');
});

const EDIT = { start: 1, end: null, captions: [{ start: 0, end: 1, text: 'Hello' }] };

test('what was made by hand stands beside its original', async () => {
  const original = clip({ name: 'Before' });
  const made = clip({ name: 'After', source: original.id, edit: EDIT });
  const { user } = open(
    made,
    {
      'GET /videos/{job_id}': ({ path }: { path: string[] }) => (path[0] === original.id ? original : made),
      'GET /videos/{job_id}/links': ({ path }: { path: string[] }) => ({
        ...linksOf({ id: path[0] ?? '' }),
        gif: 'https://media.test/a.gif',
      }),
    },
    'compare',
  );
  await user.click(await screen.findByRole('button', { name: 'Play both' }));
  await waitFor(() => expect(document.querySelectorAll('video')).toHaveLength(2));
  await user.click(screen.getByRole('button', { name: 'Compare with the original' }));
  await screen.findByRole('img', { name: 'After, as a GIF' });
  screen.getByText('Hello');
});

test('a clip is cut, cropped, titled and priced while one sets it', async () => {
  const one = clip({ name: 'Kite' });
  const made = underway({ source: one.id, edit: EDIT });
  const { service, router, user } = open(
    one,
    {
      'POST /videos/{job_id}/edits/quote': { seconds: 3, credits: 2 },
      'POST /videos/{job_id}/edits': { video: made, place: null },
    },
    'edit',
  );
  await screen.findByText(/Nothing is changed yet/);
  loaded();
  const start = screen.getByRole('slider', { name: /^Beginning/ });
  start.focus();
  await user.keyboard('{ArrowRight}{ArrowRight}');
  expect(element().currentTime).toBeCloseTo(2 / 24);
  screen.getByRole('slider', { name: /^End/ }).focus();
  await user.keyboard('{ArrowLeft}');
  await user.click(screen.getByRole('radio', { name: 'Reels' }));
  screen.getByRole('slider', { name: 'Which part of the picture stays' }).focus();
  await user.keyboard('{Home}{ArrowRight}');
  await user.click(screen.getByRole('radio', { name: '1.5×' }));
  await user.click(screen.getByRole('radio', { name: 'Warm' }));
  await user.click(screen.getByRole('switch', { name: 'Without its own sound' }));
  await user.type(screen.getByRole('textbox', { name: 'Title at the beginning' }), 'Up');
  await user.click(screen.getByRole('button', { name: 'Add a caption' }));
  await user.type(screen.getByRole('textbox', { name: 'What it says' }), 'Look');
  await user.click(screen.getByRole('button', { name: 'Add a caption' }));
  await user.click(screen.getByRole('button', { name: 'Remove caption 2' }));
  await screen.findByText('98 left after it');
  await user.click(screen.getByRole('button', { name: 'Make the new video' }));
  await waitFor(() => expect(router.state.location.href).toBe(`/studio/videos/${made.id}?show=compare`));
  const body = service.of('POST /videos/{job_id}/edits')[0]?.body as Record<string, unknown>;
  expect(body).toMatchObject({
    start: 0.083,
    speed: 1.5,
    look: 'warm',
    volume: 0,
    preset: 'reels',
    crop: { x: 0.02, y: 0.5 },
    title: { text: 'Up', seconds: 2 },
    captions: [{ text: 'Look' }],
  });
  expect(body.end).toBeLessThan(4);
});

test('music of one’s own is uploaded; what cannot be heard is refused before', async () => {
  const one = clip();
  const { user, service } = open(one, { 'POST /videos/{job_id}/edits/quote': { seconds: 4, credits: 0 } }, 'edit');
  const upload = vi.spyOn(service.rushes.films, 'uploadMusic').mockImplementation(async (_file, { onProgress } = {}) => {
    onProgress?.({ sent: 1, total: 1 });
    return 'm1';
  });
  const add = await screen.findByRole('button', { name: 'Add music' });
  const field = add.parentElement?.querySelector('input[type=file]') as HTMLInputElement;
  fireEvent.change(field, { target: { files: [new File(['x'], 'a.txt', { type: 'text/plain' })] } });
  await screen.findByText('Only MP3, M4A and WAV can be heard.');
  fireEvent.change(field, { target: { files: [new File(['x'], 'song.mp3', { type: 'audio/mpeg' })] } });
  await screen.findByText('song.mp3');
  expect(upload).toHaveBeenCalledTimes(1);
  await user.click(screen.getByRole('switch', { name: 'Quieter where the video is loud' }));
  await waitFor(() =>
    expect(service.of('POST /videos/{job_id}/edits/quote').at(-1)?.body).toMatchObject({ music: { id: 'm1', ducked: true } }),
  );
  await screen.findByText('Free');
  await user.click(screen.getByRole('button', { name: 'Start over' }));
  await screen.findByText(/Nothing is changed yet/);
});

test('an edit that cannot be says why before it is asked for', async () => {
  const { user } = open(clip(), { 'POST /videos/{job_id}/edits/quote': refusal('EDIT_OUTSIDE', 422) }, 'edit');
  await user.click(await screen.findByRole('radio', { name: 'GIF' }));
  await screen.findByText('Refused: EDIT_OUTSIDE. Do it otherwise.');
  screen.getByText('A GIF has no sound and 6 seconds at most.');
  expect(screen.getByRole('button', { name: 'Make the new video' })).toHaveProperty('disabled', true);
});
