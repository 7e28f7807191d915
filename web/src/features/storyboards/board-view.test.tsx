import { act, configure, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { listenForShortcuts } from '@/platform/shortcuts';
import { aBoard, aScene, aShot } from '@/testing/boards';
import { clip, linksOf } from '@/testing/clips';
import { aModel } from '@/testing/models';
import { type Answers, type Call, refusal, render } from '@/testing/render';
import { sized } from '@/testing/sized';
import { told } from '@/ui/toasts';
import { BoardView } from './board-view';
import { BoardsView } from './boards-view';

vi.setConfig({ testTimeout: 90_000 }); // on a busy machine, too
configure({ asyncUtilTimeout: 20_000 });

let count = 0;
beforeEach(() => {
  sized();
  sessionStorage.clear();
  const wide = { matches: true, addEventListener: () => undefined, removeEventListener: () => undefined };
  vi.spyOn(globalThis, 'matchMedia').mockReturnValue(wide as unknown as MediaQueryList);
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockReturnValue();
  return listenForShortcuts();
});

const TEXT = { en: 'x', de: 'x' };
const PRESETS = {
  presets: [
    {
      id: 'cinematic',
      name: { en: 'Cinematic', de: 'Kinofilm' },
      camera: { en: '35 mm', de: '35 mm' },
      light: TEXT,
      style: TEXT,
      sound: TEXT,
      mood: TEXT,
    },
  ],
  scene_templates: [
    { id: 'close_up', name: { en: 'Close-up', de: 'Nahaufnahme' }, scene: { en: { subject: 'a face', duration: 4 }, de: {} } },
  ],
};

/** An own storyboard for each test: what somebody did to one lives as long as the page. */
function open(changes: Parameters<typeof aBoard>[0] = {}, answers: Answers = {}, search = '') {
  count += 1;
  let board = aBoard({ id: `board${count}`, ...changes });
  const keep = ({ body }: Call) => {
    const { expected_version: _, scenes, ...rest } = body as Record<string, unknown>;
    const known = new Map(board.scenes.map((scene) => [scene.id, scene]));
    const next = (scenes as { id: string }[] | undefined)?.map((scene) => ({
      ...aScene(scene.id),
      ...known.get(scene.id),
      ...scene,
    }));
    board = { ...board, ...rest, ...(next ? { scenes: next } : {}), version: board.version + 1 } as typeof board;
    return board;
  };
  return render(<BoardView />, {
    at: `/studio/storyboards/${board.id}${search}`,
    path: '/studio/storyboards/$boardId',
    answers: {
      'GET /storyboards/{storyboard_id}': () => board,
      'PATCH /storyboards/{storyboard_id}': keep,
      'GET /storyboards/presets': PRESETS,
      'GET /storyboards/{storyboard_id}/scenes/{scene_id}/prompt': ({ path }: Call) => ({
        ...{
          scene_id: path[1],
          prompt: 'Camera: 35 mm. Action: She opens a door.',
          own: false,
          left_out: ['mood'],
          shortened: true,
        },
      }),
      'GET /catalog/models': {
        default: 'vertex/veo',
        models: [aModel(), aModel({ id: 'a/short', name: 'Short', seconds: [4, 6] })],
      },
      'GET /catalog/styles': {
        ...{ camera_style: { values: { dolly: { en: 'Dolly', de: 'Fahrt' } } }, film_effects: { values: {} } },
        ...{ lighting: { values: {} }, mood: { values: {} } },
      },
      'GET /prompts/styles': { camera_styles: [], film_effects: [], lighting: [], moods: [] },
      'POST /images/links': { links: [], missing: [] },
      'POST /videos/links': { links: [], missing: [] },
      'GET /account': { balance: 100 },
      ...answers,
    },
  });
}

const saved = () => screen.findByText('Saved', {}, { timeout: 20_000 });
// by their texts and labels: asking by role takes seconds in a view of this size
const rows = () => document.querySelectorAll('[aria-label="Scenes in their order"] [role="row"]').length;
const press = (name: string | RegExp, selector = '*') => fireEvent.click(screen.getByText(name, { selector }));
const label = (name: string | RegExp) => fireEvent.click(screen.getByLabelText(name));
const write = (name: string, value: string) => fireEvent.change(screen.getByLabelText(name), { target: { value } });

test('a scene is written beside its prompt, and saved by itself', async () => {
  const { service } = open({}, {}, '?scene=first');
  expect((await screen.findByText('She opens a door', { selector: 'mark' })).textContent).toBe('She opens a door');
  expect(screen.getByText(/Left out, since the model reads no more: Mood/)).toBeTruthy();
  write('Where', 'A house');
  await screen.findByText('Not saved yet');
  press('Crossfade');
  press('6 s');
  press('Write the prompt myself');
  await screen.findByLabelText('Your own prompt');
  press('Put it together from the fields again');
  label('The scene after');
  await screen.findByText('Two', { selector: 'h2' });
  press('Goes on where the scene before ends');
  await saved();
  expect(service.of('PATCH /storyboards/{storyboard_id}').at(-1)?.body).toMatchObject({
    scenes: [{ setting: 'A house', transition: 'crossfade', duration: 6, own_text: '' }, { continue_from_previous: true }],
  });
});

test('scenes are added, doubled, removed, and all of it is undone', async () => {
  const { user } = open();
  await waitFor(() => expect(rows()).toBe(2));
  await screen.findByText('From a template');
  await user.click(screen.getByText('From a template'));
  fireEvent.click(await screen.findByText('Close-up'));
  await waitFor(() => expect(rows()).toBe(3));
  press('Add a scene');
  await waitFor(() => expect(rows()).toBe(4));
  const [first, second] = screen.getAllByLabelText('Select');
  await user.click(first as HTMLElement);
  await user.click(second as HTMLElement);
  await screen.findByText('2 selected');
  press('Duplicate', 'button');
  await waitFor(() => expect(rows()).toBe(6));
  press('Remove', 'button');
  await waitFor(() => expect(rows()).toBe(4));
  for (let step = 0; step < 4; step += 1) label('Undo');
  await waitFor(() => expect(rows()).toBe(2));
  label('Do it again');
  await waitFor(() => expect(rows()).toBe(3));
  fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true });
  await waitFor(() => expect(rows()).toBe(2));
  await saved();
});

