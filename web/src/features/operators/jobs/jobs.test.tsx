import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { FILM, JOB, LOOK, PROMPT, page, TRAIL } from '@/testing/operators';
import { render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { setPurpose } from '../purpose';
import { JobView } from './job-view';
import { JobsView } from './jobs-view';

const MODELS = { 'GET /catalog/models': { models: [{ id: 'vertex/veo', name: 'Veo' }] } };
const list = (at: string, answers = {}) =>
  render(<JobsView />, { at, path: '/studio/operators/jobs', answers: { ...MODELS, ...answers } });
const one = (id: string, answers = {}) => render(<JobView id={id} />, { answers: { ...MODELS, ...answers } });
const FAILED_PROMPT = {
  ...PROMPT,
  status: 'failed',
  error: { code: 'TIMED_OUT', message: 'Too late.', suggestedAction: 'Again.', retryable: true, details: {} },
};
const dialog = async () => within(await screen.findByRole('dialog'));

beforeEach(() => setPurpose({ uid: 'u1', words: 'ticket 7' }));

test('works of three kinds are found by what stands in the address; what it does not know is left out', async () => {
  const { user, service, router } = list('/studio/operators/jobs?state=failed&outcome=nonsense&user=u2&since=2026-01-02', {
    'GET /admin/jobs': page('jobs', [JOB]),
    'GET /admin/films': page('films', [FILM]),
    'GET /admin/prompts': page('prompts', [PROMPT]),
  });
  const link = await screen.findByRole('link', { name: 'A storm over the sea.' });
  expect(link.getAttribute('href')).toBe('/studio/operators/jobs/videos/j2');
  const { query } = service.of('GET /admin/jobs')[0] ?? {};
  expect([query?.get('state'), query?.get('outcome'), query?.get('user_id')]).toEqual(['failed', null, 'u2']);
  expect(query?.get('since')).toMatch(/^2026-01-0\dT/);
  await user.click(screen.getByRole('radio', { name: 'Films' }));
  await screen.findByRole('link', { name: 'The long way home' });
  expect(router.state.location.search).toEqual({ kind: 'films', user: 'u2', since: '2026-01-02' });
  await user.click(screen.getByRole('radio', { name: 'Prompts' }));
  await screen.findByRole('link', { name: 'p1' });
  await user.type(screen.getByLabelText('Error (code)'), 'TIMED_OUT{Enter}');
  await expect.poll(() => service.of('GET /admin/prompts').at(-1)?.query.get('error_code')).toBe('TIMED_OUT');
});

test('an act for all that is found is tried dry first, and only that set is started', async () => {
  const found = { id: 'b1', action: 'retry', count: 12, credits: 480, first: ['j2'], more: false, done: 0, refused: [] };
  const { user, service, router } = list('/studio/operators/jobs?state=failed', {
    'GET /admin/jobs': page('jobs', [JOB]),
    'POST /admin/batches': ({ body }: { body: { action: string } }) =>
      body.action === 'take_down' ? { ...found, count: 0, first: [] } : { ...found, action: body.action },
    'POST /admin/batches/{batch_id}/start': { ...found, started_at: 'now' },
  });
  await user.click(await screen.findByRole('button', { name: 'Act on all of these …' }));
  const form = await dialog();
  await form.findByText('12 videos would be made again.');
  form.getByText('They cost their users 480 credits.', { exact: false });
  await user.click(form.getByRole('radio', { name: 'Take down' }));
  await form.findByText(/Nothing of what is found/);
  expect((form.getByRole('button', { name: 'Do it' }) as HTMLButtonElement).disabled).toBe(true);
  await user.click(form.getByRole('radio', { name: 'End' }));
  await form.findByText('12 videos would be ended.');
  expect(service.of('POST /admin/batches').at(-1)?.body).toEqual({
    kind: 'video',
    action: 'fail',
    refund: true,
    reason: 'ticket 7',
    state: 'failed',
  });
  await user.click(form.getByRole('button', { name: 'Do it' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is being done to 12 videos.');
  expect(service.of('POST /admin/batches/{batch_id}/start')[0]?.path).toEqual(['b1']);
  expect(router.state.location.pathname).toBe('/studio/operators/jobs/batches/b1');
});

test('prompts are acted on by their own filters, and nobody is asked about credits', async () => {
  const found = {
    id: 'b2',
    kind: 'prompt',
    action: 'retry',
    count: 1,
    credits: 0,
    first: ['p1'],
    more: false,
    done: 0,
    refused: [],
  };
  const { user, service } = list('/studio/operators/jobs?kind=prompts&state=failed&outcome=TIMED_OUT', {
    'GET /admin/prompts': page('prompts', [PROMPT]),
    'POST /admin/batches': found,
  });
  await user.click(await screen.findByRole('button', { name: 'Act on all of these …' }));
  const form = await dialog();
  await form.findByText('1 prompt would be made again.');
  expect(form.queryByRole('radio', { name: 'Take down' })).toBeNull();
  await user.click(form.getByRole('radio', { name: 'End' }));
  expect(form.queryByRole('checkbox')).toBeNull();
  await expect
    .poll(() => service.of('POST /admin/batches').at(-1)?.body)
    .toEqual({ kind: 'prompt', action: 'fail', reason: 'ticket 7', status: 'failed', error_code: 'TIMED_OUT' });
});

test('how far an act for many is stands on its page, and what was refused', async () => {
  one('batches/b1', {
    'GET /admin/batches/{batch_id}': {
      ...{
        id: 'b1',
        kind: 'film',
        action: 'fail',
        by: 'u1',
        reason: 'ticket 7',
        started_at: '2026-01-02T03:04:05Z',
        count: 2,
        credits: 80,
      },
      ...{ done: 2, refused: [{ id: 'f5', error: 'NOT_ENDED' }] },
    },
  });
  await screen.findByText('2 of 2');
  screen.getByText('NOT_ENDED');
  expect(screen.getByRole('link', { name: 'f5' }).getAttribute('href')).toBe('/studio/operators/jobs/films/f5');
});

test('why a video failed can be read, and it is made once more on the house', async () => {
  const { user, service, router } = one('videos/j2', { 'GET /admin/jobs/{job_id}': () => TRAIL });
  const why = within(await screen.findByRole('region', { name: 'Why it failed' }));
  why.getByText('The provider failed.');
  expect(why.getByText(/PROVIDER_ERROR/).parentElement?.textContent).toMatch(/Failed at the provider.*may help.*minutes: 3/);
  within(screen.getByRole('region', { name: 'At the provider' })).getByText('operations/1');
  within(screen.getByRole('region', { name: 'Tasks that were given up' })).getByText('Unavailable');
  service.answer('POST /admin/jobs/{job_id}/retry', { job: { ...JOB, id: 'j7' }, changed: true });
  await user.click(screen.getByRole('button', { name: 'Retry on the house' }));
  await user.click((await dialog()).getByRole('button', { name: 'Retry on the house' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is being made again.');
  expect(router.state.location.pathname).toBe('/studio/operators/jobs/videos/j7');
});

test.each([
  [
    'film',
    'films/f1',
    { 'GET /admin/films/{film_id}': { film: { ...FILM, status: 'failed' }, transactions: [], dead_letters: [] } },
  ],
  ['prompt', 'prompts/p1', { 'GET /admin/prompts/{prompt_id}': { prompt: FAILED_PROMPT, dead_letters: [] } }],
] as const)('a %s that came to nothing is made once more on the house', async (kind, id, answers) => {
  const { user, service, router } = one(id, answers);
  service.answer('POST /admin/films/{film_id}/retry', { film: { ...FILM, id: 'f7' }, changed: true });
  service.answer('POST /admin/prompts/{prompt_id}/retry', { prompt: PROMPT, changed: true });
  await user.click(await screen.findByRole('button', { name: 'Retry on the house' }));
  await user.click((await dialog()).getByRole('button', { name: 'Retry on the house' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is being made again.');
  expect(router.state.location.pathname).toBe(`/studio/operators/jobs/${kind === 'film' ? 'films/f7' : 'prompts/p1'}`);
});

test('a live video is ended with or without a refund', async () => {
  const live = { ...JOB, state: 'processing', outcome: null, error: null, ended_at: null, charged: true };
  const { user, service } = one('videos/j2', { 'GET /admin/jobs/{job_id}': { ...TRAIL, job: live } });
  await user.click(await screen.findByRole('button', { name: 'End it' }));
  await user.click((await dialog()).getByRole('checkbox', { name: 'Give 40 credits back' }));
  service.answer('POST /admin/jobs/{job_id}/fail', { job: live, changed: true });
  await user.click((await dialog()).getByRole('button', { name: 'End it' }));
  await expect.poll(() => service.of('POST /admin/jobs/{job_id}/fail')[0]?.body).toEqual({ reason: 'ticket 7', refund: false });
});

test('a finished film is looked at, taken down with what was made of it, and put back', async () => {
  let film = FILM;
  const { user, service } = one('films/f1', {
    'GET /admin/films/{film_id}': () => ({ film, transactions: [], dead_letters: [] }),
    'POST /admin/{kinds}/{media_id}/look': LOOK,
    'POST /admin/{kinds}/{media_id}/take-down': ({ body }: { body: { dry_run?: boolean } }) => {
      if (!body.dry_run) film = { ...FILM, taken_down_at: '2026-01-03T00:00:00Z' };
      return { takedown: null, changed: !body.dry_run, copies: [{ kind: 'video', id: 'v8' }], more: false };
    },
    'POST /admin/{kinds}/{media_id}/put-back': {},
  });
  await user.click(await screen.findByRole('button', { name: 'Look at it' }));
  await (await dialog()).findByRole('region', { name: /The long way home/ });
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'Take down' }));
  const form = await dialog();
  await form.findByText('v8');
  await user.click(form.getByRole('button', { name: 'Take down' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is taken down, and with it 1 of what was made of it.');
  expect(service.of('POST /admin/{kinds}/{media_id}/take-down').at(-1)).toMatchObject({
    path: ['films', 'f1'],
    body: { reason: 'ticket 7', copies: true, give_back: false },
  });
  await user.click(await screen.findByRole('button', { name: 'Put back' }));
  await user.click((await dialog()).getByRole('button', { name: 'Put back' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It is on its way back.');
});

test('the writing of a prompt is ended, and another address leads nowhere', async () => {
  const { user, service } = one('prompts/p1', { 'GET /admin/prompts/{prompt_id}': { prompt: PROMPT, dead_letters: [] } });
  await user.click(await screen.findByRole('button', { name: 'End it' }));
  service.answer('POST /admin/prompts/{prompt_id}/fail', { prompt: PROMPT, changed: false });
  await user.click((await dialog()).getByRole('button', { name: 'End it' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It had ended before: nothing was changed.');
});

test('another address leads nowhere', async () => {
  one('toString/x');
  await screen.findByRole('heading', { name: 'There is nothing here' });
});
