import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeSignIn, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { OwnDataView } from './own-data-view';

const EXPORT = {
  id: 'x1',
  status: 'ready',
  created_at: '2026-01-02T03:04:05Z',
  ready_at: '2026-01-02T03:05:05Z',
  ends_at: '2026-01-09T03:05:05Z',
  address: 'https://rushes.test/s/exports/x1',
  bytes: 2_500_000,
  documents: 12,
  files: 3,
  linked: false,
};
const ACCOUNT = { balance: 60, guest: false, deletion: null as object | null };

const show = (exports: object[] = [], more: Parameters<typeof render>[1] = {}) =>
  render(<OwnDataView />, {
    at: '/studio/account/data',
    ...more,
    answers: { 'GET /account': ACCOUNT, 'GET /account/exports': () => ({ exports }), ...more.answers },
  });

test('a file is made, can be had, and is deleted', async () => {
  const exports: object[] = [];
  const { user, service, queries } = show(exports);
  await screen.findByText('No file was made yet');
  service.answer('POST /account/exports', () => {
    exports.push({ ...EXPORT, status: 'making', address: null });
    return exports[0];
  });
  const start = screen.getByRole('button', { name: 'Make the file' });
  await user.click(start);
  await screen.findByText('is being made');
  expect((start as HTMLButtonElement).disabled).toBe(true);
  exports[0] = { ...EXPORT, linked: true };
  await queries.invalidateQueries();
  const link = await screen.findByRole('link', { name: 'Download' });
  expect(link.getAttribute('href')).toBe(EXPORT.address);
  expect(document.body.textContent).toMatch(/12 entries, 3 files, 2\.5 MB · can be had until.*too many for one file/);
  service.answer('DELETE /account/exports/{export_id}', () => void exports.splice(0));
  await user.click(screen.getByRole('button', { name: 'Delete the file' }));
  await screen.findByText('No file was made yet');
});

test('one that failed says so, and a list that cannot be read can be asked for again', async () => {
  const { service, user } = show([], { answers: { 'GET /account/exports': refusal('OVERLOADED', 503) } });
  await screen.findByRole('alert');
  service.answer('GET /account/exports', { exports: [{ ...EXPORT, status: 'failed', address: null, ends_at: null }] });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('could not be made');
});

test('an account goes after a word that is typed and a proof, and can be kept', async () => {
  const signIn = fakeSignIn();
  const { user, service } = show([], { signIn });
  await user.click(await screen.findByRole('button', { name: 'Delete my account …' }));
  const asked = within(await screen.findByRole('alertdialog'));
  expect(asked.getByText('60 credits are lost with it.')).toBeTruthy();
  const confirm = asked.getByRole('button', { name: 'Delete my account' }) as HTMLButtonElement;
  expect(confirm.disabled).toBe(true);
  await user.type(asked.getByRole('textbox'), 'Delete everything');
  service.answer('POST /account/deletion', refusal('RECENT_SIGN_IN_REQUIRED', 403));
  await user.click(confirm);
  await user.type(await asked.findByLabelText('Password'), 'secret1');
  const deletion = { requested_at: '2026-01-01T00:00:00Z', deletes_at: '2026-01-08T00:00:00Z' };
  service.answer('POST /account/deletion', deletion);
  service.answer('GET /account', { ...ACCOUNT, deletion });
  await user.click(asked.getByRole('button', { name: 'Go on' }));
  await screen.findByText(/Your account will be deleted on/);
  expect(screen.queryByRole('alertdialog')).toBeNull();
  service.answer('DELETE /account/deletion', undefined);
  service.answer('GET /account', ACCOUNT);
  await user.click(screen.getByRole('button', { name: 'Keep my account' }));
  await expect.poll(() => told.get()[0]?.text).toMatch(/Your account stays/);
  await screen.findByRole('button', { name: 'Delete my account …' });
});

test('a guest has nothing to delete but their session', async () => {
  show([], { answers: { 'GET /account': { ...ACCOUNT, guest: true } } });
  await screen.findByText(/You are a guest in this browser alone/);
  expect(screen.queryByRole('button', { name: /Delete my account/ })).toBeNull();
});
