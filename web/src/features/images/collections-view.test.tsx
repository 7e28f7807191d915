import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenForShortcuts } from '@/platform/shortcuts';
import { type Answers, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { CollectionsView } from './collections-view';
import { UploadTray } from './upload-tray';
import { uploads } from './uploads';

const LATER = new Date(Date.now() + 3_600_000).toISOString();
vi.setConfig({ testTimeout: 20_000 });
let deaf: () => void;
beforeEach(() => {
  deaf = listenForShortcuts();
});
afterEach(() => deaf());

const collection = (id: string, name: string, image_count = 0) => ({
  ...{ id, name, image_count, created_at: '2026-11-29T10:00:00Z', updated_at: '2026-11-29T10:00:00Z' },
});
const picture = (id: string, collection_id: string) => ({ id, collection_id, status: 'ready', title: id, colour: '#123456' });
const file = (name: string) => new File([Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...new Array(20).fill(0)])], name);

function show(collections: object[], answers: Answers = {}) {
  const view = (
    <>
      <CollectionsView />
      <UploadTray />
    </>
  );
  return render(view, {
    at: '/studio/pictures',
    answers: {
      'GET /catalog/limits': { calls_per_minute: { other: 600 }, image_bytes: 20 * 1024 * 1024, image_side: 8192 },
      'GET /images/collections': { collections, next_cursor: null },
      'GET /images': { images: [], next_cursor: null },
      'POST /images/links': { links: [], missing: [] },
      'POST /images': refusal('STORAGE_FULL', 403),
      ...answers,
    },
  });
}

const give = (...files: File[]) => {
  const drop = (name: string) =>
    Object.assign(new Event(name, { cancelable: true }), { dataTransfer: { types: ['Files'], files } });
  act(() => void dispatchEvent(drop('dragenter')));
  expect(screen.getByText('Let go to upload')).toBeTruthy();
  act(() => void dispatchEvent(drop('drop')));
};

