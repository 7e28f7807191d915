import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { operator } from '@/session/session';
import { refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import './audit/audit-view'; // rooms are loaded when they are entered: here before, so that no test waits for it
import { auditFile } from './audit/export';
import './configuration/section-view';
import './models/model-view';
import './models/models-view';
import './queues/letters-view';
import './queues/queues-view';
import './reconcile/run-view';
import './reconcile/runs-view';
import { asOf, differences, merged } from './configuration/schema';
import { setPurpose } from './purpose';
import { OperatorsView } from './rooms';

const at = (splat: string, answers: object) =>
  render(<OperatorsView />, { at: `/studio/operators/${splat}`, path: '/studio/operators/$', answers });

const dialog = async () => within(await screen.findByRole('dialog'));

beforeEach(() => {
  operator.set(true);
  setPurpose({ uid: 'u1', words: 'ticket 7' });
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) =>
      ({ matches: true, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as never,
  );
});

const QUEUE = {
  queue: 'check',
  state: 'running',
  due: 3,
  later: 1,
  tried: 2,
  more: true,
  oldest_due_at: '2026-01-02T03:04:05Z',
  max_dispatches_per_second: 5,
  max_concurrent_dispatches: 2,
};
const MODEL_QUEUE = { ...QUEUE, queue: 'start-vertex-veo', due: 0, more: false, oldest_due_at: null };
const WORK = {
  kind: 'video',
  model: 'vertex/veo',
  waiting: 4,
  active: 1,
  completed: 2,
  failed: 1,
  oldest_at: '2026-01-02T03:04:05Z',
};
const QUEUES = { queues: [MODEL_QUEUE, QUEUE], works: [WORK], at: '2026-01-02T03:04:05Z' };

test('a queue is paused and drained after a look at what lies in it', async () => {
  const { user, service } = at('queues', { 'GET /admin/queues': QUEUES });
  const [works, queues] = await screen.findAllByRole('table');
  expect(works?.textContent).toMatch(/Videos · vertex\/veo4121/);
  expect(queues?.querySelector('tbody th')?.textContent).toBe('check'); // what has waited longest comes first
  await user.click(screen.getByRole('button', { name: 'Pause check' }));
  const pause = await dialog();
  expect((await pause.findByRole('region', { name: 'What it would touch' })).textContent).toMatch(/Due3\+/);
  service.answer('POST /admin/queues/{queue}/pause', { ...QUEUE, state: 'paused' });
  await user.click(pause.getByRole('button', { name: 'Pause' }));
  await expect.poll(() => told.get()[0]?.text).toBe('check is paused.');
  expect(service.of('POST /admin/queues/{queue}/pause')[0]).toMatchObject({ path: ['check'], body: { reason: 'ticket 7' } });
  await user.click(screen.getByRole('button', { name: 'More for start-vertex-veo' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Drain' }));
  const drain = await dialog();
  service.answer('POST /admin/queues/{queue}/drain', { queue: MODEL_QUEUE, closed: ['models.vertex/veo'] });
  await drain.findByText('sends');
  await user.click(drain.getByRole('button', { name: 'Drain' }));
  await expect.poll(() => told.get()[0]?.text).toBe('It empties itself. Closed: models.vertex/veo.');
});

const LETTER = {
  id: 'l1',
  queue: 'check',
  function: 'video-tasks',
  path: '/check',
  payload: { job_id: 'j1' },
  job_id: 'j1',
  user_id: 'ada',
  error: 'Unavailable: not now',
  error_type: 'Unavailable',
  attempts: 9,
  times: 1,
  first_at: '2026-01-02T03:04:05Z',
  last_at: '2026-01-02T03:04:05Z',
  replayed_at: null,
  replayed_by: null,
};

test('dead letters are read, and those of a kind dropped as the dry run said', async () => {
  const { user, service } = at('queues/letters?queue=check', {
    'GET /admin/dead-letters': { dead_letters: [LETTER], next_cursor: null },
    'GET /admin/dead-letters/{letter_id}': LETTER,
    'POST /admin/dead-letter-batches': ({ body }: { body: { fingerprint?: string } }) => ({
      ...{
        action: 'drop',
        dry_run: !body.fingerprint,
        selected: 1,
        more: true,
        first: ['l1'],
        fingerprint: 'f'.repeat(16),
        done: 1,
      },
    }),
  });
  await screen.findByRole('link', { name: 'Unavailable' });
  expect(service.of('GET /admin/dead-letters')[0]?.query.get('queue')).toBe('check');
  await user.click(screen.getByRole('button', { name: 'Drop all of this kind' }));
  const batch = await dialog();
  await batch.findByText('One letter; there are more, for a next time.');
  await user.click(batch.getByRole('button', { name: 'Drop' }));
  await expect.poll(() => told.get()[0]?.text).toBe('One is dropped.');
  expect(service.of('POST /admin/dead-letter-batches').at(-1)?.body).toMatchObject({
    queue: 'check',
    fingerprint: 'f'.repeat(16),
  });
  await user.click(screen.getByRole('link', { name: 'Unavailable' }));
  await screen.findByText('Unavailable: not now');
  expect(screen.getByRole('link', { name: 'j1' }).getAttribute('href')).toBe('/studio/operators/jobs/j1');
  service.answer('POST /admin/dead-letters/{letter_id}/replay', { ...LETTER, replayed_at: '2026-01-02T03:04:05Z' });
  await user.click(screen.getByRole('button', { name: 'Send again' }));
  await user.click((await dialog()).getByRole('button', { name: 'Send again' }));
  await expect.poll(() => told.get()[0]?.text).toBe('One is sent again.');
});

const PRICE = { resolution: '720p', audio: true, credits: 10 };
const ROW = {
  id: 'vertex/veo',
  availability: 'available',
  default: false,
  warning: null,
  enabled: true,
  suspended: null,
  credits_per_second: [],
  row: { credits_per_second: [PRICE, { ...PRICE, audio: false, credits: 5 }] },
};
const CANARY = {
  model: 'vertex/veo',
  writes_prompts: false,
  under_way: false,
  passed: false,
  outcome: 'provider_error',
  failures: 2,
  ended_at: '2026-01-02T03:04:05Z',
  seconds: 40,
  next_at: '2026-01-02T04:04:05Z',
};

test('a model is suspended, priced, made the default and switched off', async () => {
  const { user, service } = at('models', {
    'GET /admin/models': { models: [ROW] },
    'GET /admin/canaries': {
      enabled: false,
      canaries: [CANARY, { ...CANARY, model: 'writer', writes_prompts: true, passed: true }],
    },
    'GET /admin/queues': QUEUES,
    'GET /admin/config/{section}': { section: 'models', version: 4, values: { default: 'vertex/other' } },
    'PATCH /admin/config/{section}': { section: 'models', version: 5, values: {} },
    'PUT /admin/models/{surface}/{model}/suspension': { ...ROW, suspended: {} },
  });
  await screen.findByText('failed 2 times: provider_error');
  expect(screen.getByRole('table').textContent).toContain('5–10');
  await user.click(screen.getByRole('link', { name: 'vertex/veo' }));
  await user.click(await screen.findByRole('button', { name: 'Suspend' }));
  const suspend = await dialog();
  await suspend.findByText('4 wait, 1 run');
  await user.click(suspend.getByRole('button', { name: 'Suspend' }));
  await expect.poll(() => told.get()[0]?.text).toBe('vertex/veo is suspended.');
  expect(service.of('PUT /admin/models/{surface}/{model}/suspension')[0]?.path).toEqual(['vertex', 'veo']);
  await user.click(screen.getByRole('button', { name: 'Change the price' }));
  const price = await dialog();
  const field = price.getByLabelText('720p, with sound');
  await user.clear(field);
  await user.type(field, '12');
  await user.tab();
  await price.findByText('12');
  await user.click(price.getByRole('button', { name: 'Change the price' }));
  await expect
    .poll(() => service.of('PATCH /admin/config/{section}').at(-1)?.body)
    .toEqual({
      reason: 'ticket 7',
      version: 4,
      values: { rows: { 'vertex/veo': { credits_per_second: [{ ...PRICE, credits: 12 }] } } },
    });
  await user.click(screen.getByRole('button', { name: 'Make it the default' }));
  const standard = await dialog();
  await standard.findByText('vertex/other');
  await user.click(standard.getByRole('button', { name: 'Make it the default' }));
  await expect
    .poll(() => service.of('PATCH /admin/config/{section}').at(-1)?.body)
    .toMatchObject({ values: { default: 'vertex/veo' } });
  await user.click(screen.getByRole('switch', { name: 'In the catalog' }));
  const off = await dialog();
  await off.findByText('4 wait, 1 run');
  await user.click(off.getByRole('button', { name: 'Switch off' }));
  await expect
    .poll(() => service.of('PATCH /admin/config/{section}').at(-1)?.body)
    .toMatchObject({ values: { rows: { 'vertex/veo': { enabled: false } } } });
});

test('changes of two are put together, and the history is taken back change by change', () => {
  const base = { a: 1, b: { c: 2, d: 3 }, e: [1] };
  expect(merged(base, { ...base, a: 5 }, { ...base, b: { c: 9, d: 3 } })).toEqual({ a: 5, b: { c: 9, d: 3 }, e: [1] });
  expect(merged({ f: { x: 1 } }, { f: {} }, { f: { x: 1, y: 2 } })).toEqual({ f: { y: 2 } });
  expect(differences(base, { ...base, b: { c: 2, d: 4 }, e: [1, 2] })).toEqual([
    { path: ['b', 'd'], before: 3, after: 4 },
    { path: ['e'], before: [1], after: [1, 2] },
  ]);
  const changes = [
    { version: 3, before: { a: 2 } },
    { version: 2, before: { a: 1, e: [] } },
  ];
  expect([asOf(2, { a: 3, e: [1] }, changes), asOf(1, { a: 3, e: [1] }, changes)]).toEqual([
    { a: 2, e: [1] },
    { a: 1, e: [] },
  ]);
});

const VALUES = { open: true, message: { de: 'Umbau', en: 'Works' }, usd_ceiling_per_day: null, ceiling_reached_on: null };
const SECTION = { section: 'intake', version: 2, values: VALUES, updated_at: '2026-01-02T03:04:05Z', updated_by: 'ada' };
const TEXT = { type: 'string', minLength: 1, maxLength: 500 };
const FORM = {
  type: 'object',
  $defs: { Message: { type: 'object', properties: { de: TEXT, en: TEXT } } },
  properties: {
    open: { type: 'boolean', default: true },
    message: { $ref: '#/$defs/Message' },
    usd_ceiling_per_day: { anyOf: [{ type: 'number', minimum: 0, maximum: 1_000_000 }, { type: 'null' }], default: null },
    ceiling_reached_on: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
  },
};

test('a section is changed upon what somebody else changed meanwhile, refused at its fields, and gone back in', async () => {
  let now: object = SECTION;
  const { user, service } = at('settings/intake', {
    'GET /admin/config/{section}': () => now,
    'GET /admin/config/{section}/schema': { section: 'intake', form: FORM },
    'GET /admin/config/{section}/history': {
      changes: [
        {
          section: 'intake',
          version: 2,
          at: SECTION.updated_at,
          by: 'ada',
          reason: 'shorter',
          request_id: 'r',
          before: { open: false },
          after: { open: true },
        },
        {
          section: 'intake',
          version: 1,
          at: SECTION.updated_at,
          by: 'bob',
          reason: 'first',
          request_id: 'r',
          before: { open: true },
          after: { open: false },
        },
      ],
      next_cursor: null,
    },
  });
  await user.type(await screen.findByLabelText('Ceiling of a day (USD)'), '900');
  await user.tab();
  await user.clear(screen.getByLabelText('English'));
  await user.type(screen.getByLabelText('English'), 'Soon');
  await screen.findByText('2 values are changed.');
  now = { ...SECTION, version: 3, updated_by: 'bob', values: { ...VALUES, open: false, message: { de: 'Umbau', en: 'Later' } } };
  await user.click(screen.getByRole('button', { name: 'Save' }));
  const saving = await dialog();
  await saving.findByText(/Changed meanwhile by bob/);
  const would = saving.getByRole('region', { name: 'What it would touch' });
  expect(would.textContent).toMatch(/EnglishLater → Soon.*too: yours would stand.*Ceiling of a day \(USD\)nothing → 900/);
  service.answer(
    'PUT /admin/config/{section}',
    refusal('INVALID_REQUEST', 400, { details: { fields: [{ field: 'message.en', problem: 'is rude', code: 'x' }] } }),
  );
  await user.click(saving.getByRole('button', { name: 'Save' }));
  expect((await saving.findByRole('alert')).textContent).toBe('message.en Is rude.');
  expect(service.of('PUT /admin/config/{section}')[0]?.body).toEqual({
    reason: 'ticket 7',
    version: 3,
    values: { ...VALUES, open: false, message: { de: 'Umbau', en: 'Soon' }, usd_ceiling_per_day: 900 },
  });
  service.answer('PUT /admin/config/{section}', () => {
    now = { ...SECTION, version: 2 };
    return now;
  });
  await expect.poll(() => saving.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(false);
  await user.click(saving.getByRole('button', { name: 'Save' }));
  await expect.poll(() => told.get()[0]?.text).toMatch(/It is saved/);
  await user.click(await screen.findByRole('button', { name: 'Back to this: Version 1' }));
  const back = await dialog();
  await back.findByText('on');
  service.answer('POST /admin/config/{section}/history/{number}/restore', SECTION);
  await user.click(back.getByRole('button', { name: 'Go back' }));
  await expect
    .poll(() => service.of('POST /admin/config/{section}/history/{number}/restore')[0]?.body)
    .toEqual({ reason: 'ticket 7', version: 2 });
});

const ENTRY = {
  id: 'e1',
  at: '2026-01-02T03:04:05Z',
  actor: 'ada',
  action: 'pause_queue',
  on: 'check',
  reason: 'ticket 7',
  details: { x: 1 },
  request_id: 'r1',
};

test('what operators did is filtered, read and taken along page by page', async () => {
  const { user, service } = at('audit?action=pause_queue&since=2026-01-01', {
    'GET /admin/audit': { entries: [ENTRY], next_cursor: null },
    'GET /admin/audit/export': ({ query }: { query: URLSearchParams }) =>
      new Response(query.get('cursor') ? 'at\r\nsecond\r\n' : 'at\r\nfirst\r\n', {
        headers: { 'Content-Type': 'text/csv', ...(query.get('cursor') ? {} : { 'X-Next-Cursor': 'c1' }) },
      }),
  });
  await user.click(await screen.findByRole('button', { name: /^Details: pause_queue/ }));
  expect((await dialog()).getByRole('region', { name: 'Details' }).textContent).toContain('"x": 1');
  const asked = service.of('GET /admin/audit')[0]?.query;
  expect([asked?.get('action'), asked?.get('since')]).toEqual(['pause_queue', new Date('2026-01-01T00:00').toISOString()]);
  const { file, whole } = await auditFile(service.rushes, { reason: 'ticket 7' });
  expect([await file.text(), whole]).toEqual(['at\r\nfirst\r\nsecond\r\n', true]);
});

const RUN = {
  id: 'run1',
  status: 'breached',
  started_by: 'ada',
  started_at: '2026-01-02T03:04:05Z',
  ended_at: '2026-01-02T03:05:05Z',
  seconds: 60,
  pages: 3,
  stored_bytes: 5e6,
  cleared: 0,
  read: { accounts: 20 },
  invariants: { 1: { checked: 20, breaches: 0 }, 3: { checked: 20, breaches: 2 } },
  breaches: 2,
  kinds: { slots: 2 },
  first: [
    { kind: 'slots', invariant: '3', path: 'accounts/ada', words: 'The account miscounts the slots.', expected: 1, found: 2 },
  ],
  busy: [],
};

test('a run is started, read, and what it found miscounted is counted anew', async () => {
  const { user, service, router } = at('reconcile', {
    'GET /admin/reconcile': { runs: [RUN] },
    'GET /admin/reconcile/{run_id}': RUN,
    'POST /admin/reconcile': RUN,
    'POST /admin/reconcile/{run_id}/mend': ({ body }: { body: { dry_run: boolean } }) => ({
      run_id: 'run1',
      dry_run: body.dry_run,
      mends: [{ path: 'accounts/ada', kinds: ['slots'], before: { active: 2 }, after: { active: 1 }, mended: !body.dry_run }],
      left: { balance: 1 },
    }),
  });
  await user.click(await screen.findByRole('button', { name: 'Start a run' }));
  await user.click((await dialog()).getByRole('button', { name: 'Start a run' }));
  await expect.poll(() => router.state.location.pathname).toBe('/studio/operators/reconcile/run1');
  await screen.findByText('The account miscounts the slots.');
  screen.getByText('The first 1 of 2 breaches');
  await user.click(screen.getByRole('button', { name: 'Count anew' }));
  const mend = await dialog();
  await mend.findByText('1 breaches are left, which nobody mends by a call.');
  await user.click(mend.getByRole('button', { name: 'Write it' }));
  await expect.poll(() => told.get()[0]?.text).toBe('One place is right again.');
  expect(service.of('POST /admin/reconcile/{run_id}/mend').map(({ body }) => (body as { dry_run: boolean }).dry_run)).toEqual([
    true,
    false,
  ]);
});
