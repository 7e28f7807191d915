import type {
  JSONValue,
  SharedV4Warning,
  Experimental_VideoModelV4 as VideoModelV4,
  Experimental_VideoModelV4CallOptions as VideoModelV4CallOptions,
  Experimental_VideoModelV4OperationStartResult as VideoModelV4OperationStartResult,
  Experimental_VideoModelV4OperationStatusResult as VideoModelV4OperationStatusResult,
  Experimental_VideoModelV4Result as VideoModelV4Result,
} from '@ai-sdk/provider';
import { type CompletedVideo, isRushesError, type Making, type Rushes, type Video } from 'rushes';
import type { Pictures } from './pictures.js';
import { wishOf } from './wish.js';

const ENDED = ['completed', 'failed', 'cancelled'];
const DOWNLOADS = 3;

/** One model of the catalog, as the AI SDK asks for videos. */
export class RushesVideoModel implements VideoModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'rushes.video';
  /** Each is a video with a charge of its own; ten a minute are taken. */
  readonly maxVideosPerCall = 10;

  constructor(
    readonly modelId: string,
    private readonly rushes: Rushes,
    private readonly pictures: Pictures,
  ) {}

  /** From the wish to the files. The signal ends the waiting; what is being made goes on, and is in the library. */
  async doGenerate(options: VideoModelV4CallOptions): Promise<VideoModelV4Result> {
    const { makings, warnings } = await this.begun(options);
    const ended = await Promise.allSettled(makings.map((each) => each.wait({ signal: options.abortSignal })));
    const videos = told(ended, warnings);
    return { ...(await this.files(videos, options.abortSignal)), warnings };
  }

  /** Ask for the videos, and tell by which ids they are known. */
  async doStart(options: VideoModelV4CallOptions): Promise<VideoModelV4OperationStartResult> {
    const { makings, warnings } = await this.begun(options);
    const accepted = told(await Promise.allSettled(makings), warnings);
    return { operation: { videos: accepted.map(({ id }) => id) }, warnings, response: this.response(accepted) };
  }

  /** How far they are; with their files once all have ended. */
  async doStatus({
    operation,
    abortSignal: signal,
  }: {
    operation: JSONValue;
    abortSignal?: AbortSignal;
  }): Promise<VideoModelV4OperationStatusResult> {
    const { videos: ids } = operation as { videos: string[] };
    const videos = await Promise.all(ids.map((id) => this.rushes.videos.get(id, { signal })));
    if (!videos.every(({ state }) => ENDED.includes(state))) return { status: 'pending', response: this.response(videos) };
    const good = videos.filter((each) => each.state === 'completed');
    const failed = videos.filter((each) => each.state !== 'completed');
    if (good.length === 0) return { status: 'error', error: failed[0]?.message ?? 'No video.', ...this.facts(videos) };
    const warnings = failed.map(({ id, message }) => partly(id, message));
    return { status: 'completed', warnings, ...(await this.files(good, signal)) };
  }

  /** The AI SDK's own key for a call, or its user's, is that of the first video; each further one has a key beside it. */
  private async begun(options: VideoModelV4CallOptions): Promise<{ makings: Making<Video>[]; warnings: SharedV4Warning[] }> {
    const { wish, warnings } = await wishOf(this.modelId, options, this.pictures);
    const key = Object.entries(options.headers ?? {}).find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1];
    const keyOf = (number: number) => (key && number > 0 ? `${key}-${number}` : key);
    const making = (_: unknown, number: number) =>
      this.rushes.videos.create(wish, { signal: options.abortSignal, idempotencyKey: keyOf(number) });
    return { makings: Array.from({ length: options.n }, making), warnings };
  }

  private async files(videos: CompletedVideo[], signal: AbortSignal | undefined) {
    const files = await Promise.all(videos.map(({ id }) => this.file(id, signal)));
    return { videos: files.map((data) => ({ type: 'binary' as const, data, mediaType: 'video/mp4' })), ...this.facts(videos) };
  }

  /** Its bytes: the AI SDK refuses to load from this machine's own addresses, and links end while others are still loading. */
  private async file(id: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    for (let again = 1; ; again += 1) {
      const { playback } = await this.rushes.videos.links(id, {}, { signal });
      try {
        const response = await this.rushes.fetch(playback, { signal: signal ?? null });
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
        if (again === DOWNLOADS) throw new TypeError(`The file of video ${id} cannot be had: ${response.status}.`);
      } catch (error) {
        if (signal?.aborted || again === DOWNLOADS) throw error;
      }
      await this.rushes.sleep(again * 1000, signal);
    }
  }

  /** Told at the end alone: the AI SDK adds up what each look tells of `videos`. */
  private facts(videos: Video[]) {
    const metadata = videos.map((each) => ({
      id: each.id,
      state: each.state,
      model: each.model,
      credits: each.credits,
      charged: each.charged,
      ...(each.video && { seconds: each.video.seconds, width: each.video.width, height: each.video.height }),
    }));
    return {
      providerMetadata: { rushes: { videos: metadata } },
      response: this.response(videos),
    };
  }

  private response([first]: Video[]) {
    return { timestamp: new Date(), modelId: first?.model ?? this.modelId, headers: undefined };
  }
}

/** Those that went well; what did not is a warning beside them, and an error where there is nothing else. */
function told<T>(settled: PromiseSettledResult<T>[], warnings: SharedV4Warning[]): T[] {
  const good = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const reasons = settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  if (good.length === 0) throw reasons[0];
  for (const reason of reasons) {
    if (!isRushesError(reason)) throw reason;
    warnings.push(partly(reason.work?.id, reason.message));
  }
  return good;
}

function partly(id: string | undefined, message: string | null): SharedV4Warning {
  return { type: 'other', message: `One of the videos came to nothing${id ? ` (${id})` : ''}: ${message}` };
}
