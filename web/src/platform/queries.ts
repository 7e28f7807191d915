import { QueryClient } from '@tanstack/react-query';
import { isRushesError } from 'rushes';

/**
 * What was asked of the API, kept by its name: the first word is the domain, so that `invalidateQueries({ queryKey: ['videos'] })` has all of it
 * asked anew. Listeners (`useLive`) write into the same places.
 */
export const keys = {
  account: ['account'] as const,
  transactions: ['account', 'transactions'] as const,
  agentKeys: ['account', 'agent-keys'] as const,
  providerKeys: ['account', 'provider-keys'] as const,
  models: ['catalog', 'models'] as const,
  styles: ['catalog', 'styles'] as const,
  limits: ['catalog', 'limits'] as const,
  collections: ['collections'] as const,
  collection: (id: string) => ['collections', 'one', id] as const,
  images: (collection: string) => ['images', 'of', collection] as const,
  image: (id: string) => ['images', 'one', id] as const,
  imageLinks: (id: string) => ['images', 'links', id] as const,
  thumbnail: (id: string) => ['images', 'thumbnail', id] as const,
  thumbnails: (ids: readonly string[]) => ['images', 'thumbnails', ids] as const,
  covers: ['images', 'covers'] as const,
  prompts: (image: string) => ['prompts', 'of', image] as const,
  prompt: (id: string) => ['prompts', 'one', id] as const,
  promptLibrary: (filters: object) => ['prompts', 'library', filters] as const,
  videos: (filters: object) => ['videos', 'list', filters] as const,
  video: (id: string) => ['videos', 'one', id] as const,
  videoBatches: ['batches'] as const,
  storyboardNames: ['storyboards', 'names'] as const,
  videoTags: ['videos', 'tags'] as const,
  videoLine: ['videos', 'line'] as const,
  videoProgress: (id: string) => ['videos', 'progress', id] as const,
  liveVideos: ['videos', 'live'] as const,
  poster: (id: string) => ['videos', 'poster', id] as const,
  videoLinks: (id: string) => ['videos', 'links', id] as const,
  videoQuote: (wish: object) => ['videos', 'quote', wish] as const,
  comparisons: ['comparisons'] as const,
  share: (token: string) => ['share', token] as const,
  editQuote: (id: string, edit: object) => ['videos', 'edit-quote', id, edit] as const,
  trash: ['trash'] as const,
  shares: ['shares'] as const,
};

const FRESH_MS = 30_000;

/** The client sends again what is worth it: an error that comes here stands. Offline, what is known stays in sight. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        networkMode: 'offlineFirst',
        retry: false,
        refetchOnWindowFocus: (query) => !isRushesError(query.state.error) || query.state.error.retryable,
      },
      mutations: { networkMode: 'offlineFirst', retry: false },
    },
  });
}
