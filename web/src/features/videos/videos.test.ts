import { describe, expect, test, vi } from 'vitest';
import { batched } from '@/platform/batched';
import { clip, underway } from '@/testing/clips';
import { box, cuesOf, lengthOf, requestOf, untouched } from './edit';
import { askedFor, belongs, merged } from './filters';
import { canCancel, fileNameOf, nameOf } from './states';

describe('filters', () => {
  test('an address that the service does not know is left out', () => {
    expect(askedFor({ state: 'dreaming', since: 'soon', q: 'fox', favourite: 'true' })).toEqual({ q: 'fox', favourite: true });
  });

  test('until holds the whole day', () => {
    const { since, until } = askedFor({ since: '2026-03-01', until: '2026-03-01' });
    expect(Date.parse(String(until)) - Date.parse(String(since))).toBe(86_400_000);
  });

  test('what is heard belongs by words, marks and state', () => {
    const fox = clip({ prompt: 'A Füchslein runs', tags: ['Été'], favourite: true });
    expect(belongs(fox, { q: 'run fuchs' })).toBe(true);
    expect(belongs(fox, { q: 'unn' })).toBe(false);
    expect(belongs(fox, { tag: 'ete', favourite: 'true', state: 'completed', model: 'vertex/veo' })).toBe(true);
    expect(belongs(fox, { tag: 'x' })).toBe(false);
    expect(belongs(fox, { state: 'failed' })).toBe(false);
    expect(belongs(fox, { model: 'other' })).toBe(false);
    expect(belongs(clip(), { favourite: 'true' })).toBe(false);
    expect([belongs(clip({ seconds: 8 }), { length: 'middle' }), belongs(clip({ seconds: 8 }), { length: 'long' })]).toEqual([
      true,
      false,
    ]);
    expect(belongs(clip({ seconds: 4 }), { length: 'middle' })).toBe(false);
    expect(belongs(fox, { storyboard: 's' })).toBe(false);
    expect(belongs(fox, { since: '2030-01-01' })).toBe(false);
    expect(belongs(fox, { until: '2020-01-01' })).toBe(false);
    expect(belongs(clip({ batch_id: 'b' }), { batch: 'b' })).toBe(true);
  });

  test('the listener changes, adds and takes away, and leaves what it does not reach', () => {
    const [newest, second, third, old] = [clip(), clip(), clip(), clip()];
    const ids = (clips: { id: string }[]) => clips.map(({ id }) => id);
    expect(merged([second, third], undefined, 60, {})).toEqual([second, third]);
    expect(ids(merged([second, third, old], [newest, second], 60, {}))).toEqual(ids([newest, second]));
    expect(ids(merged([second, third, old], [newest, { ...third, favourite: true }], 2, {}))).toEqual(ids([newest, third, old]));
    expect(ids(merged([second], [newest, { ...second, state: 'failed' } as never], 60, { state: 'completed' }))).toEqual(
      ids([newest]),
    );
  });
});

test('what can be stopped: before its order, an edit, and where the provider can', () => {
  expect(canCancel(underway({ state: 'waiting' }), false)).toBe(true);
  expect(canCancel(underway(), false)).toBe(false);
  expect(canCancel(underway(), true)).toBe(true);
  expect(canCancel(underway({ edit: {} }), false)).toBe(true);
  expect(canCancel(clip(), true)).toBe(false);
});

test('a name is short and a file name is plain', () => {
  expect(nameOf(clip({ prompt: `${'long '.repeat(40)}\nmore` }))).toHaveLength(90);
  expect(nameOf(clip({ name: 'Mine' }))).toBe('Mine');
  expect(fileNameOf(clip({ name: '../Über: den "Wolken"?' }), 'mp4')).toBe('über-den-wolken.mp4');
  expect(fileNameOf(clip({ id: 'abc', name: '…' }), 'gif')).toBe('rushes-abc.gif');
});

describe('an edit', () => {
  const made = clip();
  const draft = untouched(4);

  test('nothing that was left as it is stands in what is asked', () => {
    expect(requestOf(draft, made)).toEqual({});
    expect(requestOf({ ...draft, end: 3.99 }, made)).toEqual({});
  });

  test('all that was set does', () => {
    const all = {
      ...draft,
      start: 1,
      end: 3.00004,
      speed: 2,
      format: '1:1' as const,
      x: 0.2,
      look: 'noir' as const,
      volume: 0,
      music: { id: 'm', name: 'n', volume: 0.5, fade: 1, ducked: true },
      fadeIn: 0.5,
      fadeOut: 1,
      title: ' Hi ',
      captions: [
        { id: 2, start: 0.6, end: 1, text: 'two' },
        { id: 1, start: 0, end: 0.5, text: ' one ' },
        { id: 3, start: 1, end: 1, text: 'never' },
      ],
    };
    expect(requestOf(all, made)).toEqual({
      start: 1,
      end: 3,
      speed: 2,
      crop: { format: '1:1', x: 0.2, y: 0.5 },
      look: 'noir',
      volume: 0,
      music: { id: 'm', volume: 0.5, fade_in: 1, fade_out: 1, ducked: true },
      fade_in: 0.5,
      fade_out: 1,
      title: { text: 'Hi', seconds: 2 },
      captions: [
        { start: 0, end: 0.5, text: 'one' },
        { start: 0.6, end: 1, text: 'two' },
      ],
    });
    expect(cuesOf(all)[0]).toEqual({ start: 2.2, end: 3, text: 'two' });
    expect(lengthOf(all)).toBeCloseTo(1);
  });

  test('a preset gives the shape, and a GIF is short', () => {
    expect(requestOf({ ...draft, preset: 'reels', x: 0 }, made)).toEqual({ preset: 'reels', crop: { x: 0, y: 0.5 } });
    expect(lengthOf({ ...draft, end: 20, preset: 'gif' })).toBe(6);
    expect(box({ ...draft, format: '9:16', x: 1 }, 1600, 900)).toMatchObject({ height: 1, top: 0 });
    expect(box({ ...draft, format: '16:9', y: 1 }, 900, 1600)).toMatchObject({ width: 1, left: 0 });
    expect(box({ ...draft, format: '16:9' }, 1280, 720)).toBeNull();
  });
});

test('many asks within a moment are one', async () => {
  const ask = vi.fn(async (ids: string[]) => new Map(ids.filter((id) => id !== 'none').map((id) => [id, id.toUpperCase()])));
  const one = batched(ask, 1);
  expect(await Promise.all([one('a'), one('b'), one('a'), one('none')])).toEqual(['A', 'B', 'A', null]);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(await one('c')).toBe('C');
});
