import { act, screen, waitFor, within } from '@testing-library/react';
import type { Image } from 'rushes';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenForShortcuts, shortcuts } from '@/platform/shortcuts';
import { PROMPT_ANSWERS } from '@/testing/prompts';
import { type Answers, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { changing } from './changing';
import { PicturesView } from './pictures-view';
import { uploads } from './uploads';

const LATER = new Date(Date.now() + 3_600_000).toISOString();
vi.setConfig({ testTimeout: 20_000 });
let deaf: () => void;
beforeEach(() => {
  deaf = listenForShortcuts();
});
afterEach(() => {
  deaf();
  changing.set(new Map());
});

const START = Date.UTC(2026, 10, 29, 10);

function image(number: number, more: Partial<Image> = {}): Image {
  const at = new Date(START - number * 60_000).toISOString();
  return {
    ...{
      id: `i${number}`,
      collection_id: 'c1',
      status: 'ready',
      content_type: 'image/png',
      bytes: 9,
      created_at: at,
      updated_at: at,
    },
    ...{ title: `Picture ${number}`, metadata: {}, width: 640, height: 360, colour: '#c47d49', reason: null, error: null },
    ...{ prompt_count: 0, primary_prompt_id: null, likeness_at: null, taken_down_at: null },
    ...more,
  };
}

const collection = (id: string, name: string) => ({
  id,
  name,
  image_count: 3,
  created_at: '2026-11-29T10:00:00Z',
  updated_at: '2026-11-29T10:00:00Z',
});
const LIMITS = { calls_per_minute: { other: 600 }, image_bytes: 9_000_000, image_side: 8192, prompts_per_image: 10 };
const THREE = [image(1, { prompt_count: 2 }), image(2), image(3)];

function show(answers: Answers = {}, query = '') {
  return render(<PicturesView />, {
    at: `/studio/pictures/c1${query}`,
    path: '/studio/pictures/$collectionId',
    answers: {
      'GET /images/collections/{collection_id}': collection('c1', 'Lisbon'),
      'GET /images/collections': { collections: [collection('c1', 'Lisbon'), collection('c2', 'Porto')], next_cursor: null },
      'GET /images': { images: THREE, next_cursor: null },
      'POST /images/links': (call: { body: unknown }) => ({
        links: (call.body as { ids: string[] }).ids.map((id) => ({
          ...{ id, thumbnail: `https://media.test/${id}`, picture: null, expires_at: LATER },
        })),
        missing: [],
      }),
      'GET /images/{image_id}/links': { picture: 'https://media.test/p', thumbnail: '', expires_at: LATER },
      'GET /prompts': { prompts: [], next_cursor: null },
      'GET /catalog/limits': LIMITS,
      ...answers,
    },
  });
}

const cards = () => screen.getAllByRole('row').map((card) => card.getAttribute('aria-label'));
const lastTold = () => told.get()[0];

test('pictures stand there with their colour, their prompts and their small pictures, all addresses by one call', async () => {
  const { service } = show();
  const first = await screen.findByRole('row', { name: 'Picture 1' });
  await waitFor(() => expect(first.querySelector('img')?.src).toBe('https://media.test/i1'));
  expect(within(first).getByText('2 prompts')).toBeTruthy();
  expect(screen.getByText('3 pictures')).toBeTruthy();
  expect(service.of('POST /images/links').map(({ body }) => body)).toEqual([
    { ids: ['i1', 'i2', 'i3'], minutes: 720, previews: true },
  ]);
});

test('what a listener tells stands at once: what came, what is on its way or was not taken, what has gone', async () => {
  const { live } = show();
  await screen.findByRole('row', { name: 'Picture 1' });
  await waitFor(() => expect(live.open.map(({ name }) => name)).toContain('watchImages'));
  const error = { code: 'TRUNCATED', message: 'Its end is missing.', suggestedAction: 'Upload it once more.', retryable: true };
  const coming = image(-1, { status: 'uploading', title: '' });
  const rejected = image(0, { status: 'rejected', title: 'Broken', error: error as never });
  act(() => live.push('watchImages', [coming, rejected, image(1), image(3)]));
  expect(cards()).toEqual(['Untitled', 'Broken', 'Picture 1', 'Picture 3']);
  expect(screen.getByText('Waits for its file')).toBeTruthy();
  expect(screen.getByText('Its end is missing.')).toBeTruthy();
});

test('one that was not taken says why and what to do; one on its way asks for patience', async () => {
  const error = { code: 'TRUNCATED', message: 'Its end is missing.', suggestedAction: 'Upload it once more.', retryable: true };
  const images = [image(1, { status: 'rejected', error: error as never }), image(2, { status: 'uploading' })];
  const { user, service } = show({
    'GET /images': { images, next_cursor: null },
    'POST /images/delete': { deleted: 1, refused: [] },
  });
  await user.click(await screen.findByRole('row', { name: 'Picture 2' }));
  expect(lastTold()?.text).toBe('It can be used once it is ready.');
  await user.click(screen.getByRole('row', { name: 'Picture 1' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText('Upload it once more.')).toBeTruthy();
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(service.of('POST /images/delete')[0]?.body).toEqual({ ids: ['i1'], force: false }));
});

test('further pages come as somebody comes near their end, and an older picture is not lost to the news', async () => {
  const first = Array.from({ length: 4 }, (_, at) => image(at + 1));
  const { live, service } = show({
    'GET /images': ({ query }: { query: URLSearchParams }) =>
      query.get('cursor') ? { images: [image(8)], next_cursor: null } : { images: first, next_cursor: 'next' },
  });
  await screen.findByRole('row', { name: 'Picture 8' });
  expect(service.of('GET /images').map(({ query }) => query.get('cursor'))).toEqual([null, 'next']);
  await waitFor(() => expect(live.open.map(({ name }) => name)).toContain('watchImages'));
  const news = Array.from({ length: 100 }, (_, at) => image(at / 100 - 1, { id: `n${at}`, title: `New ${at}` }));
  act(() => live.push('watchImages', news));
  expect(screen.getByText('105 pictures')).toBeTruthy();
});

test('who has come to older pictures hears of those, too', async () => {
  const many = Array.from({ length: 150 }, (_, at) => image(at + 1));
  const { live } = show({
    'GET /images': ({ query }: { query: URLSearchParams }) =>
      query.get('cursor') ? { images: many.slice(4), next_cursor: null } : { images: many.slice(0, 4), next_cursor: 'next' },
  });
  await screen.findByText('150 pictures');
  await waitFor(() => expect(live.open.find(({ name }) => name === 'watchImages')?.grown).toBe(300));
  act(() => live.push('watchImages', many.slice(0, 100))); // of the nearer listener, which is there until the further one has told
  expect(screen.getByText('150 pictures')).toBeTruthy();
  act(() => live.push('watchImages', many.slice(0, 149)));
  expect(screen.getByText('149 pictures')).toBeTruthy();
  act(() => live.push('watchImages', many.slice(0, 90)));
  expect(screen.getByText('90 pictures')).toBeTruthy();
});

test('the help sheet names the keys of the wall, which only the wall hears', async () => {
  const { user, router } = show();
  (await screen.findByRole('row', { name: 'Picture 1' })).focus();
  const told = shortcuts.get().map(({ key }) => key);
  for (const key of ['← ↑ ↓ →', 'Enter', 'Space', 'Ctrl + A']) expect(told).toContain(key);
  screen.getByRole('button', { name: 'Select' }).focus();
  await user.keyboard('{Enter}');
  expect(screen.getByText('0 selected')).toBeTruthy();
  expect(router.state.location.search).toEqual({});
});

test('a title is edited in place, and goes back where it is refused', async () => {
  const { user, service } = show({ 'PATCH /images/{image_id}': (call: { body: object }) => ({ ...image(2), ...call.body }) });
  (await screen.findByRole('row', { name: 'Picture 2' })).focus();
  await user.keyboard('e');
  const field = await screen.findByRole('textbox', { name: 'Title' });
  await user.clear(field);
  await user.keyboard('Tram 28{Enter}');
  expect(cards()).toEqual(['Picture 1', 'Tram 28', 'Picture 3']);
  await waitFor(() => expect(service.of('PATCH /images/{image_id}')[0]?.body).toEqual({ title: 'Tram 28' }));
  service.answer('PATCH /images/{image_id}', refusal('CONTENDED'));
  await user.keyboard('e');
  await user.keyboard('Nonsense{Enter}');
  await waitFor(() => expect(lastTold()?.text).toContain('CONTENDED'));
  expect(cards()).toEqual(['Picture 1', 'Tram 28', 'Picture 3']);
  await user.keyboard('e');
  await user.keyboard('Never{Escape}');
  expect(cards()).toContain('Tram 28');
});

test('what is deleted goes at once and is brought back; what stayed says why', async () => {
  const { user, service, live } = show({
    'POST /images/delete': { deleted: 1, refused: [{ id: 'i2', error: 'IMAGE_IN_USE', message: 'In use.' }] },
    'POST /library/trash/restore': { restored: 1, refused: [] },
  });
  (await screen.findByRole('row', { name: 'Picture 1' })).focus();
  await user.keyboard(' {ArrowRight} ');
  expect(screen.getByRole('status', { name: '' })).toBeTruthy();
  expect(screen.getByText('2 selected')).toBeTruthy();
  await user.keyboard('{Delete}');
  await waitFor(() => expect(cards()).toEqual(['Picture 2', 'Picture 3']));
  expect(told.get().map(({ text }) => text)).toEqual(['A storyboard plans with this picture.', '1 picture in the trash.']);
  await waitFor(() => expect(live.open.map(({ name }) => name)).toContain('watchImages'));
  act(() => {
    told.get()[1]?.action?.act();
    live.push('watchImages', [image(2), image(3)]); // news of before
  });
  expect(cards()).toEqual(['Picture 1', 'Picture 2', 'Picture 3']);
  await waitFor(() =>
    expect(service.of('POST /library/trash/restore')[0]?.body).toEqual({ items: [{ kind: 'image', id: 'i1' }] }),
  );
  expect(cards()).toEqual(['Picture 1', 'Picture 2', 'Picture 3']);
  service.answer('POST /images/delete', { deleted: 1, refused: [] });
  act(() =>
    told
      .get()
      .find(({ action }) => action?.name === 'Delete anyway')
      ?.action?.act(),
  );
  await waitFor(() => expect(service.of('POST /images/delete')[1]?.body).toEqual({ ids: ['i2'], force: true }));
});

test('a call that could not be made leaves all as it was', async () => {
  const { user } = show({ 'POST /images/delete': refusal('MAINTENANCE', 503) });
  (await screen.findByRole('row', { name: 'Picture 1' })).focus();
  await user.keyboard('{Delete}');
  await waitFor(() => expect(lastTold()?.text).toContain('MAINTENANCE'));
  expect(cards()).toHaveLength(3);
});

test('pictures are moved to another collection, or to a new one, and back', async () => {
  const { user, service } = show({
    'POST /images/move': { moved: 1, refused: [] },
    'POST /images/collections': collection('c9', 'New one'),
  });
  (await screen.findByRole('row', { name: 'Picture 3' })).focus();
  await user.keyboard('m');
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('button', { name: 'Move' }));
  await waitFor(() => expect(service.of('POST /images/move')[0]?.body).toEqual({ ids: ['i3'], collection_id: 'c2' }));
  await waitFor(() => expect(lastTold()?.text).toBe('1 picture moved to “Porto”.'));
  expect(cards()).toEqual(['Picture 1', 'Picture 2']);
  act(() => lastTold()?.action?.act());
  await waitFor(() => expect(service.of('POST /images/move')[1]?.body).toEqual({ ids: ['i3'], collection_id: 'c1' }));
  expect(cards()).toHaveLength(3);
});

test('pictures are carried to another collection by keys, or to one that is made for them', async () => {
  const { user, service } = show({
    'POST /images/move': { moved: 1, refused: [] },
    'POST /images/collections': collection('c9', 'New one'),
  });
  (await screen.findByRole('row', { name: 'Picture 2' })).focus();
  await user.keyboard('d');
  const shelf = await screen.findByRole('group', { name: 'Where should this picture go?' });
  await waitFor(() => expect(shelf.contains(document.activeElement)).toBe(true));
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('group')).toBeNull());
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Picture 2');

  await user.keyboard(' {ArrowRight} d');
  await screen.findByRole('group', { name: 'Where should these 2 pictures go?' });
  await reach(user, 'Porto');
  await user.keyboard('{Enter}');
  await waitFor(() => expect(service.of('POST /images/move')[0]?.body).toEqual({ ids: ['i2', 'i3'], collection_id: 'c2' }));
  expect(cards()).toEqual(['Picture 1']);
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Picture 1'));

  await user.keyboard('d');
  await screen.findByRole('group', { name: 'Where should this picture go?' });
  await reach(user, 'A new collection');
  await user.keyboard('{Enter}');
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'New one{Enter}');
  await waitFor(() => expect(service.of('POST /images/move')[1]?.body).toEqual({ ids: ['i1'], collection_id: 'c9' }));
});

