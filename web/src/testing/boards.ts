import type { Storyboard } from 'rushes';

type Scene = Storyboard['scenes'][number];

/** A scene as the API tells it, for tests. */
export function aScene(id: string, changes: Partial<Scene> = {}): Scene {
  return {
    ...{ id, title: '', subject: '', action: '', setting: '', camera: '', light: '', mood: '', sound: '', dialogue: '' },
    ...{ duration: 8, transition: 'cut', crossfade_seconds: 0.5, with_character: true, own_text: '' },
    ...{ first_frame: null, references: [], continue_from_previous: false, missing_images: [], video: null },
    ...changes,
  } as Scene;
}

/** One that was shot. */
export function aShot(id: string, changes: object = {}): Scene['video'] {
  const told = {
    id,
    stale: false,
    state: 'completed',
    outcome: 'completed',
    credits: 16,
    charged: true,
    expected_at: null,
    ...changes,
  };
  return told as Scene['video'];
}

export function aBoard(changes: Partial<Storyboard> = {}): Storyboard {
  return {
    ...{ id: 's1', name: 'The fox', created_at: '2026-11-01T10:00:00Z', updated_at: '2026-11-01T10:00:00Z', version: 1 },
    ...{ language: 'en', preset: 'cinematic', model: 'vertex/veo', aspect_ratio: '16:9', resolution: '720p', audio: true },
    ...{ negative_prompt: '', character: null, missing_images: [], seconds: 16, progress: {} },
    scenes: [aScene('first', { action: 'She opens a door.' }), aScene('second', { title: 'Two', action: 'She looks up.' })],
    ...changes,
  } as Storyboard;
}
