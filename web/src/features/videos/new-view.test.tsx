import { configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aModel, HOSTED, OMNI, RETIRED } from '@/testing/models';
import { type Answers, type Call, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { NewVideoView } from './new-view';

vi.setConfig({ testTimeout: 30_000 }); // on a busy machine, too
configure({ asyncUtilTimeout: 10_000 });

const VEO = aModel();
const SUSPENDED = aModel({
  id: 'a/off',
  name: 'Off',
  availability: 'suspended',
  unavailable: { en: 'Its provider rests.', de: 'Ruht.' },
});
const ACCOUNT = {
  balance: 300,
  active_jobs: 0,
  waiting_jobs: 0,
  guest: false,
  signup_grant: { credits: 200, given: true, reason: null },
  limits: { daily_cap: null, spent_today: 0, active_jobs: 3 },
};
const PROMPT = { id: 'p1', prompt_text: 'A fox in the snow', image_id: 'i1', config: { seconds: 4, aspect_ratio: '9:16' } };
const VIDEO = {
  ...{ id: 'v9', model: RETIRED.id, prompt: 'A hare', seconds: 6, aspect_ratio: '16:9', resolution: '720p', audio: true },
  ...{ first_frame: null, last_frame: null, references: [], task: 'extend', source: 'v8', seed: 7, negative_prompt: 'rain' },
  ...{ billing: 'credits', tags: ['snow'], prompt_id: null },
};
const KEY = { provider: 'gemini-api', last_four: '1234', active: true };

const quoted = ({ body }: Call) => {
  const { seconds, own_key } = body as { seconds: number; own_key?: boolean };
  const credits = own_key ? 0 : seconds * 10;
  return { model: 'x', credits_per_second: 10, credits, items: [{ what: `${seconds} s × 10`, credits }], notice: null };
};

function open(search = '', answers: Answers = {}) {
  return render(<NewVideoView />, {
    at: `/studio/videos/new${search}`,
    answers: {
      'GET /catalog/models': { default: VEO.id, models: [VEO, OMNI, HOSTED, RETIRED, SUSPENDED] },
      'GET /catalog/limits': { intake_open: true, message: null },
      'GET /account': ACCOUNT,
      'GET /account/keys': { keys: [KEY] },
      'POST /videos/quote': quoted,
      'POST /images/links': ({ body }: Call) => ({
        links: (body as { ids: string[] }).ids.map((id) => ({ id, thumbnail: `https://x.test/${id}.jpg` })),
        missing: [],
      }),
      ...answers,
    },
  });
}

const text = () => screen.findByLabelText('Your text');
/** By their names; asking by role takes seconds in a form of this size. */
const button = (name: string) =>
  waitFor(() => {
    const all = [...document.querySelectorAll('button')];
    const found = all.find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name);
    if (!found) throw new Error(`No button ${name} among ${all.map(({ textContent }) => textContent).join(', ')}`);
    return found;
  });
const radio = (name: string) =>
  waitFor(() => {
    const labels = [...document.querySelectorAll('label')].filter((each) => each.querySelector('input[type=radio]'));
    const found = labels.find((each) => (each.querySelector('[class*=cardName]') ?? each).textContent === name);
    if (!found) throw new Error(`No choice ${name}`);
    return found.querySelector('input') as HTMLInputElement;
  });
/** At once: each letter would draw the whole form. */
const write = async (user: ReturnType<typeof open>['user'], field: HTMLElement, words: string) => {
  await user.click(field);
  await user.paste(words);
};
const last = (calls: Call[]) => calls.at(-1)?.body;

beforeEach(() => sessionStorage.clear());
afterEach(() => sessionStorage.clear());

test('free text has a price, is bought once and shown', async () => {
  const { user, service, router } = open('', { 'POST /videos': { video: { id: 'v1' }, place: null } });
  await write(user, await text(), 'A fox');
  await screen.findByText('8 s × 10');
  expect(screen.getByText('220')).toBeTruthy(); // left after it
  await user.dblClick(await button('Make it for 80 credits'));
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/videos/v1'));
  expect(service.of('POST /videos').map(({ body }) => body)).toEqual([
    {
      ...{ model: VEO.id, prompt: 'A fox', seconds: 8, aspect_ratio: '16:9', resolution: '720p', audio: true },
      queue: true,
    },
  ]);
  expect(sessionStorage.length).toBe(0);
});

