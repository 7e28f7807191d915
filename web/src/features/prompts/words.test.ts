import { beforeEach, expect, test } from 'vitest';
import { difference } from './diff';
import { moved, shifted } from './order';
import { keepChoice, lastChoice, settingsOf, usual } from './settings';

beforeEach(() => localStorage.clear());

const own = (words: { text: string; own: boolean }[]) => words.filter((word) => word.own).map((word) => word.text);

test('words are compared without their signs and their case', () => {
  const [one, other] = difference('A fox, red and quick, runs.', 'a fox red and slow runs');
  expect([own(one), own(other)]).toEqual([['quick,'], ['slow']]);
  expect(difference('', 'All new').map(own)).toEqual([[], ['All', 'new']]);
  expect(own(difference('— fox', 'fox')[0])).toEqual(['—']);
});

test('an order after something was moved', () => {
  const ids = ['a', 'b', 'c', 'd'];
  expect(moved(ids, ['d'], 'a', 'before')).toEqual(['d', 'a', 'b', 'c']);
  expect(moved(ids, ['a'], 'c', 'after')).toEqual(['b', 'c', 'a', 'd']);
  expect(shifted(ids, 'b', -1)).toEqual(['b', 'a', 'c', 'd']);
  expect(shifted(ids, 'd', 1)).toEqual(ids);
});

test('the last choice is remembered without what was wished for one picture', () => {
  keepChoice({ ...usual('de'), mood: 'epic', instructions: 'It jumps.' });
  expect(lastChoice('en')).toEqual({ ...usual('de'), mood: 'epic' });
  localStorage.setItem('rushes.prompts.settings', '{not json');
  expect(lastChoice('en')).toEqual(usual('en'));
});

test('settings that were kept are whole again', () => {
  expect(settingsOf({ mood: 'calm', own_key: true }, 'en')).toEqual({ ...usual('en'), mood: 'calm' });
});
