import type { Storyboard, Video } from 'rushes';
import { expect, test } from 'vitest';
import { EMPTY, isStraight, PRESETS, pieceOf, piecesOf, presetOf, reordered, requestOf, secondsOf } from './draft';

const video = (id: string, seconds = 8, state = 'completed') => ({ id, seconds, state, video: { seconds, fps: 24 } }) as Video;
const scene = (id: string, more = {}) => ({ video: { id }, transition: 'cut', crossfade_seconds: 0.5, ...more });
const board = {
  scenes: [scene('a', { transition: 'crossfade' }), scene('b'), { ...scene('x'), video: null }, scene('c')],
} as Storyboard;

test('a storyboard’s scenes stand in their order with their transitions, and are asked for in one word until somebody changes them', () => {
  const whole = piecesOf(board, [video('a'), video('b'), video('c', 8, 'failed')]);
  expect(whole.map(({ video: { id }, crossfade }) => [id, crossfade])).toEqual([
    ['a', 0.5],
    ['b', 0],
  ]);
  const draft = { ...EMPTY, pieces: whole };
  expect(secondsOf(draft)).toBe(15.5);
  expect(requestOf(draft, 's1', isStraight(draft.pieces, whole))).toEqual({ storyboard_id: 's1' });
  const cut = whole.map((each, at) => (at === 0 ? { ...each, start: 1.25, end: 4 } : each));
  expect(isStraight(cut, whole)).toBe(false);
  expect(requestOf({ ...draft, pieces: cut }, 's1', false)).toEqual({
    storyboard_id: 's1',
    scenes: [{ video_id: 'a', start: 1.25, end: 4, crossfade: 0.5 }, { video_id: 'b' }],
  });
  expect(isStraight([], [])).toBe(false);
});

test('format, title and music are asked for as they are set, and the last one fades into nothing', () => {
  const pieces = [pieceOf(video('a'), { crossfade: 1 }), pieceOf(video('b'), { crossfade: 1 })];
  const music = { id: 'm', name: 'Song', volume: 0.5, fadeIn: 1, fadeOut: 2, ducked: true };
  const draft = { ...EMPTY, pieces, ...PRESETS.tall, title: ' Foxes ', titleSeconds: 2, music };
  expect([secondsOf(draft), presetOf(draft), presetOf(EMPTY)]).toEqual([15, 'tall', null]);
  expect(requestOf(draft, undefined, false)).toEqual({
    scenes: [{ video_id: 'a', crossfade: 1 }, { video_id: 'b' }],
    ...{ format: '9:16', resolution: '1080p', fit: 'crop', title: { text: 'Foxes', seconds: 2 } },
    music: { id: 'm', volume: 0.5, fade_in: 1, fade_out: 2, ducked: true },
  });
  const [one, two] = pieces;
  expect(reordered(pieces, [two?.key ?? ''], one?.key ?? '', 'before')).toEqual([two, one]);
});
