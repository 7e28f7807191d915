import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeSignIn, refusal, render } from '@/testing/render';
import { told } from '@/ui/toasts';
import { KeysView } from './keys-view';

const KEY = {
  provider: 'gemini-api',
  last_four: '6789',
  project: null,
  created_at: '2026-01-02T03:04:05Z',
  last_used_at: null,
  active: true,
  valid: null,
  verified_at: null,
};
const AGENT = {
  id: 'k1',
  name: 'Bot',
  prefix: 'rk_12',
  scopes: ['read', 'spend'],
  daily_cap: 50,
  spent_today: 5,
  created_at: '2026-01-02T03:04:05Z',
  expires_at: '2026-03-02T03:04:05Z',
  last_used_at: null,
};
const model = (name: string, surface: string, more: object = {}) => ({
  name,
  surface,
  own_key: true,
  availability: 'available',
  ...more,
});
const MODELS = {
  default: 'm',
  models: [model('Omni', 'gemini-api'), model('Old', 'gemini-api', { availability: 'retired' }), model('Sora', 'openai-videos')],
};
const invalid = (...fields: [string, string][]) =>
  refusal('INVALID_REQUEST', 400, { details: { fields: fields.map(([field, problem]) => ({ field, problem, code: 'x' })) } });

function show(stored: object[] = [], agents: object[] = [], more: Parameters<typeof render>[1] = {}) {
  const answers = {
    'GET /account/keys': () => ({ keys: stored }),
    'GET /account/agent-keys': () => ({ agent_keys: agents }),
    'GET /catalog/models': MODELS,
    ...more.answers,
  };
  return render(<KeysView />, { at: '/studio/account/keys', ...more, answers });
}

const provider = async (name: string) => {
  const heading = await screen.findByRole('heading', { name });
  return within(heading.closest('li') as HTMLElement);
};
const dialog = async () => within(await screen.findByRole('dialog'));

test('a key is added with its project, and asked about at once; what is wrong stands at its field', async () => {
  const stored: object[] = [];
  const { user, service } = show(stored);
  const openai = await provider('OpenAI Videos');
  await openai.findByText('Sora');
  await user.click(openai.getByRole('button', { name: 'Add a key: OpenAI Videos' }));
  const form = await dialog();
  service.answer('POST /account/keys', invalid(['key', 'needs 10 to 500 characters'], ['project', 'is odd']));
  await user.type(form.getByLabelText('Key'), 'short');
  await user.type(form.getByLabelText(/Project/), '?');
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Needs 10 to 500 characters.');
  expect(form.getByText('Is odd.')).toBeTruthy();
  expect(told.get()).toEqual([]);
  service.answer('POST /account/keys', () => {
    stored.push({ ...KEY, provider: 'openai-videos', project: 'p-1', valid: true });
    return stored[0];
  });
  service.answer('POST /account/keys/{provider}/verify', { result: 'valid', key: KEY });
  await user.type(form.getByLabelText('Key'), '-0123456789');
  await user.click(form.getByRole('button', { name: 'Save' }));
  await expect
    .poll(() => told.get().map(({ text }) => text))
    .toEqual(['The provider takes this key.', 'The key is kept. It is checked now.']);
  expect(service.of('POST /account/keys').at(-1)?.body).toEqual({
    provider: 'openai-videos',
    key: 'short-0123456789',
    project: '?',
  });
  expect((await provider('OpenAI Videos')).getByText('valid')).toBeTruthy();
  expect(openai.getByText('p-1')).toBeTruthy();
});

test('another refusal is a notice, and one that is about the project stands there', async () => {
  const { user, service } = show();
  await user.click((await provider('OpenAI Videos')).getByRole('button'));
  const form = await dialog();
  service.answer('POST /account/keys', refusal('PROJECT_NOT_TAKEN', 400));
  await user.type(form.getByLabelText('Key'), '0123456789');
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Refused: PROJECT_NOT_TAKEN. Do it otherwise.');
  service.answer('POST /account/keys', refusal('KEY_EXISTS'));
  await user.click(form.getByRole('button', { name: 'Save' }));
  await expect.poll(() => told.get()[0]?.text).toContain('Refused: KEY_EXISTS.');
});

