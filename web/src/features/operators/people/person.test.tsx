import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { page, USER } from '@/testing/operators';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { setPurpose } from '../purpose';
import { PersonView } from './person-view';

const shown = (user: object = USER, answers = {}) =>
  render(<PersonView id="u2" />, { answers: { 'GET /admin/users/{user_id}': () => user, ...answers } });

beforeEach(() => setPurpose({ uid: 'u1', words: 'ticket 7' }));

const part = (name: string) => within(screen.getByRole('region', { name }));
const dialog = async () => within(await screen.findByRole('dialog'));

test('one page has all of a user, and its lists go on', async () => {
  const { user, service } = shown();
  await screen.findByRole('heading', { level: 1, name: 'Bo' });
  expect(part('Credits').getByText('120 credits')).toBeTruthy();
  expect(part('Now').getByText('1 being made, 2 waiting')).toBeTruthy();
  expect(part('Limits').getByText('own')).toBeTruthy();
  expect(part('Keys and endpoints').getByText('not valid')).toBeTruthy();
  expect(part('What operators did').getByText('ticket 7')).toBeTruthy();
  expect(part('What they made').getByRole('link', { name: 'A storm' }).getAttribute('href')).toBe(
    '/studio/operators/jobs/videos/j2',
  );
  expect(part('What they made').getByRole('link', { name: 'With filters' }).getAttribute('href')).toBe(
    '/studio/operators/jobs?kind=videos&user=u2',
  );
  await user.click(part('What they made').getByRole('radio', { name: 'Pictures' }));
  expect(part('What they made').getByRole('link', { name: 'Dunes' }).getAttribute('href')).toBe(
    '/studio/operators/media?kind=images&id=i1',
  );
  service.answer(
    'GET /admin/users/{user_id}/transactions',
    page('transactions', [{ ...USER.transactions.transactions[0], id: 't0', type: 'admin_grant', amount: 160 }]),
  );
  await user.click(part('Ledger').getByRole('button', { name: 'Show more' }));
  await part('Ledger').findByText('+160');
  expect(service.of('GET /admin/users/{user_id}/transactions')[0]?.query.get('cursor')).toBe('2');
});

test('credits are given and taken with a reason, and what is refused stands at its field', async () => {
  const { user, service } = shown();
  await screen.findByRole('heading', { level: 1, name: 'Bo' });
  await user.click(await screen.findByRole('button', { name: 'Give credits' }));
  const give = await dialog();
  await user.click(give.getByRole('button', { name: 'Give credits' })); // of nothing
  await user.type(give.getByLabelText('Credits'), '50');
  await user.tab();
  await give.findByText('Then they have 170 credits.');
  const fields = [{ field: 'credits', problem: 'is too much', code: 'x' }];
  service.answer('POST /admin/grants', refusal('INVALID_REQUEST', 400, { details: { fields } }));
  await user.click(give.getByRole('button', { name: 'Give credits' }));
  await give.findByText('Is too much.');
  service.answer('POST /admin/grants', { entry_id: 'e', amount: 50, balance: 170, replayed: false });
  await user.click(give.getByRole('button', { name: 'Give credits' }));
  await expect.poll(() => told.get()[0]?.text).toBe('Moved: +50. The balance is 170 now.');
  const [first, second] = service.of('POST /admin/grants').map(({ body }) => body as Record<string, unknown>);
  expect(second).toMatchObject({ reason: 'ticket 7', user_id: 'u2', credits: 50 });
  expect(second?.grant_id).toBe(first?.grant_id);
});

