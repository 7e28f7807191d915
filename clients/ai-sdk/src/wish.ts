import type { SharedV4Warning, Experimental_VideoModelV4CallOptions as VideoModelV4CallOptions } from '@ai-sdk/provider';
import type { VideoRequest } from 'rushes';
import type { Pictures } from './pictures.js';

/** The catalog's default model. */
export const DEFAULT_MODEL = 'default';

const RESOLUTIONS: Record<number, VideoRequest['resolution']> = { 360: '360p', 720: '720p', 1080: '1080p', 2160: '4k' };
const RATIOS: readonly string[] = ['16:9', '9:16', '1:1'] satisfies VideoRequest['aspect_ratio'][];

/** What the AI SDK's caller asks for, as the service takes it; and what of it no model here can. */
export async function wishOf(
  modelId: string,
  options: VideoModelV4CallOptions,
  pictures: Pictures,
): Promise<{ wish: VideoRequest; warnings: SharedV4Warning[] }> {
  const { prompt, image, frameImages, inputReferences, resolution, aspectRatio, duration, seed, fps, generateAudio } = options;
  const warnings: SharedV4Warning[] = [];
  const cannot = (feature: string, details: string) => warnings.push({ type: 'unsupported', feature, details });
  const wish: VideoRequest = {};
  if (modelId !== DEFAULT_MODEL) wish.model = modelId;
  if (prompt) wish.prompt = prompt;
  if (duration !== undefined) wish.seconds = duration;
  if (seed !== undefined) wish.seed = seed;
  if (generateAudio !== undefined) wish.audio = generateAudio;
  if (fps !== undefined) cannot('fps', 'A model has its own.');

  const [width = 0, height = 0] = (resolution ?? '').split('x').map(Number);
  const lines = RESOLUTIONS[Math.min(width, height)];
  if (lines) wish.resolution = lines;
  else if (resolution) cannot('resolution', 'The shorter side is 360, 720, 1080 or 2160.');
  const ratio = aspectRatio ?? RATIOS.find((each) => Math.abs(ratioOf(each) - width / height) < 0.01);
  if (ratio === 'adaptive') cannot('aspectRatio', 'Name one: 16:9, 9:16 or 1:1.');
  else if (ratio)
    wish.aspect_ratio = ratio as NonNullable<VideoRequest['aspect_ratio']>; // another is refused by the service, in words
  else if (resolution) cannot('resolution', 'A picture is 16:9, 9:16 or 1:1.');

  const { abortSignal } = options;
  const frame = (which: string) => frameImages?.find(({ frameType }) => frameType === which)?.image;
  const [first, last] = [frame('first_frame') ?? image, frame('last_frame')];
  if (first) wish.first_frame = await pictures.idOf(first, abortSignal);
  if (last) wish.last_frame = await pictures.idOf(last, abortSignal);
  const shown = (inputReferences ?? []).filter(({ mediaType }) => !mediaType?.startsWith('video/'));
  if (shown.length < (inputReferences ?? []).length) {
    cannot('inputReferences', 'References are pictures; of a video of yours say providerOptions.rushes.source and task.');
  }
  if (shown.length) wish.references = await Promise.all(shown.map((each) => pictures.idOf(each, abortSignal)));
  return { wish: { ...wish, ...(options.providerOptions.rushes as VideoRequest | undefined) }, warnings };
}

function ratioOf(named: string): number {
  const [width = 0, height = 1] = named.split(':').map(Number);
  return width / height;
}