test('name, look, model and character hold for all of it', async () => {
  const { user, service } = open({}, {}, '?show=look');
  await screen.findByLabelText('Name');
  write('Name', 'Foxes');
  press('Add a character');
  await screen.findByLabelText('Looks');
  write('Looks', 'red');
  press('German');
  await user.click(screen.getByText('Veo', { selector: 'button *' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Short' }));
  await saved();
  expect(told.get()[0]?.text).toBe('The lengths of 2 scenes were fitted.');
  const sent = Object.assign({}, ...service.of('PATCH /storyboards/{storyboard_id}').map(({ body }) => body)) as Record<
    string,
    unknown
  >;
  expect(sent).toMatchObject({ name: 'Foxes', language: 'de', model: 'a/short', character: { look: 'red' } });
  press('Remove the character');
  await screen.findByText('Add a character');
});

const SHOT = {
  scenes: [
    aScene('first', { action: 'Runs.', video: aShot('v1') }),
    aScene('second', { title: 'Two', video: aShot('v2', { stale: true }) }),
  ],
};

test('what is new or changed is priced by scene, and shot once by its key', async () => {
  const { service } = open(SHOT, {
    'POST /storyboards/{storyboard_id}/quote': {
      credits: 80,
      items: [{ scene_id: 'second', title: 'Two', what: '8 s × 10', credits: 80, prompt: 'x', notice: null }],
    },
    'POST /storyboards/{storyboard_id}/shoot': () => Promise.reject(new TypeError('lost')),
  });
  await screen.findByText('Changed since it was shot');
  expect(screen.getByText('32 credits')).toBeTruthy();
  press('Shoot', 'button');
  fireEvent.click(await screen.findByText('Shoot for 80 credits'));
  await screen.findByText(/The answer was lost/);
  service.answer('POST /storyboards/{storyboard_id}/shoot', {
    credits: 80,
    videos: [{ id: 'v3', scene_id: 'second', credits: 80 }],
    storyboard: null,
  });
  press('Ask again');
  await waitFor(() => expect(told.get()[0]?.text).toBe('One scene is being shot.'));
  const keys = service.of('POST /storyboards/{storyboard_id}/shoot').map(({ headers }) => headers.get('Idempotency-Key'));
  expect(new Set(keys).size).toBe(1);
});

test('a scene that was changed says what, and scenes are played in a row', async () => {
  const one = clip({ id: 'v2', prompt: 'Action: She sits.', seconds: 4 });
  const { live } = open(SHOT, { 'GET /videos/{job_id}': one, 'GET /videos/{job_id}/links': linksOf(one) }, '?scene=second');
  fireEvent.click(await screen.findByText('What changed since it was shot'));
  expect(screen.getByText('Length: 4 sec → 8 sec')).toBeTruthy();
  expect(screen.getByText(/sits/, { selector: 'mark' })).toBeTruthy();
  press('Play in a row');
  const player = await screen.findByLabelText('Runs.', { selector: 'video' }, { timeout: 20_000 });
  act(() => player.dispatchEvent(new Event('ended', { bubbles: true })));
  await screen.findByLabelText('Two', { selector: 'video' });
  expect(live.open.map(({ name }) => name)).toContain('watchStoryboard');
});

test('a conflict is shown as two sides, and an earlier version with what is otherwise since', async () => {
  const current = aBoard({ version: 2, name: 'Theirs' });
  const { user, service } = open({}, {}, '?show=look');
  await screen.findByLabelText('Name');
  const answer = refusal('VERSION_CONFLICT', 409, { details: { current: { ...current, id: `board${count}` } } });
  service.answer('PATCH /storyboards/{storyboard_id}', answer);
  write('Name', 'Mine');
  await screen.findByText('Changed on two sides', {}, { timeout: 20_000 });
  press('Elsewhere', 'label');
  press('Take it so');
  await saved();
  expect(document.querySelector('h1')?.textContent).toBe('Theirs');
  service.answer('GET /storyboards/{storyboard_id}/versions', {
    versions: [2, 1].map((version) => ({
      version,
      name: 'x',
      scene_count: 2,
      seconds: 16,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    })),
  });
  service.answer(
    'GET /storyboards/{storyboard_id}/versions/{version}',
    aBoard({ scenes: [aScene('first', { action: 'Sits.' })] }),
  );
  service.answer('POST /storyboards/{storyboard_id}/versions/{version}/restore', aBoard({ id: `board${count}`, version: 3 }));
  await user.click(screen.getByLabelText('What to do with “Theirs”'));
  fireEvent.click(await screen.findByText('Earlier versions'));
  fireEvent.click(await screen.findByText('Version 1'));
  const changes = await screen.findByRole('region', { name: 'What is otherwise now' });
  await within(changes).findByText('Sits.');
  expect(within(changes).getByText('Added since')).toBeTruthy();
  press('Make it this one again');
  await waitFor(() => expect(told.get()[0]?.text).toBe('It is as in version 1 again.'));
});

test('storyboards are listed, made, doubled, brought in, and thrown away with the way back', async () => {
  const summary = {
    id: 's1',
    name: 'The fox',
    version: 1,
    scene_count: 1,
    seconds: 8,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
  const { user, service, live } = render(<BoardsView />, {
    at: '/studio/storyboards',
    answers: {
      'GET /storyboards': { storyboards: [summary], next_cursor: null },
      'POST /storyboards': aBoard(),
      'POST /storyboards/{storyboard_id}/duplicate': aBoard({ name: 'A copy' }),
      'POST /storyboards/import': {
        storyboards: [aBoard(), aBoard()],
        notes: [{ path: 'x', problem: 'was not taken along', code: 'not_kept' }],
      },
      'DELETE /storyboards/{storyboard_id}': undefined,
      'POST /library/trash/restore': { restored: 1, refused: [] },
    },
  });
  await screen.findByText('The fox');
  const file = new File(['{}'], 'board.json', { type: 'application/json' });
  await user.upload(document.querySelector('input[type="file"]') as HTMLInputElement, file);
  await waitFor(() => expect(told.get().map(({ text }) => text)).toContain('2 storyboards came in.'));
  await waitFor(() => expect(live.open.map(({ name }) => name)).toContain('watchStoryboards'));
  act(() => live.push('watchStoryboards', [{ id: 's1', version: 1 }]));
  act(() => live.push('watchStoryboards', [{ id: 's1', version: 2 }]));
  await user.click(screen.getByRole('button', { name: /What to do with/ }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  await waitFor(() => expect(told.get()[0]?.text).toMatch(/in the trash/));
  act(() => told.get()[0]?.action?.act());
  await waitFor(() => expect(told.get()[0]?.text).toBe('The storyboard is back.'));
  await user.click(screen.getByRole('button', { name: 'New storyboard' }));
  await waitFor(() => expect(service.of('POST /storyboards')).toHaveLength(1));
});
