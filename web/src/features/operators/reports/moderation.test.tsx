import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { listenForShortcuts } from '@/platform/shortcuts';
import { DETAIL, FILM, JOB, LOOK, page, REPORT, USER } from '@/testing/operators';
import { render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { MediaView } from '../media/media-view';
import { setPurpose } from '../purpose';
import { ReportsView } from './reports-view';

beforeEach(() => {
  setPurpose({ uid: 'u1', words: 'the queue' });
  return listenForShortcuts();
});

const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const dialog = async () => within(await screen.findByRole('dialog'));

test('reports are gone through by keys: the next one, what it shows, a decision, and on to the one after', async () => {
  const reports = [REPORT, { ...REPORT, id: 'r2', about: 'spam', words: '' }];
  const { user, service, router } = render(<ReportsView />, {
    at: '/studio/operators/reports',
    answers: {
      'GET /admin/reports': () => page('reports', reports),
      'GET /admin/reports/days': { days: [{ day: '2026-01-02', filed: 3, dismissed: 1, shares_revoked: 0, taken_down: 0 }] },
      'GET /admin/reports/{report_id}': ({ path }: { path: string[] }) => ({ ...DETAIL, report: { ...REPORT, id: path[0] } }),
      'POST /admin/{kinds}/{media_id}/look': LOOK,
      'POST /admin/{kinds}/{media_id}/take-down': { takedown: null, changed: false, copies: [], more: false },
      'POST /admin/reports/{report_id}/decision': () => {
        reports.shift();
        return { decision: 'take_down', decided: 2, shares_revoked: 1, taken_down: 1, told: 1 };
      },
    },
  });
  await screen.findByText('Within seven days: 3 came, 1 dismissed, 0 by ending links, 0 by taking down.');
  await screen.findByText('That is me.');
  expect(service.of('GET /admin/reports')[0]?.query.get('state')).toBe('open');
  press('j');
  await expect.poll(() => router.state.location.search).toEqual({ id: 'r1' });
  const about = within(await screen.findByRole('article', { name: 'Somebody’s likeness' }));
  await about.findByRole('region', { name: /Film/ });
  about.getByText('1 open of 1');
  press('e');
  await (await dialog()).findByText(/One open link ends/);
  await user.keyboard('{Escape}');
  press('t');
  const form = await dialog();
  await form.findByText('Nothing was made of it: it alone.');
  await user.type(form.getByLabelText('Reason'), '{Enter}');
  await expect.poll(() => told.get()[0]?.text).toBe('2 reports are decided; links ended: 1; taken down: 1; told by mail: 1');
  expect(service.of('POST /admin/reports/{report_id}/decision')[0]).toMatchObject({
    path: ['r1'],
    body: { reason: 'the queue', decision: 'take_down' },
  });
  await expect.poll(() => router.state.location.search).toEqual({ id: 'r2' });
});

test('what is decided is only read, and what is gone says so', async () => {
  const decided = { ...REPORT, state: 'taken_down', decided_at: '2026-01-03T00:00:00Z', decided_by: 'u9' };
  render(<ReportsView />, {
    at: '/studio/operators/reports?state=all&id=r1',
    path: '/studio/operators/reports',
    answers: {
      'GET /admin/reports': page('reports', [decided]),
      'GET /admin/reports/{report_id}': { ...DETAIL, report: decided, seconds: null },
    },
  });
  await screen.findByText('What was reported is not there any more.');
  expect(screen.queryByRole('button', { name: 'Dismiss' })).toBeNull();
});

test('files are gone through beside their list, taken down and put back', async () => {
  let isDown = false;
  const down = () => ({ ...JOB, state: 'completed', taken_down_at: isDown ? '2026-01-03T00:00:00Z' : null });
  const { user, router, service } = render(<MediaView />, {
    at: '/studio/operators/media',
    answers: {
      'GET /admin/jobs': () => page('jobs', [down()]),
      'GET /admin/films': page('films', [FILM]),
      'GET /admin/takedowns': page('takedowns', [
        {
          id: 'f1',
          kind: 'film',
          user_id: 'u2',
          by: 'u1',
          reason: 'hate',
          created_at: FILM.created_at,
          credits: 0,
          back_at: null,
          moving: true,
        },
      ]),
      'GET /admin/users/{user_id}/images': USER.images,
      'POST /admin/{kinds}/{media_id}/look': () => ({ ...LOOK, taken_down_at: isDown ? '2026-01-03T00:00:00Z' : null }),
      'POST /admin/{kinds}/{media_id}/take-down': ({ body }: { body: { dry_run?: boolean } }) => {
        isDown ||= !body.dry_run;
        return { takedown: null, changed: isDown, copies: [], more: true };
      },
      'POST /admin/{kinds}/{media_id}/put-back': () => {
        isDown = false;
        return {};
      },
    },
  });
  await user.click(await screen.findByRole('button', { name: /A storm over the sea/ }));
  expect(router.state.location.search).toEqual({ id: 'j2' });
  await user.click(await screen.findByRole('button', { name: 'Take down' }));
  await (await dialog()).findByText(/alone/);
  await user.click((await dialog()).getByRole('button', { name: 'Take down' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is taken down.');
  await screen.findByRole('button', { name: 'Put back' });
  press('b');
  await user.click((await dialog()).getByRole('button', { name: 'Put back' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is on its way back.');
  await user.click(screen.getByRole('radio', { name: 'Taken down' }));
  await screen.findByText(/on its way/);
  await user.click(screen.getByRole('radio', { name: 'Films' }));
  await screen.findByText('The long way home');
  await user.click(screen.getByRole('radio', { name: 'Pictures' }));
  await screen.findByText('Whose pictures?');
  await user.type(screen.getByLabelText('Of user (id)'), 'u2{Enter}');
  await user.click(await screen.findByRole('button', { name: /Dunes/ }));
  await screen.findByRole('img', { name: 'Dunes' });
  expect(service.of('POST /admin/{kinds}/{media_id}/look').at(-1)?.path).toEqual(['images', 'i1']);
});
