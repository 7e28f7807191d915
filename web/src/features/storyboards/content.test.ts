import { expect, test } from 'vitest';
import { type Content, changesOf, differences, merged, nearest, newScene, reordered, settled } from './content';
import { marked } from './marked';

const scene = (id: string, more = {}) => newScene(8, { id, ...more });
const board = (more: Partial<Content> = {}): Content => ({
  ...{ name: 'Foxes', language: 'en', preset: 'cinematic', model: 'vertex/veo', aspect_ratio: '16:9', resolution: '720p' },
  ...{ audio: true, negative_prompt: '', character: null, scenes: [scene('one1'), scene('two2'), scene('three3')] },
  ...more,
});
const ids = ({ scenes }: Pick<Content, 'scenes'>) => scenes.map(({ id }) => id);
const at = (content: Content, id: string) => content.scenes.find((each) => each.id === id);

test('changes of different fields and scenes are all kept', () => {
  const base = board();
  const mine = board({ name: 'My foxes', scenes: [scene('one1', { action: 'runs' }), scene('two2'), scene('three3')] });
  const theirs = board({
    audio: false,
    scenes: [scene('one1', { light: 'dusk' }), scene('two2', { action: 'sits' }), scene('three3')],
  });
  const { content, clashes } = merged(base, mine, theirs);
  expect(clashes).toEqual([]);
  expect([content.name, content.audio]).toEqual(['My foxes', false]);
  expect(at(content, 'one1')).toMatchObject({ action: 'runs', light: 'dusk' });
  expect(at(content, 'two2')?.action).toBe('sits');
});

test('what both changed is told by its scene, stays as it is here, and can be as it is there', () => {
  const base = board();
  const mine = board({
    name: 'A',
    scenes: [scene('one1', { action: 'runs' }), scene('two2', { title: 'Two' }), scene('three3')],
  });
  const theirs = board({ name: 'B', scenes: [scene('one1', { action: 'sleeps' }), scene('three3')] });
  const { content, clashes } = merged(base, mine, theirs);
  expect(clashes).toEqual([
    { scene: null, field: 'name', mine: 'A', theirs: 'B' },
    { scene: 'one1', field: 'action', mine: 'runs', theirs: 'sleeps' },
    { scene: 'two2', field: null, mine: scene('two2', { title: 'Two' }), theirs: null },
  ]);
  expect([content.name, at(content, 'one1')?.action, ids(content)]).toEqual(['A', 'runs', ['one1', 'two2', 'three3']]);
  const other = settled(content, clashes);
  expect([other.name, at(other, 'one1')?.action, ids(other)]).toEqual(['B', 'sleeps', ['one1', 'three3']]);
});

test('scenes that were added, removed and moved meet in one order', () => {
  const base = board();
  const mine = board({ scenes: [scene('three3'), scene('one1'), scene('two2'), scene('mine')] });
  const theirs = board({ scenes: [scene('one1'), scene('theirs'), scene('three3')] });
  const { content, clashes } = merged(base, mine, theirs);
  expect([ids(content), clashes]).toEqual([['three3', 'one1', 'theirs', 'mine'], []]);
  const both = merged(base, mine, board({ scenes: [scene('two2'), scene('one1'), scene('three3')] }));
  expect(both.clashes).toMatchObject([{ scene: null, field: 'order' }]);
  expect(ids(settled(both.content, both.clashes))).toEqual(['two2', 'one1', 'three3', 'mine']);
});

test('a character is merged field by field, and sent without the tag that it has not yet', () => {
  const anna = { tag: 'character:anna_id:0f3a9c1e', name: 'Anna', age: '30', look: '', clothing: '', voice: '', references: [] };
  const base = board({ character: anna });
  const { content, clashes } = merged(
    base,
    board({ character: { ...anna, look: 'tall' } }),
    board({ character: { ...anna, age: '31' } }),
  );
  expect([content.character, clashes]).toEqual([{ ...anna, look: 'tall', age: '31' }, []]);
  expect(changesOf(board(), board({ character: { ...anna, tag: '' } })).character).not.toHaveProperty('tag');
  expect(changesOf(base, board())).toEqual({ character: null });
  const gone = merged(base, board({ character: { ...anna, age: '40' } }), board());
  expect(gone.clashes).toMatchObject([{ field: 'character', theirs: null }]);
  expect(settled(gone.content, gone.clashes).character).toBe(null);
});

test('only what changed is sent, and every difference is told', () => {
  const after = board({ preset: null, scenes: [scene('two2'), scene('one1', { dialogue: 'Hi.' }), scene('new4')] });
  expect(Object.keys(changesOf(board(), after))).toEqual(['preset', 'scenes']);
  expect(differences(board(), after).map(({ scene: where, field }) => [where, field])).toEqual([
    [null, 'preset'],
    ['one1', 'dialogue'],
    ['new4', null],
    ['three3', null],
    [null, 'order'],
  ]);
});

test('scenes are moved together, and lengths go to the nearest that a model can', () => {
  const { scenes } = board();
  expect(reordered(scenes, ['three3', 'one1'], 'two2', 'after').map(({ id }) => id)).toEqual(['two2', 'one1', 'three3']);
  expect(reordered(scenes, ['one1'], 'two2', 'before')).toBe(scenes);
  expect([nearest(5, [8, 4, 6]), nearest(20, [4, 8]), nearest(7, [4, 8])]).toEqual([4, 8, 8]);
});

test('one’s own words are marked where they stand alone', () => {
  const pieces = marked('Mara (character:mara_id:34ab); 34 years old; a fox.', ['34', 'fox', 'Mara']);
  expect(pieces.filter(({ mine }) => mine).map(({ text, at }) => [text, at])).toEqual([
    ['Mara', 0],
    ['34', 31],
    ['fox', 47],
  ]);
});
