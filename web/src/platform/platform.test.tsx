import { act, screen } from '@testing-library/react';
import { RushesError } from 'rushes';
import { afterEach, expect, test, vi } from 'vitest';
import { useSession } from '@/session/session';
import { refusal, render } from '@/testing/render';
import { Button } from '@/ui/button';
import { told } from '@/ui/toasts';
import { useChange } from './change';
import { copyText } from './clipboard';
import { loadConfig } from './config';
import { useLive } from './live';
import { useOnline } from './online';
import { createQueries } from './queries';
import { reportOf, reportsAre } from './report';
import { StudioRushes, sessionEnded, useRushes } from './service';
import { listenForShortcuts, shortcuts, useShortcut } from './shortcuts';
import { Store } from './store';
import { remember, remembered } from './stored';
import { applyTheme, chooseTheme, theme } from './theme';
import { onlyListedScripts } from './trusted-types';
import { useWide } from './width';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const NAMES = ['names'] as const;

function Names({ shown = false }: { shown?: boolean }) {
  const rushes = useRushes();
  const add = useChange({
    ask: (name: string) => rushes.images.update('i1', { title: name }),
    at: (name) => [[NAMES, (known: string[]) => [...known, name]]],
    shown: () => shown,
    stale: [NAMES],
  });
  return <Button onPress={() => add.mutate('Ada')}>add</Button>;
}

test('a change shows at once and stays once it is taken', async () => {
  const { user, queries } = render(<Names />, { answers: { 'PATCH /images/{image_id}': {} } });
  queries.setQueryData(NAMES, ['Bea']);
  await user.click(await screen.findByRole('button'));
  await expect.poll(() => queries.getQueryData(NAMES)).toEqual(['Bea', 'Ada']);
  await expect.poll(() => queries.getQueryState(NAMES)?.isInvalidated).toBe(true);
});

test.each([
  [false, 1],
  [true, 0],
])('a change that is refused goes back, with a notice unless the view says why itself', async (shown, notices) => {
  const { user, queries } = render(<Names shown={shown} />, { answers: { 'PATCH /images/{image_id}': refusal('IMAGE_GONE') } });
  queries.setQueryData(NAMES, ['Bea']);
  await user.click(await screen.findByRole('button'));
  await expect.poll(() => queries.isMutating()).toBe(0);
  expect(queries.getQueryData(NAMES)).toEqual(['Bea']);
  expect(told.get()).toHaveLength(notices);
});

function Listens({ to }: { to: string | null }) {
  useLive(to ? (watch, live, failed) => watch.watchVideo(live, to, () => undefined, failed) : null, [to]);
  return <p>here</p>;
}

const listeners = () => document.documentElement.dataset.listeners;