test('what does not go together is disabled, says why, and both are taken by one press', async () => {
  const { user } = open();
  await user.click(await radio('4 s'));
  expect(await radio('4k')).toHaveProperty('disabled', true);
  screen.getByText('Veo makes only 8 s at 4k.');
  await user.click(await button('4k with 8 s'));
  expect(await radio('4k')).toHaveProperty('checked', true);
  expect(await radio('8 s')).toHaveProperty('checked', true);
  expect(await button('Choose: Last frame')).toHaveProperty('disabled', true);
  await user.click(await radio('Hosted'));
  screen.getByText('For Hosted: 720p, Without sound.');
  screen.getByText('Hosted makes no sound.');
  screen.getByText('Hosted takes no last frame.');
});

test('without a text nothing is asked, and it is said', async () => {
  const { user, service } = open();
  await screen.findByText('8 s × 10 = 80 credits');
  await user.click(await button('Make it'));
  await screen.findByText('Write what should be seen.');
  await waitFor(() =>
    expect(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName).toBe('TEXTAREA'),
  );
  expect(service.of('POST /videos/quote')).toEqual([]);
});

test('a prompt brings its text, form and picture; edited, it is told from that prompt', async () => {
  const { user, service } = open('?prompt=p1', { 'GET /prompts/{prompt_id}': PROMPT });
  expect(await text()).toHaveProperty('value', PROMPT.prompt_text);
  await waitFor(() =>
    expect(last(service.of('POST /videos/quote'))).toEqual({
      ...{ model: VEO.id, prompt_id: 'p1', seconds: 4, aspect_ratio: '9:16', resolution: '720p', audio: true, first_frame: 'i1' },
    }),
  );
  await write(user, await text(), '!');
  screen.getByText('Your own text, made from that prompt.');
  await waitFor(() =>
    expect(last(service.of('POST /videos/quote'))).toMatchObject({ prompt_id: 'p1', prompt: 'A fox in the snow!' }),
  );
  await user.click(await button('Take the prompt as it was'));
  expect(await text()).toHaveProperty('value', PROMPT.prompt_text);
  await user.click(await button('Let go of the prompt'));
  await user.click(await button('Take out First frame'));
  await waitFor(() => expect(last(service.of('POST /videos/quote'))).not.toHaveProperty('prompt_id'));
});

test('another like one whose model is gone takes the replacement by one press', async () => {
  const { user, service } = open('?like=v9', {
    'GET /videos/{job_id}': VIDEO,
  });
  await screen.findByText('Sora ended on Sep 24, 2026.');
  screen.getByText('Extends a video of yours.');
  screen.getByText('Choose a model that is offered.');
  expect(service.of('POST /videos/quote')).toEqual([]);
  await user.click(await button('Take Omni instead'));
  await button('Make it for 60 credits');
  expect(last(service.of('POST /videos/quote'))).toMatchObject({
    ...{ model: OMNI.id, prompt: 'A hare', task: 'extend', source: 'v8', seed: 7, negative_prompt: 'rain' },
  });
  await user.click(await button('Make a new one instead'));
  await waitFor(() => expect(last(service.of('POST /videos/quote'))).not.toHaveProperty('task'));
});

test('a model that went after the catalog was read is told by the service, with what takes its place', async () => {
  const { user } = open('', {
    'POST /videos/quote': (call: Call) =>
      (call.body as { model: string }).model === VEO.id ? refusal('MODEL_SUSPENDED', 422) : quoted(call),
  });
  await write(user, await text(), 'A fox');
  await screen.findByText('Refused: MODEL_SUSPENDED. Do it otherwise.');
  await user.click(await button('Take Omni instead'));
  await button('Make it for 80 credits');
});

test('models that are gone are listed with why', async () => {
  const { user } = open();
  await user.click(await button('2 models are not offered now'));
  screen.getByText('Off is paused at the moment. Its provider rests.');
  screen.getByText('Sora ended on Sep 24, 2026.');
});

test('what is missing is told with what would do; nothing is sent', async () => {
  const { user, service } = open('', {
    'GET /account': { ...ACCOUNT, balance: 70, signup_grant: { credits: 200, given: false, reason: 'verify_email' } },
  });
  await write(user, await text(), 'A fox');
  await screen.findByText('10 credits are missing.');
  screen.getByText('Confirm your e-mail address: 200 credits wait for you.');
  await user.click(await button('Send the e-mail again'));
  await user.click(await button('Make it for 80 credits'));
  expect(service.of('POST /videos')).toEqual([]);
  await user.click(await button('Make it with Hosted for 8'));
  expect(await radio('Hosted')).toHaveProperty('checked', true);
});

