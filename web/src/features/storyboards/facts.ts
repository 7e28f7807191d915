import type { Model, Storyboard } from 'rushes';
import { perSecond } from '@/features/videos/making/combinations';
import type { Clip } from '@/features/videos/states';
import type { BoardScene, Content, Scene } from './content';
import { isOver } from './queries';

/** How far a scene is. */
export type SceneState = 'none' | 'stale' | 'failed' | 'cancelled' | 'completed' | 'going';

export interface SceneFacts {
  place: number;
  state: SceneState;
  video: BoardScene['video'];
  clip: Clip | undefined;
  /** What its video costs or would cost. */
  price: number | null;
  missing: readonly string[];
}

/** What there is to say of each scene, by its id: of the service's word, and of the listener's where that is newer. */
export function factsOf(
  board: Storyboard,
  content: Content,
  clips: ReadonlyMap<string, Clip>,
  model: Model | undefined,
): ReadonlyMap<string, SceneFacts> {
  const known = new Map(board.scenes.map((scene) => [scene.id, scene]));
  const rate = model ? perSecond(model, content) : null;
  return new Map(
    content.scenes.map((scene, place) => {
      const there = known.get(scene.id);
      const video = there?.video ?? null;
      const clip = video ? clips.get(video.id) : undefined;
      const price = rate === null ? null : rate * scene.duration;
      return [scene.id, { place, state: stateOf(video, clip), video, clip, price, missing: there?.missing_images ?? [] }];
    }),
  );
}

function stateOf(video: BoardScene['video'], clip: Clip | undefined): SceneState {
  const state = clip?.state ?? video?.state;
  if (!video || !state) return 'none';
  if (!isOver(state)) return 'going';
  if (state !== 'completed') return state as 'failed' | 'cancelled';
  return video.stale ? 'stale' : 'completed';
}

/** Whether shooting "what is new or changed" would shoot it. */
export const isToShoot = ({ state }: SceneFacts): boolean => state !== 'completed' && state !== 'going';

/** What was paid for its scenes as they are shot, and what is left to pay. */
export function costOf(facts: ReadonlyMap<string, SceneFacts>): { shot: number; left: number | null; all: number | null } {
  let [shot, left, all]: [number, number | null, number | null] = [0, 0, 0];
  for (const each of facts.values()) {
    if (each.video?.charged && each.video.credits) shot += each.video.credits;
    if (isToShoot(each)) left = left === null || each.price === null ? null : left + each.price;
    all = all === null || each.price === null ? null : all + each.price;
  }
  return { shot, left, all };
}

/** The first words that say what it is. */
export function lineOf(scene: Scene): string {
  return scene.title || scene.own_text || scene.action || scene.subject || scene.dialogue || scene.setting;
}