test('a stored key is checked, replaced and switched; what it serves is said', async () => {
  const key = { ...KEY, valid: false as boolean | null, verified_at: '2026-01-02T03:04:05Z' };
  const { user, service } = show([key]);
  const card = await provider('Gemini API');
  await card.findByText('not valid');
  await card.findByText('Omni, prompts');
  expect(card.getByText('… 6789')).toBeTruthy();
  service.answer('POST /account/keys/{provider}/verify', () => {
    key.valid = null;
    return { result: 'unknown', key };
  });
  await user.click(card.getByRole('button', { name: 'Check' }));
  await card.findByText('not checked');
  expect(told.get()[0]).toMatchObject({ kind: 'bad', text: expect.stringContaining('could not be asked') });
  service.answer('POST /account/keys/{provider}/deactivate', refusal('OVERLOADED', 503));
  await user.click(card.getByRole('button', { name: 'Switch off' }));
  await expect.poll(() => told.get()[0]?.text).toContain('OVERLOADED');
  expect(card.queryByText('switched off')).toBeNull();
  service.answer('POST /account/keys/{provider}/deactivate', () => Object.assign(key, { active: false }));
  await user.click(card.getByRole('button', { name: 'Switch off' }));
  await card.findByText('switched off');
  service.answer('POST /account/keys/{provider}/activate', () => Object.assign(key, { active: true }));
  await user.click(card.getByRole('button', { name: 'Switch on' }));
  await card.findByText('not checked');
  await user.click(card.getByRole('button', { name: 'Replace' }));
  const form = await dialog();
  expect(form.queryByLabelText(/Project/)).toBeNull();
  service.answer('PUT /account/keys/{provider}', key);
  await user.type(form.getByLabelText('Key'), '9876543210');
  await user.click(form.getByRole('button', { name: 'Save' }));
  await expect.poll(() => service.of('PUT /account/keys/{provider}').at(-1)?.body).toEqual({ key: '9876543210', project: null });
});

test.each([
  [0, 'The key is destroyed.'],
  [1, 'One video still uses the key; it is destroyed when that ends.'],
  [2, '2 videos still use the key; it is destroyed when they end.'],
])('a key is deleted after a question, and what still lives on it is said', async (serving_jobs, words) => {
  const stored = [KEY];
  const { user, service } = show(stored);
  service.answer('DELETE /account/keys/{provider}', () => {
    stored.splice(0);
    return { deleted: !serving_jobs, serving_jobs };
  });
  await user.click((await provider('Gemini API')).getByRole('button', { name: 'Delete' }));
  const asked = within(await screen.findByRole('alertdialog'));
  expect(asked.getByText(/keep it until they end/)).toBeTruthy();
  await user.click(asked.getByRole('button', { name: 'Delete' }));
  await expect.poll(() => told.get()[0]?.text).toBe(words);
  await screen.findByRole('button', { name: 'Add a key: Gemini API' });
});

test('keys that cannot be listed say why', async () => {
  const answers = { 'GET /account/keys': refusal('OVERLOADED', 503), 'GET /account/agent-keys': refusal('OVERLOADED', 503) };
  const { user, service } = show([], [], { answers });
  await expect.poll(() => screen.queryAllByRole('alert').length).toBe(2);
  service.answer('GET /account/keys', { keys: [] });
  service.answer('GET /account/agent-keys', { agent_keys: [] });
  for (const again of screen.getAllByRole('button', { name: 'Try again' })) await user.click(again);
  await screen.findByText('No agent has a key');
  await screen.findByRole('button', { name: 'Add a key: Gemini API' });
});

const fill = async (user: ReturnType<typeof show>['user']) => {
  await user.click(await screen.findByRole('button', { name: 'Make a key' }));
  const form = await dialog();
  await user.type(form.getByLabelText('Name'), 'Bot');
  return form;
};