test('guests are asked for an account, a day’s limit and a full line are told', async () => {
  const first = open('', {
    'GET /account': { ...ACCOUNT, balance: 0, guest: true, signup_grant: { credits: 200, given: false, reason: 'link_sign_in' } },
  });
  await write(first.user, await text(), 'A fox');
  await screen.findByText('Create an account: 200 credits wait for you.');
  expect(screen.getByRole('link', { name: 'Create an account to make it' }).getAttribute('href')).toMatch(/register=true&to=/);
  first.unmount();
  const { user, service } = open('', {
    'GET /account': {
      ...ACCOUNT,
      ...{ active_jobs: 3, waiting_jobs: 1, limits: { daily_cap: 100, spent_today: 50, active_jobs: 3 } },
    },
  });
  await text();
  await screen.findByText(/3 videos are being made for you already: this one waits in line, at place 2/);
  await screen.findByText(/Your limit for today leaves 50 credits/);
  screen.getByText('50 of 100');
  await user.click(await button('Make it for 80 credits'));
  expect(service.of('POST /videos')).toEqual([]);
});

test('several are a batch, each with its mark and seed', async () => {
  const { user, service, router } = open('', {
    'POST /videos/batch': { batch: { id: 'b1', credits: 160, videos: [{ id: 'v1' }, { id: 'v2' }] } },
    'PATCH /videos/{job_id}': {},
  });
  await write(user, await text(), 'A fox');
  await user.click(await button('More choices'));
  await write(user, screen.getByLabelText('Seed'), '5');
  await user.clear(screen.getByLabelText('How many'));
  await write(user, screen.getByLabelText('How many'), '2');
  await write(user, screen.getByLabelText('Title'), 'Fox');
  await write(user, screen.getByLabelText('Tags'), 'snow, snow, dusk');
  await write(user, screen.getByLabelText('What should not be seen'), 'rain');
  await user.click(await button('Make 2 for 160 credits'));
  await waitFor(() => expect(router.state.location.href).toBe('/studio/videos?batch=b1'));
  const rows = last(service.of('POST /videos/batch')) as { seed: number }[];
  expect(rows.map(({ seed }) => seed)).toEqual([5, 6]);
  await waitFor(() => expect(service.of('PATCH /videos/{job_id}')).toHaveLength(2));
  expect(service.of('PATCH /videos/{job_id}')[1]).toMatchObject({
    path: ['v2'],
    body: { name: 'Fox 2', tags: ['snow', 'dusk'] },
  });
});

test('one that is to begin later is asked for with its moment', async () => {
  const { user, service } = open('', { 'POST /videos': { video: { id: 'v1' }, place: null } });
  await write(user, await text(), 'A fox');
  await user.click(await button('More choices'));
  fireEvent.change(screen.getByLabelText('Begin later'), { target: { value: '2030-01-02T03:04' } });
  await user.click(await button('Make it for 80 credits'));
  await waitFor(() => expect(service.of('POST /videos')).toHaveLength(1));
  expect(last(service.of('POST /videos'))).toMatchObject({ start_at: new Date(2030, 0, 2, 3, 4).toISOString() });
});

test('one’s own key pays where the model can be paid so', async () => {
  const { user, service } = open('', { 'POST /videos': { video: { id: 'v1' }, place: 4 } });
  await write(user, await text(), 'A fox');
  await user.click(await button('More choices'));
  screen.getByText('Veo cannot be paid by a key of yours.');
  await user.click(await radio('Omni'));
  screen.getByText('Your key for Gemini API that ends in 1234.');
  await user.click(screen.getByRole('switch', { name: 'Pay the provider by my own key' }));
  await user.click(await button('Make it with my key'));
  await waitFor(() => expect(told.get()[0]?.text).toBe('It waits in line, at place 4.'));
  expect(last(service.of('POST /videos'))).toMatchObject({ own_key: true });
});