test('limits show what changes before they are set, each with its end', async () => {
  const { user, service } = shown();
  await screen.findByRole('heading', { level: 1, name: 'Bo' });
  await user.click(await screen.findByRole('button', { name: 'Change limits' }));
  const form = await dialog();
  await user.click(form.getByRole('button', { name: 'Set the limits' })); // nothing differs
  await user.clear(form.getByLabelText('Credits a day'));
  await user.type(form.getByLabelText('Videos at one time'), '9');
  await user.tab();
  const differ = within(form.getByRole('region', { name: 'What changes' }));
  expect(differ.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
    'Credits a day: 500 → as configured',
    'Videos at one time: as configured → 9',
  ]);
  service.answer('PUT /admin/users/{user_id}/overrides', { user_id: 'u2', overrides: {}, until: {} });
  await user.click(form.getByRole('button', { name: 'Set the limits' }));
  await expect.poll(() => told.get()[0]?.text).toMatch(/hold from the next call/);
  expect(service.of('PUT /admin/users/{user_id}/overrides')[0]?.body).toEqual({ reason: 'ticket 7', active_jobs: 9, until: {} });
});

test('somebody is noted, signed out, kept out and let in again, and proven', async () => {
  const { user, service } = shown();
  await screen.findByRole('heading', { level: 1, name: 'Bo' });
  await user.click(await screen.findByRole('button', { name: 'Add a note' }));
  await user.type((await dialog()).getByLabelText('Note'), 'Calls on Mondays.');
  service.answer('POST /admin/users/{user_id}/notes', USER.notes.notes[0]);
  await user.click((await dialog()).getByRole('button', { name: 'Add a note' }));
  await expect.poll(() => told.get()[0]?.text).toBe('The note is there.');
  expect(service.of('POST /admin/users/{user_id}/notes')[0]?.body).toEqual({ reason: 'ticket 7', text: 'Calls on Mondays.' });
  service.answer('DELETE /admin/users/{user_id}/notes/{note_id}', undefined);
  await user.click(screen.getByRole('button', { name: 'Delete: Pays by invoice.' }));
  await user.click((await dialog()).getByRole('button', { name: 'Delete' }));
  await expect.poll(() => told.get()[0]?.text).toBe('The note is deleted.');
  const acts = [
    ['Sign out everywhere', 'POST /admin/users/{user_id}/sign-out', 'They are signed out.'],
    ['Words in the log for an hour', 'PUT /admin/users/{user_id}/words-in-log', 'Their words stand in the log for an hour.'],
    ['Disable', 'POST /admin/users/{user_id}/disable', 'They are kept out.'],
  ] as const;
  for (const [name, operation, said] of acts) {
    service.answer(operation, { signed_out: true });
    await user.click(await screen.findByRole('button', { name: 'More to do' }));
    await user.click(await screen.findByRole('menuitem', { name }));
    await user.click((await dialog()).getByRole('button', { name }));
    await expect.poll(() => told.get()[0]?.text).toBe(said);
  }
  const breach = { kind: 'balance', invariant: '1', path: 'accounts/u2', words: 'The balance differs.', expected: 1, found: 2 };
  service.answer('GET /admin/users/{user_id}/reconcile', {
    read: {},
    invariants: { '1': { checked: 5, breaches: 1 } },
    breaches: 1,
    kinds: {},
    first: [breach],
    busy: [],
    user_id: 'u2',
    complete: true,
  });
  await user.click(screen.getByRole('button', { name: 'Prove it now' }));
  await screen.findByText('The balance differs.');
});

test('who is disabled can be let in, and who is not there is told so', async () => {
  const out = { ...USER, user: { ...USER.user, disabled: true, name: null, email: null }, account: null };
  const { user, service } = shown(out);
  service.answer('POST /admin/users/{user_id}/enable', { signed_out: true });
  await user.click(await screen.findByRole('button', { name: 'More to do' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Enable again' }));
  await user.click((await dialog()).getByRole('button', { name: 'Enable again' }));
  await expect.poll(() => told.get()[0]?.text).toBe('They can sign in again.');
});

test('somebody who is not known is told so', async () => {
  render(<PersonView id="nobody" />, { answers: { 'GET /admin/users/{user_id}': refusal('NOT_FOUND', 404) } });
  await screen.findByText('Refused: NOT_FOUND.');
});
