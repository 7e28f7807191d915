import type { EditRequest } from 'rushes';
import type { Cue } from '@/ui/player';
import type { Clip } from './states';

export type Format = '16:9' | '9:16' | '1:1';
export type Preset = NonNullable<EditRequest['preset']>;
export type Look = NonNullable<EditRequest['look']>;

export const PRESETS: readonly Preset[] = ['tiktok', 'reels', 'shorts', 'square', 'gif'];
export const LOOKS: readonly Look[] = ['warm', 'cold', 'noir', 'vintage', 'contrast'];
export const FORMATS: readonly Format[] = ['16:9', '9:16', '1:1'];
export const GIF_S = 6; // the longest there is
const OF_PRESET: Partial<Record<Preset, Format>> = { tiktok: '9:16', reels: '9:16', shorts: '9:16', square: '1:1' };
const RATIO: Record<Format, number> = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 };

/** What somebody has set so far; times in seconds of the clip, those of captions in seconds of what is made of it. */
export interface Draft {
  start: number;
  end: number;
  speed: number;
  format: Format | null;
  x: number;
  y: number;
  look: Look | null;
  volume: number;
  music: { id: string; name: string; volume: number; fade: number; ducked: boolean } | null;
  fadeIn: number;
  fadeOut: number;
  title: string;
  titleSeconds: number;
  captions: (Cue & { id: number })[];
  preset: Preset | null;
}

export const untouched = (length: number): Draft => ({
  start: 0,
  end: length,
  speed: 1,
  format: null,
  x: 0.5,
  y: 0.5,
  look: null,
  volume: 1,
  music: null,
  fadeIn: 0,
  fadeOut: 0,
  title: '',
  titleSeconds: 2,
  captions: [],
  preset: null,
});

const exact = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** How long it will be. */
export function lengthOf({ start, end, speed, preset }: Draft): number {
  const whole = (end - start) / speed;
  return preset === 'gif' ? Math.min(whole, GIF_S) : whole;
}

/** The shape that is cut out, where one is. */
export const shapeOf = ({ preset, format }: Draft): Format | null => (preset && OF_PRESET[preset]) ?? format;

/** Which part of the picture stays: all of one side, so much of the other; in parts of the whole. */
export function box(
  draft: Draft,
  width: number,
  height: number,
): { left: number; top: number; width: number; height: number } | null {
  const shape = shapeOf(draft);
  if (!shape || !width || !height) return null;
  const [own, wanted] = [width / height, RATIO[shape]];
  if (Math.abs(own - wanted) < 0.01) return null;
  const part = wanted < own ? { width: wanted / own, height: 1 } : { width: 1, height: own / wanted };
  return { ...part, left: (1 - part.width) * draft.x, top: (1 - part.height) * draft.y };
}

/** What is asked of the service: what was left as it is does not stand in it. */
export function requestOf(draft: Draft, clip: Clip): EditRequest {
  const length = clip.video?.seconds ?? clip.seconds;
  const frame = 1 / (clip.video?.fps || 24);
  const shape = shapeOf(draft);
  const moved = shape !== null && box(draft, clip.video?.width ?? 16, clip.video?.height ?? 9) !== null;
  const captions = draft.captions
    .filter(({ text, start, end }) => text.trim() && end > start)
    .map(({ start, end, text }) => ({ start: exact(start), end: exact(end), text: text.trim() }))
    .sort((one, other) => one.start - other.start);
  return {
    ...(draft.start > frame / 2 ? { start: exact(draft.start) } : {}),
    ...(draft.end < length - frame / 2 ? { end: exact(draft.end) } : {}),
    ...(draft.speed === 1 ? {} : { speed: draft.speed }),
    ...(moved
      ? {
          crop: {
            ...(draft.format && !OF_PRESET[draft.preset as Preset] ? { format: draft.format } : {}),
            x: draft.x,
            y: draft.y,
          },
        }
      : {}),
    ...(draft.look ? { look: draft.look } : {}),
    ...(draft.volume === 1 ? {} : { volume: draft.volume }),
    ...(draft.music
      ? {
          music: {
            id: draft.music.id,
            volume: draft.music.volume,
            fade_in: draft.music.fade,
            fade_out: draft.music.fade,
            ducked: draft.music.ducked,
          },
        }
      : {}),
    ...(draft.fadeIn ? { fade_in: draft.fadeIn } : {}),
    ...(draft.fadeOut ? { fade_out: draft.fadeOut } : {}),
    ...(draft.title.trim() ? { title: { text: draft.title.trim(), seconds: draft.titleSeconds } } : {}),
    ...(captions.length ? { captions } : {}),
    ...(draft.preset ? { preset: draft.preset } : {}),
  };
}

/** Captions in the clip's own time, to be seen over it before they are burnt in. */
export const cuesOf = ({ captions, start, speed }: Draft): Cue[] =>
  captions.map((each) => ({ start: start + each.start * speed, end: start + each.end * speed, text: each.text }));
