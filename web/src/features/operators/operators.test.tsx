import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { createStudioRouter } from '@/app/router';
import { listenForShortcuts } from '@/platform/shortcuts';
import { operator } from '@/session/session';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { ActDialog } from './act-dialog';
import { setPurpose } from './purpose';
import { OperatorsView } from './rooms';

const SOMEBODY = {
  id: 'u2',
  email: 'bo@example.com',
  name: 'Bo',
  guest: false,
  disabled: false,
  has_account: true,
  created_at: '2026-01-02T03:04:05Z',
  seen_at: null,
  balance: 1200,
  spent_on: null,
  spent: 0,
};
const at = (splat: string, answers: object) =>
  render(<OperatorsView />, { at: `/studio/operators/${splat}`, path: '/studio/operators/$', answers });

beforeEach(() => {
  operator.set(true);
  setPurpose({ uid: 'u1', words: 'ticket 7' });
  return listenForShortcuts();
});

test('who is no operator is told so, and nothing is asked', async () => {
  operator.set(false);
  at('people', {});
  await screen.findByRole('heading', { name: 'This is for operators' });
});

test('why somebody is here is asked once, and goes with each look', async () => {
  setPurpose({ uid: 'somebody else', words: 'ticket 1' });
  const { user, service, router } = at('people', { 'GET /admin/users': { users: [SOMEBODY], next_cursor: null } });
  await user.type(await screen.findByLabelText('What are you looking into?'), 'ticket 7');
  await user.keyboard('{Enter}');
  await screen.findByRole('link', { name: 'Bo' });
  expect(router.state.location.pathname).toBe('/studio/operators/people');
  expect(service.calls[0]?.query.get('reason')).toBe('ticket 7');
  await user.click(screen.getByRole('button', { name: /^Reason: ticket 7/ }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Morning round' }));
  await user.click(screen.getByRole('button', { name: 'Ask anew' }));
  await waitFor(() => expect(service.calls.at(-1)?.query.get('reason')).toBe('Morning round'));
});

test('people are found by words or by what they do, page by page, by keys too', async () => {
  const { user, service, router } = at('people?filter=active&else=kept', {
    'GET /admin/users': ({ query }: { query: URLSearchParams }) =>
      query.get('find')
        ? { users: [], next_cursor: null }
        : query.get('cursor')
          ? { users: [{ ...SOMEBODY, id: 'u3', name: null, disabled: true }], next_cursor: null }
          : { users: [SOMEBODY, { ...SOMEBODY, id: 'u4', name: 'Cy', guest: true, has_account: false }], next_cursor: 'c2' },
  });
  await screen.findByRole('link', { name: 'Bo' });
  expect(service.calls[0]?.query.get('filter')).toBe('active');
  await user.click(screen.getByRole('button', { name: 'Show more' }));
  const third = await screen.findByRole('link', { name: 'bo@example.com' });
  expect(third.closest('[data-row]')?.textContent).toContain('disabled');
  for (const name of ['Bo', 'Cy']) {
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'j' });
    expect(document.activeElement?.textContent).toBe(name);
  }
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'k' });
  expect(document.activeElement?.textContent).toBe('Bo');
  await user.type(screen.getByRole('searchbox'), 'nobody{Enter}');
  await user.click(
    within((await screen.findByText('Nothing is found by this')).parentElement as HTMLElement).getByRole('button'),
  );
  await screen.findByRole('link', { name: 'Bo' });
  expect(router.state.location.search).toEqual({ else: 'kept' });
});

test('their rooms stand at one address, with and without what is behind it', () => {
  const router = createStudioRouter();
  for (const path of ['/studio/operators', '/studio/operators/', '/studio/operators/people/auth0%7Ca']) {
    expect(router.matchRoutes(path, {}).at(-1)?.routeId).toBe('/studio/operators/$');
  }
  expect(router.matchRoutes('/studio/operators/people/auth0%7Ca', {}).at(-1)?.params).toMatchObject({ _splat: 'people/auth0|a' });
});

test('a list that cannot be read says why, and is asked for again', async () => {
  const { user, service } = at('people', { 'GET /admin/users': refusal('OVERLOADED', 503) });
  await screen.findByRole('alert');
  service.answer('GET /admin/users', { users: [], next_cursor: null });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('Nobody is here yet');
});

test('an act shows first what it would touch, asks for its reason, and says at its fields why it was refused', async () => {
  let closed = 0;
  const found = vi.fn(async () => 2);
  const run = vi.fn(async (_: unknown, reason: string, seen: number | undefined) => `${reason} ${seen}`);
  const { user } = render(
    <ActDialog
      title="Do it"
      action="Do"
      dangerous
      onClose={() => {
        closed += 1;
      }}
      preview={{ about: ['x'], ask: found, show: (count) => <p>{count} things</p> }}
      run={run}
      said={(answer) => `done: ${answer}`}
    />,
  );
  await screen.findByText('2 things');
  const reason = screen.getByLabelText('Reason');
  await user.clear(reason);
  await user.click(screen.getByRole('button', { name: 'Do' }));
  expect(run).not.toHaveBeenCalled();
  const fields = [{ field: 'reason', problem: 'is too long', code: 'x' }];
  run.mockRejectedValueOnce(await rejected(refusal('INVALID_REQUEST', 400, { details: { fields } })));
  await user.type(reason, 'ticket 8');
  await user.click(screen.getByRole('button', { name: 'Do' }));
  await screen.findByText('Is too long.');
  run.mockRejectedValueOnce(await rejected(refusal('BATCH_STARTED')));
  await user.click(screen.getByRole('button', { name: 'Do' }));
  await screen.findByText('Refused: BATCH_STARTED.');
  await user.type(screen.getByLabelText('Reason'), '{Enter}');
  await waitFor(() => expect(told.get()[0]?.text).toBe('done: ticket 8 2'));
  expect(closed).toBe(1);
});

test('without a connection nothing can be done, and that is said', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  render(<ActDialog title="Do it" action="Do" onClose={() => undefined} run={async () => undefined} />);
  await screen.findByText(/You are offline/);
  expect((screen.getByRole('button', { name: 'Do' }) as HTMLButtonElement).disabled).toBe(true);
  online.mockRestore();
});

/** What a call of the client would have been rejected with. */
async function rejected(answer: Response): Promise<Error> {
  const { FakeService } = await import('@/testing/render');
  return new FakeService({ 'GET /account': answer }).rushes.account.get().catch((error: Error) => error) as Promise<Error>;
}