test('the service’s refusals stand at their fields, others in a note; Ctrl and Enter sends', async () => {
  const { user, service } = open('', { 'POST /videos': refusal('START_NOT_POSSIBLE', 400) });
  await write(user, await text(), 'A fox');
  await button('Make it for 80 credits');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByText('Refused: START_NOT_POSSIBLE. Do it otherwise.');
  service.answer('POST /videos', refusal('STORAGE_FULL', 409));
  await write(user, await text(), '!');
  await waitFor(() => expect(service.of('POST /videos/quote')).toHaveLength(2));
  await user.click(await button('Make it for 80 credits'));
  await screen.findByText('Refused: STORAGE_FULL.');
});

test('an answer that was lost is told and asked for again, by the same key and also after a reload', async () => {
  const lost = { 'POST /videos': () => new Response('', { status: 502 }) };
  const first = open('', lost);
  await write(first.user, await text(), 'A fox');
  await first.user.click(await button('Make it for 80 credits'));
  await screen.findByText('The answer was lost.');
  expect(await button('Make it for 80 credits')).toHaveProperty('disabled', true);
  await first.user.click(await button('Ask again'));
  await waitFor(() => expect(first.service.of('POST /videos')).toHaveLength(2));
  await screen.findByText('The answer was lost.');
  first.unmount();
  const { service, router } = open('', { 'POST /videos': { video: { id: 'v1' }, place: null } });
  await waitFor(() => expect(router.state.location.pathname).toBe('/studio/videos/v1'));
  const keys = [...first.service.of('POST /videos'), ...service.of('POST /videos')].map(({ headers }) =>
    headers.get('Idempotency-Key'),
  );
  expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  expect(sessionStorage.length).toBe(0); // what was made is no longer in the form
});

test('the form is kept against a reload, and can be begun anew', async () => {
  const first = open();
  await write(first.user, await text(), 'A fox');
  first.unmount();
  const { user } = open();
  expect(await text()).toHaveProperty('value', 'A fox');
  await user.click(await button('Start over'));
  await waitFor(async () => expect(await text()).toHaveProperty('value', ''));
});

test('pictures are chosen from the wall', async () => {
  const pictures = ['Fuchs', 'Dämmerung', 'Hase'].map((title, at) => ({ id: `i${at}`, title, colour: '#aabbcc' }));
  const { user, service } = open('', {
    'GET /images/collections': { collections: [{ id: 'c1', name: 'Alps', image_count: 3 }], next_cursor: null },
    'GET /images': ({ query }: Call) =>
      query.get('cursor')
        ? { images: pictures.slice(2), next_cursor: null }
        : { images: pictures.slice(0, 2), next_cursor: 'more' },
  });
  await write(user, await text(), 'A fox');
  await user.click(await button('Choose: References'));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(await dialog.findByRole('row', { name: 'Fuchs' }));
  await user.type(dialog.getByRole('searchbox'), 'dammer');
  await user.click(await dialog.findByRole('row', { name: 'Dämmerung' }));
  expect(dialog.queryByRole('row', { name: 'Fuchs' })).toBeNull();
  await user.click(dialog.getByRole('button', { name: 'Take these 2' }));
  await waitFor(() => expect(last(service.of('POST /videos/quote'))).toMatchObject({ references: ['i0', 'i1'] }));
  await user.click(await radio('Hosted'));
  await screen.findByText('Hosted takes at most one reference.');
  await user.click(await button('Take out'));
  await waitFor(() => expect(last(service.of('POST /videos/quote'))).toMatchObject({ references: ['i0'] }));
});

test('a picture that is gone is told and taken out; a catalog that does not come can be asked for again', async () => {
  const gone = { 'POST /images/links': { links: [], missing: ['i7'] } };
  const first = open('?picture=i7', gone);
  await screen.findByText('This picture is not there any more.');
  await first.user.click(await button('Take out'));
  await waitFor(() => expect(screen.queryByText('This picture is not there any more.')).toBeNull());
  first.unmount();
  sessionStorage.clear();
  const { user, service } = open('', { 'GET /catalog/models': refusal('UNAVAILABLE', 503) });
  await screen.findByText('Refused: UNAVAILABLE.');
  service.answer('GET /catalog/models', { default: VEO.id, models: [VEO] });
  await user.click(await button('Try again'));
  await text();
});

test('while no videos are taken, it is said and nothing can be sent', async () => {
  open('', { 'GET /catalog/limits': { intake_open: false, message: { en: 'Back at noon.', de: 'Ab zwölf wieder.' } } });
  await screen.findByText('Back at noon.');
  expect(await button('Make it')).toHaveProperty('disabled', true);
});
