import { describe, expect, test } from 'vitest';
import { aModel, HOSTED, OMNI, RETIRED } from '@/testing/models';
import { de } from '@/texts/de';
import { en } from '@/texts/en';
import { against, type Facts, fitted, perSecond, priceRange, refusalOf } from './combinations';
import { isNew, replacementOf } from './models';
import { named, wordsOf } from './words';

const FACTS: Facts = {
  seconds: 8,
  resolution: '720p',
  aspect_ratio: '16:9',
  audio: true,
  first_frame: false,
  last_frame: false,
  references: 0,
  task: null,
  negative_prompt: false,
  seed: false,
  letters: 20,
};
const VEO = aModel();
const told = (model = VEO, changes: Partial<Facts> = {}) =>
  against(model, { ...FACTS, ...changes }).map((each) => [each.field, wordsOf(each, model.name, en)]);

test('what the model can has nothing against it', () => {
  expect(told()).toEqual([]);
  expect(told(VEO, { resolution: '4k', references: 3, first_frame: true, last_frame: true })).toEqual([]);
});

test.each<[string, typeof VEO, Partial<Facts>, string, string]>([
  ['a length', VEO, { seconds: 5 }, 'seconds', 'Veo makes only 4 s, 6 s or 8 s.'],
  ['a length among many', OMNI, { seconds: 20 }, 'seconds', 'Omni makes only 3–15 s.'],
  ['a shape', VEO, { aspect_ratio: '1:1' }, 'aspect_ratio', 'Veo makes only 16:9 or 9:16.'],
  ['lines', HOSTED, { resolution: '4k', audio: false }, 'resolution', 'Hosted makes only 720p.'],
  ['lines with a length', VEO, { resolution: '1080p', seconds: 4 }, 'seconds', 'Veo makes only 8 s at 1080p.'],
  ['references with a length', VEO, { references: 2, seconds: 4 }, 'seconds', 'Veo makes only 8 s with references.'],
  ['too many references', VEO, { references: 4 }, 'references', 'Veo takes at most 3 references.'],
  ['any reference', aModel({ references: 0 }), { references: 1 }, 'references', 'Veo takes no references.'],
  [
    'a reference beside a first frame',
    HOSTED,
    { references: 1, first_frame: true, audio: false },
    'references',
    'Hosted takes no references with a first frame.',
  ],
  ['a last frame alone', VEO, { last_frame: true }, 'last_frame', 'A last frame needs a first frame, too.'],
  ['a last frame', HOSTED, { first_frame: true, last_frame: true, audio: false }, 'last_frame', 'Hosted takes no last frame.'],
  ['a first frame', aModel({ first_frame: false }), { first_frame: true }, 'first_frame', 'Veo takes no first frame.'],
  ['a task', VEO, { task: 'extend' }, 'task', 'Veo cannot do this with a video.'],
  ['a seed', HOSTED, { seed: true, audio: false }, 'seed', 'Hosted takes no seed.'],
  [
    'what should not be seen',
    HOSTED,
    { negative_prompt: true, audio: false },
    'negative_prompt',
    'Hosted cannot be told what not to show.',
  ],
  ['silence', OMNI, { audio: false }, 'audio', 'Omni always makes sound.'],
  ['sound', HOSTED, { audio: true }, 'audio', 'Hosted makes no sound.'],
  ['a text', VEO, { letters: 5000 }, 'prompt', 'Veo reads at most 4096 characters.'],
])('%s that it cannot is refused in words', (_, model, changes, field, words) => {
  expect(told(model, changes)).toEqual([[field, words]]);
  for (const refusal of against(model, { ...FACTS, ...changes })) {
    expect(wordsOf(refusal, model.name, de)).not.toBe(words); // and in German
  }
});

describe('a choice', () => {
  test('is refused by what else is chosen, from both sides', () => {
    expect(refusalOf(VEO, { ...FACTS, seconds: 4 }, 'resolution', '1080p')).toMatchObject({ field: 'seconds', possible: [8] });
    expect(refusalOf(VEO, { ...FACTS, resolution: '1080p' }, 'seconds', 4)).toMatchObject({ when: { resolution: '1080p' } });
    expect(refusalOf(VEO, FACTS, 'resolution', '1080p')).toBeNull();
  });

  test('is not refused for what is wrong elsewhere', () => {
    expect(refusalOf(VEO, { ...FACTS, last_frame: true }, 'resolution', '1080p')).toBeNull();
  });
});

describe('for another model', () => {
  test('what it cannot make becomes the nearest that it can', () => {
    expect(fitted(HOSTED, { ...FACTS, seconds: 10, resolution: '4k', aspect_ratio: '1:1' })).toEqual({
      seconds: 8,
      resolution: '720p',
      aspect_ratio: '16:9',
      audio: false,
    });
    expect(fitted(VEO, FACTS)).toMatchObject({ seconds: 8, audio: true });
  });

  test('rules hold for what was fitted', () => {
    expect(fitted(VEO, { ...FACTS, seconds: 4, references: 1 }).seconds).toBe(8);
    expect(fitted(OMNI, { ...FACTS, seconds: 15, first_frame: true, last_frame: true }).seconds).toBe(10);
  });

  test('what is held stays, and the others go by it', () => {
    expect(fitted(VEO, { ...FACTS, seconds: 4, resolution: '1080p' }, 'resolution')).toMatchObject({
      resolution: '1080p',
      seconds: 8,
    });
    expect(fitted(VEO, { ...FACTS, seconds: 4, resolution: '1080p' }, 'seconds')).toMatchObject({
      resolution: '720p',
      seconds: 4,
    });
  });
});

test('prices are those of the lines and the sound', () => {
  expect(perSecond(VEO, { resolution: '4k', audio: false })).toBe(10);
  expect(perSecond(HOSTED, { resolution: '4k', audio: true })).toBeNull();
  expect(priceRange(VEO)).toEqual([5, 15]);
});

test('a model that is gone has the first of its successors that is offered', () => {
  const between = aModel({ id: 'a/b', availability: 'suspended', replacement: OMNI.id });
  const gone = { ...RETIRED, replacement: 'a/b' };
  expect(replacementOf(gone.id, [VEO, gone, between, OMNI], VEO.id)?.id).toBe(OMNI.id);
  expect(replacementOf('never/was', [VEO, OMNI], VEO.id)?.id).toBe(VEO.id);
  const ring = [
    aModel({ id: 'a/1', replacement: 'a/2', availability: 'retired' }),
    aModel({ id: 'a/2', replacement: 'a/1', availability: 'retired' }),
  ];
  expect(replacementOf('a/1', [...ring, OMNI], 'a/1')?.id).toBe(OMNI.id);
});

test('new is what came of late', () => {
  expect([isNew(HOSTED), isNew(VEO)]).toEqual([true, false]);
});

test('values are named as they stand in the form', () => {
  expect([named('seconds', 8, en), named('audio', false, en), named('resolution', '4k', de)]).toEqual([
    '8 s',
    'Without sound',
    '4k',
  ]);
});
