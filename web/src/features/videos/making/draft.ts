import { useEffect, useState } from 'react';
import type { AspectRatio, Model, Prompt, Resolution, Video, VideoBatchRow, VideoRequest, VideoTask } from 'rushes';
import { type Facts, fitted } from './combinations';
import { put, take } from './tab';

/** A wish as it stands in the form. */
export interface Draft {
  /** By which address it was begun: another one begins another. */
  begun: string;
  model: string | null;
  text: string;
  /** The prompt that it is made from, with its text: changed, the wish is of the new text and goes on naming the prompt. */
  prompt: { id: string; text: string; image: string } | null;
  unwanted: string;
  seconds: number;
  aspect_ratio: AspectRatio;
  resolution: Resolution;
  audio: boolean;
  first_frame: string | null;
  last_frame: string | null;
  references: readonly string[];
  task: VideoTask | null;
  source: string | null;
  seed: number | null;
  count: number;
  /** As a field for local times has it; empty: at once. */
  start: string;
  ownKey: boolean;
  name: string;
  tags: string;
}

export const MOST_AT_ONCE = 8;
const PLACE = 'making';

export function empty(begun = ''): Draft {
  return {
    begun,
    model: null,
    text: '',
    prompt: null,
    unwanted: '',
    seconds: 8,
    aspect_ratio: '16:9',
    resolution: '720p',
    audio: true,
    first_frame: null,
    last_frame: null,
    references: [],
    task: null,
    source: null,
    seed: null,
    count: 1,
    start: '',
    ownKey: false,
    name: '',
    tags: '',
  };
}

/** From a prompt: its text, what it was written for, and its picture as the first frame. */
export function fromPrompt(begun: string, { id, prompt_text, image_id, config }: Prompt): Draft {
  const { seconds, aspect_ratio } = config as { seconds?: number; aspect_ratio?: AspectRatio };
  return {
    ...empty(begun),
    text: prompt_text,
    prompt: { id, text: prompt_text, image: image_id },
    first_frame: image_id,
    ...(seconds ? { seconds } : {}),
    ...(aspect_ratio ? { aspect_ratio } : {}),
  };
}

/** Another one like this: its whole wish, as text; the prompt that it was of may be gone. */
export function fromVideo(begun: string, video: Video): Draft {
  const { model, seconds, aspect_ratio, resolution, audio, first_frame, last_frame, references, task, source, seed } = video;
  return {
    ...empty(begun),
    ...{ model, seconds, aspect_ratio, resolution, audio, first_frame, last_frame, references, seed },
    ...(task && source ? { task, source } : {}),
    text: video.prompt,
    unwanted: video.negative_prompt ?? '',
    ownKey: video.billing === 'own_key',
    tags: video.tags.join(', '),
  };
}

export function factsOf(draft: Draft): Facts {
  const { seconds, resolution, aspect_ratio, audio, task } = draft;
  return {
    ...{ seconds, resolution, aspect_ratio, audio, task },
    first_frame: draft.first_frame !== null,
    last_frame: draft.last_frame !== null,
    references: draft.references.length,
    negative_prompt: draft.unwanted.trim() !== '',
    seed: draft.seed !== null,
    letters: draft.text.trim().length,
  };
}

/** For this model: what it cannot make becomes the nearest that it can. */
export function withModel(draft: Draft, model: Model): Draft {
  return { ...draft, model: model.id, ...fitted(model, factsOf(draft)) };
}

/** As the service is asked for it; null while there is no text. */
export function wishOf(draft: Draft): VideoRequest | null {
  const text = draft.text.trim();
  if (!text) return null;
  const untouched = draft.prompt !== null && text === draft.prompt.text.trim();
  return {
    ...(draft.model ? { model: draft.model } : {}),
    ...(untouched ? {} : { prompt: text }),
    ...(draft.prompt ? { prompt_id: draft.prompt.id } : {}),
    seconds: draft.seconds,
    aspect_ratio: draft.aspect_ratio,
    resolution: draft.resolution,
    audio: draft.audio,
    ...(draft.unwanted.trim() ? { negative_prompt: draft.unwanted.trim() } : {}),
    ...(draft.seed === null ? {} : { seed: draft.seed }),
    ...(draft.first_frame ? { first_frame: draft.first_frame } : {}),
    ...(draft.last_frame ? { last_frame: draft.last_frame } : {}),
    ...(draft.references.length ? { references: [...draft.references] } : {}),
    ...(draft.task && draft.source ? { task: draft.task, source: draft.source } : {}),
    ...(draft.start ? { start_at: new Date(draft.start).toISOString() } : {}),
    ...(draft.ownKey ? { own_key: true } : {}),
  };
}

/** Several of one wish, as a batch takes them: each with a seed of its own where one is named, or all would be the same. */
export function rowsOf(draft: Draft): VideoBatchRow[] {
  const wish = wishOf(draft);
  if (!wish) return [];
  const { own_key: _, queue: __, ...asked } = wish;
  const row = { ...asked, prompt: draft.text.trim() } as VideoBatchRow;
  return Array.from({ length: draft.count }, (_each, at) => (row.seed === undefined ? row : { ...row, seed: row.seed + at }));
}

export const tagsOf = (tags: string): string[] => [
  ...new Set(
    tags
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  ),
];

/** What the form held before the page was loaded anew, or before somebody looked elsewhere. */
export function kept(uid: string): Draft | null {
  const found = take<Draft>(`${PLACE}.${uid}`);
  return found && { ...empty(), ...found };
}

export function forget(uid: string): void {
  put(`${PLACE}.${uid}`, null);
}

/** The form's state, kept in this tab until it is made. */
export function useDraft(uid: string, first: () => Draft) {
  const [draft, setDraft] = useState(first);
  useEffect(() => put(`${PLACE}.${uid}`, draft), [uid, draft]);
  return [draft, setDraft] as const;
}
