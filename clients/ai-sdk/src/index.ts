import { NoSuchModelError, type ProviderV4, type Experimental_VideoModelV4 as VideoModelV4 } from '@ai-sdk/provider';
import { Rushes, type RushesOptions } from 'rushes';
import { RushesVideoModel } from './model.js';
import { Pictures } from './pictures.js';
import { DEFAULT_MODEL } from './wish.js';

/** How to reach the service and as whom, or a client that you have; and where pictures go that calls bring along. */
export type RushesProviderSettings = (RushesOptions | { client: Rushes }) & {
  /** The id of a collection; one named "AI SDK" unless you say otherwise. */
  collection?: string | undefined;
};

/** Videos by a model of the catalog; by its default where none is named. */
export interface RushesProvider extends ProviderV4 {
  (modelId?: string): VideoModelV4;
  /** The same. */
  video(modelId?: string): VideoModelV4;
  /** The same, by the name that registries look for. */
  videoModel(modelId: string): VideoModelV4;
}

/**
 * The service as a provider of the AI SDK.
 *
 * ```ts
 * const rushes = createRushes({ url: 'https://…', key: process.env.RUSHES_KEY });
 * const { video } = await experimental_generateVideo({ model: rushes.video(), prompt: 'A red fox runs through fresh snow.' });
 * ```
 */
export function createRushes(settings: RushesProviderSettings): RushesProvider {
  const rushes = 'client' in settings ? settings.client : new Rushes(settings);
  const pictures = new Pictures(rushes, settings.collection);
  const video = (modelId: string = DEFAULT_MODEL): VideoModelV4 => new RushesVideoModel(modelId, rushes, pictures);
  const none = (modelType: 'languageModel' | 'embeddingModel' | 'imageModel') => (modelId: string) => {
    throw new NoSuchModelError({ modelId, modelType, message: `Rushes makes videos: it has no ${modelType} "${modelId}".` });
  };
  const others = {
    specificationVersion: 'v4' as const,
    languageModel: none('languageModel'),
    embeddingModel: none('embeddingModel'),
    imageModel: none('imageModel'),
  };
  return Object.assign((modelId?: string) => video(modelId), { ...others, video, videoModel: video });
}
