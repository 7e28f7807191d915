import type { Clip } from '@/features/videos/states';

let count = 0;

/** A finished video as the service tells it, but for what a test says. */
export function clip(more: Partial<Record<keyof Clip, unknown>> = {}): Clip {
  count += 1;
  const id = count.toString(16).padStart(24, '0');
  return {
    id,
    model: 'vertex/veo',
    prompt: `Prompt ${count}`,
    seconds: 4,
    aspect_ratio: '16:9',
    resolution: '720p',
    audio: true,
    negative_prompt: null,
    seed: null,
    prompt_id: null,
    first_frame: null,
    last_frame: null,
    references: [],
    task: null,
    source: null,
    start_at: null,
    continues: null,
    billing: 'credits',
    state: 'completed',
    credits: 40,
    charged: true,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, 100_000 - count)).toISOString(), // the first one made is the newest
    deadline_at: '2026-01-02T00:00:00Z',
    expected_at: '2026-01-01T00:01:00Z',
    outcome: 'completed',
    message: null,
    error: null,
    video: {
      object: 'o',
      bytes: 300_000,
      crc32c: 'x',
      seconds: 4,
      width: 1280,
      height: 720,
      video_codec: 'h264',
      audio_codec: 'aac',
      poster: 'p',
      fps: 24,
    },
    ended_at: '2026-01-01T00:01:00Z',
    retry_of: null,
    notice: null,
    edit: null,
    followers: [],
    storyboard_id: null,
    scene_id: null,
    batch_id: null,
    name: null,
    favourite: false,
    tags: [],
    ...more,
  } as unknown as Clip;
}

/** One that has not ended. */
export const underway = (more: Partial<Record<keyof Clip, unknown>> = {}): Clip =>
  clip({ state: 'processing', video: null, outcome: null, ended_at: null, ...more });

export const failed = (more: Partial<Record<keyof Clip, unknown>> = {}): Clip =>
  clip({
    state: 'failed',
    video: null,
    charged: false,
    message: 'The provider failed. You were not charged.',
    error: {
      code: 'PROVIDER_ERROR',
      message: 'It failed.',
      retryable: true,
      suggestedAction: 'Retry it.',
      details: {},
      category: null,
    },
    ...more,
  });

export const MODELS = {
  default: 'vertex/veo',
  models: [
    { id: 'vertex/veo', name: 'Veo', tasks: [], seconds: [4, 8], rules: [], extend_to: null, stoppable: false },
    {
      id: 'gemini/omni',
      name: 'Omni',
      tasks: ['edit', 'extend'],
      seconds: [3, 4, 5],
      rules: [{ when: { task: ['extend'] }, requires: { seconds: [3, 5] } }],
      extend_to: 40,
      stoppable: true,
    },
  ],
};

export const linksOf = ({ id }: Pick<Clip, 'id'>) => ({
  id,
  poster: `https://media.test/${id}.jpg`,
  playback: `https://media.test/${id}.mp4`,
  download: `https://media.test/${id}.mp4?save`,
  gif: null,
  expires_at: '2026-01-01T01:00:00Z',
});