/** By Tab, among the places of the shelf. */
async function reach(user: ReturnType<typeof show>['user'], name: string): Promise<void> {
  await waitFor(() => expect(document.activeElement?.tagName).toBe('BUTTON'));
  for (let pressed = 0; pressed < 4 && !document.activeElement?.textContent?.startsWith(name); pressed += 1) await user.tab();
  expect(document.activeElement?.textContent).toContain(name);
}

test('the menu of a picture: its prompts, a video, large, its file', async () => {
  const { user, router, service } = show({ 'GET https://media.test/p': 'bytes' });
  await user.click(await screen.findByRole('button', { name: 'What to do with Picture 2' }));
  await user.click(await screen.findByRole('menuitem', { name: 'See it large' }));
  const large = await screen.findByRole('dialog');
  expect(within(large).getByRole('heading').textContent).toContain('2 of 3');
  await user.keyboard('{ArrowRight}');
  await waitFor(() => expect(router.state.location.search).toEqual({ large: 'i3' }));
  await waitFor(() => expect(within(screen.getByRole('dialog')).getByRole('img', { name: 'Picture 3' })).toBeTruthy());
  await user.keyboard('{Escape}');
  await waitFor(() => expect(router.state.location.search).toEqual({}));
  const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('bytes'));
  await user.click(screen.getByRole('button', { name: 'What to do with Picture 2' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Download' }));
  await waitFor(() => expect(fetched).toHaveBeenCalledWith('https://media.test/p'));
  fetched.mockRestore();
  expect(service.of('GET /images/{image_id}/links').length).toBeGreaterThan(0);
  await user.click(screen.getByRole('button', { name: 'What to do with Picture 2' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Make a video from it' }));
  await waitFor(() => expect(router.state.location.href).toBe('/studio/videos/new?picture=i2'));
});

test('what is open over the wall is closed by the way back, and closing it leaves no step that does nothing', async () => {
  const { user, router } = show({ ...PROMPT_ANSWERS, 'GET /catalog/limits': LIMITS });
  const steps = () => router.history.length;
  const before = steps();
  await user.click(await screen.findByRole('row', { name: 'Picture 2' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ picture: 'i2' }));
  await user.click(screen.getByRole('row', { name: 'Picture 3' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ picture: 'i3' }));
  await screen.findByRole('complementary', { name: 'Prompts' });
  expect(steps()).toBe(before + 1);
  await user.click(within(screen.getByRole('complementary', { name: 'Prompts' })).getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
  expect(router.history.canGoBack()).toBe(false);
  router.history.forward();
  await waitFor(() => expect(router.state.location.search).toEqual({ picture: 'i3' }));
  router.history.back();
  await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
});

test('an address of a picture that is gone says so', async () => {
  const { router } = show({ 'GET /images/{image_id}': refusal('NOT_FOUND', 404) }, '?picture=i99');
  await waitFor(() => expect(lastTold()?.text).toBe('This picture is not there. It may have been deleted.'));
  expect(router.state.location.search).toEqual({});
});

test('an empty collection says what to do, and what is pasted is uploaded', async () => {
  const { service } = show({ 'GET /images': { images: [], next_cursor: null }, 'POST /images': refusal('STORAGE_FULL', 403) });
  await screen.findByRole('heading', { name: 'Nothing here yet' });
  const file = new File([Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...new Array(20).fill(0)])], 'pasted.jpg', {
    type: 'image/jpeg',
  });
  const event = Object.assign(new Event('paste'), { clipboardData: { files: [file] } });
  act(() => void dispatchEvent(event));
  await waitFor(() =>
    expect(service.of('POST /images')[0]?.body).toMatchObject({
      collection_id: 'c1',
      content_type: 'image/jpeg',
      title: 'pasted',
    }),
  );
  await waitFor(() =>
    expect(uploads.all.get()[0]).toMatchObject({ state: 'failed', told: 'Refused: STORAGE_FULL. Do it otherwise.' }),
  );
  act(() => uploads.cancelAll());
});

test('a collection that is gone, or a page that could not be read, is told with the way on', async () => {
  const { service, user } = show({ 'GET /images': refusal('UNAVAILABLE', 503) });
  const note = await screen.findByRole('alert');
  service.answer('GET /images', { images: THREE, next_cursor: null });
  await user.click(within(note).getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('row', { name: 'Picture 1' })).toBeTruthy();
});

test('a collection is renamed and deleted where it is', async () => {
  const { user, service, router } = show({
    'PATCH /images/collections/{collection_id}': collection('c1', 'Lisboa'),
    'DELETE /images/collections/{collection_id}': undefined,
  });
  await user.click(await screen.findByRole('button', { name: 'What to do with Lisbon' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
  const name = await screen.findByRole('textbox', { name: 'Name' });
  await user.clear(name);
  await user.type(name, 'Lisboa{Enter}');
  expect(await screen.findByRole('heading', { level: 1, name: 'Lisboa' })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'What to do with Lisboa' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  const asked = await screen.findByRole('alertdialog');
  expect(asked.textContent).toContain('3 pictures go with it');
  await user.click(within(asked).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(service.of('DELETE /images/collections/{collection_id}')).toHaveLength(1));
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/pictures'));
});
