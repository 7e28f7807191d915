import type { Model } from 'rushes';

/** A model as the catalog tells it, for tests. */
export function aModel(changes: Partial<Model> = {}): Model {
  const id = changes.id ?? 'vertex/veo';
  return {
    id,
    surface: id.split('/')[0] ?? '',
    model: id.split('/')[1] ?? '',
    name: 'Veo',
    stage: 'ga',
    released: '2025-01-01',
    retirement: { status: 'none', date: null },
    replacement: null,
    seconds: [4, 6, 8],
    resolutions: ['720p', '1080p', '4k'],
    aspect_ratios: ['16:9', '9:16'],
    audio: 'toggle',
    references: 3,
    prompt_tokens: 1024,
    usual_seconds: 60,
    first_frame: true,
    last_frame: true,
    tasks: [],
    extend_to: null,
    without: [],
    rules: [
      { when: { resolution: ['1080p', '4k'] }, requires: { seconds: [8] } },
      { when: { references: [1, 2, 3] }, requires: { seconds: [8] } },
    ],
    credits_per_second: [
      { resolution: '720p', audio: true, credits: 10 },
      { resolution: '720p', audio: false, credits: 5 },
      { resolution: '1080p', audio: true, credits: 10 },
      { resolution: '1080p', audio: false, credits: 5 },
      { resolution: '4k', audio: true, credits: 15 },
      { resolution: '4k', audio: false, credits: 10 },
    ],
    availability: 'available',
    unavailable: null,
    own_key: false,
    stoppable: false,
    ...changes,
  };
}

/** Always with sound, any length, by one's own key, too. */
export const OMNI = aModel({
  id: 'gemini-api/omni',
  name: 'Omni',
  seconds: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  audio: 'always',
  tasks: ['edit', 'extend'],
  extend_to: 40,
  references: 6,
  own_key: true,
  rules: [{ when: { last_frame: [true] }, requires: { seconds: [3, 4, 5, 6, 7, 8, 9, 10] } }],
  credits_per_second: [{ resolution: '720p', audio: true, credits: 2 }],
  resolutions: ['720p'],
});

/** Takes no seed, no last frame, and no reference beside a first frame. */
export const HOSTED = aModel({
  id: 'openai-videos/hosted',
  name: 'Hosted',
  seconds: [4, 8, 12],
  resolutions: ['720p'],
  audio: 'never',
  references: 1,
  last_frame: false,
  without: ['negative_prompt', 'seed'],
  rules: [{ when: { first_frame: [true] }, requires: { references: [0] } }],
  credits_per_second: [{ resolution: '720p', audio: false, credits: 1 }],
  released: new Date().toISOString().slice(0, 10),
});

export const RETIRED = aModel({
  id: 'openai-videos/sora',
  name: 'Sora',
  availability: 'retired',
  retirement: { status: 'confirmed', date: '2026-09-24' },
  replacement: 'gemini-api/omni',
});