test('the first pictures make the first collection, and say in the tray what became of them', async () => {
  const { service, router, user } = show([], { 'POST /images/collections': collection('c1', 'My pictures') });
  await screen.findByRole('heading', { name: 'Every film begins with a picture' });
  give(file('sea.jpg'), new File(['text'], 'notes.txt'));
  await waitFor(() => expect(service.of('POST /images/collections')[0]?.body).toEqual({ name: 'My pictures' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/pictures/c1'));
  act(() => uploads.cancelAll());
  expect(user).toBeTruthy();
});

test('the tray pauses, goes on, tries again and cancels', async () => {
  const { user } = show([]);
  await screen.findByRole('heading', { name: 'Every film begins with a picture' });
  act(() => {
    uploads.add([file('sea.jpg'), new File(['text'], 'notes.txt')], 'c1');
    uploads.pauseAll();
  });
  const tray = screen.getByRole('region', { name: 'Uploads' });
  await within(tray).findByText('This is not a JPEG, PNG or WebP picture.');
  expect(within(tray).getByRole('heading').textContent).toBe('Paused · 1 left');
  await user.click(within(tray).getByRole('button', { name: 'Go on with sea.jpg' }));
  await within(tray).findByText('Refused: STORAGE_FULL. Do it otherwise.');
  expect(within(tray).getByRole('heading').textContent).toBe('2 not uploaded');
  await user.click(within(tray).getByRole('button', { name: 'Hide the uploads' }));
  expect(within(tray).queryByText(/notes/)).toBeNull();
  await user.click(within(tray).getByRole('button', { name: 'Close' }));
  expect(uploads.all.get()).toEqual([]);
});

test('collections show their newest pictures: most by one call, older ones by their own', async () => {
  const { service } = show([collection('c1', 'Lisbon', 2), collection('c2', 'Old', 7), collection('c3', 'Empty')], {
    'GET /images': ({ query }: { query: URLSearchParams }) =>
      query.get('collection_id')
        ? { images: [picture('i9', 'c2')], next_cursor: null }
        : { images: [picture('i1', 'c1'), picture('i2', 'c1')], next_cursor: 'more' },
    'POST /images/links': (call: { body: unknown }) => ({
      links: (call.body as { ids: string[] }).ids.map((id) => ({
        id,
        thumbnail: `https://media.test/${id}`,
        picture: null,
        expires_at: LATER,
      })),
      missing: [],
    }),
  });
  const lisbon = await screen.findByRole('link', { name: /Lisbon.*2 pictures/ });
  await waitFor(() => expect(lisbon.querySelectorAll('img')).toHaveLength(2));
  await waitFor(() => expect(screen.getByRole('link', { name: /Old/ }).querySelector('img')?.src).toBe('https://media.test/i9'));
  expect(service.of('GET /images').map(({ query }) => query.get('collection_id'))).toEqual([null, 'c2']);
});

test('a new one, another name, deletion with undo, and all of it live', async () => {
  const { user, service, live } = show([collection('c1', 'Lisbon')], {
    'POST /images/collections': collection('c2', 'Porto'),
    'PATCH /images/collections/{collection_id}': collection('c1', 'Lisboa'),
    'DELETE /images/collections/{collection_id}': undefined,
    'POST /library/trash/restore': { restored: 1, refused: [] },
  });
  await screen.findByRole('link', { name: /Lisbon/ });
  await user.keyboard('n');
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), ' Porto {Enter}');
  expect(await screen.findByRole('link', { name: /Porto/ })).toBeTruthy();
  expect(service.of('POST /images/collections')[0]?.body).toEqual({ name: 'Porto' });
  await user.click(screen.getByRole('button', { name: 'What to do with Lisbon' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Rename' }));
  const field = await screen.findByRole('textbox', { name: 'Name' });
  await user.clear(field);
  await user.type(field, 'Lisboa{Enter}');
  expect(await screen.findByRole('link', { name: /Lisboa/ })).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'What to do with Lisboa' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryByRole('link', { name: /Lisboa/ })).toBeNull());
  await waitFor(() => expect(told.get()[0]?.text).toBe('“Lisboa” is in the trash.'));
  act(() => told.get()[0]?.action?.act());
  await waitFor(() =>
    expect(service.of('POST /library/trash/restore')[0]?.body).toEqual({ items: [{ kind: 'collection', id: 'c1' }] }),
  );
  await waitFor(() => expect(live.open.map(({ name }) => name)).toContain('watchCollections'));
  act(() => live.push('watchCollections', [collection('c7', 'From elsewhere', 1)]));
  expect(await screen.findByRole('link', { name: /From elsewhere.*1 picture/ })).toBeTruthy();
  expect(screen.queryByRole('link', { name: /Porto/ })).toBeNull();
});

test('one that storyboards need stays, and can be deleted all the same', async () => {
  const { user, service } = show([collection('c1', 'Lisbon', 2)], {
    'DELETE /images/collections/{collection_id}': refusal('IMAGE_IN_USE'),
  });
  await user.click(await screen.findByRole('button', { name: 'What to do with Lisbon' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(told.get()[0]?.text).toBe('Storyboards plan with pictures of “Lisbon”.'));
  expect(screen.getByRole('link', { name: /Lisbon/ })).toBeTruthy();
  service.answer('DELETE /images/collections/{collection_id}', undefined);
  act(() => told.get()[0]?.action?.act());
  await waitFor(() => expect(service.of('DELETE /images/collections/{collection_id}')[1]?.query.get('force')).toBe('true'));
});

test('with several collections, pictures ask where they should go', async () => {
  const { user, router } = show([collection('c1', 'Lisbon'), collection('c2', 'Porto')]);
  await screen.findByRole('link', { name: /Lisbon/ });
  give(file('sea.jpg'));
  const dialog = await screen.findByRole('dialog', { name: 'Where should this picture go?' });
  await user.click(within(dialog).getByRole('button', { name: 'Upload' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/pictures/c1'));
  act(() => uploads.cancelAll());
});

test('what could not be read is told, with the same again', async () => {
  const { service, user } = show([], { 'GET /images/collections': refusal('UNAVAILABLE', 503) });
  const note = await screen.findByRole('alert');
  service.answer('GET /images/collections', { collections: [collection('c1', 'Lisbon')], next_cursor: null });
  await user.click(within(note).getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: /Lisbon/ })).toBeTruthy();
});