test('a listener that breaks begins again, and none is left after the view', async () => {
  const { live, unmount } = render(<Listens to="v1" />);
  await expect.poll(() => live.open.length).toBe(1);
  expect(listeners()).toBe('1');
  vi.useFakeTimers();
  live.fail('watchVideo');
  expect(listeners()).toBe('0');
  live.open.splice(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(live.open.map(({ given }) => given[0])).toEqual(['v1']);
  unmount();
  expect(live.open).toEqual([]);
  expect(listeners()).toBe('0');
});

test('nothing is listened to where there is nothing, or nobody', async () => {
  const { live } = render(<Listens to={null} />);
  await screen.findByText('here');
  expect(live.open).toEqual([]);
  const nobody = render(<Listens to="v1" />, { person: null });
  expect(nobody.live.open).toEqual([]);
});

function Keys({ act: doing, enabled }: { act: (key: string) => void; enabled?: boolean }) {
  useShortcut('n', 'New', () => doing('outer'));
  useShortcut('N', 'Newer', () => doing('inner'), enabled);
  return <input aria-label="typing" />;
}

test('a key does what the latest view wants, unless somebody types or a dialog is open', async () => {
  const heard: string[] = [];
  const { user, unmount } = render(<Keys act={(what) => heard.push(what)} />);
  const stop = listenForShortcuts();
  await screen.findByRole('textbox');
  await user.keyboard('n');
  await user.keyboard('{Control>}n{/Control}');
  await user.type(screen.getByRole('textbox'), 'n');
  (document.activeElement as HTMLElement).blur();
  const dialog = document.body.appendChild(document.createElement('div'));
  dialog.setAttribute('role', 'alertdialog');
  await user.keyboard('n');
  dialog.remove();
  await user.keyboard('x');
  expect(heard).toEqual(['inner']);
  unmount();
  expect(shortcuts.get()).toEqual([]);
  stop();
});

test('a key that is off leaves it to the one before', async () => {
  const heard: string[] = [];
  const { user } = render(<Keys enabled={false} act={(what) => heard.push(what)} />);
  const stop = listenForShortcuts();
  await screen.findByRole('textbox');
  await user.keyboard('n');
  expect(heard).toEqual(['outer']);
  stop();
});

test('followers hear of a value that is another one', () => {
  const store = new Store(1);
  const heard = vi.fn();
  const stop = store.subscribe(heard);
  store.set(1);
  store.set(2);
  stop();
  store.set(3);
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a choice is remembered, and its place may be closed', () => {
  remember('x', 'y');
  expect(remembered('x')).toBe('y');
  remember('x', null);
  expect(remembered('x')).toBeNull();
  vi.stubGlobal('localStorage', undefined);
  remember('x', 'y');
  expect(remembered('x')).toBeNull();
});

test('an appearance that is chosen stands on the page, and the system’s own does not', () => {
  chooseTheme('dark');
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(remembered('theme')).toBe('dark');
  chooseTheme('system');
  expect(document.documentElement.dataset.theme).toBeUndefined();
  theme.set('light');
  applyTheme();
  expect(document.documentElement.dataset.theme).toBe('light');
  chooseTheme('system');
});

test('no text becomes markup, and no script but the listed ones', () => {
  let rules = { createHTML: (_: string) => '', createScriptURL: (_: string) => '' };
  onlyListedScripts({
    createPolicy: (_name, given) => {
      rules = given;
    },
  });
  expect(rules.createHTML('')).toBe('');
  expect(() => rules.createHTML('<b>')).toThrow(TypeError);
  expect(rules.createScriptURL('/studio/assets/a.js')).toBe('/studio/assets/a.js');
  expect(rules.createScriptURL('https://apis.google.com/js/api.js')).toContain('apis');
  expect(() => rules.createScriptURL('https://evil.example/x.js')).toThrow('Not a listed script');
  onlyListedScripts(undefined);
});

function Place() {
  return (
    <p>
      {useOnline() ? 'online' : 'offline'} {useWide() ? 'wide' : 'narrow'} {useSession()?.name}
    </p>
  );
}

test('a view knows of its connection, its width and its person', async () => {
  let changed = () => {};
  const list = {
    matches: true,
    addEventListener: (_: string, heard: () => void) => (changed = heard),
    removeEventListener: () => {},
  };
  vi.stubGlobal('matchMedia', () => list);
  render(<Place />);
  await screen.findByText('online wide Ada');
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  list.matches = false;
  act(() => {
    dispatchEvent(new Event('offline'));
    changed();
  });
  await screen.findByText('offline narrow Ada');
});

test('what is refused for good is not asked anew when somebody comes back', () => {
  const { refetchOnWindowFocus: again } = createQueries().getDefaultOptions().queries ?? {};
  const ask = (error: unknown) => typeof again === 'function' && again({ state: { error } } as never);
  expect(ask(null)).toBe(true);
  expect(ask(new RushesError({ code: 'NETWORK_LOST', message: '', retryable: true }))).toBe(true);
  expect(ask(new RushesError({ code: 'NOT_FOUND', message: '' }))).toBe(false);
});

test('any call that meets the end of the session says so at one place', async () => {
  const lost = vi.fn();
  const answers = [refusal('NOT_FOUND', 404), refusal('UNAUTHENTICATED', 401), refusal('UNAUTHENTICATED', 401)];
  const fetching = async () => answers.shift() as Response;
  const rushes = new StudioRushes({ url: 'https://rushes.test', getToken: async () => 't', retries: 0, fetch: fetching }, lost);
  await expect(rushes.account.get()).rejects.toThrow('NOT_FOUND');
  expect(lost).not.toHaveBeenCalled();
  await expect(rushes.account.get()).rejects.toThrow('UNAUTHENTICATED');
  expect(lost).toHaveBeenCalledTimes(1);
  expect(sessionEnded({ code: 'auth/user-token-expired' })).toBe(true);
  expect(sessionEnded(new Error('other'))).toBe(false);
});

test('the host says how to reach the service', async () => {
  const answers = [Response.json({ url: '' }), new Response('', { status: 404 })];
  vi.stubGlobal('fetch', async () => answers.shift());
  expect(await loadConfig()).toEqual({ url: '' });
  await expect(loadConfig()).rejects.toThrow('/config.json: 404');
});

test('a report names the call and nothing that somebody wrote', () => {
  reportsAre('1.2.3');
  const error = new RushesError({ code: 'NOT_FOUND', message: 'secret', status: 404, requestId: 'r7' });
  expect(JSON.parse(reportOf(error))).toMatchObject({ code: 'NOT_FOUND', request_id: 'r7', status: 404, version: '1.2.3' });
  expect(reportOf(error)).not.toContain('secret');
  expect(JSON.parse(reportOf(new TypeError('broken')))).toMatchObject({ code: 'TypeError', message: 'broken' });
  expect(JSON.parse(reportOf('text'))).toMatchObject({ code: 'string', message: 'text' });
});

test('a text is copied by the browser’s way, else by its old one, else not', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce(undefined).mockRejectedValue(new Error('refused'));
  expect(await copyText('one')).toBe(true);
  document.execCommand = vi.fn(() => true);
  expect(await copyText('two')).toBe(true);
  document.execCommand = vi.fn(() => {
    throw new Error('gone');
  });
  expect(await copyText('three')).toBe(false);
  expect(document.querySelector('textarea')).toBeNull();
});