test('an agent’s key is made with scopes, cap and an end, and shown once', async () => {
  const agents: object[] = [];
  const { user, service } = show([], agents);
  const form = await fill(user);
  await user.click(form.getByRole('checkbox', { name: /See what is there/ }));
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Choose at least one.');
  await user.click(form.getByRole('checkbox', { name: /costs credits/ }));
  await user.type(form.getByLabelText('Credits a day, at most'), '50');
  await user.click(form.getByRole('button', { name: /longest/ }));
  await user.click(await screen.findByRole('option', { name: '7 days' }));
  service.answer('POST /account/agent-keys', () => {
    agents.push(AGENT);
    return { agent_key: AGENT, token: 'rk_12_secret' };
  });
  await user.click(form.getByRole('button', { name: 'Save' }));
  const made = within(await screen.findByRole('alertdialog'));
  expect((made.getByLabelText('Agent key') as HTMLInputElement).value).toBe('rk_12_secret');
  expect(service.of('POST /account/agent-keys')[0]?.body).toEqual({
    name: 'Bot',
    scopes: ['spend'],
    daily_cap: 50,
    expires_in_days: 7,
  });
  await user.click(made.getByRole('button', { name: 'I have it' }));
  await screen.findByText('5 of 50 credits today');
  expect(document.body.textContent).not.toContain('rk_12_secret');
});

test('who signed in a while ago proves who they are, and the key is made', async () => {
  const signIn = fakeSignIn();
  signIn.again.mockRejectedValueOnce({ code: 'auth/wrong-password' });
  const { user, service } = show([], [], { signIn });
  service.answer('POST /account/agent-keys', refusal('RECENT_SIGN_IN_REQUIRED', 403));
  await user.click((await fill(user)).getByRole('button', { name: 'Save' }));
  const again = await screen.findByLabelText('Password');
  await user.type(again, 'secret1');
  await user.click(screen.getByRole('button', { name: 'Go on' }));
  await screen.findByText('The e-mail or the password is not right.');
  service.answer('POST /account/agent-keys', { agent_key: AGENT, token: 'rk_12_secret' });
  await user.click(screen.getByRole('button', { name: 'Go on' }));
  await screen.findByText('Copy the key now');
  expect(signIn.again).toHaveBeenCalledWith('secret1');
  expect(told.get()).toEqual([]);
});

test.each([
  [{ providers: ['google.com'] }, 'button', 'Continue with Google'],
  [{ guest: true, providers: [] }, 'link', 'Create an account'],
  [{ providers: [] }, 'button', 'Sign out'],
])('the proof is by the way that somebody signs in', async (person, role, name) => {
  const signIn = fakeSignIn();
  const { user } = show([], [], {
    signIn,
    person,
    answers: { 'POST /account/agent-keys': refusal('RECENT_SIGN_IN_REQUIRED', 403) },
  });
  await user.click((await fill(user)).getByRole('button', { name: 'Save' }));
  const way = await screen.findByRole(role, { name });
  if (name === 'Continue with Google') {
    signIn.again.mockRejectedValueOnce({ code: 'auth/popup-closed-by-user' });
    await user.click(way);
    await screen.findByText('The window of Google was closed.');
  }
  if (name === 'Sign out') {
    await user.click(way);
    expect(signIn.out).toHaveBeenCalled();
  }
});

test('too many keys and too long ones are told in the form', async () => {
  const { user, service } = show();
  service.answer('POST /account/agent-keys', refusal('TOO_MANY_AGENT_KEYS'));
  const form = await fill(user);
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Refused: TOO_MANY_AGENT_KEYS.');
  service.answer('POST /account/agent-keys', refusal('AGENT_KEY_TOO_LONG', 400));
  await user.click(form.getByRole('button', { name: 'Save' }));
  await form.findByText('Refused: AGENT_KEY_TOO_LONG. Do it otherwise.');
  expect(told.get()).toEqual([]);
});

test('a key is revoked after a question', async () => {
  const agents = [{ ...AGENT, last_used_at: new Date().toISOString() }];
  const { user, service } = show([], agents);
  await user.click(await screen.findByRole('button', { name: 'Revoke: Bot' }));
  service.answer('DELETE /account/agent-keys/{key_id}', () => void agents.splice(0));
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Revoke' }));
  await screen.findByText('No agent has a key');
  expect(service.of('DELETE /account/agent-keys/{key_id}')[0]?.path).toEqual(['k1']);
});
