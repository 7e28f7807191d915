import type { Storyboard } from 'rushes';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aBoard } from '@/testing/boards';
import { type Answers, FakeService, refusal } from '@/testing/render';
import { BoardSession } from './session';

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});
afterEach(() => vi.useRealTimers());

const PATCH = 'PATCH /storyboards/{storyboard_id}';

/** The service keeps what it is told, version by version. */
function begun(answers: Answers = {}) {
  let board = aBoard();
  const service = new FakeService({
    [PATCH]: ({ body }: { body: object }) => {
      const { expected_version: _, ...changes } = body as Record<string, unknown>;
      board = { ...board, ...changes, version: board.version + 1 } as Storyboard;
      return board;
    },
    ...answers,
  });
  const session = new BoardSession(service.rushes, board);
  const write = (action: string) =>
    session.edit((now) => ({ ...now, scenes: now.scenes.map((each, at) => (at === 0 ? { ...each, action } : each)) }), 'action');
  const first = () => session.shown.get().content.scenes[0]?.action;
  const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { service, session, write, first, passes, state: () => session.shown.get().state };
}

test('what is typed is saved by itself once it stands still, and only what changed is sent', async () => {
  const { service, session, write, passes, state } = begun();
  write('She r');
  write('She runs.');
  expect([state(), service.calls.length]).toEqual(['dirty', 0]);
  await passes(1_300);
  expect([state(), session.version]).toEqual(['saved', 2]);
  const [call] = service.of(PATCH);
  expect(Object.keys(call?.body as object)).toEqual(['expected_version', 'scenes']);
});

test('steps are undone and done again, and what was typed in a row is one step', async () => {
  const { session, write, first, passes } = begun();
  write('One');
  write('One two');
  session.edit((now) => ({ ...now, name: 'Foxes' }));
  session.undo();
  expect([session.shown.get().content.name, first()]).toEqual(['The fox', 'One two']);
  session.undo();
  expect([first(), session.shown.get().canUndo]).toEqual(['She opens a door.', false]);
  session.redo();
  session.redo();
  expect([session.shown.get().content.name, first(), session.shown.get().canRedo]).toEqual(['Foxes', 'One two', false]);
  await passes(7_000);
  expect(await session.rest()).toBe(true);
});

test('what others changed meanwhile is taken in, and undoing leaves it alone', async () => {
  const { session, write, first, state } = begun();
  write('Mine');
  const theirs = aBoard({ version: 2, name: 'Their name' });
  session.heard(theirs);
  expect([first(), session.shown.get().content.name, state()]).toEqual(['Mine', 'Their name', 'dirty']);
  session.undo();
  expect([first(), session.shown.get().content.name]).toEqual(['She opens a door.', 'Their name']);
});

test('the same place changed on both sides is asked about, and goes on as it was chosen', async () => {
  const current = aBoard({ version: 2 });
  const [scene] = current.scenes;
  if (scene) current.scenes[0] = { ...scene, action: 'Theirs' };
  const { service, session, write, first, passes, state } = begun({
    [PATCH]: refusal('VERSION_CONFLICT', 409, { details: { current } }),
  });
  write('Mine');
  await passes(1_300);
  expect([state(), session.shown.get().clashes]).toEqual([
    'conflict',
    [{ scene: 'first', field: 'action', mine: 'Mine', theirs: 'Theirs' }],
  ]);
  service.answer(PATCH, current);
  session.settle(session.shown.get().clashes);
  await passes(10);
  expect([first(), state()]).toEqual(['Theirs', 'saved']);
});

test('without an answer it is tried again, survives the page, and a refusal waits for another edit', async () => {
  const { service, session, write, passes, state } = begun({ [PATCH]: () => Promise.reject(new TypeError('offline')) });
  write('Kept');
  await passes(1_300);
  expect(state()).toBe('waiting');
  const again = new BoardSession(service.rushes, aBoard());
  expect([again.shown.get().content.scenes[0]?.action, again.shown.get().state]).toEqual(['Kept', 'dirty']);
  service.answer(PATCH, refusal('INVALID_STORYBOARD', 422, { details: { problems: [{ path: 'name', problem: 'too long' }] } }));
  await passes(2_100);
  expect(state()).toBe('refused');
  expect(await session.rest()).toBe(false);
  service.answer(PATCH, refusal('NOT_FOUND', 404));
  write('Once more');
  await passes(1_300);
  expect(state()).toBe('gone');
});
