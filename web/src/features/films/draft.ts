import type { FilmRequest, Storyboard, Video } from 'rushes';

export type Format = NonNullable<FilmRequest['format']>;
export type Resolution = NonNullable<FilmRequest['resolution']>;
export const FORMATS: readonly Format[] = ['16:9', '9:16', '1:1'];
export const RATIO: Record<Format, [number, number]> = { '16:9': [16, 9], '9:16': [9, 16], '1:1': [1, 1] };

/** A video, or a part of it, in a film that is being put together. */
export interface Piece {
  key: string;
  video: Video;
  /** What it is called here, where that is not the video's name. */
  name?: string | undefined;
  start: number;
  end: number;
  /** Into the next one; 0 is a cut. */
  crossfade: number;
}

export interface FilmDraft {
  pieces: readonly Piece[];
  format: Format | null;
  fit: 'pad' | 'crop';
  resolution: Resolution | null;
  title: string;
  titleSeconds: number;
  music: { id: string; name: string; volume: number; fadeIn: number; fadeOut: number; ducked: boolean } | null;
}

export const EMPTY: FilmDraft = {
  pieces: [],
  format: null,
  fit: 'crop',
  resolution: null,
  title: '',
  titleSeconds: 3,
  music: null,
};

/** Where a film goes: its shape and lines at once. */
export const PRESETS = {
  wide: { format: '16:9', resolution: '1080p', fit: 'pad' },
  tall: { format: '9:16', resolution: '1080p', fit: 'crop' },
  square: { format: '1:1', resolution: '1080p', fit: 'crop' },
} as const satisfies Record<string, Pick<FilmDraft, 'format' | 'resolution' | 'fit'>>;
export type Preset = keyof typeof PRESETS;

export const presetOf = ({ format, resolution, fit }: FilmDraft): Preset | null =>
  (Object.keys(PRESETS) as Preset[]).find((each) => {
    const preset = PRESETS[each];
    return preset.format === format && preset.resolution === resolution && preset.fit === fit;
  }) ?? null;

export const lengthOf = (video: Video): number => video.video?.seconds ?? video.seconds;

let made = 0;
export function pieceOf(video: Video, more: Partial<Piece> = {}): Piece {
  made += 1;
  return { key: `piece ${made}`, video, start: 0, end: lengthOf(video), crossfade: 0, ...more };
}

/** The scenes of a storyboard that are shot, whole and with their transitions. */
export function piecesOf(board: Storyboard, videos: readonly Video[]): Piece[] {
  const known = new Map(videos.map((video) => [video.id, video]));
  return board.scenes.flatMap((scene, at) => {
    const video = scene.video && known.get(scene.video.id);
    const fades = scene.transition === 'crossfade' && at < board.scenes.length - 1;
    return video?.state === 'completed'
      ? [pieceOf(video, { name: scene.title || scene.action || undefined, crossfade: fades ? scene.crossfade_seconds : 0 })]
      : [];
  });
}

/** How long it will last. */
export function secondsOf({ pieces }: FilmDraft): number {
  const last = pieces.length - 1;
  return pieces.reduce((sum, { start, end, crossfade }, at) => sum + end - start - (at < last ? crossfade : 0), 0);
}

const exact = (seconds: number) => Math.round(seconds * 1000) / 1000;
const ROUNDING_S = 0.05; // a measured length is rounded

/** Nobody has cut or moved anything: then the service takes the scenes itself, and the film knows them. */
export function isStraight(pieces: readonly Piece[], whole: readonly Piece[]): boolean {
  const told = (all: readonly Piece[]) =>
    JSON.stringify(all.map(({ video, start, end, crossfade }) => [video.id, start, end, crossfade]));
  return whole.length > 0 && told(pieces) === told(whole);
}

/** What is asked of the service: what was left as it is does not stand in it. */
export function requestOf(draft: FilmDraft, storyboard: string | undefined, straight: boolean): FilmRequest {
  const { pieces, format, fit, resolution, title, music } = draft;
  const scenes = pieces.map(({ video, start, end, crossfade }, at) => ({
    video_id: video.id,
    ...(start > ROUNDING_S ? { start: exact(start) } : {}),
    ...(end < lengthOf(video) - ROUNDING_S ? { end: exact(end) } : {}),
    ...(crossfade && at < pieces.length - 1 ? { crossfade } : {}),
  }));
  return {
    ...(storyboard ? { storyboard_id: storyboard } : {}),
    ...(straight ? {} : { scenes }),
    ...(format ? { format } : {}),
    ...(resolution ? { resolution } : {}),
    ...(format || resolution ? { fit } : {}),
    ...(title.trim() ? { title: { text: title.trim(), seconds: draft.titleSeconds } } : {}),
    ...(music
      ? { music: { id: music.id, volume: music.volume, fade_in: music.fadeIn, fade_out: music.fadeOut, ducked: music.ducked } }
      : {}),
  };
}

/** In another order: these before or after that one. */
export function reordered(pieces: readonly Piece[], keys: readonly string[], target: string, where: string): readonly Piece[] {
  const moving = pieces.filter(({ key }) => keys.includes(key));
  const rest = pieces.filter(({ key }) => !keys.includes(key));
  const at = rest.findIndex(({ key }) => key === target);
  if (at < 0) return pieces;
  const to = where === 'before' ? at : at + 1;
  return [...rest.slice(0, to), ...moving, ...rest.slice(to)];
}
